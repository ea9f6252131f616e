"""The daily work of a site, in one go: settle what is pending, tidy, erase what is due, remind, sign the log."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from pratique.desk import Desk
from pratique.desk.keeping import erase_due
from pratique.desk.logbook import sign_log
from pratique.desk.overdue import note_work
from pratique.desk.reminders import Reminder, reminders
from pratique.errors import PratiqueError
from pratique.flow.receive import recover
from pratique.guard.certificate import Certificate
from pratique.guard.heads import Head
from pratique.stores.register.lease import writer


@dataclass(slots=True)
class Rounds:
    """What was done. `failed` holds a sentence for each part that could not be; the others were done all the same."""

    settled: int = 0
    certificate: Certificate | None = None
    head: Head | None = None
    reminders: list[Reminder] = field(default_factory=list)
    """What waits for somebody."""
    failed: list[str] = field(default_factory=list)


def make_rounds(desk: Desk) -> Rounds:
    """Do all of it once. It counts as done, and is remembered, when each part went well."""
    done = Rounds()
    for part in (_tidy, _erase, _remind, _sign):
        _try(part, desk, done)
    if not done.failed:
        with desk.site.register.writing() as connection:
            note_work(connection, desk.now())
    return done


def _try(part: Callable[[Desk, Rounds], None], desk: Desk, done: Rounds) -> None:
    try:
        part(desk, done)
    except PratiqueError as error:
        # One cause may stop several parts; it is said once.
        if error.sentence not in done.failed:
            done.failed.append(error.sentence)


def _tidy(desk: Desk, done: Rounds) -> None:
    site = desk.site
    with writer(site.register, site.movement_folder, "the daily work", desk.now()):
        done.settled = recover(desk)
        site.movements.maintain(desk.now())


def _erase(desk: Desk, done: Rounds) -> None:
    done.certificate = erase_due(desk)
    if done.certificate is not None and not done.certificate.holds:
        done.failed.append(f"Certificate {done.certificate.number}: something of what was erased was still found.")


def _remind(desk: Desk, done: Rounds) -> None:
    done.reminders = reminders(desk)


def _sign(desk: Desk, done: Rounds) -> None:
    done.head, not_copied = sign_log(desk)
    done.failed += not_copied
    if not_copied:
        with desk.site.register.writing() as connection:
            desk.log(connection, "work.not_copied", {"copies": len(not_copied)})
