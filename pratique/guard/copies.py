"""Copies of signed audit heads outside the register: a file, a syslog server, a web address. Heads name nobody."""

from __future__ import annotations

import http.client
import logging
import urllib.error
import urllib.request
from collections.abc import Callable
from logging.handlers import SysLogHandler

from pratique.errors import NotReady
from pratique.guard.heads import Head
from pratique.settings import Settings

_SECONDS = 10


def send_copies(head: Head, settings: Settings) -> list[str]:
    """Send a head wherever the settings say; a sentence for each place that could not be reached."""
    failed = []
    for name, send in _PLACES.items():
        if settings[name]:
            try:
                send(head, settings)
            except NotReady as error:
                failed.append(f"{error.sentence} {error.hint}")
            except (OSError, ValueError, http.client.HTTPException) as error:
                failed.append(f"The signed head could not be copied to `{name}` ({type(error).__name__}).")
    return failed


def _to_file(head: Head, settings: Settings) -> None:
    with settings.path("audit_copy").open("a", encoding="utf-8") as out:
        out.write(head.line() + "\n")


def _to_syslog(head: Head, settings: Settings) -> None:
    host, _, port = settings["audit_syslog"].rpartition(":")
    if not host or not port.isdigit():
        raise NotReady("`audit_syslog` is no address.", "Write host:port, such as log.example:514.")
    handler = SysLogHandler(address=(host, int(port)))
    try:
        handler.handle(
            logging.LogRecord("pratique", logging.INFO, "", 0, f"pratique audit head {head.line()}", (), None)
        )
    finally:
        handler.close()


def _to_web(head: Head, settings: Settings) -> None:
    address = settings["audit_webhook"]
    if not address.startswith("https://"):
        raise NotReady("`audit_webhook` must begin with https://.", "Heads are not sent in clear.")
    request = urllib.request.Request(  # noqa: S310 -- https only, as checked above
        address, data=head.line().encode(), headers={"Content-Type": "application/json"}, method="POST"
    )
    with urllib.request.urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310 -- as above
        answer.read()


_PLACES: dict[str, Callable[[Head, Settings], None]] = {
    "audit_copy": _to_file,
    "audit_syslog": _to_syslog,
    "audit_webhook": _to_web,
}
