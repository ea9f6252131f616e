"""What may be wrong with the machine a process runs on, arranged before it begins."""

from __future__ import annotations

import ctypes
import resource
import struct
from typing import Any

from sqlalchemy import Engine, event

from pratique.stores.movements.delta import DeltaMovements


def prepare(name: str) -> None:
    """Bring this process into the trouble of that name; "" is none."""
    if name:
        _TROUBLES[name]()


def _no_room_for_movements() -> None:
    """The disk takes no movement file: from the moment that one is to be written, files can be 1 kB long."""
    for method in ("append_lines", "append_crossings"):
        append = getattr(DeltaMovements, method)

        def limited(self: DeltaMovements, *arguments: Any, append: Any = append) -> None:
            limits = resource.getrlimit(resource.RLIMIT_FSIZE)
            resource.setrlimit(resource.RLIMIT_FSIZE, (1024, limits[1]))
            try:
                append(self, *arguments)
            finally:
                resource.setrlimit(resource.RLIMIT_FSIZE, limits)

        setattr(DeltaMovements, method, limited)


def _no_room_for_the_register() -> None:
    """SQLite finds its disk full: its file may not grow by a page."""

    @event.listens_for(Engine, "connect")
    def _full(connection: Any, _record: Any) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages}")


def _no_room_for_a_file() -> None:
    """No file of this process can be longer than 64 kB: the register's log meets that first."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (65536, resource.RLIM_INFINITY))


def _no_room_for_a_trace() -> None:
    """No file can be longer than 33 kB: the register's log takes a page or two and then no more."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (33_000, resource.RLIM_INFINITY))


def _no_privileges() -> None:
    """Permission bits mean something even where the tests are run by root: every capability is given up."""
    header = struct.pack("Ii", 0x20080522, 0)
    if ctypes.CDLL(None, use_errno=True).capset(header, bytes(24)) != 0:
        raise OSError(ctypes.get_errno(), "capset")


_TROUBLES = {
    "no-room-for-movements": _no_room_for_movements,
    "no-room-for-the-register": _no_room_for_the_register,
    "no-room-for-a-file": _no_room_for_a_file,
    "no-room-for-a-trace": _no_room_for_a_trace,
    "no-privileges": _no_privileges,
}
