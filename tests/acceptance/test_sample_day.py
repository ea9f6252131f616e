"""The main job on the sample day, against the truth that its generator wrote down.

Contacts are matched by document number: the intake reader says which name and role belong to a number, the trace says
which names, roles and seats are contacts.
"""

import json
import random
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pratique.desk import make_site, open_desk, open_site
from pratique.desk.cases import add_case, confirm_case, list_cases
from pratique.flow.intake import read_file
from pratique.flow.intake.notice import read_notice
from pratique.flow.receive import receive
from pratique.flow.trace import trace_case
from pratique.model.access import Actor, Purpose, Subject, SubjectKind
from pratique.present.contract import tracing_json
from pratique.samples import sample_day
from pratique.stores.places import Places

TRUTH = json.loads((Path(__file__).resolve().parents[1] / "data" / "sample_day_truth.json").read_text("utf-8"))
LOOK_AT = datetime.fromisoformat(TRUTH["look_at"]).astimezone(UTC)
EARLIER = ("earlier", "manifests", "crossings", "after")
SETTINGS = 'point_of_entry = "CAN"\ncountry = "CN"\nzone = "Asia/Shanghai"\n'
REASONS = {"row": "same_row", "party": "party", "infant": "infant", "crew": "crew", "seat_unknown": "seat_unknown"}


def files_of(*folders):
    return [(path.name, path.read_bytes()) for one in folders for path in sorted((sample_day() / one).iterdir())]


class Port:
    """A site for the sample day, at the moment the day is looked at."""

    def __init__(self, folder):
        self.site = open_site(make_site(folder, SETTINGS, LOOK_AT, {}))
        self.notice = read_notice((sample_day() / "notice.json").read_bytes())

    def desk(self, purpose, kind, ref, actor="first"):
        return open_desk(
            self.site, purpose=purpose, subject=Subject(kind, ref), actor=Actor(actor), clock=lambda: LOOK_AT
        )

    def load(self, files):
        with self.desk(Purpose.INTAKE, SubjectKind.REQUEST, "test") as desk:
            return {receipt.name: receipt for receipt in receive(desk, files)}

    def add(self):
        with self.desk(Purpose.CASE_INVESTIGATION, SubjectKind.CASE, self.notice.reference) as desk:
            add_case(desk, self.notice)

    def confirm(self):
        with self.desk(Purpose.CASE_INVESTIGATION, SubjectKind.CASE, self.notice.reference, "second") as desk:
            confirm_case(desk)

    def trace(self):
        with self.desk(Purpose.CONTACT_TRACING, SubjectKind.CASE, self.notice.reference) as desk:
            return trace_case(desk)

    def look_again(self):
        with self.desk(Purpose.CASE_INVESTIGATION, SubjectKind.SITE, "cases") as desk:
            return {line.reference: line.look_again for line in list_cases(desk)}


@pytest.fixture(scope="module")
def day(tmp_path_factory):
    """The whole day, once: receipts and traces before confirmation, before the late part and after it."""
    port = Port(tmp_path_factory.mktemp("day"))
    seen = {"loaded": port.load(files_of(*EARLIER))}
    port.add()
    seen["unconfirmed"] = port.trace()
    port.confirm()
    seen["before"] = port.trace()
    seen["settled"] = port.look_again()
    seen["late"] = port.load(files_of("late"))
    seen["marked"] = port.look_again()
    seen["after"] = port.trace()
    seen["settled again"] = port.look_again()
    seen["ask"] = port.load(files_of("ask"))
    port.site.close()
    return seen


@pytest.fixture(scope="module")
def people():
    """Who the flight's own files say a document number is: (surname, given, role)."""
    places = Places()
    found = {}
    for name, data in files_of("manifests", "late"):
        if name.startswith("ZZ305"):
            for message in read_file(data, name, places, None, None).messages:
                for person in message.people if not message.test else ():
                    for document in person.documents:
                        found[document.number] = (person.surname, person.given, person.role)
    return found


def on_flight(tracing):
    return next(leg for leg in tracing.legs if leg.flight == TRUTH["flight"])


def contacts_by_document(tracing, people):
    """Contacts by the document number of the truth's contact with the same name, role and seat."""
    known = {}
    for contact in on_flight(tracing).contacts:
        key = (contact.surname, contact.given, contact.presence.role, contact.seat)
        assert key not in known, "two contacts cannot be told apart"
        known[key] = contact
    wanted = {(*people[one["document"]], one["seat"]): one["document"] for one in TRUTH["contacts"]}
    return {wanted.get(key, f"not in the truth: {key[2]} in {key[3]}"): contact for key, contact in known.items()}


def expected(when):
    listed = set(TRUTH["before_late_part"]["parts_received"]) | {None}
    return {one["document"]: one for one in TRUTH["contacts"] if when == "after" or one["part"] in listed}


WHEN = pytest.mark.parametrize("when", ["before", "after"])


@WHEN
def test_the_contacts_are_exactly_those_of_the_truth(day, people, when):
    assert set(contacts_by_document(day[when], people)) == set(expected(when))
    assert day[when].counts["contacts"] == TRUTH[f"{when}_late_part"]["contacts"]


@WHEN
def test_every_contact_has_the_reasons_of_the_truth(day, people, when):
    found = contacts_by_document(day[when], people)
    kinds = {document: {kind(reason.code) for reason in contact.reasons} for document, contact in found.items()}
    assert kinds == {document: set(one["reasons"]) for document, one in expected(when).items()}
    assert Counter(k for one in kinds.values() for k in one) == TRUTH[f"{when}_late_part"]["by_reason"]


def kind(code):
    return next((name for name in REASONS if code.startswith(name)), "row" if "row" in code else code)


@WHEN
def test_every_contact_is_where_the_truth_says(day, people, when):
    found = contacts_by_document(day[when], people)
    wrong = {
        document: (found[document].where_now.state, one["where"], one["note"])
        for document, one in expected(when).items()
        if found[document].where_now.state not in (one["where"], *one["also_acceptable"])
    }
    assert wrong == {}


@WHEN
def test_what_to_do_follows_from_where_they_are_and_from_what_is_certain(day, people, when):
    due = {"entered": "notify", "not_entered": "order", "departed": "inform_abroad", "in_transit": "inform_abroad"}
    for document, contact in contacts_by_document(day[when], people).items():
        unclear = {"crew", "seat_unknown"} & set(expected(when)[document]["reasons"])
        assert contact.action == ("classify" if unclear else due[contact.where_now.state]), document


@WHEN
def test_the_counts_are_those_of_the_contacts(day, when):
    tracing = day[when]
    tally = Counter(contact.action for contact in on_flight(tracing).contacts)
    assert tracing.counts == {"contacts": sum(tally.values())} | {
        a: tally[a] for a in tracing.counts if a != "contacts"
    }
    assert on_flight(tracing).counts == tracing.counts


@WHEN
def test_everybody_else_is_a_number(day, when):
    assert on_flight(day[when]).others_on_board == TRUTH[f"{when}_late_part"]["passengers_on_board_not_contacts"]
    assert on_flight(day[when]).not_on_board == len(TRUTH["removed"]) + len(TRUTH["no_show"])


@WHEN
def test_the_statement_of_completeness_is_true(day, when):
    stated, truth, crew = on_flight(day[when]).completeness, TRUTH[f"{when}_late_part"], len(TRUTH["crew"])
    assert list(stated.missing_parts) == truth["parts_missing"]
    assert stated.parts_missing == len(truth["parts_missing"])
    assert stated.declared == truth["declared_passengers"] + crew
    assert stated.present == truth["listed_passengers"] + crew
    assert stated.with_seat == truth["on_board_with_seat"]
    assert stated.final_part_seen
    unmatched = [reason for reason in stated.contradictions if str(truth["close_out_unmatched"]) in reason.text]
    assert len(unmatched) == bool(truth["close_out_unmatched"])


def test_the_cabin_and_the_window_are_those_of_the_truth(day):
    leg, tracing = on_flight(day["after"]), day["after"]
    assert list(leg.cabin.rows) == TRUTH["cabin"]["rows"]
    assert ["".join(block) for block in leg.cabin.blocks] == TRUTH["cabin"]["blocks"]
    assert leg.cabin.inferred
    assert sorted({int(seat[:-1]) for seat in leg.cabin.zone}) == TRUTH["cabin"]["band_rows"]
    assert leg.case_seats == (TRUTH["case"]["seat"],)
    assert [tracing.window_from.isoformat(), tracing.window_to.isoformat()] == TRUTH["rule"]["window"]
    assert leg.rule.id == TRUTH["rule"]["authority"]


def test_the_case_is_nobodys_contact_and_no_passenger_who_stayed_behind_is(day, people):
    gone = {people[number] for number in (TRUTH["case"]["document"], *TRUTH["removed"], *TRUTH["no_show"])}
    named = {(c.surname, c.given, c.presence.role) for c in on_flight(day["after"]).contacts}
    assert not gone & named


def test_a_close_out_that_does_not_speak_of_the_crew_leaves_the_crew_on_the_list(day):
    for when in ("before", "after"):
        crew = [c for c in on_flight(day[when]).contacts if c.presence.role == "crew"]
        assert len(crew) == len(TRUTH["crew"])
        assert {c.action for c in crew} == {"classify"}


def test_a_correction_moves_the_seat_and_a_corrected_number_is_one_person(day, people):
    moved = contacts_by_document(day["after"], people)[TRUTH["reseated"]["document"]]
    assert moved.seat == TRUTH["reseated"]["to"]
    name = people[TRUTH["corrected_document"]["right"]]
    same = [c for c in on_flight(day["after"]).contacts if (c.surname, c.given, c.presence.role) == name]
    assert len(same) == 1


def test_a_journey_no_manifest_knows_is_to_be_requested(day):
    asked = [leg for leg in day["after"].legs if leg.to_request]
    truth = TRUTH["unknown_journey"]
    assert [(leg.flight, leg.date.isoformat(), leg.origin, leg.destination) for leg in asked] == [tuple(truth.values())]


def test_before_it_is_confirmed_a_trace_has_the_same_counts_and_no_names(day):
    hidden, shown = day["unconfirmed"], day["before"]
    assert not hidden.names_shown
    assert hidden.counts == shown.counts
    assert on_flight(hidden).contacts == ()
    assert on_flight(hidden).completeness == on_flight(shown).completeness


def test_a_test_interchange_and_an_exact_copy_are_not_loaded(day, people):
    outcomes = {name: receipt.outcome for name, receipt in day["loaded"].items()}
    odd = {name: outcome for name, outcome in outcomes.items() if outcome != "loaded"}
    assert odd == {"ZZ305_14NOV_test.edi": "test", "resend_0007.edi": "duplicate"}
    assert day["late"]["ZZ305_14NOV_f3.edi"].outcome == "loaded"


def test_files_that_need_a_question_are_rejected_with_what_to_do(day):
    assert {receipt.outcome for receipt in day["ask"].values()} == {"rejected"}
    assert "--dates" in day["ask"]["8Q555_ambiguous.csv"].read.hint
    assert "PAXLST or CSV" in day["ask"]["scan_0192.pdf"].read.hint


def test_a_late_part_marks_the_case_and_the_next_trace_clears_it(day):
    reference = "GZ-2026-0117"
    assert day["settled"][reference] == ()
    assert len(day["marked"][reference]) == 1
    assert day["settled again"][reference] == ()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_order_of_arrival_does_not_matter(day, tmp_path, seed):
    files = files_of(*EARLIER, "late")
    random.Random(seed).shuffle(files)
    port = Port(tmp_path)
    port.load(files)
    port.add()
    port.confirm()
    found = tracing_json(port.trace())
    port.site.close()
    assert without_references(found) == without_references(tracing_json(day["after"]))


def without_references(value):
    """A trace without the references drawn at random and what it says of earlier ones; one order of contacts."""
    value |= {"since": None, "changes": []}
    for leg in value["legs"]:
        for contact in leg["contacts"]:
            del contact["contact"]
        leg["contacts"].sort(key=lambda contact: json.dumps(contact, sort_keys=True))
    return value
