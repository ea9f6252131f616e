"""What may be kept no longer goes, with a certificate; what a living case rests on stays until the case is over."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from pratique.desk.cases import add_case, list_cases, withdraw_case
from pratique.desk.due import terms_of, what_is_due
from pratique.desk.keeping import erase_due, read_certificates
from pratique.desk.overdue import overdue
from pratique.desk.received import received_files
from pratique.desk.upkeep import check_site
from pratique.errors import Conflict, NotFound
from pratique.flow.rounds import make_rounds
from pratique.guard.certificate import as_text
from pratique.model.access import Purpose, SubjectKind
from pratique.model.casework import Journey
from pratique.stores.register import audit_log, receipts
from pratique.stores.register.tables import case_key, contact, data_key, identity, leg, link_key, observation
from tests.guard import people
from tests.lib import sites

LOADED = sites.NOW
AFTER_RAW = datetime(2026, 11, 22, tzinfo=UTC)
"""The files came on the 19th: its end, and 48 hours."""
AFTER_WEEK = datetime(2026, 12, 14, tzinfo=UTC)
"""The flight of the 14th is of the week that ends on the 15th: 28 days after its end."""
AFTER_CASE = datetime(2027, 1, 5, tzinfo=UTC)
"""Follow-up ends on 5 December, 21 days after the flight: 30 days after its end."""
TICK = timedelta(microseconds=1)


@pytest.fixture
def traced(site):
    """A flight, a confirmed and traced case on it; and a flight of the same week that no case is on."""
    others = {"10A": ("UNCONCERNED", "OCTAVIAN", "M", "1970-01-01", "Q9999991", "GBR", "")}
    files = [("flight.csv", people.manifest()), ("other.csv", people.manifest(others, flight="QQ777"))]
    assert [receipt.outcome for receipt in sites.load(site, files)] == ["loaded", "loaded"]
    sites.add(site, people.notice())
    sites.confirm(site, people.REFERENCE)
    sites.trace(site, people.REFERENCE)
    return site


def house(site, now, purpose=Purpose.ADMINISTRATION):
    return sites.desk_at(site, kind=SubjectKind.SITE, purpose=purpose, now=now)


def erase(site, now):
    with house(site, now) as desk:
        return erase_due(desk)


def due(site, now):
    with house(site, now, Purpose.INSPECTION) as desk:
        return [one for one in what_is_due(desk) if one.at <= now]


def count(site, table):
    with site.register.reading() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def test_nothing_goes_before_its_time_and_everything_at_it(traced):
    for moment, category in ((AFTER_RAW, "raw_file"), (AFTER_WEEK, "traveller"), (AFTER_CASE, "contact")):
        assert due(traced, moment - TICK) == []
        assert erase(traced, moment - TICK) is None
        assert {one.category for one in due(traced, moment)} == {category}
        certificate = erase(traced, moment)
        assert certificate.holds, certificate
        assert [step.category for step in certificate.steps if step.periods] == [category]
        assert due(traced, moment) == []
        assert erase(traced, moment) is None


def test_a_file_is_gone_48_hours_after_its_day_and_what_it_told_is_not(traced):
    erase(traced, AFTER_RAW)
    with sites.desk_at(traced, now=AFTER_RAW) as desk:
        files = received_files(desk, 5)
    assert [file.name for file in files] == [None, None]
    assert sum(file.people for file in files) == len(people.ABOARD) + 1
    (found,) = sites.trace(traced, people.REFERENCE, now=AFTER_RAW).legs
    assert {one.surname for one in found.contacts} == {people.ABOARD[seat][0] for seat in people.NEAR}
    # The same file once more is known without its bytes.
    (receipt,) = sites.load(traced, [("again.csv", people.manifest())], now=AFTER_RAW)
    assert receipt.outcome == "duplicate"


def test_who_is_in_no_event_goes_and_a_living_case_keeps_its_list(traced):
    certificate = erase(traced, AFTER_WEEK)
    step = certificate.steps[-1]
    assert step.periods == ("2026-W46",)
    assert step.kept == len(people.NEAR)
    assert step.erased["records"] == len(people.ABOARD) + 1
    assert step.erased["lines"] == 1  # of the flight that no case is on
    # Held are the case itself and its contacts, by their keys alone.
    assert count(traced, identity) == count(traced, observation) == len(people.NEAR) + 1
    with traced.register.reading() as connection:
        assert connection.execute(select(identity.c.payload).where(identity.c.payload.is_not(None))).all() == []

    found = sites.trace(traced, people.REFERENCE, now=AFTER_WEEK)
    (only,) = found.legs
    assert {(one.seat, one.surname, one.record) for one in only.contacts} == {
        (seat, people.ABOARD[seat][0], "held") for seat in people.NEAR
    }
    assert (only.completeness.present, only.completeness.erased) == (len(people.ABOARD), len(people.FAR) + 1)
    assert not only.to_request
    assert found.changes == ()
    assert [note.values for note in found.notes if note.code == "erased"] == [(("day", "2026-11-15"),)]


def test_a_case_notified_too_late_is_told_that_its_list_is_gone(traced):
    erase(traced, AFTER_WEEK)
    other = people.notice("LATE-1", number="Q9999991", journeys=(_journey("QQ777"),))
    sites.add(traced, other, now=AFTER_WEEK)
    sites.confirm(traced, "LATE-1", now=AFTER_WEEK)
    found = sites.trace(traced, "LATE-1", now=AFTER_WEEK)
    assert "erased" in {note.code for note in found.notes}
    (only,) = found.legs
    (told,) = [note for note in only.notes if note.code == "list_erased"]
    assert told.text == (
        "The list of this journey was erased on 2026-12-14, when its retention ended: it is to be requested again."
    )
    assert only.to_request
    # The carrier sends it again.
    again = people.manifest({"10A": people.ABOARD["14C"], "10B": people.ABOARD["30F"]}, flight="QQ777")
    sites.load(traced, [("again.csv", again)], now=AFTER_WEEK + timedelta(hours=1))
    (only,) = sites.trace(traced, "LATE-1", now=AFTER_WEEK + timedelta(hours=2)).legs
    assert "list_erased" not in {note.code for note in only.notes}
    assert only.completeness.present == 2


def test_a_case_that_is_over_leaves_its_reference_and_counts(traced):
    for moment in (AFTER_WEEK, AFTER_CASE):
        erase(traced, moment)
    for table in (contact, case_key, identity, link_key, observation):
        assert count(traced, table) == 0, table.name
    assert traced.movements.count() == {"lines": 0, "crossings": 0}
    with sites.desk_at(traced, people.REFERENCE, purpose=Purpose.CASE_INVESTIGATION, now=AFTER_CASE) as desk:
        (line,) = list_cases(desk)
        assert (line.reference, line.disease, line.status) == (people.REFERENCE, "erased", "confirmed")
    with pytest.raises(NotFound, match="has been erased"):
        sites.trace(traced, people.REFERENCE, now=AFTER_CASE)
    with (
        sites.desk_at(traced, people.REFERENCE, purpose=Purpose.CASE_INVESTIGATION, now=AFTER_CASE) as desk,
        pytest.raises(Conflict, match="has been erased"),
    ):
        add_case(desk, people.notice())
    assert check_site(traced, lambda: AFTER_CASE).faults == []


def test_a_withdrawn_case_holds_nobody_and_goes_30_days_after(traced):
    with sites.desk_at(traced, people.REFERENCE, purpose=Purpose.CASE_INVESTIGATION) as desk:
        withdraw_case(desk, "the laboratory was wrong")
    certificate = erase(traced, AFTER_WEEK)
    assert certificate.steps[-1].kept == 0
    assert traced.movements.count()["lines"] == 0
    over = datetime(2026, 12, 20, tzinfo=UTC)  # the day after the withdrawal of 19 November, and 30 days
    assert due(traced, over - TICK) == []
    assert [one.category for one in due(traced, over)] == ["contact"]


def test_a_site_shortens_a_period_in_its_own_file(traced):
    path = traced.settings.site / "tables" / "retention.toml"
    assert terms_of(traced.settings)["traveller"].words == "28 days"
    path.write_text('[traveller]\ndays = 7\nsource = "Decree 7"\n')
    early = AFTER_WEEK - timedelta(days=21)
    certificate = erase(traced, early)
    assert certificate.steps[-1].periods == ("2026-W46",)
    assert certificate.steps[-1].source == "Decree 7"


def test_an_erasure_that_was_killed_in_the_middle_is_finished_by_the_next(traced, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(type(traced.movements), "erase", lambda *a: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            erase(traced, AFTER_WEEK)
    with house(traced, AFTER_WEEK, Purpose.INSPECTION) as desk:
        (unfinished,) = read_certificates(desk)
    assert not unfinished.holds
    assert "NOT FINISHED" in as_text(unfinished)
    certificate = erase(traced, AFTER_WEEK)
    assert certificate.holds
    assert certificate.steps[-1].erased["lines"] == 1


def test_a_certificate_says_what_on_whose_word_and_names_nobody(traced):
    erase(traced, AFTER_WEEK)
    with house(traced, AFTER_WEEK, Purpose.INSPECTION) as desk:
        (certificate,) = read_certificates(desk)
        assert read_certificates(desk, 1) == [certificate]
        assert read_certificates(desk, 2) == []
    text = as_text(certificate)
    for said in ("no. 1", "first officer (supervisor)", "2026-W46", "28 days", "Ireland", "1 lines"):
        assert said in text
    assert not any(word in text for word in people.words(*people.ABOARD))
    assert set(certificate.proof.values()) == {0}
    with traced.register.reading() as connection:
        actions = [row.action for row in audit_log.newest(connection, 9)]
    assert {"guard.erase", "guard.erased", "guard.certificates"} <= set(actions)


def test_a_proof_that_finds_something_says_so(traced, monkeypatch):
    """Superseded files are left on disk: the rows are gone from every answer, and the search still finds them."""
    erase(traced, AFTER_RAW)
    monkeypatch.setattr(type(traced.movements), "maintain", lambda *a, **k: None)
    certificate = erase(traced, AFTER_WEEK)
    assert traced.movements.count()["lines"] == len(people.ABOARD)
    assert certificate.proof["movement rows of these days that no case holds, in any file"] == 1
    assert not certificate.holds


def test_what_is_half_loaded_is_settled_before_anything_is_erased(traced):
    with traced.register.writing() as connection:
        receipts.begin_batch(connection, "lines", LOADED)
    with pytest.raises(Conflict, match="neither stored nor removed"):
        erase(traced, AFTER_WEEK)
    with house(traced, AFTER_WEEK) as desk:
        done = make_rounds(desk)
    assert (done.settled, done.failed) == (1, [])
    assert done.certificate.holds
    assert done.head.genuine


def test_the_daily_work_is_missed_after_26_hours(traced):
    made = sites.NOW
    assert overdue(traced, made + timedelta(hours=26)) is None
    assert "has never run" in overdue(traced, made + timedelta(hours=26) + TICK)
    with house(traced, made + timedelta(hours=30)) as desk:
        assert make_rounds(desk).failed == []
    assert overdue(traced, made + timedelta(hours=56)) is None
    assert "last ran on 2026-11-20 08:00 UTC" in overdue(traced, made + timedelta(hours=57))


def test_a_part_that_fails_stops_no_other_and_is_not_forgotten(traced):
    path = traced.settings.site / "tables" / "retention.toml"
    path.write_text("[traveller]\ndays = 7\n")
    with house(traced, AFTER_WEEK) as desk:
        done = make_rounds(desk)
    assert done.certificate is None
    assert done.head is not None
    assert ["needs its `source`" in sentence for sentence in done.failed] == [True]
    assert overdue(traced, AFTER_WEEK) is not None


def test_a_late_list_about_an_erased_week_goes_with_the_next_round(traced):
    erase(traced, AFTER_WEEK)
    sites.load(traced, [("late.csv", people.manifest(flight="QQ778"))], now=AFTER_WEEK)
    assert count(traced, leg) == 3
    assert {one.period for one in due(traced, AFTER_WEEK)} >= {"2026-W46+", "up to 2026-11-15"}
    assert erase(traced, AFTER_WEEK).holds
    with traced.register.reading() as connection:
        keys = connection.execute(select(data_key.c.label).where(data_key.c.kind == "period")).scalars().all()
        living = select(data_key.c.label).where(data_key.c.kind == "period", data_key.c.wrapped.is_not(None))
        assert keys == ["2026-W46", "2026-W46+"]
        assert connection.execute(living).all() == []


def _journey(flight):
    return Journey(flight, date(2026, 11, 14), "SIN", "CAN", "10A")
