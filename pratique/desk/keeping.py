"""Retention: erasing what is due, with a certificate of it.

The guarantee is the destroyed key: what was sealed under it can be read by nobody, wherever a copy of it lies. Rows
that are found by keyed hashes, and movement rows, are removed besides. What a living case rests on is held back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from pratique.desk.due import Due, planned, terms_of
from pratique.desk.persons import finish_person
from pratique.desk.uniting import settle_without
from pratique.desk.work import Desk
from pratique.errors import Conflict
from pratique.guard import audit
from pratique.guard import certificate as certificates
from pratique.guard.certificate import Certificate, Rest, Step
from pratique.guard.erasure import destroy_key, destroy_period
from pratique.guard.heads import stored_heads
from pratique.rules import keeping
from pratique.rules.keeping import Term, Terms
from pratique.stores.failpoint import reach
from pratique.stores.register import audit_log, erasing, keys, receipts, rechecks
from pratique.stores.register.lease import writer
from pratique.stores.register.register import Connection, meta, set_meta
from pratique.stores.register.scrub import files_holding, scrub

_ERASED_UNTIL = "erased_until"
_MARK = 12
"""Bytes at the beginning of a stored key that tell it from every other and open nothing: its nonce."""


def erased_until(desk: Desk) -> date | None:
    """The last day whose journeys this site has erased, but for what living cases rest on."""
    with desk.site.register.reading() as connection:
        told = meta(connection, _ERASED_UNTIL)
    return date.fromisoformat(told) if told else None


def erase_due(desk: Desk) -> Certificate | None:
    """Erase what is due by now; its certificate, or None where nothing is.

    What a process that was killed left of an earlier erasure is done first; where nothing else is due, the certificate
    is that one's. Raises Conflict while another process writes, or where a killed one left files half loaded.
    """
    site, now = desk.site, desk.now()
    terms = terms_of(site.settings)
    until = keeping.last_sunday(terms["traveller"], now)
    with writer(site.register, site.movement_folder, "erasing", now):
        with site.register.reading() as connection:
            if receipts.pending_batches(connection):
                raise Conflict(
                    "A process ended while it loaded files; what it left is neither stored nor removed yet.",
                    "Run `pratique work --once`, which settles it and then erases.",
                )
        finished = _finish_earlier(desk)
        with site.register.writing() as connection:
            due = [one for one in planned(desk, connection, terms) if one.at <= now]
            if not due:
                return finished
            marks = tuple(
                key.wrapped[:_MARK].hex() for key in keys.find(connection, _keys(due)) if key.wrapped is not None
            )
            steps, waits, cut = _erase_register(desk, connection, terms, due, until)
            rest = Rest(
                until=until,
                keys=_keys(due),
                marks=marks,
                rows={str(name): rows for name, rows in site.movements.due(until, erasing.held(connection)).items()},
                rewrite=any(one.category != "raw_file" for one in due),
                log=cut,
            )
            content = certificates.packed(desk.actor.role, desk.here.code, steps, {}, waits, rest)
            number = erasing.add_certificate(connection, now, desk.actor.id, content)
            if any(one.category == "traveller" for one in due):
                set_meta(connection, _ERASED_UNTIL, max(until.isoformat(), meta(connection, _ERASED_UNTIL) or ""))
            desk.log(connection, "guard.erase", {"certificate": number, **_counts(steps)})
            reach("erase-before-commit")
        reach("erase-committed")
        return _finish(desk, certificates.opened(number, now, None, desk.actor.id, content), rest)


def read_certificates(desk: Desk, number: int | None = None) -> list[Certificate]:
    """All certificates, the newest first, or the one of this number; logged."""
    with desk.site.register.writing() as connection:
        desk.log(connection, "guard.certificates", {"number": number})
        rows = erasing.certificates(connection, [number] if number is not None else [])
    return [certificates.opened(row.erasure_id, row.at, row.finished_at, row.actor, row.content) for row in rows]


# -- after the keys: movement tables, what the database keeps besides, the proof --------------------------------------


def _finish_earlier(desk: Desk) -> Certificate | None:
    """Do what is left of erasures whose process ended; the newest of their certificates, None where there is none."""
    with desk.site.register.reading() as connection:
        rows = [row for row in erasing.certificates(connection) if row.finished_at is None]
        told = meta(connection, _ERASED_UNTIL)
    finished = None
    for row in reversed(rows):
        left = certificates.opened(row.erasure_id, row.at, None, row.actor, row.content)
        rest = certificates.rest(row.content)
        if not finish_person(desk, left, rest):
            # Earlier versions did not say what was left: the days that are erased are known all the same.
            unknown = Rest(until=date.fromisoformat(told) if told else date.min)
            finished = _finish(desk, left, rest or unknown)
    return finished


def _finish(desk: Desk, left: Certificate, rest: Rest) -> Certificate:
    """Erase the movement rows, clean up the register, look for what is left, and finish the certificate."""
    site = desk.site
    with site.register.writing() as connection:
        held = erasing.held(connection)
        # Once more: an upgrade of the site since may have filled them from the movement tables.
        erasing.clear_lines(connection, rest.until)
    gone = site.movements.erase(rest.until, held, desk.now())
    reach("erase-movements")
    waits = [*left.waits, *scrub(site.register, rows=rest.rewrite)]
    reach("erase-scrubbed")
    # A process that was killed may have removed them before it could say so.
    counts = {str(name): max(rows, rest.rows.get(str(name), 0)) for name, rows in gone.items()}
    steps = [*left.steps[:-1], replace(left.steps[-1], erased=left.steps[-1].erased | counts)]
    on_disk = site.movements.due(rest.until, held, on_disk=True)
    holding = files_holding(site.register, [bytes.fromhex(mark) for mark in rest.marks])
    with site.register.writing() as connection:
        proof = {
            "of these keys still in the register": sum(
                key.wrapped is not None for key in keys.find(connection, rest.keys)
            ),
            **({} if holding is None else {"files of the register that hold one of these keys": holding}),
            "identities that no key and no case holds": erasing.closed_people(connection),
            "observations of these days that no case holds": erasing.old_observations(connection, rest.until),
            "crossings by person of these days that no case holds": erasing.old_crossings(connection, rest.until),
            "lines by leg of these days that no case holds": erasing.old_lines(connection, rest.until),
            "movement rows of these days that no case holds, in any file": sum(on_disk.values()),
            "entries of the audit log that are past their period": audit_log.count_to(connection, rest.log),
        }
        content = certificates.packed(left.role, left.site, steps, proof, waits)
        now = desk.now()
        erasing.finish_certificate(connection, left.number, now, content)
        desk.log(connection, "guard.erased", {"certificate": left.number, **counts, "left": sum(proof.values())})
        reach("erase-before-finish")
    return certificates.opened(left.number, left.at, now, left.by, content)


# -- keys and rows of the register ------------------------------------------------------------------------------------


def _erase_register(
    desk: Desk, connection: Connection, terms: Terms, due: Sequence[Due], until: date
) -> tuple[list[Step], list[str], int]:
    """Destroy the keys that are due and clear what hangs on them: cases first, so that they hold nothing back.

    The steps, the last of which is that of travellers; what has to wait; and up to which entry the log was cut.
    """
    now, vault = desk.now(), desk._vault
    steps = []
    closed = [one for one in due if one.category == "contact" and one.key_id is not None]
    contacts = 0
    for one in closed:
        case_id = int(one.period.removeprefix("case "))
        (case,) = (row for row in erasing.living_cases(connection) if row.case_id == case_id)
        rechecks.settle(connection, rechecks.open_marks(connection, case.reference), now)
        contacts += erasing.clear_case(connection, case_id)
        destroy_key(connection, vault, case.key_id, now)
    if closed:
        erased = {"cases": len(closed), "contacts": contacts}
        steps.append(_step(terms["contact"], [one.period for one in closed], erased))
    raw = [one for one in due if one.category == "raw_file"]
    if raw:
        before = keeping.erased_from(terms["raw_file"], max(keeping.last_day(one.period) for one in raw))
        files = erasing.clear_raw(connection, before - terms["raw_file"].period)
        for one in raw:
            if one.key_id is not None:
                destroy_key(connection, vault, one.key_id, now)
        steps.append(_step(terms["raw_file"], [one.period for one in raw if one.key_id is not None], {"files": files}))
    cut, waits = 0, []
    for one in due:
        if one.category == "audit":
            step, sentence, cut = _cut_log(desk, connection, terms["audit"], one.at)
            steps += step
            waits += sentence
    weeks = [one for one in due if one.category == "traveller" and one.key_id is not None]
    done = [destroy_period(connection, vault, one.key_id, now) for one in weeks if one.key_id is not None]
    erasing.mark_legs(connection, until, now)
    identities, observations, touched = erasing.clear_people(connection, until)
    settle_without(desk, connection, touched, now)
    erasing.clear_lines(connection, until)
    reach("erase-keys")
    erased = {"records": sum(one.records for one in done), "identities": identities, "observations": observations}
    steps.append(_step(terms["traveller"], [one.period for one in weeks], erased, sum(one.kept for one in done)))
    return steps, waits, cut


def _cut_log(desk: Desk, connection: Connection, term: Term, at: datetime) -> tuple[list[Step], list[str], int]:
    """Cut the audit log; a log that does not verify is left as it is, since what was changed in it is evidence."""
    last = audit_log.last_before(connection, at - term.period)
    if last is None:
        return [], [], 0
    if any(fault.seq <= last.seq for fault in audit.verify(connection, stored_heads(connection))):
        return [], ["the audit log is not cut: it does not verify, and `pratique guard audit verify` says where"], 0
    removed = audit.cut(connection, desk._vault, last.seq, last.hash, desk.now())
    what = f"{term.what}, up to entry {last.seq}; a signed statement of its hash stands for them"
    return [replace(_step(term, [], {"entries": removed}), what=what)], [], last.seq


def _step(term: Term, periods: Sequence[str], erased: dict[str, int], kept: int = 0) -> Step:
    return Step(term.category, term.what, tuple(periods), erased, kept, term.words, term.start, term.source, term.law)


def _keys(due: Sequence[Due]) -> tuple[int, ...]:
    return tuple(one.key_id for one in due if one.key_id is not None)


def _counts(steps: Sequence[Step]) -> dict[str, int]:
    return {f"{step.category} {thing}": count for step in steps for thing, count in step.erased.items()}
