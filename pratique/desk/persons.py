"""The erasure of one person who asks for it, before the period has ended, unless public health still needs the record.

The person is reached by the exact keys of the papers shown, which are stored nowhere. Their identities, lines and
crossings are removed, and the bytes of every file that names them. The certificate holds the numbers of the
identities, which name nobody, so that a backup restored later forgets them again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pratique.desk.due import followed_until
from pratique.desk.notice_keys import person_keys
from pratique.desk.travellers import travellers
from pratique.desk.uniting import settle_without
from pratique.desk.work import Desk
from pratique.errors import Conflict, NotAllowed, NotReadable
from pratique.guard import certificate as certificates
from pratique.guard.certificate import Certificate, Rest, Step
from pratique.guard.erasure import destroy_key
from pratique.model.casework import CasePerson
from pratique.rules.linking import joined_through, number_key, same_traveller
from pratique.stores.failpoint import reach
from pratique.stores.register import cases, erasing, forgetting, receipts
from pratique.stores.register.lease import writer
from pratique.stores.register.register import Connection
from pratique.stores.register.scrub import scrub

_PERSON = "person"
_GROUND = "IHR (2005) Art. 45: data that are wrong, or needed no longer, are erased; asked for by the person"


def erase_person(desk: Desk, person: CasePerson) -> Certificate | None:
    """Erase everything about the holder of these papers; the certificate, or None where nothing is held.

    Raises NotAllowed, saying until when, where the person is a case or a contact that is still followed; NotReadable
    unless a document number and its issuer are given; Conflict while another process writes.
    """
    if not any(number_key(document.number) and document.issuer for document in person.documents):
        raise NotReadable(
            "The papers are not enough: a document number and the State that issued it are needed.",
            "Take them from the document itself; a name alone may be somebody else's.",
        )
    site, now = desk.site, desk.now()
    keys = person_keys(person, desk.sealer)
    with writer(site.register, site.movement_folder, "erasing", now):
        # Superseded files would be counted again.
        site.movements.maintain(now)
        with site.register.writing() as connection:
            if receipts.pending_batches(connection):
                raise Conflict("Files are half loaded since a process ended.", "Run `pratique work --once` first.")
            identities = travellers(connection, {0: keys})[0]
            notices = _notices(connection, keys)
            listed = {row.case_id for row in cases.listings(connection, identities)}
            _refuse_followed(desk, connection, notices | listed)
            if not identities and not notices:
                desk.log(connection, "guard.erase_person", {"identities": 0})
                return None
            files = forgetting.files_naming(connection, identities)
            for row in cases.by_ids(connection, notices):
                erasing.clear_case(connection, row.case_id)
                destroy_key(connection, desk._vault, row.key_id, now)
            gone, touched = forgetting.forget(connection, identities, files)
            settle_without(desk, connection, touched, now)
            erased = {"identities": gone, "files": len(files), "notices": len(notices)}
            numbers = (tuple(sorted(identities)), tuple(sorted(files)))
            step = Step(_PERSON, "a person who asked", (), erased, 0, "", "", _GROUND, "", *numbers)
            rows = {str(name): count for name, count in site.movements.about(identities).items()}
            rest = Rest(until=now.date(), rows=rows)
            content = certificates.packed(desk.actor.role, desk.here.code, [step], {}, [], rest)
            number = erasing.add_certificate(connection, now, desk.actor.id, content)
            desk.log(connection, "guard.erase_person", {"certificate": number, **erased})
            reach("person-before-commit")
        reach("person-committed")
        content = _finish(desk, number, step, desk.actor.role, rest)
    return certificates.opened(number, now, desk.now(), desk.actor.id, content)


def finish_person(desk: Desk, left: Certificate, rest: Rest | None) -> bool:
    """Do what is left of a person's erasure whose process ended; False where the certificate is no person's.

    The caller is the one writer.
    """
    (step, *_) = left.steps
    if step.category != _PERSON:
        return False
    _finish(desk, left.number, step, left.role, rest)
    return True


def _finish(desk: Desk, number: int, step: Step, role: str, rest: Rest | None) -> str:
    """Erase the movement rows of a person, look for what is left, and finish the certificate; its content."""
    site = desk.site
    rows = site.movements.forget(step.identities, desk.now())
    reach("person-movements")
    # A process that was killed may have removed them before it could say so.
    told = rest.rows if rest else {}
    step.erased.update({str(name): max(count, told.get(str(name), 0)) for name, count in rows.items()})
    waits = scrub(site.register)
    with site.register.writing() as connection:
        proof = {
            "rows of the register about these identities": forgetting.rows_of(connection, step.identities),
            "movement rows about them, in any file": sum(site.movements.about(step.identities).values()),
        }
        content = certificates.packed(role, desk.here.code, [step], proof, waits)
        erasing.finish_certificate(connection, number, desk.now(), content)
        desk.log(connection, "guard.erased", {"certificate": number, "left": sum(proof.values())})
    return content


def forgotten(desk: Desk) -> Mapping[str, list[int]]:
    """The numbers of all identities and files that persons had erased, for a backup that is restored later."""
    with desk.site.register.writing() as connection:
        desk.log(connection, "guard.erasures", {})
        steps = [step for row in erasing.certificates(connection) for step in json.loads(row.content)["steps"]]
    return {
        name: sorted({number for step in steps for number in step.get(name, [])}) for name in ("identities", "files")
    }


def _notices(connection: Connection, keys: list[Any]) -> set[int]:
    """The cases whose newest notice names this person."""
    named = cases.holding_keys(connection, joined_through(keys) | set(keys))
    holders = {case for ids in named.values() for case in ids}
    return set(same_traveller(keys, named, cases.keys_of(connection, holders)))


def _refuse_followed(desk: Desk, connection: Connection, case_ids: set[int]) -> None:
    until = followed_until(desk, connection, case_ids)
    if until is not None:
        raise NotAllowed(
            "This person is a case or a contact whom public health still follows: the record is kept by law until "
            f"{until:%Y-%m-%d}, and erased then.",
            "Tell the person so. A wrong case is withdrawn with `pratique case withdraw`; then nothing holds them.",
        )
