"""What the tests of this folder run in other processes, to kill them: ``WHAT FOLDER URL FILE…``.

load: all files in one call. each: a call for every file, tried again while another process writes. case: a case is
added, confirmed and traced. all: each, then case. retrace: the case is traced. erase: the daily work when all of it is
due. forget: somebody's record is erased, as asked. hold: be the one writer until stdin
ends. read, trace: say what a reader sees, or a trace shows, whenever that changes, until stdin ends. A line of output
for each receipt and each step of the case, as soon as it is given.

Started without arguments it serves: each line of stdin asks for one such process, which is forked off, so that the
libraries are loaded once and not a hundred times. The one that serves opens no site and starts no thread.
"""

from __future__ import annotations

import json
import os
import select as ready
import signal
import sys
import time
from pathlib import Path

import deltalake
import duckdb

import pratique.stores.movements.delta
from pratique.desk import Desk, Site
from pratique.errors import Conflict, PratiqueError
from pratique.flow.receive import receive
from pratique.stores import failpoint
from pratique.stores.register.lease import writer
from tests.durability import trouble
from tests.durability.site import SECOND, File, Place, add, confirm, erase, forget, open_desk_at, seen, shown, trace

LOADED = (deltalake, duckdb, pratique.stores.movements.delta)


def work(what: str, folder: str, url: str, *paths: str) -> None:
    files = [(Path(path).name, Path(path).read_bytes()) for path in paths]
    print("ready", flush=True)
    with Place(Path(folder), url).site() as site, open_desk_at(site, SECOND) as desk:
        if what == "hold":
            with writer(site.register, site.movement_folder, "holding", SECOND):
                print("holding", flush=True)
                sys.stdin.read()
        view, last = None, False
        while what in ("read", "trace") and not last:
            # Asked to stop, it looks once more: what was being read then may have begun before the last file was done.
            last = bool(ready.select([sys.stdin], [], [], 0)[0])
            if view != (view := seen(site) if what == "read" else shown(trace(site))):
                print(json.dumps(view), flush=True)
        if what == "erase":
            erase(site)
        if what == "forget":
            forget(site)
        if what in ("load", "each", "all"):
            for group in [files] if what == "load" else [[file] for file in files]:
                _load(desk, group, patient=what == "each")
        if what in ("case", "all"):
            _case(site)
        if what == "retrace":
            print(json.dumps(shown(trace(site))), flush=True)


def _load(desk: Desk, group: list[File], *, patient: bool) -> None:
    while True:
        try:
            for receipt in receive(desk, group):
                print("receipt", receipt.name, receipt.outcome, flush=True)
            return
        except Conflict:
            if not patient:
                raise
            print("waited", flush=True)
            time.sleep(0.02)


def _case(site: Site) -> None:
    add(site)
    print("added", flush=True)
    confirm(site)
    print("confirmed", flush=True)
    for leg in trace(site).legs:
        print("traced", len(leg.contacts), flush=True)


def main(arguments: list[str]) -> int:
    """The exit code."""
    try:
        work(*arguments)
    except PratiqueError as error:
        print(error.sentence, error.hint, sep="\n", file=sys.stderr, flush=True)
        return error.exit_code
    return 0


def serve() -> None:
    """Fork a process for each request; answer with its wait status."""
    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if child == 0:
            for number, name in ((1, "stdout"), (2, "stderr")):
                os.dup2(os.open(asked[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
            code = 99
            try:
                failpoint._name, failpoint._left = failpoint._wanted(asked["failpoint"])
                trouble.prepare(asked["trouble"])
                if asked["after"]:
                    _kill_after(asked["after"])
                code = main(asked["arguments"])
            except BaseException:
                sys.excepthook(*sys.exc_info())
                sys.stderr.flush()
            os._exit(code)
        print(os.waitpid(child, 0)[1], flush=True)


def _kill_after(seconds: float) -> None:
    """A process beside this one kills it then, wherever it is."""
    victim = os.getpid()
    if os.fork():
        return
    time.sleep(seconds)
    if os.getppid() == victim:
        os.kill(victim, signal.SIGKILL)
    os._exit(0)


if __name__ == "__main__":
    if len(sys.argv) == 1:
        serve()
    else:
        sys.exit(main(sys.argv[1:]))
