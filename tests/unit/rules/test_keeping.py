"""How long records are kept: the defaults, what a site may change, and the days that follow from it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from pratique.errors import NotReady
from pratique.model.access import Purpose
from pratique.rules.keeping import (
    CATEGORIES,
    default_terms,
    erased_from,
    follow_up_over,
    last_day,
    last_sunday,
    site_terms,
)

DAY = timedelta(days=1)


def test_the_defaults_are_those_of_the_reference():
    terms = default_terms()
    assert tuple(terms) == CATEGORIES
    assert {name: term.words for name, term in terms.items()} == {
        "raw_file": "48 hours",
        "traveller": "28 days",
        "contact": "30 days",
        "order": "365 days",
        "audit": "1095 days",
    }
    assert {term.purpose for term in terms.values()} <= {str(purpose) for purpose in Purpose}
    assert all(term.source for term in terms.values())


def test_a_tuberculosis_contact_is_there_for_the_second_test():
    """The second test comes eight weeks after exposure; a rule without a last day is over 60 days after the trace."""
    exposed = traced = date(2026, 11, 14)
    over = follow_up_over([None], added=traced, traced=traced)
    gone = erased_from(default_terms()["contact"], over)
    assert gone.date() >= exposed + timedelta(weeks=8) + timedelta(days=30)


def test_a_site_may_shorten_with_a_source_and_lengthen_with_a_law():
    terms = site_terms('[traveller]\ndays = 14\nsource = "Decree 7"\n')
    assert (terms["traveller"].period, terms["traveller"].source) == (14 * DAY, "Decree 7")
    assert terms["contact"] == default_terms()["contact"]
    longer = '[raw_file]\nhours = 72\nsource = "Customs Act"\nlaw = "Section 9: kept for three days"\n'
    assert site_terms(longer)["raw_file"].law == "Section 9: kept for three days"
    assert site_terms("") == default_terms()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[traveller]\ndays = 14\n", "needs its `source`"),
        ('[traveller]\ndays = 40\nsource = "we like it"\n', "no `law` is named"),
        ('[traveller]\ndays = 40\nsource = "we like it"\nlaw = " "\n', "no `law` is named"),
        ('[passengers]\ndays = 4\nsource = "x"\n', "no category `passengers`"),
        ('[traveller]\nweeks = 4\nsource = "x"\n', "no `weeks`"),
        ('[traveller]\ndays = 0\nsource = "x"\n', "one whole number"),
        ('[traveller]\ndays = 3\nhours = 3\nsource = "x"\n', "one whole number"),
        ('[traveller]\ndays = "3"\nsource = "x"\n', "one whole number"),
        ("traveller = 3\n", "no category `traveller`"),
        ("[traveller", "cannot be read"),
    ],
)
def test_anything_else_is_refused_with_the_entry_named(text, told):
    with pytest.raises(NotReady, match=told):
        site_terms(text)


def test_a_week_ends_on_its_sunday_and_a_late_key_with_it():
    assert last_day("2026-W46") == last_day("2026-W46++") == date(2026, 11, 15)
    assert last_day("2026-11-19+") == date(2026, 11, 19)
    assert last_day("2026-W53") == date(2027, 1, 3)


@pytest.mark.parametrize("hours", range(0, 24 * 15, 5))
def test_a_week_is_among_those_to_be_erased_from_its_moment_on_and_not_before(hours):
    term, now = default_terms()["traveller"], datetime(2026, 12, 8, tzinfo=UTC) + timedelta(hours=hours)
    until = last_sunday(term, now)
    assert until.isoweekday() == 7
    assert erased_from(term, until) <= now < erased_from(term, until + 7 * DAY)


def test_follow_up_is_over_with_the_last_of_its_ends():
    added, traced = date(2026, 11, 1), date(2026, 11, 20)
    assert follow_up_over([date(2026, 12, 5), date(2026, 12, 1)], added=added, traced=traced) == date(2026, 12, 5)
    assert follow_up_over([date(2026, 12, 5), None], added=added, traced=traced) == traced + 60 * DAY
    assert follow_up_over([], added=added) == added + 60 * DAY
    assert follow_up_over([date(2026, 12, 5)], added=added, traced=traced, withdrawn=date(2026, 11, 3)) == date(
        2026, 11, 3
    )
