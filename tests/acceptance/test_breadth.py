"""MERS, mpox, Ebola and tuberculosis on flights, COVID-19 on trains, a bus and a ferry: each case from its notice.

The truth is the generator's, told from seats, bays and cabins as it laid them out. People on flights are matched by
the seat their carrier states, the others by name.
"""

import json
import unicodedata
from pathlib import Path

import pytest

from pratique.flow.intake.notice import read_notice
from pratique.flow.trace import trace_case
from pratique.flow.trace.options import Options
from pratique.samples import sample_day
from tests.lib.sites import add, confirm, desk_at, load, new_site, opened, sample_files

TRUTH = json.loads((Path(__file__).resolve().parents[1] / "data" / "sample_breadth_truth.json").read_text("utf-8"))
CASES = {
    "-".join(filter(None, (Path(one["notice"]).stem, {True: "sealed", False: "open"}.get(one["sealed"])))): one
    for one in TRUTH["cases"]
}
STEPS = ("earlier", "manifests", "crossings", "after", "late", "ground")


def letters(*parts):
    flat = unicodedata.normalize("NFKD", "".join(part or "" for part in parts)).upper()
    return "".join(c for c in flat if c.isalpha() and not unicodedata.combining(c))


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    """The sample port with everything of the day and every notice, confirmed."""
    folder = tmp_path_factory.mktemp("breadth")
    new_site(folder)
    site = opened(folder)
    receipts = [receipt for step in STEPS for receipt in load(site, sample_files(step))]
    assert {r.outcome for r in receipts if r.name.startswith(("G9123", "K9281", "QB77", "QF_"))} == {"loaded"}
    for path in sorted((sample_day() / "notices").iterdir()):
        notice = read_notice(path.read_bytes())
        add(site, notice)
        confirm(site, notice.reference)
    yield site
    site.close()


@pytest.fixture(scope="module")
def traced(port):
    """Every case traced, by its name."""
    found = {}
    for name, case in CASES.items():
        notice = read_notice((sample_day() / case["notice"]).read_bytes())
        with desk_at(port, notice.reference) as desk:
            found[name] = trace_case(desk, Options(sealed=case["sealed"]))
    return found


def leg_of(tracing, case):
    (leg,) = (leg for leg in tracing.legs if leg.flight == case["service"] and leg.contacts)
    return leg


def contacts(tracing, case):
    """Contacts by the key of the truth."""
    found = {}
    for contact in leg_of(tracing, case).contacts:
        key = contact.seat if case["key"] == "seat" and contact.seat else letters(contact.surname, contact.given)
        assert key not in found, "two contacts cannot be told apart"
        found[key] = contact
    return found


@pytest.mark.parametrize("name", CASES)
def test_the_contacts_are_exactly_those_of_the_truth(traced, name):
    case = CASES[name]
    found = contacts(traced[name], case)
    assert set(found) == {*case["certain"], *case["unsure"]}
    assert traced[name].counts["contacts"] == len(found)
    assert leg_of(traced[name], case).others_on_board == case["aboard"] - 1 - len(found)


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case["key"] == "seat"])
def test_what_to_do_about_a_contact_on_a_flight(traced, name):
    case = CASES[name]
    assert {key: contact.action for key, contact in contacts(traced[name], case).items()} == case["actions"]


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case["conveyance"] in ("train", "bus")])
def test_a_contact_on_a_train_or_bus_is_in_the_country_and_is_notified(traced, name):
    case = CASES[name]
    found = contacts(traced[name], case)
    expected = dict.fromkeys(case["certain"], "notify") | dict.fromkeys(case["unsure"], "classify")
    assert {key: contact.action for key, contact in found.items()} == expected
    assert {contact.where_now.state for contact in found.values()} == {"entered"}
    assert {contact.where_now.evidence[0].code for contact in found.values()} == {"domestic_leg"}


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case["conveyance"] == "ship"])
def test_where_a_contact_on_a_ship_is_now_is_for_the_officer_to_find_out(traced, name):
    found = contacts(traced[name], CASES[name])
    assert {contact.action for contact in found.values()} == {"classify"}
    assert {contact.where_now.state for contact in found.values()} == {"unknown"}


@pytest.mark.parametrize("name", CASES)
def test_the_journey_of_the_notice_is_found_and_nothing_is_asked_for_again(traced, name):
    assert [leg.flight for leg in traced[name].legs if leg.to_request] == []
    assert CASES[name]["service"] in {leg.flight for leg in traced[name].legs}


RULES = {
    "ebola": "ebola.ecdc2010",
    "mpox": "mpox.cdc",
    "tb": "tb.who2008",
    "mers": "mers.majority",
    "covid-train-sealed": "covid.cn.rail.sealed",
    "covid-train-open": "covid.cn.rail.open",
    "covid-sleeper-sealed": "covid.cn.rail.sealed",
    "covid-sleeper-open": "covid.cn.rail.open",
    "covid-soft-sleeper-sealed": "covid.cn.rail.sealed",
    "covid-soft-sleeper-open": "covid.cn.rail.open",
    "covid-bus-sealed": "covid.cn.bus.sealed",
    "covid-bus-open": "covid.cn.bus.open",
    "covid-ship": "covid.cn.ship",
}


@pytest.mark.parametrize("name", CASES)
def test_each_conveyance_is_traced_by_its_own_rule(traced, name):
    assert leg_of(traced[name], CASES[name]).rule.id == RULES[name]


@pytest.mark.parametrize(
    ("name", "unit", "travel_class"),
    [("covid-train-open", "3", "second"), ("covid-sleeper-open", "8", "hard_sleeper"),
     ("covid-soft-sleeper-open", "11", "soft_sleeper")],
)  # fmt: skip
def test_a_contact_by_bay_is_known_by_coach_and_class(traced, name, unit, travel_class):
    found = [one.presence for key, one in contacts(traced[name], CASES[name]).items() if key in CASES[name]["certain"]]
    assert {(one.unit, one.travel_class) for one in found} == {(unit, travel_class)}
