"""One person who asks is erased everywhere at once, nobody else is; and a backup restored later forgets them again."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from pratique.desk.backup import back_up, restore_site
from pratique.desk.cases import withdraw_case
from pratique.desk.persons import erase_person, forgotten
from pratique.desk.received import received_files
from pratique.errors import NotAllowed, NotReadable
from pratique.flow.rounds import make_rounds
from pratique.model.access import Purpose, SubjectKind
from pratique.model.casework import CaseDocument, CasePerson
from pratique.stores.register.tables import contact, identity, link_key
from tests.guard import needles, people
from tests.guard.test_bytes import decrypted
from tests.lib import sites

FAR = people.FAR[1]


@pytest.fixture
def traced(site):
    people.load_flight(site)
    sites.load(site, [("second.csv", people.manifest({FAR: people.ABOARD[FAR]}, flight="QQ777"))])
    sites.add(site, people.notice())
    sites.confirm(site, people.REFERENCE)
    sites.trace(site, people.REFERENCE)
    return site


def papers(seat):
    surname, given, sex, born, number, issuer, _ = people.ABOARD[seat]
    return CasePerson(surname, given, sex, born, documents=(CaseDocument("P", number, issuer),))


def house(site, now=sites.NOW):
    return sites.desk_at(site, "A1B2", kind=SubjectKind.REQUEST, purpose=Purpose.ADMINISTRATION, now=now)


def erase(site, seat):
    with house(site) as desk:
        return erase_person(desk, papers(seat))


def keys_of(site):
    with site.register.reading() as connection:
        return set(connection.execute(select(link_key.c.key)).scalars())


def words_left(site):
    """Which words of people stand in anything that the site's keys can still open."""
    words = needles.Needles()
    words.take(*people.words(*people.ABOARD))
    _, texts = decrypted(site)
    return needles.found_in(words, texts)


def test_the_person_is_gone_and_nobody_else(traced):
    before, lines = keys_of(traced), traced.movements.count()["lines"]
    certificate = erase(traced, FAR)
    assert certificate.holds
    assert certificate.steps[0].erased == {"identities": 1, "files": 2, "notices": 0, "lines": 2, "crossings": 0}
    gone = before - keys_of(traced)
    assert gone
    assert traced.movements.count()["lines"] == lines - 2
    with traced.register.reading() as connection:
        assert len(connection.execute(select(identity)).all()) == len(people.ABOARD) - 1
    # The files that named them lose their bytes, and with them their names; the others' records stay.
    own = {word.casefold() for word in people.words(FAR)}
    others = {word.casefold() for word in people.words(*(seat for seat in people.ABOARD if seat != FAR))}
    left = words_left(traced)
    assert left.isdisjoint(own)
    assert others <= left | {word for word in others if len(word) < 4}
    with sites.desk_at(traced) as desk:
        assert [file.name for file in received_files(desk, 5)] == [None, None]
    if traced.register.is_sqlite:
        data = b"\n".join(path.read_bytes() for path in traced.settings.site.rglob("*") if path.is_file())
        assert not any(value.to_bytes(8, "big", signed=True) in data for value in gone)
    found = sites.trace(traced, people.REFERENCE)
    assert {one.surname for one in found.legs[0].contacts} == {people.ABOARD[seat][0] for seat in people.NEAR}
    # Asked again, nothing is there.
    assert erase(traced, FAR) is None


@pytest.mark.parametrize("seat", [people.CASE, people.NEAR[0]])
def test_who_is_followed_is_told_until_when(traced, seat):
    with pytest.raises(NotAllowed, match="until 2027-01-05") as told:
        erase(traced, seat)
    assert people.REFERENCE not in str(told.value)
    assert traced.movements.count()["lines"] == len(people.ABOARD) + 1


@pytest.mark.parametrize("seat", [people.CASE, people.NEAR[0]])
def test_a_withdrawn_case_holds_nobody_any_more(traced, seat):
    with sites.desk_at(traced, people.REFERENCE, purpose=Purpose.CASE_INVESTIGATION) as desk:
        withdraw_case(desk, "the laboratory was wrong")
    certificate = erase(traced, seat)
    assert certificate.holds
    assert certificate.steps[0].erased["notices"] == (seat == people.CASE)
    with traced.register.reading() as connection:
        listed = set(connection.execute(select(contact.c.identity_id)).scalars())
    assert listed.isdisjoint(certificate.steps[0].identities)
    assert words_left(traced).isdisjoint({word.casefold() for word in people.words(seat)})


def test_a_name_alone_is_not_enough(traced):
    with house(traced) as desk, pytest.raises(NotReadable, match="not enough"):
        erase_person(desk, CasePerson("FARAWAYMAN", "ZEBEDIAH", "M", "1969-07-08"))


def test_the_certificate_names_nobody(traced, no_names):
    no_names(*people.words(FAR))
    certificate = erase(traced, FAR)
    assert not any(word in str(certificate) for word in people.words(*people.ABOARD))
    with house(traced) as desk:
        assert forgotten(desk) == {"identities": list(certificate.steps[0].identities), "files": [1, 2]}


def test_killed_in_the_middle_it_is_finished_by_the_daily_work(traced, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(type(traced.movements), "forget", lambda *a: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            erase(traced, FAR)
    assert traced.movements.count()["lines"] == len(people.ABOARD) + 1
    with house(traced) as desk:
        assert make_rounds(desk).failed == []
    assert traced.movements.count()["lines"] == len(people.ABOARD) - 1


def test_a_backup_restored_with_the_list_forgets_them_again(traced, tmp_path):
    back_up(traced, tmp_path / "old.tar", sites.NOW)
    before = keys_of(traced)
    erase(traced, FAR)
    gone = before - keys_of(traced)
    with house(traced) as desk:
        numbers = json.loads(json.dumps(forgotten(desk)))
    as_stored = [value.to_bytes(8, "big", signed=True) for value in gone]
    for name, erased, left in (("without", None, True), ("with", numbers, False)):
        folder = tmp_path / name
        restore_site(tmp_path / "old.tar", folder, erased)
        data = (folder / "register.sqlite").read_bytes()
        assert [value in data for value in as_stored] == [left] * len(as_stored)
        (folder / "keys" / "site.key").write_bytes((traced.settings.site / "keys" / "site.key").read_bytes())
        (folder / "keys" / "site.key").chmod(0o600)
        with sites.opened(folder) as again:
            assert again.movements.count()["lines"] == len(people.ABOARD) + (1 if left else -1)
            assert again.movements.check() == []
            assert sites.trace(again, people.REFERENCE, now=sites.NOW + timedelta(hours=1)).counts["contacts"] == 2
