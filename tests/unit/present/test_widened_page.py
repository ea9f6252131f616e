"""The page of a second trace, of several cases, of trains and upper decks: what it says besides the seat map."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace

from pratique.cli.render_trace import tracing_table
from pratique.model.tracing import LegTrace, Reason, Tracing, because
from pratique.present import render_report, seat_map
from pratique.present.contract import tracing_csv, tracing_json
from pratique.present.places import in_order, service
from tests.unit.present import sample


def page(tracing: Tracing, language: str = "en") -> str:
    return render_report(tracing, **{**sample.page_args(), "language": language})


def text_of(html: str) -> str:
    """The page's words in one line."""
    body = re.sub(r"(?s)<(style|svg).*?</\1>", " ", html)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def section(html: str, title: str) -> str:
    """The words of the section with this id of its heading."""
    return text_of(next(part for part in html.split("<section ") if f'aria-labelledby="{title}"' in part[:60]))


def leg_of(html: str) -> str:
    return html[html.index('id="leg1"') : html.index('id="rule"')]


def test_what_changed_is_said_with_each_reason_once_and_nobody_named():
    said = section(page(sample.second_trace()), "h-changes")
    assert "Since the trace of 20 Nov 2026 06:40 UTC: 2 added, 1 gone." in said
    assert "+2 2 more messages about ZZ305 19 Nov 2026 DXB-HKG came in." in said
    assert "−1 The carrier withdrew this traveller from ZZ305 19 Nov 2026 DXB-HKG." in said
    assert "k000" not in said


def test_a_trace_without_changes_says_so_and_a_first_trace_says_nothing():
    same = replace(sample.second_trace(), changes=())
    assert "Nobody came onto the list or left it since the trace of 20 Nov 2026 06:40 UTC." in page(same)
    assert "h-changes" not in page(sample.tracing())


def test_other_rules_are_a_table_with_standing_and_why_one_gives_no_answer():
    said = section(page(sample.second_trace()), "h-others")
    assert "ZZ305 19 Nov 2026 ZQ118 20 Nov 2026" in said
    assert "measles.ecdc ◐ partly verified 173 contacts, 4 to decide by hand 60 contacts" in said
    assert "measles.short ! default not in its window, or not for this conveyance 1 contact" in said
    assert (
        "measles.uk ! unverified The rule measles.uk gives no zone: its source offers options, or was not reached."
        in said
    )
    assert "h-others" not in page(sample.tracing())


def test_what_only_people_know_is_a_checklist_and_other_notes_are_not():
    html = page(sample.second_trace())
    asked = section(html, "h-ask")
    assert "Ask who cared for the case" in asked
    assert "Said at the top" not in asked
    assert "Said at the top" in section(html, "h-todo")


def test_limits_stand_before_the_list_of_their_leg():
    html = leg_of(page(sample.tracing(sample.train_leg())))
    assert html.index("Too late for: vaccine") < html.index("<table")
    assert html.count("Too late for: vaccine") == 1
    assert html.index("Immunoglobulin: until 22 Nov 2026") < html.index("Follow-up of contacts") < html.index("<table")


def test_several_cases_are_the_title():
    html = page(replace(sample.tracing(), case="C-1 + C-2"))
    assert "<title>Cases C-1, C-2 · pratique</title>" in html
    assert "<h1>Cases C-1, C-2 " in html


def test_a_train_has_a_list_by_coach_that_of_the_case_first():
    html = leg_of(page(sample.tracing(sample.train_leg())))
    heads = re.findall(r'<th colspan="5" scope="rowgroup">([^<]*) <span', html)
    assert heads == ["Coach 3", "Coach 2", "Coach 11", "Crew"]
    seats = re.findall(r'(?s)<td class="seat">.*?</svg> (.*?)\n', html)
    assert [seat.split("<")[0] for seat in seats] == ["3", "3/9C", "3/10F", "2", "11/2A", "7C", "no seat"]
    assert "G9123 A → ?" in text_of(html)
    assert "Place of the case 3/6A" in text_of(html)
    assert "No seat map is drawn for a train, bus or ship" in html
    assert "<h3>Who sat close" not in html


def test_who_sits_on_the_upper_deck_is_listed_and_not_drawn_below():
    leg = sample.upper_deck_leg()
    html = leg_of(page(sample.tracing(leg)))
    assert "Deck U" in html
    assert "U/2B" in text_of(html)
    assert seat_map(leg) == seat_map(sample.narrow_leg())


def test_a_case_on_the_upper_deck_is_no_seat_on_the_map_of_the_main_deck():
    leg = replace(sample.narrow_leg(), case_seats=("U/2A",))
    assert seat_map(leg) == ""
    assert "the case sat on another deck" in page(sample.tracing(leg))


def test_where_nobody_was_judged_that_is_said_and_not_that_there_are_no_contacts():
    said = text_of(leg_of(page(sample.tracing(sample.unjudged_leg()))))
    assert "Nobody was judged here. This authority has no rule for this kind of conveyance. Choose one of" in said
    assert "182 people are on the list of this journey" in said
    left_out = "Nobody was judged on 1 journey: its people are not in this count."
    assert left_out in text_of(page(sample.tracing(sample.unjudged_leg())))
    assert left_out not in text_of(page(sample.tracing(sample.narrow_leg())))
    assert "No contacts" not in said
    assert "they are not contacts" not in said


def test_the_chinese_page_says_the_new_sentences_in_chinese_with_its_own_dates():
    said = text_of(page(sample.second_trace(sample.train_leg()), "zh"))
    assert "自 2026年11月20日 06:40 UTC 的追踪以来：新增 2 人，移出 1 人。" in said
    assert "又收到 2 份关于 ZZ305 2026年11月19日 DXB-HKG 的报文。" in said
    assert "ZZ305 2026年11月19日" in said
    assert "随访至2026年12月3日结束" in said
    assert "3 号车厢" in said


def test_the_table_says_the_same(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "180")
    tracing_table(sample.second_trace(sample.train_leg()))
    said = capsys.readouterr().out
    assert "Since the trace of 20 Nov 2026 06:40 UTC: 2 added, 1 gone." in said
    assert "+2 2 more messages" in said
    assert "measles.ecdc (partly verified)  ZZ305 19 Nov 2026: 173 contacts, 4 to decide by hand; ZQ118" in said
    assert said.index("2  ") < said.index("3/9C") < said.index("3/10F") < said.index("11/2A")


def test_programs_get_changes_alternatives_and_the_coach():
    value = tracing_json(sample.second_trace(sample.train_leg()))
    assert value["since"] == "2026-11-20T06:40:00+00:00"
    assert value["changes"][2] == {
        "contact": "k0003",
        "kind": "gone",
        "code": "withdrawn",
        "text": "the carrier withdrew this traveller from ZZ305 2026-11-19 DXB-HKG",
    }
    assert value["alternatives"][1]["legs"] == [{"leg": "ZQ118 2026-11-20", "contacts": 1, "classify": 0}]
    lines = list(csv.DictReader(io.StringIO(tracing_csv(sample.tracing(sample.train_leg())))))
    assert [line["unit"] for line in lines] == ["11", "3", "3", "2", "", "3", ""]


def test_places_are_in_the_order_of_their_numbers():
    assert sorted(["11/1A", "2/10A", "2/9A", "2/9下", "401"], key=in_order) == [
        "2/9A", "2/9下", "2/10A", "11/1A", "401",
    ]  # fmt: skip


def test_a_flight_is_read_aloud_and_a_train_or_ship_stays_as_written():
    leg: LegTrace = sample.train_leg()
    assert (service(sample.wide_leg()), service(leg)) == ("ZZ 305", "G9123")
    assert service(replace(leg, flight="QF AURORELLE", leg=None)) == "QF AURORELLE"


def empty_leg(*notes: Reason) -> LegTrace:
    return replace(sample.train_leg(), contacts=(), counts=sample.tally(()), others_on_board=182, notes=notes)


def test_a_leg_without_contacts_says_why_once():
    short = because("too_short", "Nobody is a contact by seat: {hours} h aboard.", hours="2.0")
    said = text_of(leg_of(page(sample.tracing(empty_leg(short)))))
    assert said.count("Nobody is a contact by seat: 2.0 h aboard.") == 1
    assert "182 others were on board; they are not contacts and are not named here." in said


def test_a_leg_that_is_hardly_the_case_s_is_in_no_count_and_nobody_there_is_called_no_contact():
    ask = because("case_elsewhere", "Nobody is a contact yet: ask whether it was the case.")
    whole = text_of(page(sample.tracing(replace(empty_leg(ask), cabin=None))))
    assert "Nobody was judged on 1 journey: its people are not in this count." in whole
    assert whole.count("Nobody is a contact yet: ask whether it was the case.") == 1
    assert "182 people are on the list of this journey, besides the case." in whole
    assert "not contacts" not in whole
