"""Whoever is seen again is kept under the key of the later week, and only of that."""

from datetime import date

from sqlalchemy import select

from pratique.stores.register.tables import data_key, identity, link_key, observation
from tests.guard import people
from tests.lib import sites

ONE = {"14C": people.ABOARD["14C"]}


def stored(site):
    with site.register.reading() as connection:
        return connection.execute(
            select(identity.c.identity_id, data_key.c.label, identity.c.payload).join(
                data_key, data_key.c.key_id == identity.c.key_id
            )
        ).all()


def flight(site, number, day):
    (receipt,) = sites.load(site, [(f"{number}.csv", people.manifest(ONE, number, day))])
    assert receipt.outcome == "loaded"


def test_seen_again_later_moves_to_the_later_period_and_earlier_does_not_move_back(site):
    flight(site, "ZZ1", date(2026, 11, 4))
    ((number, label, payload),) = stored(site)
    assert label == "2026-W45"
    flight(site, "ZZ2", date(2026, 11, 14))
    ((again, later, sealed_again),) = stored(site)
    assert (again, later) == (number, "2026-W46")
    assert sealed_again != payload
    flight(site, "ZZ3", date(2026, 10, 1))
    assert stored(site) == [(number, "2026-W46", sealed_again)]


def test_a_new_year_is_later_than_the_old_one(site):
    flight(site, "ZZ1", date(2026, 12, 27))
    flight(site, "ZZ2", date(2027, 1, 4))
    assert [row.label for row in stored(site)] == ["2027-W01"]


def test_the_same_list_again_adds_no_identity_and_no_key(site):
    flight(site, "ZZ1", date(2026, 11, 4))
    with site.register.reading() as connection:
        keys = connection.execute(select(link_key)).all()
    again = people.manifest(ONE, "ZZ1", date(2026, 11, 4)) + b"\n\n"
    sites.load(site, [("again.csv", again)])
    with site.register.reading() as connection:
        assert len(connection.execute(select(identity)).all()) == 1
        assert connection.execute(select(link_key)).all() == keys
        assert len(connection.execute(select(observation)).all()) <= 2
