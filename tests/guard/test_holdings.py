"""An inspector sees how much is held, since when and how much is erased; and no name, flight or case."""

from pratique.desk.holdings import site_holdings
from pratique.model.access import Purpose, SubjectKind
from tests.guard import people
from tests.guard.test_erasure import erase
from tests.lib import sites


def held(site):
    with sites.desk_at(site, "holdings", kind=SubjectKind.SITE, purpose=Purpose.INSPECTION) as desk:
        return {one.kind: one for one in site_holdings(desk)}


def counts(site):
    return {kind: (one.records, one.erased) for kind, one in held(site).items()}


def test_an_empty_site_holds_its_index_key_only(site):
    found = counts(site)
    assert found.pop("keys: index") == (1, 0)
    assert found.pop("audit entries") == (1, 0)  # the question itself
    assert {records for records, _ in found.values()} == {0}


def test_every_kind_is_counted_with_its_first_and_last_moment(traced):
    found = held(traced)
    assert {kind: one.records for kind, one in found.items() if one.records} == {
        "received files": 1,
        "people's records": len(people.ABOARD),
        "case notices": 1,
        "contacts on lists": len(people.NEAR),
        "traces": 1,
        "audit entries": 7,
        "keys: period": 1,
        "keys: raw": 1,
        "keys: case": 1,
        "keys: index": 1,
        "movement lines": len(people.ABOARD),
    }
    assert {one.first for kind, one in found.items() if one.records and "movement" not in kind} == {sites.NOW}
    assert found["movement lines"].first is None


def test_what_is_erased_shows_and_stays_counted(traced):
    erase(traced)
    found = counts(traced)
    assert found["people's records"] == (len(people.ABOARD), len(people.ABOARD))
    assert found["keys: period"] == (1, 1)
    assert found["case notices"] == (1, 0)


def test_each_kind_of_record_says_until_when_it_may_be_kept(traced):
    found = held(traced)
    assert {kind for kind, one in found.items() if not one.kept} == {k for k in found if "keys" in k} | {"officers"}
    assert found["received files"].kept.startswith("48 hours after the end of the day")


def test_it_names_nobody_and_no_flight(traced):
    said = repr(held(traced))
    for word in people.words(*people.ABOARD) | {people.REFERENCE, people.FLIGHT, "measles", "flight.csv"}:
        assert word not in said
