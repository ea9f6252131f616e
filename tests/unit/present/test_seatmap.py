"""Is the cabin drawn as it is, with a sign for every action and nobody's name?

The snapshots are `tests/data/seatmap-*.svg`; `PRATIQUE_SNAPSHOTS=write` writes them anew: look at them afterwards.
"""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from pratique.model.tracing import LegTrace
from pratique.present.places import flight
from pratique.present.seatmap import off_map, seat_map, why_no_map
from pratique.present.words import ACTIONS, CASE
from tests.unit.present import sample

DATA = Path(__file__).parents[2] / "data"
SVG = "{http://www.w3.org/2000/svg}"
ALL_ROWS = tuple(range(1, 66))


def drawn(leg: LegTrace) -> ElementTree.Element:
    return ElementTree.fromstring(seat_map(leg))


def seats(root: ElementTree.Element, kind: str) -> list[ElementTree.Element]:
    return [e for e in root.iter() if kind in e.get("class", "").split()]


def filled(rows: tuple[int, ...], blocks: tuple[str, ...], zone: range, case: str) -> LegTrace:
    used = sample.cabin(rows, blocks, zone)
    people, others = sample.fill(used, case, seed=1, start=1)
    return replace(sample.wide_leg(), cabin=used, contacts=tuple(people), occupied=others, case_seats=(case,))


@pytest.mark.parametrize(("name", "leg"), [("wide", sample.wide_leg()), ("narrow", sample.narrow_leg())])
def test_the_drawing_is_the_one_that_was_looked_at(name: str, leg: LegTrace):
    path, svg = DATA / f"seatmap-{name}.svg", seat_map(leg) + "\n"
    if os.environ.get("PRATIQUE_SNAPSHOTS") == "write":
        path.write_text(svg, encoding="utf-8")
    assert svg == path.read_text(encoding="utf-8")


def test_every_seat_is_drawn_once_and_absent_seats_leave_a_gap():
    leg = sample.wide_leg()
    assert leg.cabin is not None
    root = drawn(leg)
    rects = [e for e in root.iter(f"{SVG}rect") if e.get("class") != "zone"]
    assert len(rects) == len(sample.seats_of(leg.cabin))
    assert len({(r.get("x"), r.get("y")) for r in rects}) == len(rects)
    assert len(seats(root, "other")) == len(leg.occupied - {c.seat for c in leg.contacts})


def test_each_action_has_its_own_sign_and_every_contact_seat_says_seat_and_action():
    leg = sample.wide_leg()
    root = drawn(leg)
    for action, look in ACTIONS.items():
        here = seats(root, f"k-{action}")
        assert len(here) == sum(c.action == action and c.seat is not None for c in leg.contacts) > 0
        for seat in here:
            assert seat.tag == f"{SVG}a"
            assert seat.find(f"{SVG}path").get("d") == look.shape
            assert seat.find(f"{SVG}title").text == seat.get("aria-label")
            assert seat.get("aria-label").endswith(f": {look.text}")
    assert len({look.shape for look in (CASE, *ACTIONS.values())}) == len(ACTIONS) + 1


def test_a_contact_seat_leads_to_its_row():
    leg = sample.narrow_leg()
    links = {e.get("id"): e.get("href") for e in drawn(leg).iter(f"{SVG}a")}
    assert links == {f"seat-{c.seat}": f"#c-{c.contact}" for c in leg.contacts}
    assert 'id="leg2-seat-' in seat_map(leg, "leg2-")
    assert 'href="#leg2-c-' in seat_map(leg, "leg2-")


def test_people_outside_the_rule_have_no_title_no_link_and_nobody_has_a_name():
    svg = seat_map(sample.wide_leg())
    for kind in ("other", "empty"):
        for rect in re.findall(rf'<rect class="{kind}"[^>]*>', svg):
            assert rect.endswith("/>")
            assert "aria" not in rect
            assert "id=" not in rect
    assert not any(name in svg for name in sample.SURNAMES)


def test_the_zone_is_framed_where_whole_rows_are_in_it_and_row_numbers_are_bold():
    leg = sample.wide_leg()
    root = drawn(leg)
    assert len(seats(root, "zone")) == 1
    assert {int(e.text or "") for e in seats(root, "in")} == sample.zone_rows(leg) == {32, 33, 34, 35, 36}


def test_a_zone_of_single_seats_is_marked_seat_by_seat():
    leg = sample.narrow_leg()
    leg = replace(leg, cabin=replace(leg.cabin, zone=frozenset({"2A", "2B", "3A"})))
    assert len(seats(drawn(leg), "zone")) == 3


def test_two_people_at_one_seat_are_one_seat_that_says_so():
    leg = sample.narrow_leg()
    seat = str(leg.contacts[0].seat)
    extra = sample.contact(400, seat, "classify", "Infant in arms.")
    root = drawn(replace(leg, contacts=(*leg.contacts, extra)))
    (here,) = [e for e in root.iter(f"{SVG}a") if e.get("id") == f"seat-{seat}"]
    assert here.get("href") == "#c-k0190"  # the more urgent of the two
    assert here.find(f"{SVG}text").text == "2"
    assert "1 more contact at this seat" in here.get("aria-label")


def test_a_contact_on_the_seat_of_the_case_stays_reachable():
    leg = sample.narrow_leg()
    root = drawn(replace(leg, contacts=(*leg.contacts, sample.contact(401, "2A", "order", "Infant in arms."))))
    (case,) = seats(root, "k-case")
    assert case.get("href") == "#c-k0191"


@pytest.mark.parametrize(
    ("blocks", "zone", "case"),
    [
        (("A", "DG", "K"), range(1, 4), "2D"),
        (("ABC", "DEFG", "HJK"), range(60, 65), "62C"),
        (("ABC", "DEFG", "HJK"), range(1, 66), "30C"),
        (("AC", "DF"), range(30, 41), "35F"),
    ],
)
def test_sixty_five_rows_fit_a_window_with_contacts_at_touch_size(blocks: tuple[str, ...], zone: range, case: str):
    leg = filled(ALL_ROWS, blocks, zone, case)
    root = drawn(leg)
    assert float(root.get("width")) <= 1200
    for seat in [*root.iter(f"{SVG}a")]:
        assert float(seat.find(f"{SVG}rect").get("width")) == 23.5
    rects = [e for e in root.iter(f"{SVG}rect") if e.get("class") != "zone"]
    assert len(rects) == 65 * sum(map(len, blocks))
    assert max(float(r.get("y")) + float(r.get("height")) for r in rects) < float(root.get("height"))
    assert max(float(r.get("x")) + float(r.get("width")) for r in rects) < float(root.get("width"))


def test_no_map_is_drawn_without_manifest_cabin_or_case_seat_and_the_page_can_say_why():
    leg = sample.narrow_leg()
    for bare, word in (
        (sample.unknown_leg(), "no manifest"),
        (replace(leg, cabin=None), "cabin"),
        (replace(leg, case_seats=()), "seat of the case"),
    ):
        assert seat_map(bare) == ""
        assert word in str(why_no_map(bare))
    assert why_no_map(leg) is None


def test_seats_that_the_layout_does_not_have_are_named_in_order():
    leg = sample.narrow_leg()
    lost = tuple(sample.contact(500 + i, seat, "order", "Close.") for i, seat in enumerate(("77Z", "9X")))
    assert off_map(replace(leg, contacts=(*leg.contacts, *lost))) == ("9X", "77Z")


@pytest.mark.parametrize(("number", "read"), [("ZZ305", "ZZ 305"), ("3U12", "3U 12"), ("ABC7", "ABC 7")])
def test_flight_numbers_are_spaced_as_they_are_read(number: str, read: str):
    assert flight(number) == read


def test_the_frame_is_one_piece_although_the_rule_does_not_cover_the_case_s_own_seat():
    leg = sample.wide_leg()
    assert leg.cabin
    bare = replace(leg, cabin=replace(leg.cabin, zone=leg.cabin.zone - set(leg.case_seats)))
    assert seat_map(bare).count('class="zone"') == seat_map(leg).count('class="zone"') == 1
    nobody = replace(leg, cabin=replace(leg.cabin, zone=frozenset()))
    assert 'class="zone"' not in seat_map(nobody)
