"""Nothing that cannot be reached from the desk's case can be read at it."""

import inspect
import re
from dataclasses import fields
from datetime import date, timedelta
from pathlib import Path

import pytest

import pratique.desk
from pratique.desk import CaseFile
from pratique.desk.everybody import Compared
from pratique.desk.linker import Linker
from pratique.desk.source_texts import source_texts
from pratique.errors import NotAllowed
from pratique.model.casework import CasePerson
from pratique.model.profile import Profile
from pratique.rules.difference import Run
from tests.guard import people
from tests.lib import sites

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)


@pytest.fixture
def two_flights(site):
    """The case's flight, and another with a stranger on it."""
    stranger = {"1A": ("STRANGERLY", "OTTOLINE", "F", "1977-07-07", "Q9999992", "GBR", "+447700900999")}
    people.load_flight(site)
    sites.load(site, [("other.csv", people.manifest(stranger, flight="QQ900", day=date(2026, 11, 15)))])
    sites.add(site, people.notice())
    sites.confirm(site, people.REFERENCE)
    return site


@pytest.fixture
def file(two_flights):
    with sites.desk_at(two_flights, people.REFERENCE) as desk:
        yield CaseFile(desk)


@pytest.fixture
def foreign(two_flights):
    """The leg that is not the case's, and who is on it, found by a case of its own."""
    other = people.notice("CASE-OTHER", "Q9999992", person=CasePerson(documents=(_papers("Q9999992"),)), journeys=())
    sites.add(two_flights, other)
    sites.confirm(two_flights, "CASE-OTHER")
    with sites.desk_at(two_flights, "CASE-OTHER") as desk:
        found = CaseFile(desk)
        (leg,) = found.own_legs(found.identities(), FIRST, LAST).values()
        (stranger,) = found.identities()
    return leg, stranger


def _papers(number):
    return pratique.model.casework.CaseDocument("P", number, "GBR")


def own(file):
    return file.own_legs(file.identities(), FIRST, LAST)


def test_the_cases_own_legs_are_open(file):
    legs = own(file)
    assert [leg.flight for leg in legs.values()] == [people.FLIGHT]
    (record,) = file.aboard(legs).values()
    assert len(record.lines) == len(people.ABOARD)


def test_a_leg_of_somebody_else_is_refused(file, foreign):
    leg, stranger = foreign
    own(file)
    with pytest.raises(NotAllowed):
        file.aboard({leg.leg_id: leg})
    with pytest.raises(NotAllowed):
        file.one_legs({leg.leg_id})
    with pytest.raises(NotAllowed):
        file.earlier_seats(leg)
    with pytest.raises(NotAllowed):
        file.other_cases((leg,), (), ())
    with pytest.raises(NotAllowed):
        file.arrived_as({leg.leg_id}, ())
    with pytest.raises(NotAllowed):
        file.own_legs({stranger}, FIRST, LAST)


def test_a_list_that_names_the_cases_flight_otherwise_is_the_cases_own_and_no_other_is(two_flights):
    aboard = {"2A": ("OTHERLISTED", "OTTOLINE", "F", "1977-07-07", "Q9999993", "GBR", "+447700900998")}
    after = people.DAY + timedelta(days=1)
    for route, day in ((b"SIN,", people.DAY), (b"KUL,HND", people.DAY), (b"SIN,", after)):
        text = people.manifest(aboard, day=day).replace(b"SIN,CAN", route)
        sites.load(two_flights, [(f"{day}.csv", text)])
    with sites.desk_at(two_flights, people.REFERENCE) as desk:
        file = CaseFile(desk)
        (one,) = file.one_legs(own(file)).values()
        assert [(part.destination, part.day) for part in one.parts] == [("CAN", people.DAY), ("", people.DAY)]
        assert len(file.aboard({part.leg_id: part for part in one.parts})) == 2
        with pytest.raises(NotAllowed):
            CaseFile(desk).one_legs({one.leg.leg_id})


def test_a_leg_of_somebody_else_is_refused_under_the_number_of_an_own_one(file, foreign):
    leg, _ = foreign
    (own_id,) = own(file)
    with pytest.raises(NotAllowed):
        file.aboard({own_id: leg})


def test_a_later_leg_is_read_whole_only_if_a_contact_took_it(file, foreign):
    leg, _ = foreign
    (record,) = file.aboard(own(file)).values()
    with pytest.raises(NotAllowed):
        file.whole({record.leg.leg_id: record.leg})
    found, _ = file.after({line.identity_id for line in record.lines}, FIRST, LAST)
    (later,) = found
    assert file.whole({later: found[later].leg})[later].lines == record.lines
    for number in (leg.leg_id, later):
        with pytest.raises(NotAllowed):
            file.whole({number: leg})


def test_people_on_the_cases_flight_are_not_the_case(file):
    """Their own travels are closed: own_legs is for the case alone."""
    (record,) = file.aboard(own(file)).values()
    aboard = {line.identity_id for line in record.lines} - file.identities()
    assert len(aboard) == len(people.ABOARD) - 1
    with pytest.raises(NotAllowed):
        file.own_legs(aboard, FIRST, LAST)


RUN = Run(("2026-11-12", None), "rule 1", {})
ASK = {
    "on_record": lambda file, who: file.on_record({who}),
    "kin": lambda file, who: file.kin({who}),
    "papers": lambda file, who: file.papers({who}),
    "after": lambda file, who: file.after({who}, FIRST, LAST),
    "arrived_as": lambda file, who: file.arrived_as(set(own(file)), [frozenset({who})]),
    "other_cases": lambda file, who: file.other_cases(tuple(own(file).values()), {who}, ()),
    "record": lambda file, who: file.record({frozenset({who}): "ABCDEFGH"}, run=RUN, counts={}, flights=()),
}


@pytest.mark.parametrize("ask", ASK)
def test_somebody_not_aboard_is_refused(file, foreign, ask):
    _, stranger = foreign
    file.aboard(own(file))
    with pytest.raises(NotAllowed):
        ASK[ask](file, stranger)


def test_people_aboard_are_closed_until_their_leg_was_read(file):
    own_ids = file.identities()
    own(file)
    with pytest.raises(NotAllowed):
        file.kin(own_ids)


def test_a_journey_the_notice_does_not_name_is_refused(file):
    assert len(file.journey_legs(people.FLIGHT, people.DAY)) == 1
    for flight, day in (("QQ900", date(2026, 11, 15)), (people.FLIGHT, date(2026, 11, 15)), ("QQ900", people.DAY)):
        with pytest.raises(NotAllowed):
            file.journey_legs(flight, day)


def test_a_contact_of_another_case_has_no_name_here(two_flights):
    tracing = sites.trace(two_flights, people.REFERENCE)
    refs = {contact.contact for leg in tracing.legs for contact in leg.contacts}
    assert len(refs) == len(people.NEAR)
    sites.add(two_flights, people.notice("CASE-0043"))
    sites.confirm(two_flights, "CASE-0043")
    with sites.desk_at(two_flights, people.REFERENCE) as desk:
        assert set(CaseFile(desk).names(refs)) == refs
    with sites.desk_at(two_flights, "CASE-0043") as desk:
        assert CaseFile(desk).names(refs) == {}
        assert CaseFile(desk).names({"no such"}) == {}
    again = sites.trace(two_flights, "CASE-0043")
    assert refs.isdisjoint(contact.contact for leg in again.legs for contact in leg.contacts)


def test_names_need_a_confirmed_case_at_the_moment_they_are_opened(two_flights):
    tracing = sites.trace(two_flights, people.REFERENCE)
    refs = {contact.contact for leg in tracing.legs for contact in leg.contacts}
    with sites.desk_at(two_flights, people.REFERENCE) as desk:
        opened_before = CaseFile(desk)
    sites.add(two_flights, people.notice(classification="suspected"))
    with pytest.raises(NotAllowed):
        opened_before.names(refs)
    with sites.desk_at(two_flights, people.REFERENCE) as desk, pytest.raises(NotAllowed):
        CaseFile(desk).names(refs)


def test_a_paper_of_nobody_the_case_asks_about_is_not_shown(two_flights, foreign):
    with sites.desk_at(two_flights, people.REFERENCE) as desk:
        file = CaseFile(desk)
        (own_paper,) = file.identities()
        assert source_texts(desk, file, [own_paper]).keys() == {own_paper}
        with pytest.raises(NotAllowed):
            source_texts(desk, file, [own_paper, foreign[1]])


def test_somebody_aboard_who_is_no_contact_is_not_on_the_list(two_flights):
    sites.trace(two_flights, people.REFERENCE)
    with sites.desk_at(two_flights, people.REFERENCE) as desk:
        file = CaseFile(desk)
        (record,) = file.aboard(own(file)).values()
        everybody = {line.identity_id for line in record.lines}
        refs = file.contact_refs([frozenset({i}) for i in everybody]).values()
        named = file.names(refs)
    assert {who.surname for who in named.values()} == {people.ABOARD[seat][0] for seat in people.NEAR}


COMPARE = {
    "keys": lambda linker, who: linker.keys(who),
    "pairs": lambda linker, who: linker.pairs({who}),
    "score": lambda linker, who: linker.score({(1, who)}),
    "groups_around": lambda linker, who: linker.groups_around({who}),
}


@pytest.mark.parametrize("ask", COMPARE)
def test_intake_compares_nobody_who_shares_nothing_with_whom_it_links(two_flights, foreign, ask):
    _, stranger = foreign
    with sites.desk_at(two_flights) as desk, two_flights.register.reading() as connection:
        linker = Linker(desk, connection, {1: [Profile("OSTERLUND", "BO", birth="1971-07-30")]})
        with pytest.raises(NotAllowed):
            COMPARE[ask](linker, stranger)
        assert linker.opened == 0


def test_a_linker_hands_out_no_facts_of_anybody():
    """Bits, codes, keyed hashes and numbers of identities: never a profile. The same for everybody at once."""
    assert {field.name for field in fields(Compared)} == {"frequencies", "edges", "whole", "doubted"}
    given_out = [
        str(inspect.signature(function).return_annotation)
        for name, function in public_functions()
        if name.startswith(("pratique.desk.linker.", "pratique.desk.everybody."))
    ]
    assert len(given_out) >= 9
    assert not any("Profile" in told or "Member" in told or "Counts" in told for told in given_out)


# -- the public front -----------------------------------------------------------------------------------------------

MOVES = re.compile(r"\b(Leg|Line|Crossing|LegRecord|LegEvent|Presence)\b")


def public_functions():
    """Every public function and method that `pratique.desk` and its modules offer."""
    import importlib
    import pkgutil

    for info in pkgutil.iter_modules(pratique.desk.__path__, "pratique.desk."):
        module = importlib.import_module(info.name)
        for name, value in vars(module).items():
            if name.startswith("_") or getattr(value, "__module__", None) != info.name:
                continue
            if inspect.isfunction(value):
                yield f"{info.name}.{name}", value
            elif inspect.isclass(value):
                for attribute, method in inspect.getmembers(value, inspect.isfunction):
                    if not attribute.startswith("_"):
                        yield f"{info.name}.{name}.{attribute}", method


def test_only_a_case_file_gives_out_movements():
    gives = {
        name
        for name, function in public_functions()
        if MOVES.search(str(inspect.signature(function).return_annotation))
    }
    assert gives == {
        f"pratique.desk.case_file.CaseFile.{name}" for name in ("own_legs", "journey_legs", "aboard", "after", "whole")
    }


def test_only_a_case_file_asks_the_stores_for_movements():
    ways = re.compile(
        r"\.(lines_by_leg|crossings_by_person)\(|crossings\.(of_identities|on_legs)\(|leg_lines\.(of_legs|about|seats)\("
    )
    package = Path(pratique.__file__).parent
    asks = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if path.parts[-2] != "movements" and ways.search(path.read_text("utf-8"))
    }
    # An upgrade copies all rows from one store to the other.
    assert asks == {"desk/case_file.py", "desk/upgrading.py"}


def test_every_way_of_a_case_file_that_takes_people_asks_whether_they_were_reached():
    takes = {
        name
        for name, function in public_functions()
        if {"identities", "leg", "legs", "refs", "identity_id"} & set(inspect.signature(function).parameters)
    }
    assert takes == {
        f"pratique.desk.case_file.CaseFile.{name}"
        for name in (
            *("own_legs", "aboard", "earlier_seats", "on_record", "kin", "papers", "after", "record", "names"),
            *("whole", "other_cases", "arrived_as"),
        )
    } | {f"pratique.desk.linker.Linker.{name}" for name in ("keys", "pairs")} | {
        "pratique.desk.source_texts.source_texts",
        "pratique.desk.clear_records.clear_records",
    }, "a new way in: add a refusal for it above"


def test_records_are_opened_for_those_alone_who_asked_for_the_reach_before():
    package = Path(pratique.desk.__file__).parents[1]
    uses = {
        path.relative_to(package).as_posix() for path in package.rglob("*.py") if "clear_records(" in path.read_text()
    }
    assert uses == {"desk/clear_records.py", "desk/case_file.py", "desk/source_texts.py"}


def test_the_desks_front_is_small():
    assert set(pratique.desk.__all__) == {"CaseFile", "Desk", "Site", "make_site", "open_desk", "open_site"}
