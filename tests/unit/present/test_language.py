"""Does every sentence have its words in both languages, and does what has none stay readable?"""

from __future__ import annotations

import importlib.util
import re
import string
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from pratique.errors import NotReady
from pratique.model.casework import ANCHORS
from pratique.model.tracing import Reason, because
from pratique.present.diseases import NAMES
from pratique.present.language import LANGUAGES, Translator, translator
from pratique.rules.period import infectious_window
from pratique.rules.rulebook import load_book
from pratique.rules.unusable import Unusable

ROOT = Path(__file__).resolve().parents[3]
PO = ROOT / "pratique" / "present" / "locale" / "zh" / "LC_MESSAGES" / "pratique.po"
EN, ZH = translator("en"), translator("zh")
RULES = [rule for disease in load_book().diseases for rule in disease.rules.values()]


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("catalogue", ROOT / "tools" / "catalogue.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with PO.open("rb") as stored:
        return read_po(stored, locale="zh", domain="pratique")


# --- the catalogue ----------------------------------------------------------------------------------------------------


def test_every_sentence_of_the_code_has_its_chinese(tool: ModuleType):
    missing = [
        s for s in tool.said() if not isinstance(s, tuple) and ZH.word(s) == s and re.search("[a-z]{3}", bare(s))
    ]
    assert missing == []
    counted = [s for s in tool.said() if isinstance(s, tuple)]
    assert len(counted) >= 8
    assert [s for s in counted if ZH.catalogue.ngettext(*s, 2) in s] == []


def test_the_stored_catalogues_are_up_to_date_and_without_fault(tool: ModuleType, capsys: pytest.CaptureFixture[str]):
    assert tool.main(check=True) == 0, capsys.readouterr().out


def test_the_tool_finds_what_does_not_fit(tool: ModuleType):
    bad = Catalog(locale="zh")
    bad.add("sat in {seat}", "座位 {set}")
    bad.add("boarded", "")
    bad.add("listed", "已列名", flags=["fuzzy"])
    bad.add(("{n} row", "{n} rows"), ("{n} 排",))
    assert sorted(fault.split(":")[0] for fault in tool.faults(bad)) == [
        "fuzzy",
        "no translation",
        "other placeholders than the English has",
    ]


def test_the_tool_reads_every_way_of_saying(tool: ModuleType):
    source = (
        "def f(t, x, n):\n"
        "    text = marked('a') if x else 'b'\n"
        "    other = 'c'\n"
        "    t.say('d' if x else 'e')\n"
        "    because('code', other, seat=x)\n"
        "    t.count('{n} f', '{n} fs', n)\n"
        "    'text'.count('g')\n"
    )
    assert set(tool.in_python(source)) == {"a", "c", "d", "e", ("{n} f", "{n} fs")}
    page = "{{ say('h', x=1) }}{% if x %}{{ count('{n} i', '{n} is', n) }}{% endif %}{{ say(look.text) }}"
    assert set(tool.in_template(page)) == {"h", ("{n} i", "{n} is")}


def test_a_sentence_no_longer_said_keeps_its_translation(tool: ModuleType):
    old = Catalog(locale="zh")
    old.add("gone", "已删")
    without = tool.brought_up(old, {"new": {"a.py"}})
    assert [m.id for m in without if m.id] == ["new"]
    again = tool.brought_up(without, {"new": {"a.py"}, "gone": {"b.py"}})
    assert again["gone"].string == "已删"


def test_the_words_stay_medical(catalogue: Catalog):
    police = "\u5e03\u63a7"
    assert police not in PO.read_text("utf-8")
    assert "检疫指令" in ZH.say("Health order")
    assert "密切接触者" in ZH.count("{n} contact", "{n} contacts", 3)
    assert ZH.say("Notify district") == "通报属地"
    assert all("嫌疑" not in str(m.string) for m in catalogue)


# --- sentences and counts ---------------------------------------------------------------------------------------------


def test_a_count_has_one_and_many_in_english_and_one_form_in_chinese():
    assert [EN.count("{n} contact", "{n} contacts", n) for n in (0, 1, 2)] == ["0 contacts", "1 contact", "2 contacts"]
    assert {ZH.count("{n} contact", "{n} contacts", n).replace(str(n), "#") for n in (0, 1, 2)} == {"# 名密切接触者"}


@pytest.mark.parametrize("t", [EN, ZH], ids=LANGUAGES)
def test_a_missing_value_is_an_error_and_never_a_hole(t: Translator):
    with pytest.raises(KeyError):
        t.say("Case {case}")


def test_an_empty_text_is_not_the_head_of_the_catalogue():
    assert ZH.word("") == ""
    assert not ZH.knows("")


def test_a_language_without_words_is_refused_with_those_there_are():
    with pytest.raises(NotReady) as refused:
        translator("tlh")
    assert refused.value.hint == "Ask for en or zh."


def test_values_are_put_in_as_they_are():
    assert "{case}" in ZH.say("Case {case}", case="{case}")
    assert ZH.word("{not} a template") == "{not} a template"


# --- reasons ----------------------------------------------------------------------------------------------------------


def test_a_reason_is_said_with_its_values_in_the_language_s_own_order_and_forms():
    sat = because(
        "row_band",
        "sat in {seat}, {rows} behind the case in {case}; the rule covers {zone}",
        seat="16A",
        case="14C",
        rows="2 rows",
        zone="2 rows each way",
    )
    assert EN.reason(sat) == "sat in 16A, 2 rows behind the case in 14C; the rule covers 2 rows each way"
    assert ZH.told(sat) == "座位 16A，在病例（14C）后 2 排；规则的接触范围为前后各 2 排。"


def test_dates_in_a_reason_take_the_form_of_the_language():
    entered = because("crossing_in", "Entered at {place} on {when} UTC", place="CAN", when="2026-11-15 12:40")
    assert ZH.reason(entered) == "2026年11月15日 12:40（UTC）在 CAN 入境"
    left = because(
        "left_on_leg",
        "Left on {flight} {origin}→{destination} on {day}",
        flight="ZZ1",
        origin="CAN",
        destination="SIN",
        day="2026-11-15",
    )
    assert ZH.reason(left) == "已于 2026年11月15日 乘 ZZ1 CAN→SIN 离境"
    assert EN.reason(left) == "Left on ZZ1 CAN→SIN on 15 Nov 2026"


@pytest.mark.parametrize(
    "reason",
    [
        Reason("x", "said by nobody before"),
        because("x", "a new sentence about {seat}", seat="14C"),
        Reason("x", "{not} a template"),
    ],
)
def test_a_reason_without_translation_is_said_in_english_as_a_sentence(reason: Reason):
    assert not ZH.speaks(reason)
    assert ZH.reason(reason) == reason.text
    assert ZH.told(reason).endswith(".")
    assert EN.speaks(reason) or not reason.template


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("2 rows each way, on the case's side of the aisle", "前后各 2 排、仅限病例一侧过道"),
        ("people on the same booking, all crew", "同一订座的同行人员、全体机组人员"),
        ("rows 13, 15-17", "第 13, 15-17 排"),
        ("0.5 hours", "0.5 小时"),
        ("hard sleeper 08/05下", "硬卧 08/05下"),
        ("12A, 12C", "12A, 12C"),
        ("people on the same booking, and more", "people on the same booking, and more"),
        ("3-3:1-12,14-30", "3-3:1-12,14-30"),
        ("ZZ305", "ZZ305"),
    ],
)
def test_a_value_made_of_the_book_s_words_is_translated_whole_or_not_at_all(value: str, said: str):
    reason = because("x", "Covers {zone}.", zone=value)
    assert ZH.reason(reason) == f"接触范围：{said}。"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_of_the_book_can_be_said_in_chinese(rule):
    assert rule.used().facts
    for fact in rule.used().facts:
        text = ZH.reason(fact)
        assert not re.search("[a-z]{3}", text), text


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_condition_and_time_limit_of_the_book_can_be_said_in_chinese(rule):
    assert [text for text in rule.preconditions if ZH.term(text) is None] == []
    assert [limit.allows for limit in rule.time_limits if ZH.term(limit.allows) is None] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_authority_of_every_rule_of_the_book_can_be_said_in_chinese(rule):
    assert re.search("[\u4e00-\u9fff]", ZH.known(rule.authority))
    assert EN.known(rule.authority) == rule.authority


def test_an_authority_that_only_a_site_knows_is_named_as_the_site_names_it():
    assert ZH.known("This site's doctor") == "This site's doctor"


@pytest.mark.parametrize("dates", [(), tuple(ANCHORS)])
@pytest.mark.parametrize("conveyance", ["aircraft", "train", "ship"])
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_why_a_rule_gives_no_answer_is_a_whole_sentence_in_both_languages(rule, dates, conveyance):
    stated = {name: date(2026, 11, 15) for name in dates if rule.infectious is None or name not in (
        rule.infectious.anchor, rule.infectious.or_anchor)}  # fmt: skip
    with pytest.raises(Unusable) as caught:
        infectious_window(load_book().rule(rule.disease, rule.id, conveyance=conveyance), stated)
    error = caught.value
    assert (EN.reason(error.why), EN.reason(error.advice)) == (error.sentence, error.hint)
    for reason in (error.why, error.advice):
        assert ZH.told(reason).endswith("。")
        assert not re.search("[a-z]{3}", re.sub(r"\b[a-z]+(\.[a-z0-9_]+)+", "", ZH.told(reason))), ZH.told(reason)


def test_an_authority_with_several_rules_or_none_for_this_conveyance_says_so_in_chinese():
    for conveyance, asked in (("train", "请说明车窗是否封闭并开空调"), (None, "请从以下规则中选用一项：covid.cn.")):
        with pytest.raises(Unusable) as caught:
            load_book().rule("COVID-19", "cn", conveyance=conveyance)
        assert ZH.reason(caught.value.why) == "该机构按交通工具种类和车窗是否密闭有多项规则。"
        assert ZH.reason(caught.value.advice).startswith(asked)


# --- diseases, dates, sentences ---------------------------------------------------------------------------------------


def test_every_disease_of_the_book_has_a_chinese_name():
    assert [d.name for d in load_book().diseases if d.name.casefold() not in NAMES] == []
    assert ZH.disease("measles") == "麻疹"
    assert ZH.disease("MERS") == "中东呼吸综合征"
    assert EN.disease("measles") == "Measles"
    assert ZH.disease("a new fever") == "A new fever"


def test_dates_and_times_cannot_be_misread():
    assert EN.day(date(2026, 3, 4)) == "4 Mar 2026"
    assert ZH.day(date(2026, 3, 4)) == "2026年3月4日"
    assert EN.moment(datetime.fromisoformat("2026-03-04T05:06")) == "4 Mar 2026 05:06"
    assert EN.moment(datetime(2026, 3, 4, 5, 6, tzinfo=UTC)) == "4 Mar 2026 05:06 UTC"
    assert ZH.moment(datetime(2026, 3, 4, 17, 6, tzinfo=UTC)) == "2026年3月4日 17:06 UTC"
    newfoundland = timezone(-timedelta(hours=3, minutes=30))
    assert EN.moment(datetime(2026, 3, 4, 5, 6, tzinfo=newfoundland)).endswith(" UTC-03:30")
    assert ZH.moment(datetime(2026, 3, 4, 5, 6, tzinfo=timezone(timedelta(hours=8)))).endswith(" UTC+08:00")
    assert EN.moment(None) == EN.day(None) == "not known"
    assert ZH.moment(None) == ZH.day(None) == "不明"


def test_a_fragment_becomes_a_sentence():
    assert EN.sentence("sat in 2A; close") == "Sat in 2A; close."
    assert EN.sentence("Seats differ.") == "Seats differ."
    assert ZH.sentence("座位不明") == "座位不明。"
    assert ZH.sentence("座位不明。") == "座位不明。"
    assert EN.sentence("") == ZH.sentence("") == ""


def bare(text: str) -> str:
    """The text without its placeholders."""
    return "".join(literal for literal, *_ in string.Formatter().parse(text))
