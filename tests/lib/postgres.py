"""A private PostgreSQL for the tests: one cluster per test process, one fresh database per test.

It speaks on a Unix socket in a temporary folder and on no network, does not wait for the disk, and needs no cluster
of the machine's own. PostgreSQL refuses to run as root: then it runs as Debian's user ``postgres``.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

_SOCKET = ".s.PGSQL.5432"
_LONGEST_SOCKET = 107
_PATIENCE = 60.0
"""Seconds until a start counts as failed; a start takes about one."""


class NoPostgres(Exception):
    """PostgreSQL is not installed, or does not start."""


def find_binaries() -> Path:
    """The folder with the newest ``initdb`` and ``postgres`` of this machine."""
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if folders:
        return max(folders, key=lambda path: [int(n) for n in re.findall(r"\d+", path.parent.name)])
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    raise NoPostgres("PostgreSQL is not installed here: run 'make system'")


class Cluster:
    """A running PostgreSQL that belongs to this test process alone."""

    def __init__(self) -> None:
        self._bin = find_binaries()
        self._as: dict[str, Any] = {}
        self._folder = _short_folder()
        if os.geteuid() == 0:
            user = _unprivileged()
            os.chown(self._folder, user.pw_uid, user.pw_gid)
            self._as = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        self._log = (self._folder / "log").open("wb")
        self._numbers = count(1)
        self._server: subprocess.Popen[bytes] | None = None

    def start(self, **more: str) -> None:
        """Make the cluster, with `more` settings, and wait until it answers."""
        data = str(self.data)
        made = self._run("initdb", "-D", data, "-U", "pratique", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        if made.wait() != 0:
            raise NoPostgres(self._said())
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self._folder),
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "autovacuum": "off",
            "shared_buffers": "32MB",
            "max_connections": "60",
            "timezone": "UTC",
            **more,
        }
        self._server = self._run("postgres", "-D", data, *(f"--{name}={value}" for name, value in settings.items()))
        deadline = time.monotonic() + _PATIENCE
        while True:
            try:
                psycopg.connect(self._conninfo("postgres")).close()
                return
            except psycopg.OperationalError:
                if self._server.poll() is not None or time.monotonic() > deadline:
                    raise NoPostgres(self._said()) from None
                time.sleep(0.02)

    def stop(self) -> None:
        """Stop at once and leave nothing behind."""
        if self._server is not None and self._server.poll() is None:
            self._server.send_signal(signal.SIGINT)
            try:
                self._server.wait(20)
            except subprocess.TimeoutExpired:
                self._server.kill()
                self._server.wait()
        self._log.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    @contextmanager
    def database(self, template: str = "template1") -> Iterator[str]:
        """A fresh database, as an SQLAlchemy address; gone afterwards, even if connections were left open."""
        name = f"t{next(self._numbers)}"
        self._admin(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        try:
            yield self.url(name)
        finally:
            self._admin(f'DROP DATABASE "{name}" WITH (FORCE)')

    @property
    def data(self) -> Path:
        """The folder of everything this server keeps."""
        return self._folder / "data"

    def run_in(self, database: str, *statements: str) -> None:
        """Run these as the server's own user, each by itself."""
        with psycopg.connect(self._conninfo(database), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def url(self, name: str) -> str:
        """The SQLAlchemy address of a database of this cluster."""
        return f"postgresql+psycopg://pratique@/{name}?host={self._folder}"

    def _admin(self, statement: str) -> None:
        self.run_in("postgres", statement)

    def _conninfo(self, database: str) -> str:
        return f"host={self._folder} user=pratique dbname={database} connect_timeout=10"

    def _run(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [self._bin / program, *arguments],
            cwd=self._folder,
            env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            **self._as,
        )

    def _said(self) -> str:
        self._log.flush()
        return "The tests' own PostgreSQL did not start. It said:\n" + (self._folder / "log").read_text("utf-8")[-2000:]


def _short_folder() -> Path:
    """A private folder whose socket path the operating system accepts."""
    folder = Path(tempfile.mkdtemp(prefix="pq-"))
    if len(str(folder / _SOCKET)) <= _LONGEST_SOCKET:
        return folder
    folder.rmdir()
    return Path(tempfile.mkdtemp(prefix="pq-", dir="/tmp"))


def _unprivileged() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        raise NoPostgres("There is no user 'postgres' here to run PostgreSQL as: run 'make system'") from None
