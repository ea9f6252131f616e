"""A case file: the case's own papers, its legs, who is the same traveller, and opaque references."""

from datetime import date

import pytest

from pratique.desk import CaseFile
from pratique.model.casework import CaseDocument, CasePerson
from pratique.rules.difference import Run
from tests.guard import people
from tests.lib import sites

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)


@pytest.fixture
def loaded(site):
    people.load_flight(site)
    sites.add(site, people.notice())
    return site


@pytest.fixture
def file(loaded):
    with sites.desk_at(loaded, people.REFERENCE) as desk:
        yield CaseFile(desk)


def aboard(file):
    (record,) = file.aboard(file.own_legs(file.identities(), FIRST, LAST)).values()
    return {line.seat: line.identity_id for line in record.lines}


@pytest.mark.parametrize(
    ("document", "is_found"),
    [
        (CaseDocument("P", "X0736206", "MYS"), True),
        (CaseDocument("PN", "x-0736206", "MY"), True),
        (CaseDocument(None, "X0736206", "MYS"), True),
        (CaseDocument(None, "X0736206", None), True),
        (CaseDocument("P", "X0736206", "GBR"), False),
        (CaseDocument("P", "X0736207", "MYS"), False),
    ],
)
def test_the_case_is_found_by_its_papers(loaded, document, is_found):
    sites.add(loaded, people.notice("CASE-2", person=CasePerson(documents=(document,))))
    with sites.desk_at(loaded, "CASE-2") as desk:
        assert bool(CaseFile(desk).identities()) is is_found


def test_a_name_finds_other_papers_only_where_it_is_asked_for(loaded):
    person = CasePerson("BINTISAKIT", "NURAQILA", "F", "1991-03-03", documents=(CaseDocument("P", "Q999", "MYS"),))
    sites.add(loaded, people.notice("CASE-3", person=person))
    with sites.desk_at(loaded, "CASE-3") as desk:
        file = CaseFile(desk)
        assert file.identities() == set()
        assert len(file.identities(by_name=True)) == 1


def test_nothing_learnt_later_is_seen(loaded):
    with sites.desk_at(loaded, people.REFERENCE, known_at=sites.NOW) as desk:
        file = CaseFile(desk)
        assert len(file.own_legs(file.identities(), FIRST, LAST)) == 1
    later = sites.NOW.replace(hour=5)
    sites.load(loaded, [("next.csv", people.manifest(flight="ZZ9", day=date(2026, 11, 15)))], now=later)
    for known_at, legs in ((sites.NOW, 1), (later, 2)):
        with sites.desk_at(loaded, people.REFERENCE, now=later, known_at=known_at) as desk:
            file = CaseFile(desk)
            assert len(file.own_legs(file.identities(), FIRST, LAST)) == legs


def test_kin_are_the_same_traveller_under_other_papers(loaded):
    other = {"2A": (*people.ABOARD["14D"][:3], "1980-01-02", "q-1111117", "GBR", "")}
    sites.load(loaded, [("next.csv", people.manifest(other, "ZZ9", date(2026, 11, 16)))])
    with sites.desk_at(loaded, people.REFERENCE) as desk:
        file = CaseFile(desk)
        seats = aboard(file)
        groups = file.kin(seats.values())
        assert {seat: len(groups[i]) for seat, i in seats.items()} == {
            seat: 2 if seat == "14D" else 1 for seat in people.ABOARD
        }
        records, crossings = file.after(groups[seats["14D"]], people.DAY, LAST)
    assert sorted(record.leg.flight for record in records.values()) == [people.FLIGHT, "ZZ9"]
    assert crossings == []


def test_a_reference_is_opaque_lasting_and_of_this_case_alone(loaded, file):
    seats = aboard(file)
    groups = [frozenset({i}) for i in seats.values()]
    refs = file.contact_refs(groups)
    assert len(set(refs.values())) == len(groups)
    assert refs == file.contact_refs(groups)
    file.record(
        refs,
        run=Run(("2026-11-12", None), "rule 1", {}),
        counts={"contacts": len(refs)},
        flights=[(people.FLIGHT, people.DAY)],
    )
    # Two travellers who turn out to be one keep a reference they already had.
    merged = frozenset().union(*groups[:2])
    assert file.contact_refs([merged])[merged] in {refs[group] for group in groups[:2]}
    sites.add(loaded, people.notice("CASE-4"))
    with sites.desk_at(loaded, "CASE-4") as desk:
        other = CaseFile(desk)
        aboard(other)
        assert set(other.contact_refs(groups).values()).isdisjoint(refs.values())


def test_the_shape_of_a_cabin_comes_from_earlier_flights_of_the_same_number_and_route(loaded, file):
    (leg,) = file.own_legs(file.identities(), FIRST, LAST).values()
    assert file.earlier_seats(leg) == []
    sites.load(loaded, [("before.csv", people.manifest(day=date(2026, 11, 7)))])
    sites.load(loaded, [("other.csv", people.manifest(flight="QQ1", day=date(2026, 11, 7)))])
    assert file.earlier_seats(leg) == [frozenset(people.ABOARD)]
    sites.load(loaded, [("long-before.csv", people.manifest(day=date(2026, 11, 6)))])
    assert len(file.earlier_seats(leg)) == 2
    assert len(file.earlier_seats(leg, 1)) == 1
