"""`pratique` as a program for a shell, each call a process of its own, without paying for the libraries each time.

Beside the tests stands one process that has imported the libraries, and nothing of pratique. The program hands it its
arguments, folder, environment and standard streams; it forks, and the fork imports pratique and runs the command as a
fresh process would. A command is still alone in its process, with its own imports in its own order.
"""

from __future__ import annotations

import atexit
import json
import os
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIBRARIES = (
    "alembic.command", "cryptography.fernet", "deltalake", "duckdb", "jinja2", "numpy", "phonenumbers", "pydantic",
    "rich.table", "sqlalchemy.dialects.sqlite", "structlog", "typer.main",
)  # fmt: skip
_PROGRAM = """#!{python} -SE
import json, os, socket, sys
with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as to:
    to.connect({address!r})
    asked = json.dumps([sys.argv[1:], os.getcwd(), dict(os.environ)]).encode()
    socket.send_fds(to, [asked], [0, 1, 2])
    sys.exit(int(to.recv(9)))
"""


def write_program(folder: Path) -> None:
    """Write `pratique` into this folder, to be put on the PATH."""
    folder.mkdir(exist_ok=True)
    (folder / "pratique").write_text(_PROGRAM.format(python=sys.executable, address=_address()))
    (folder / "pratique").chmod(0o755)


@cache
def _address() -> str:
    """Where the process listens; it ends when its standard input does."""
    folder = tempfile.mkdtemp(prefix="pq-", dir="/tmp")  # a socket's address has to be short
    address = str(Path(folder) / "forks")
    server = subprocess.Popen(
        [sys.executable, "-m", __name__, address],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip

    def stop() -> None:
        for end in (server.stdin, server.stdout):
            if end:
                end.close()
        server.wait(20)
        shutil.rmtree(folder)

    atexit.register(stop)
    assert server.stdout is not None
    assert server.stdout.readline() == "ready\n"
    return address


def _serve(address: str) -> None:
    for name in LIBRARIES:
        import_module(name)
    assert not [name for name in sys.modules if name.partition(".")[0] == "pratique"]
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listening:
        listening.bind(address)
        listening.listen()
        print("ready", flush=True)
        while listening in select.select([listening, sys.stdin], [], [])[0]:
            asker, _ = listening.accept()
            if os.fork() == 0:
                listening.close()
                _answer(asker)
                return
            asker.close()
            with suppress(ChildProcessError):
                while os.waitpid(-1, os.WNOHANG)[0]:
                    pass


def _answer(asker: socket.socket) -> None:
    """Run the command in one more process; say how it ended, whatever became of it."""
    asked, streams, _, _ = socket.recv_fds(asker, 1 << 20, 3)
    command = os.fork()
    if command == 0:
        asker.close()
        _run(streams, *json.loads(asked))
        return
    code = os.waitstatus_to_exitcode(os.waitpid(command, 0)[1])
    asker.send(str(code if code >= 0 else 128 - code).encode())
    os._exit(0)


def _run(streams: list[int], arguments: list[str], folder: str, environment: dict[str, str]) -> None:
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    os.chdir(folder)
    sys.argv = ["pratique", *arguments]
    main = import_module("pratique.cli.main").main
    main()


if __name__ == "__main__":
    _serve(sys.argv[1])
