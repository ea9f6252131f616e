"""Cases at the desk: who may confirm, what a change does, whose signature counts."""

import base64
from dataclasses import asdict
from datetime import date, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from pratique.desk.cases import (
    add_case,
    confirm_case,
    list_cases,
    read_case,
    trusted_notifier,
    withdraw_case,
)
from pratique.errors import Conflict, NotAllowed, NotFound, NotReady
from pratique.model.access import Purpose
from pratique.model.casework import Journey
from tests.guard import people
from tests.lib import sites

LATER = sites.NOW + timedelta(hours=1)
NOTICE = people.notice()
CHANGED = people.notice(classification="probable")


def at(site, actor="first", **more):
    return sites.desk_at(site, people.REFERENCE, actor=actor, **more)


def read(site, **more):
    with at(site, purpose=Purpose.CASE_INVESTIGATION, **more) as desk:
        return read_case(desk)


def test_a_notice_comes_back_whole_and_unconfirmed(site):
    assert sites.add(site, NOTICE) == "new"
    case = read(site)
    assert case.notice == NOTICE
    assert (case.status, case.added_by, case.added_at) == ("unconfirmed", "first officer", sites.NOW)
    assert (case.confirmed_by, case.withdrawn_by, case.withdrawn_reason) == (None, None, None)


def test_a_train_comes_back_with_its_coach_and_class(site):
    train = Journey("G17", date(2026, 11, 16), "广州南", "深圳北", "12F", "train", "5", "second")
    notice = people.notice(journeys=(train,))
    sites.add(site, notice)
    assert read(site).notice == notice


def test_a_notice_confirmed_before_registrations_were_read_is_known_when_it_comes_again(site, monkeypatch):
    def as_it_was(value):
        kept = asdict(value)
        kept["journeys"] = [{k: v for k, v in one.items() if k != "registration"} for one in kept["journeys"]]
        return kept

    monkeypatch.setattr("pratique.desk.cases._plainly", as_it_was)
    sites.add(site, NOTICE)
    sites.confirm(site, people.REFERENCE)
    monkeypatch.undo()
    assert NOTICE.journeys
    assert sites.add(site, NOTICE) == "known"
    assert read(site).status == "confirmed"


def test_a_notice_kept_before_conveyances_were_known_is_a_flight(site, monkeypatch):
    def as_it_was(value):
        kept = asdict(value)
        for journey in kept["journeys"]:
            for name in ("conveyance", "unit", "travel_class"):
                del journey[name]
        return kept

    monkeypatch.setattr("pratique.desk.cases.asdict", as_it_was)
    sites.add(site, NOTICE)
    assert read(site).notice == NOTICE


def test_who_added_it_cannot_confirm_it_and_another_can(site):
    sites.add(site, NOTICE)
    with at(site) as desk, pytest.raises(NotAllowed, match="second officer"):
        confirm_case(desk)
    assert read(site).status == "unconfirmed"
    sites.confirm(site, people.REFERENCE)
    case = read(site)
    assert (case.status, case.confirmed_by, case.confirmed_at) == ("confirmed", "second officer", sites.NOW)
    with at(site, "third") as desk, pytest.raises(Conflict, match="confirmed already"):
        confirm_case(desk)


def test_whoever_changed_the_notice_cannot_confirm_the_change(site):
    """Adding and confirming in turns is no way round the second officer."""
    sites.add(site, NOTICE)
    assert sites.add(site, CHANGED, actor="second", now=LATER) == "changed"
    with at(site, "second", now=LATER) as desk, pytest.raises(NotAllowed):
        confirm_case(desk)
    sites.confirm(site, people.REFERENCE, actor="first", now=LATER)
    assert read(site, now=LATER).status == "confirmed"


def test_a_changed_notice_has_to_be_confirmed_again_and_the_same_one_not(site):
    sites.add(site, NOTICE)
    sites.confirm(site, people.REFERENCE)
    assert sites.add(site, NOTICE, actor="third", now=LATER) == "known"
    assert read(site, now=LATER).status == "confirmed"
    assert sites.add(site, CHANGED, now=LATER) == "changed"
    case = read(site, now=LATER)
    assert (case.status, case.confirmed_by, case.confirmed_at) == ("unconfirmed", None, None)
    assert case.notice == CHANGED


def test_an_older_notice_is_read_as_it_was_and_is_not_confirmed_by_the_newer_one(site):
    sites.add(site, NOTICE)
    sites.add(site, CHANGED, now=LATER)
    sites.confirm(site, people.REFERENCE, now=LATER)
    assert (read(site, now=LATER).status, read(site, now=LATER).notice) == ("confirmed", CHANGED)
    then = read(site, now=LATER, known_at=sites.NOW)
    assert (then.status, then.notice) == ("unconfirmed", NOTICE)
    before = read(site, now=LATER, known_at=sites.NOW - timedelta(days=1))
    assert (before.status, before.notice) == ("unconfirmed", NOTICE), "before it came: as it first came"


def test_a_case_nobody_added_is_not_found(site):
    for act in (confirm_case, read_case, lambda desk: withdraw_case(desk, "a reason")):
        with at(site) as desk, pytest.raises(NotFound):
            act(desk)


def test_a_withdrawn_case_stays_withdrawn(site):
    sites.add(site, NOTICE)
    with at(site) as desk:
        with pytest.raises(NotAllowed, match="with a reason"):
            withdraw_case(desk, "  ")
        assert withdraw_case(desk, "the laboratory was wrong") is False
    case = read(site)
    assert (case.status, case.withdrawn_by, case.withdrawn_reason) == (
        *("withdrawn", "first officer", "the laboratory was wrong"),
    )
    for act in (confirm_case, lambda desk: withdraw_case(desk, "again"), lambda desk: add_case(desk, CHANGED)):
        with at(site, "second", now=LATER) as desk, pytest.raises(Conflict, match="withdrawn"):
            act(desk)


def test_the_list_tells_standing_and_disease_and_names_nobody(site):
    sites.add(site, NOTICE)
    sites.confirm(site, people.REFERENCE)
    sites.add(site, people.notice("CASE-0043", disease="mers"), now=LATER)
    with at(site) as desk:
        lines = list_cases(desk)
    assert [(line.reference, line.status, line.disease) for line in lines] == [
        ("CASE-0043", "unconfirmed", "mers"),
        (people.REFERENCE, "confirmed", "measles"),
    ]
    assert {word for word in people.words("14C") if word in repr(lines)} == set()


# -- signatures -----------------------------------------------------------------------------------------------------

TRUSTED, FOREIGN = (Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in (1, 2))


def trust(site, key=TRUSTED, name="east-cdc"):
    public = base64.b64encode(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()
    table = site.settings.site / "tables" / "notifiers.toml"
    table.write_text(f'[{name}]\nname = "East District"\npublic_key = "{public}"\n')


def test_a_notice_signed_by_a_trusted_notifier_is_confirmed_on_arrival(site):
    trust(site)
    data = b'{"reference": "CASE-0042"}'
    with at(site) as desk:
        signer = trusted_notifier(desk, data, TRUSTED.sign(data))
        add_case(desk, NOTICE, signer)
    case = read(site)
    assert (signer, case.status, case.confirmed_by) == ("east-cdc", "confirmed", "notifier east-cdc")
    assert sites.add(site, CHANGED, now=LATER) == "changed"
    assert read(site, now=LATER).status == "unconfirmed"


def test_a_signed_notice_that_was_replaced_does_not_come_back(site):
    """Whoever holds an old signed notice must not be able to undo the newer one with it."""
    sites.add(site, NOTICE, signed_by="east-cdc")
    sites.add(site, CHANGED, now=LATER, signed_by="east-cdc")
    with pytest.raises(Conflict, match=r"older notice of case CASE-0042: it came on 2026-11-19"):
        sites.add(site, NOTICE, now=LATER, signed_by="east-cdc")
    case = read(site, now=LATER)
    assert (case.notice, case.status) == (CHANGED, "confirmed")


def test_an_officer_may_go_back_to_an_older_notice_and_another_confirms_it(site):
    sites.add(site, NOTICE, signed_by="east-cdc")
    sites.add(site, CHANGED, now=LATER, signed_by="east-cdc")
    assert sites.add(site, NOTICE, now=LATER) == "changed"
    assert (read(site, now=LATER).notice, read(site, now=LATER).status) == (NOTICE, "unconfirmed")


@pytest.mark.parametrize(
    ("data", "signature"),
    [
        (b"a notice", FOREIGN.sign(b"a notice")),
        (b"a notice.", TRUSTED.sign(b"a notice")),
        (b"a notice", TRUSTED.sign(b"a notice")[:-1]),
        (b"a notice", bytes(64)),
        (b"a notice", b""),
    ],
    ids=["foreign", "altered", "cut short", "zeros", "none"],
)
def test_an_altered_or_foreign_signature_is_refused(site, data, signature):
    trust(site)
    with at(site) as desk, pytest.raises(NotAllowed, match="signature"):
        trusted_notifier(desk, data, signature)


def test_a_site_that_trusts_nobody_refuses_every_signature(site):
    with at(site) as desk, pytest.raises(NotAllowed):
        trusted_notifier(desk, b"x", TRUSTED.sign(b"x"))


@pytest.mark.parametrize("table", ["[east]\n", '[east]\npublic_key = "!!"\n', "[east\n", 'east = "x"\n'])
def test_a_broken_table_of_notifiers_is_a_clear_sentence(site, table):
    (site.settings.site / "tables" / "notifiers.toml").write_text(table)
    with at(site) as desk, pytest.raises(NotReady, match=r"notifiers\.toml"):
        trusted_notifier(desk, b"x", TRUSTED.sign(b"x"))
