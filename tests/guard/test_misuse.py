"""What somebody with every right to be here may still try, and why it does not work."""

import ast
import importlib
import inspect
import pkgutil
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

import pratique.desk
import pratique.flow
from pratique.desk.staff import disable_officer, first_officer, invite_officer, join_site
from pratique.errors import NotAllowed
from pratique.model.access import Actor, Purpose, Role, Subject, SubjectKind
from pratique.model.casework import CaseDocument, CasePerson
from pratique.stores.register.tables import officer
from tests.guard import people
from tests.lib import sites

ROOT = Path(__file__).resolve().parents[2]
ELSEWHERE = {
    "an invented notice shows no one": (
        "tests/guard/test_names.py::test_before_it_is_confirmed_a_case_gives_counts_and_completeness_only"
    ),
    "a notice changed after it was confirmed shows no one": (
        "tests/guard/test_names.py::test_a_changed_notice_hides_the_names_again"
    ),
    "whoever added a case cannot confirm it": (
        "tests/unit/desk/test_cases.py::test_who_added_it_cannot_confirm_it_and_another_can"
    ),
    "somebody who is no contact has no name": (
        "tests/guard/test_reach.py::test_somebody_aboard_who_is_no_contact_is_not_on_the_list"
    ),
    "a contact of another case has no name": (
        "tests/guard/test_reach.py::test_a_contact_of_another_case_has_no_name_here"
    ),
    "a case reference cannot hold whom it is about": (
        "tests/unit/flow/intake/test_notice.py::test_a_reference_that_names_the_person_is_refused_and_not_repeated"
    ),
    "a case does not report where its person goes later": (
        "tests/unit/flow/trace/test_look_again.py::"
        "test_a_flight_of_the_case_outside_its_infectious_window_marks_nothing"
    ),
    "nobody is followed after the end of follow-up": (
        "tests/unit/flow/trace/test_look_again.py::test_a_crossing_after_the_end_of_follow_up_marks_nothing"
    ),
    "an epidemiologist who asks for names outright is refused": (
        "tests/guard/test_permissions.py::"
        "test_asked_outright_names_are_refused_to_an_epidemiologist_and_nothing_is_opened"
    ),
}
"""Misuse that other tests show to fail."""


@pytest.mark.parametrize("what", ELSEWHERE)
def test_what_is_shown_elsewhere_is_still_shown(what):
    path, _, name = ELSEWHERE[what].partition("::")
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


# -- where has X been -------------------------------------------------------------------------------------------------

MOVES = re.compile(r"\b(Leg|Line|Crossing|LegRecord|LegEvent|Presence|WhereNow|Whereabouts|Contact|LegTrace|Tracing)\b")
"""What tells where somebody was."""
PERSON = re.compile(r"\b(CasePerson|CaseDocument|PersonFact|DocumentFact|Notice)\b")
STORES = re.compile(r"\b(Desk|CaseFile|Site|Connection)\b")


def reaching_the_stores():
    """Every public function of the desk and of the steps above it that can reach a store: name and signature."""
    for package in (pratique.desk, pratique.flow):
        for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            for name, value in vars(importlib.import_module(info.name)).items():
                if name.startswith("_") or getattr(value, "__module__", None) != info.name:
                    continue
                inside = inspect.getmembers(value, inspect.isfunction) if inspect.isclass(value) else [("", value)]
                for attribute, function in inside:
                    if not inspect.isfunction(function) or attribute.startswith("_"):
                        continue
                    signature = inspect.signature(function)
                    if attribute or STORES.search(_given(signature)):
                        yield f"{name}.{attribute}".rstrip("."), signature


def _given(signature):
    return " ".join(str(parameter.annotation) for parameter in signature.parameters.values())


def test_where_somebody_was_is_told_by_a_case_file_and_by_a_trace_of_the_desks_case_only():
    gives = {name for name, signature in reaching_the_stores() if MOVES.search(str(signature.return_annotation))}
    assert gives == {
        *(f"CaseFile.{name}" for name in ("own_legs", "journey_legs", "aboard", "after", "whole")),
        *("trace_case", "whereabouts"),
    }


def test_whoever_hands_in_a_person_is_not_told_where_they_were():
    """A notice goes in and waits for a second officer; papers are answered with who looked at them."""
    takes = {name: signature for name, signature in reaching_the_stores() if PERSON.search(_given(signature))}
    assert {name: str(signature.return_annotation) for name, signature in takes.items()} == {
        "add_case": "Added",
        # Takes no person: what it is given brings the notice's own into the form in which people are compared.
        "CaseFile.recognised": "set[int]",
        "access_report": "list[Occasion]",
        "erase_person": "Certificate | None",
        "rule_and_window": "tuple[Rule, Window]",
    }


# -- names ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def flight(site):
    people.load_flight(site)
    return site


def test_a_notice_invented_about_a_traveller_gives_their_contacts_to_nobody_without_a_second_officer(flight):
    """The whole way an officer alone could try: another's papers, no journey, every option of a trace."""
    surname, given, sex, born, number, issuer, _ = people.ABOARD["30F"]
    person = CasePerson(surname, given, sex, born, None, (CaseDocument("P", number, issuer),))
    sites.add(flight, people.notice("CASE-MINE", person=person, journeys=()))
    with pytest.raises(NotAllowed):
        sites.confirm(flight, "CASE-MINE", actor="first")
    tracing = sites.trace(flight, "CASE-MINE")
    assert [leg for leg in tracing.legs if leg.leg] == [], "where the papers were listed is a number"
    assert not {word for word in people.words(*people.ABOARD) | {people.FLIGHT} if word in repr(tracing)}


def test_where_a_contact_is_now_freezes_at_the_end_of_follow_up(flight):
    """Measles: 21 days. What the border saw of a contact later changes nothing, however often the case is traced."""
    sites.add(flight, people.notice())
    sites.confirm(flight, people.REFERENCE)
    end = people.DAY + timedelta(days=21)

    def where(now):
        (leg,) = sites.trace(flight, people.REFERENCE, now=now).legs
        return {contact.seat: contact.where_now for contact in leg.contacts}

    def crosses(day, direction):
        _, _, _, _, number, issuer, _ = people.ABOARD["14D"]
        text = "Document number,Issuing country,Crossing time,Point of entry,Direction\n"
        text += f"{number},{issuer},{day} 12:00,CAN,{direction}\n"
        sites.load(flight, [(f"{day}.csv", text.encode())], now=sites.NOW.replace(day=day.day, month=day.month))

    crosses(end - timedelta(days=2), "in")
    assert where(sites.NOW + timedelta(days=17))["14D"].state == "entered"
    crosses(end, "out")
    frozen = where(sites.NOW + timedelta(days=17))
    assert frozen["14D"].state != "entered"
    crosses(end + timedelta(days=3), "in")
    for later in (21, 30, 300):
        assert where(sites.NOW + timedelta(days=later)) == frozen


# -- roles and keys ---------------------------------------------------------------------------------------------------

THE_SITE = Subject(SubjectKind.SITE, "officers")


def working(site, key_file, purpose=Purpose.CONTACT_TRACING):
    """A desk for whoever the key in this file proves."""
    values = {**site.settings.values, "device_key_file": str(key_file), "device_key_command": ""}
    here = replace(site, settings=replace(site.settings, values=values))
    return pratique.desk.open_desk(here, purpose=purpose, subject=THE_SITE, clock=lambda: sites.NOW)


@pytest.fixture
def staffed(site, tmp_path):
    """A site with a supervisor and an officer; where the key of each lies."""
    keys = {name: tmp_path / f"{name}.key" for name in ("chief", "clerk")}

    def at(name):
        return replace(site, settings=replace(site.settings, values={**site.settings.values,
                                                                     "device_key_file": str(keys[name])}))  # fmt: skip

    first_officer(at("chief"), "chief", sites.NOW)
    with working(site, keys["chief"], Purpose.ADMINISTRATION) as desk:
        code = invite_officer(desk, "clerk", Role.OFFICER).code
    join_site(at("clerk"), code, sites.NOW)
    return site, keys


def test_a_stolen_device_key_works_until_its_officer_is_shut_out_and_not_a_moment_longer(staffed, tmp_path):
    site, keys = staffed
    stolen = tmp_path / "stolen.key"
    stolen.write_bytes(keys["clerk"].read_bytes())
    stolen.chmod(0o600)
    with working(site, stolen) as desk:
        assert desk.actor == Actor("clerk", Role.OFFICER, authenticated=True)
    with working(site, keys["chief"], Purpose.ADMINISTRATION) as desk:
        disable_officer(desk, "clerk")
    for key in (stolen, keys["clerk"]):
        with pytest.raises(NotAllowed, match="shut out"), working(site, key):
            pass


def test_without_a_key_nobody_works_where_there_are_officers(staffed, tmp_path):
    site, _ = staffed
    with pytest.raises(NotAllowed, match="no device key"), working(site, tmp_path / "none.key"):
        pass


def test_an_officer_made_a_supervisor_of_another_kind_behind_the_program_may_nothing(staffed):
    """A role that the permissions do not know is none."""
    site, keys = staffed
    with site.register.engine.begin() as connection:
        connection.execute(update(officer).where(officer.c.name == "clerk").values(role="director"))
    for purpose in Purpose:
        with pytest.raises(NotAllowed), working(site, keys["clerk"], purpose):
            pass


def test_each_refusal_is_in_the_log(staffed):
    site, keys = staffed
    with pytest.raises(NotAllowed), working(site, keys["clerk"], Purpose.ADMINISTRATION):
        pass
    with site.register.reading() as connection:
        (entry,) = pratique.desk.work.audit_log.newest(connection, 1)
    assert (entry.actor, entry.action, entry.purpose) == ("clerk", "desk.refused", "administration")
