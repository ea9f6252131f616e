"""Cases at the desk: add a notice, confirm it with a second officer, withdraw it, list them.

A notice is not a tracking device: until somebody else than its sender at this desk has confirmed it, or a notifier
whose key the site trusts has signed it, nobody's name is shown for it.
"""

from __future__ import annotations

import base64
import binascii
import json
import tomllib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any, Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from pratique.desk import look_again
from pratique.desk.emergencies import about, emergency_of
from pratique.desk.notice_keys import notice_keys
from pratique.desk.work import Desk
from pratique.errors import Conflict, NotAllowed, NotFound, NotReady
from pratique.guard.vault import ErasedError
from pratique.model.casework import Case, CaseDocument, CasePerson, CaseStatus, Emergency, Journey, Notice
from pratique.stores.register import cases, emergencies, rechecks, reviews
from pratique.stores.register.register import Connection, Row, take_ids

Added = Literal["new", "changed", "known"]


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case in the list: no name, no date of illness."""

    reference: str
    status: str
    disease: str
    added_by: str
    added_at: datetime
    confirmed_by: str | None
    names_shown_at: datetime | None
    withdrawn_at: datetime | None
    withdrawn_by: str | None
    emergency: Emergency | None
    look_again: tuple[str, ...]
    questions: int
    """Pairs of papers that wait for an officer's answer."""


def add_case(desk: Desk, notice: Notice, signed_by: str | None = None) -> Added:
    """Take in a notice; whether it was new, changed a known case, or said nothing new.

    A changed notice has to be confirmed again. Raises Conflict for a case that was withdrawn.
    """
    now = desk.now()
    disease_key = desk._vault.hash("disease", desk.site.book.disease(notice.disease).name)
    with desk.site.register.writing() as connection:
        row = cases.by_reference(connection, notice.reference)
        if row is None:
            case_id = take_ids(connection, "case", 1)[0]
            key_id = desk._vault.case_key(connection, case_id, now)
            cases.add(
                connection,
                case_id,
                reference=notice.reference,
                key_id=key_id,
                disease_key=disease_key,
                actor=desk.actor.id,
                now=now,
            )
        else:
            case_id, key_id = row.case_id, desk._vault.case_key(connection, row.case_id, now)
            if key_id != row.key_id:
                raise Conflict(
                    f"What was kept about case {notice.reference} has been erased.",
                    "Give the new notice another reference.",
                )
            if row.status == "withdrawn":
                raise Conflict(f"Case {notice.reference} was withdrawn.", "Give the new notice another reference.")
        clear = json.dumps(_plainly(notice), default=str, sort_keys=True, ensure_ascii=False)
        digest = desk._vault.hash("notice", clear)
        before = cases.latest_notice(connection, case_id)
        if before is not None and before.digest == digest:
            if signed_by and row is not None and row.status == "unconfirmed":
                by = f"notifier {signed_by}"
                cases.change(connection, case_id, status="confirmed", confirmed_by=by, confirmed_at=now)
                look_again.case_changed(desk, connection, case_id, notice.journeys)
                desk.log(connection, "case.confirm", {"signed_by": signed_by})
                return "changed"
            return "known"
        if signed_by and (old := cases.notice_received(connection, case_id, digest)):
            raise Conflict(
                f"This is an older notice of case {notice.reference}: it came on {old.added_at:%Y-%m-%d} and was "
                "replaced since. A signature does not bring it back.",
                "If it is the right one after all, add it without the signature and have a second officer confirm it.",
            )
        version = cases.next_version(connection, case_id)
        sealed = desk._vault.seal(key_id, clear.encode(), f"notice:{case_id}:{version}")
        cases.add_notice(connection, case_id, version, digest=digest, payload=sealed, actor=desk.actor.id, now=now)
        confirmed: dict[str, Any] = {"status": "unconfirmed", "confirmed_by": None, "confirmed_at": None}
        confirmed["disease_key"] = disease_key
        if signed_by:
            confirmed |= {"status": "confirmed", "confirmed_by": f"notifier {signed_by}", "confirmed_at": now}
        cases.change(connection, case_id, **confirmed)
        if row is not None and row.status == "confirmed":
            look_again.case_changed(desk, connection, case_id, _journeys(desk, connection, row, before))
        cases.keep_keys(connection, case_id, notice_keys(notice, desk.sealer))
        if signed_by:
            look_again.case_changed(desk, connection, case_id, notice.journeys)
        look_again.notice_changed(desk, connection, case_id)
        desk.log(connection, "case.add", {"version": version, "signed_by": signed_by})
    return "new" if before is None else "changed"


def confirm_case(desk: Desk, emergency: str | None = None) -> None:
    """Confirm the case this desk is for; refused to whoever added its latest notice.

    `emergency` is the reason for which that officer may do it after all: kept, and shown to a supervisor.
    """
    if emergency is not None and not emergency.strip():
        raise NotAllowed("A case is confirmed in an emergency with a reason.", "Give one with --reason.")
    now = desk.now()
    with desk.site.register.writing() as connection:
        row = _found(desk, cases.by_reference(connection, desk.subject.ref))
        if row.status == "confirmed":
            raise Conflict(f"Case {desk.subject.ref} is confirmed already.", "Nothing to do.")
        if row.status == "withdrawn":
            raise Conflict(f"Case {desk.subject.ref} was withdrawn.", "A withdrawn case stays withdrawn.")
        notice = cases.latest_notice(connection, row.case_id)
        alone = notice is not None and notice.added_by == desk.actor.id
        if alone and emergency is None:
            raise NotAllowed(
                "A case is confirmed by a second officer, not by the one who added it.",
                "Have another officer run this. Where none can be reached and it cannot wait: --break-glass.",
            )
        if emergency is not None and not alone:
            raise Conflict(
                "You are the second officer of this case: there is nothing to break.",
                "Confirm it without --break-glass.",
            )
        if notice is not None and emergency is not None:
            key_id = desk._vault.case_key(connection, row.case_id, now)
            sealed = desk._vault.seal(key_id, emergency.encode(), about(row.case_id, notice.version))
            emergencies.add(connection, row.case_id, notice.version, by=desk.actor.id, now=now, reason=sealed)
        cases.change(connection, row.case_id, status="confirmed", confirmed_by=desk.actor.id, confirmed_at=now)
        look_again.case_changed(desk, connection, row.case_id, _journeys(desk, connection, row, notice))
        desk.log(connection, "case.confirm", {"emergency": True} if emergency is not None else {})


def withdraw_case(desk: Desk, reason: str) -> bool:
    """Withdraw the case this desk is for; whether names had been shown for it, which a supervisor will see."""
    if not reason.strip():
        raise NotAllowed("A case is withdrawn with a reason.", "Give one with --reason.")
    now = desk.now()
    with desk.site.register.writing() as connection:
        row = _found(desk, cases.by_reference(connection, desk.subject.ref))
        if row.status == "withdrawn":
            raise Conflict(f"Case {desk.subject.ref} was withdrawn already.", "Nothing to do.")
        key_id = desk._vault.case_key(connection, row.case_id, now)
        sealed = desk._vault.seal(key_id, reason.encode(), f"withdrawal:{row.case_id}")
        cases.change(
            connection,
            row.case_id,
            status="withdrawn",
            withdrawn_by=desk.actor.id,
            withdrawn_at=now,
            withdrawn_reason=sealed,
        )
        rechecks.settle(connection, rechecks.open_marks(connection, desk.subject.ref), now)
        if row.status == "confirmed":
            notice = cases.latest_notice(connection, row.case_id)
            look_again.case_changed(desk, connection, row.case_id, _journeys(desk, connection, row, notice))
        desk.log(connection, "case.withdraw", {"names_were_shown": row.names_shown_at is not None})
    return row.names_shown_at is not None


def list_cases(desk: Desk) -> list[CaseLine]:
    """Every case with its standing; no names."""
    with desk.site.register.writing() as connection:
        rows = cases.all_cases(connection)
        desk.log(connection, "case.list", {"cases": len(rows)})
    with desk.site.register.reading() as connection:
        desk._vault.load(connection, {row.key_id for row in rows})
        again: dict[str, list[str]] = {}
        for waiting in rechecks.open_rechecks(connection):
            if waiting.subject_kind == "case":
                again.setdefault(waiting.subject_ref, []).append(waiting.why)
        notices = {row.case_id: cases.latest_notice(connection, row.case_id) for row in rows}
        asked = reviews.waiting(connection)
        return [
            CaseLine(
                reference=row.reference,
                status=row.status,
                disease=_disease(desk, row, notices[row.case_id]),
                added_by=row.added_by,
                added_at=row.added_at,
                confirmed_by=row.confirmed_by,
                names_shown_at=row.names_shown_at,
                withdrawn_at=row.withdrawn_at,
                withdrawn_by=row.withdrawn_by,
                emergency=_emergency(desk, connection, row, notices[row.case_id]),
                look_again=tuple(dict.fromkeys(again.get(row.reference, ()))),
                questions=asked.get(row.case_id, 0),
            )
            for row in rows
        ]


def marks_of(desk: Desk) -> tuple[str, ...]:
    """Why the case this desk is for is to be traced again: codes, each once, oldest first."""
    with desk.site.register.reading() as connection:
        return tuple(dict.fromkeys(rechecks.open_marks(connection, desk.subject.ref).values()))


def read_case(desk: Desk) -> Case:
    """The case this desk is for, with its notice as known at the desk's time; logged before it is handed over.

    Nothing is told of the person where this purpose, or this officer's role, may not see who that is.
    """
    return as_seen(desk, case_with_papers(desk))


def as_seen(desk: Desk, case: Case) -> Case:
    """The case as this desk may see it."""
    if desk.sees("notice"):
        return case
    return replace(case, notice=replace(case.notice, person=CasePerson()), withdrawn_reason=None)


def case_with_papers(desk: Desk) -> Case:
    """The same with the person's papers at whatever desk: for `CaseFile` to look them up, and to hand nobody."""
    with desk.site.register.writing() as connection:
        row = _found(desk, cases.by_reference(connection, desk.subject.ref))
        # Asked what was known before the notice came: the files of that time, with the notice as it first came.
        notice = cases.latest_notice(connection, row.case_id, desk.known_at) or cases.first_notice(
            connection, row.case_id
        )
        newest = cases.next_version(connection, row.case_id) - 1
        desk.log(connection, "case.read", {"version": notice.version})
    with desk.site.register.reading() as connection:
        desk._vault.load(connection, {row.key_id})
        emergency = _emergency(desk, connection, row, notice)
    try:
        stored = _opened(desk, row, notice)
    except ErasedError:
        raise NotFound(f"What was kept about case {desk.subject.ref} has been erased.", "") from None
    # The officer who confirmed saw the newest notice: an older one must not show names by that.
    status: CaseStatus = "unconfirmed" if row.status == "confirmed" and notice.version != newest else row.status
    return Case(
        case_id=row.case_id,
        notice=_notice(stored),
        status=status,
        added_by=row.added_by,
        added_at=row.added_at,
        confirmed_by=row.confirmed_by,
        confirmed_at=row.confirmed_at,
        withdrawn_by=row.withdrawn_by,
        withdrawn_at=row.withdrawn_at,
        withdrawn_reason=_reason(desk, row),
        emergency=emergency,
    )


def trusted_notifier(desk: Desk, notice: bytes, signature: bytes) -> str:
    """Which trusted notifier signed these bytes (Ed25519). Raises NotAllowed if none did."""
    path = desk.site.settings.site / "tables" / "notifiers.toml"
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        known = {name: base64.b64decode(entry["public_key"], validate=True) for name, entry in table.items()}
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, binascii.Error):
        raise NotReady("tables/notifiers.toml cannot be read.", "Each table needs public_key, base64.") from None
    for name, key in known.items():
        try:
            Ed25519PublicKey.from_public_bytes(key).verify(signature, notice)
        except (InvalidSignature, ValueError):
            continue
        return name
    raise NotAllowed(
        "The signature is of no notifier this site trusts, or the notice was changed after it was signed.",
        "Add the notice without its signature and have a second officer confirm it.",
    )


def _journeys(desk: Desk, connection: Connection, row: Row[Any], notice: Row[Any] | None) -> tuple[Journey, ...]:
    """The journeys of a case's stored notice; none where it has been erased."""
    desk._vault.load(connection, {row.key_id})
    try:
        return _notice(_opened(desk, row, notice)).journeys if notice is not None else ()
    except ErasedError:
        return ()


def _emergency(desk: Desk, connection: Connection, row: Row[Any], notice: Row[Any] | None) -> Emergency | None:
    """How the newest notice was confirmed, where that was in an emergency."""
    return emergency_of(desk, connection, row.case_id, notice.version, row.key_id) if notice is not None else None


def _found(desk: Desk, row: Row[Any] | None) -> Row[Any]:
    if row is None:
        raise NotFound(f"There is no case {desk.subject.ref}.", "`pratique case list` shows the cases of this site.")
    return row


def _opened(desk: Desk, row: Row[Any], notice: Row[Any]) -> dict[str, Any]:
    clear = desk._vault.open(row.key_id, notice.payload, f"notice:{row.case_id}:{notice.version}")
    value: dict[str, Any] = json.loads(clear)
    return value


def _disease(desk: Desk, row: Row[Any], notice: Row[Any] | None) -> str:
    try:
        return str(_opened(desk, row, notice)["disease"]) if notice is not None else ""
    except ErasedError:
        return "erased"


def _reason(desk: Desk, row: Row[Any]) -> str | None:
    if row.withdrawn_reason is None:
        return None
    return desk._vault.open(row.key_id, row.withdrawn_reason, f"withdrawal:{row.case_id}").decode()


def _plainly(notice: Notice) -> dict[str, Any]:
    """The notice as it is sealed. Absent registrations are left out, as they were before there were any."""
    told = asdict(notice)
    for journey in told["journeys"]:
        if journey["registration"] is None:
            del journey["registration"]
    return told


def _notice(stored: dict[str, Any]) -> Notice:
    person = dict(stored["person"])
    documents: Sequence[dict[str, Any]] = person.pop("documents")
    phones: Sequence[str] = person.pop("phones")
    journeys = [dict(j, date=date.fromisoformat(j["date"])) for j in stored["journeys"]]
    rest = {name: stored[name] for name in _PLAIN}
    return Notice(
        **rest,
        dates={anchor: date.fromisoformat(day) for anchor, day in stored["dates"].items()},
        person=CasePerson(
            **person, documents=tuple(CaseDocument(**document) for document in documents), phones=tuple(phones)
        ),
        journeys=tuple(Journey(**journey) for journey in journeys),
    )


_PLAIN = ("reference", "disease", "classification", "authority", "notifier_name", "notifier_jurisdiction")
