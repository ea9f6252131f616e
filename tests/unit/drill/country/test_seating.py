"""Who sits together."""

from random import Random

import pytest

from pratique.drill.country.cabins import HIGH_SPEED_TRAIN, SINGLE_AISLE, TWIN_3_4_3
from pratique.drill.country.country import Country
from pratique.drill.country.parties import party_of
from pratique.drill.country.seating import change_seats, seat_all

PARTIES = [list(range(1, 21)), *([n, n + 1, n + 2] for n in range(30, 90, 3)), *([n] for n in range(100, 160))]


@pytest.mark.parametrize("cabin", [SINGLE_AISLE, TWIN_3_4_3, HIGH_SPEED_TRAIN])
def test_everybody_has_one_seat_and_the_rest_stay_free(cabin):
    seated, free = seat_all(Random(1), cabin, PARTIES)
    assert sorted(seated) == sorted(n for party in PARTIES for n in party)
    assert len({*seated.values(), *free}) == len(seated) + len(free)


def test_a_tour_sits_in_one_block_of_rows():
    seated, _ = seat_all(Random(1), TWIN_3_4_3, PARTIES)
    ranks = [seated[n].rank for n in PARTIES[0]]
    assert max(ranks) - min(ranks) <= 3


def test_a_full_cabin_is_filled_to_the_last_seat():
    everybody = [[n, n + 1] for n in range(0, 170, 2)]
    seated, free = seat_all(Random(2), SINGLE_AISLE, everybody)
    assert len(seated) == 170
    assert free == []


def test_a_train_opens_no_more_coaches_than_are_needed():
    seated, _ = seat_all(Random(3), HIGH_SPEED_TRAIN, PARTIES)
    assert len({seat.unit for seat in seated.values()}) <= 3


def test_those_who_change_seats_sit_nowhere_twice():
    seated, free = seat_all(Random(1), TWIN_3_4_3, PARTIES)
    moved = change_seats(Random(5), seated, free, sorted(seated))
    now = {**seated, **moved}
    assert moved
    assert len(set(now.values())) == len(now)


def test_most_families_sit_side_by_side_and_a_few_apart():
    country = Country(11, 6_000)
    together = apart = 0
    for number in range(1, len(country.times) + 1):
        rows = {}
        for place in country.sailing(number).places:
            if place.role == "passenger" and place.seat and not party_of(country.seed, place.traveller).tour:
                seat = place.seat_booked or place.seat
                rows.setdefault(place.booking, []).append((seat.unit, seat.rank))
        families = [seats for seats in rows.values() if len(seats) > 1]
        together += sum(len(set(seats)) == 1 for seats in families)
        apart += sum(len(set(seats)) > 1 for seats in families)
    assert together > 4 * apart > 0
