"""The one reviewed file: it speaks of every role, purpose and field, and what it withholds is not even opened."""

from dataclasses import fields

import pytest

from pratique.desk import CaseFile, open_desk
from pratique.desk.cases import read_case
from pratique.desk.contact_record import ContactRecord
from pratique.desk.source_texts import FIELD
from pratique.errors import NotAllowed
from pratique.flow.trace import trace_case
from pratique.guard import permissions as module
from pratique.guard.permissions import permissions
from pratique.guard.vault import Vault
from pratique.model.access import Actor, Purpose, Role, Subject, SubjectKind
from pratique.model.casework import CasePerson
from tests.guard import people
from tests.lib import sites

CONTACT_FIELDS = {one.name for one in fields(ContactRecord)}


def test_the_file_lists_exactly_the_roles_and_purposes_there_are():
    found = permissions()
    assert set(found.purposes) == set(Role)
    assert set(found.sees) == set(Purpose)
    assert found.shown_names < set(Role)
    assert Role.SYSTEM not in found.shown_names


def test_every_field_that_is_handed_out_is_listed_and_nothing_else():
    listed = {field for names in permissions().sees.values() for field in names}
    assert listed == CONTACT_FIELDS | {"notice", FIELD}


def test_every_rate_is_of_an_action_that_the_program_logs():
    source = "\n".join(path.read_text("utf-8") for path in sites.Path(module.__file__).parents[1].rglob("*.py"))
    assert permissions().rate
    assert all(f'"{action}"' in source and times > 0 for action, times in permissions().rate.items())


@pytest.fixture
def confirmed(site):
    people.load_flight(site)
    sites.add(site, people.notice())
    sites.confirm(site, people.REFERENCE)
    sites.trace(site, people.REFERENCE)
    return site


@pytest.fixture
def opened(monkeypatch):
    """What every sealed record that is opened was about, in order."""
    seen = []
    real = Vault.open

    def opening(self, key_id, sealed, about):
        seen.append(about.split(":")[0])
        return real(self, key_id, sealed, about)

    monkeypatch.setattr(Vault, "open", opening)
    return seen


def at(site, role, purpose=Purpose.CONTACT_TRACING):
    actor, subject = Actor(f"the {role}", role), Subject(SubjectKind.CASE, people.REFERENCE)
    return open_desk(site, purpose=purpose, subject=subject, actor=actor, clock=lambda: sites.NOW)


def test_an_epidemiologist_sees_contacts_by_reference_and_no_name_is_opened(confirmed, opened):
    with at(confirmed, Role.EPIDEMIOLOGIST) as desk:
        tracing = trace_case(desk)
    assert (tracing.contacts_shown, tracing.names_shown) == (True, False)
    contacts = [contact for leg in tracing.legs for contact in leg.contacts]
    assert {contact.seat for contact in contacts} == set(people.NEAR)
    assert {contact.record for contact in contacts} == {"not_shown"}
    assert all(contact.reasons and contact.action and contact.contact for contact in contacts)
    assert {word for word in people.words(*people.ABOARD) if word in repr(tracing)} == set()
    assert "notice" in opened, "the case's own papers are what its legs are found by"
    assert {"identity", "contact"}.isdisjoint(opened)


def test_an_officer_at_the_same_case_has_them_opened(confirmed, opened):
    with at(confirmed, Role.OFFICER) as desk:
        assert trace_case(desk).names_shown
    assert opened.count("identity") == len(people.NEAR)


def test_asked_outright_names_are_refused_to_an_epidemiologist_and_nothing_is_opened(confirmed, opened):
    with at(confirmed, Role.EPIDEMIOLOGIST) as desk:
        file = CaseFile(desk)
        refs = set(file.known_refs().values())
        assert refs
        with pytest.raises(NotAllowed, match="not for this role"):
            file.names(refs)
    assert {"identity", "contact"}.isdisjoint(opened)


def test_that_names_were_shown_is_not_noted_for_who_was_shown_none(site):
    people.load_flight(site)
    sites.add(site, people.notice())
    sites.confirm(site, people.REFERENCE)
    with at(site, Role.EPIDEMIOLOGIST) as desk:
        trace_case(desk)
    with sites.desk_at(site, people.REFERENCE, purpose=Purpose.CASE_INVESTIGATION) as desk:
        from pratique.desk.cases import list_cases

        assert [line.names_shown_at for line in list_cases(desk)] == [None]


@pytest.mark.parametrize(
    ("role", "purpose", "told"),
    [
        (Role.OFFICER, Purpose.CASE_INVESTIGATION, True),
        (Role.OFFICER, Purpose.CONTACT_TRACING, False),
        (Role.EPIDEMIOLOGIST, Purpose.CONTACT_TRACING, False),
        (Role.SUPERVISOR, Purpose.INSPECTION, False),
    ],
)
def test_who_the_case_is_is_told_for_its_investigation_only(confirmed, role, purpose, told):
    with at(confirmed, role, purpose) as desk:
        case = read_case(desk)
    assert (case.notice.person != CasePerson()) is told
    assert case.notice.journeys == people.notice().journeys


@pytest.mark.parametrize("purpose", [Purpose.CASE_INVESTIGATION, Purpose.INSPECTION, Purpose.ADMINISTRATION])
def test_no_other_purpose_than_tracing_names_contacts(confirmed, opened, purpose):
    with at(confirmed, Role.SUPERVISOR, purpose) as desk:
        file = CaseFile(desk)
        with pytest.raises(NotAllowed, match="not for this purpose"):
            file.names(set(file.known_refs().values()))
    assert {"identity", "contact"}.isdisjoint(opened)


def test_a_field_taken_from_a_purpose_is_not_handed_over(confirmed, monkeypatch):
    full = permissions()
    less = module.Permissions(full.purposes, full.shown_names, {**full.sees, Purpose.CONTACT_TRACING: ("given",)}, {})
    monkeypatch.setattr("pratique.desk.work.permissions", lambda: less)
    with at(confirmed, Role.OFFICER) as desk:
        file = CaseFile(desk)
        found = file.names(set(file.known_refs().values()))
    assert len(found) == len(people.NEAR)
    assert all((one.surname, one.phones) == (None, ()) and one.given for one in found.values())
