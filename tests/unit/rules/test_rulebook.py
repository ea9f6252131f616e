from pathlib import Path

import pytest

from pratique.errors import NotFound, NotReadable
from pratique.rules.rulebook import load_book

MINIMAL = """
disease = "testpox"
default_authority = "testpox.site"
[[rule]]
id = "testpox.site"
authority = "This site"
version = "1"
standing = "default"
[rule.zone]
type = "row_band"
ahead = 1
behind = 2
width = "full"
"""


def site(folder: Path, text: str) -> Path:
    (folder / "site.toml").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", ["measles", "MEASLES", " Measles ", "Rubeola"])
def test_a_disease_is_found_by_name_and_alias_whatever_the_case(name: str) -> None:
    assert load_book().rule(name).id == "measles.cdc"


def test_each_disease_has_its_default_authority() -> None:
    assert load_book().rule("mers-cov").id == "mers.majority"


@pytest.mark.parametrize("authority", ["measles.ecdc", "ecdc", "ECDC"])
def test_an_authority_may_be_given_in_full_or_short(authority: str) -> None:
    assert load_book().rule("measles", authority).id == "measles.ecdc"


def test_an_unknown_authority_lists_those_there_are() -> None:
    with pytest.raises(NotFound) as caught:
        load_book().rule("measles", "who")
    assert "measles.cdc, measles.ecdc" in caught.value.hint


def test_an_unknown_disease_lists_those_there_are_and_does_not_repeat_the_word() -> None:
    with pytest.raises(NotFound) as caught:
        load_book().rule("secretword")
    assert "measles, MERS" in caught.value.hint
    assert "secretword" not in caught.value.sentence + caught.value.hint


def test_measles_cdc_says_what_was_not_verified() -> None:
    rule = load_book().rule("measles")
    assert rule.standing == "verified"
    assert set(rule.unverified) == {"min_exposure_h", "links.party", "links.crew_section"}
    assert "not verified against the source: the shortest exposure that counts" in rule.used().summary


def test_the_time_limits_are_the_european_rules_only() -> None:
    book = load_book()
    assert [limit.days for limit in book.rule("measles", "ecdc").time_limits] == [5, 12]
    assert book.rule("measles", "cdc").time_limits == ()


def test_the_rule_used_carries_standing_and_sources_with_address() -> None:
    used = load_book().rule("measles").used()
    assert (used.id, used.standing) == ("measles.cdc", "verified")
    assert any("cdc.gov" in source for source in used.sources)
    assert "from 4 days before the day of rash to 4 days after it, both days included" in used.summary
    assert "2 rows each way" in used.summary


def test_the_open_window_is_said_in_the_summary() -> None:
    assert "from the day of onset, with no end given" in load_book().rule("mers").used().summary


def test_a_site_folder_adds_a_disease(tmp_path: Path) -> None:
    rule = load_book(site(tmp_path, MINIMAL)).rule("testpox", "site")
    assert (rule.zone.ahead, rule.zone.behind) == (1, 2)
    assert rule.infectious is None
    assert rule.follow_up is None


def test_a_site_folder_overrides_one_rule_and_keeps_the_others(tmp_path: Path) -> None:
    text = MINIMAL.replace("testpox.site", "measles.cdc").replace('"testpox"', '"Measles"')
    book = load_book(site(tmp_path, text))
    assert book.rule("measles").authority == "This site"
    assert book.rule("rubeola", "ecdc").zone.type == "whole"


def test_a_missing_site_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(NotReadable, match="does not exist"):
        load_book(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('width = "full"', 'width = "wide"', r"rule\[1\]\.zone\.width: must be one of full, block"),
        ("ahead = 1", "ahead = -1", r"zone\.ahead: must be a whole number"),
        ("ahead = 1", "ahead = true", r"zone\.ahead: must be a whole number"),
        ("ahead = 1\n", "", r"zone\.ahead: is missing"),
        ("ahead = 1", "ahead = 1\nahed = 1", r"zone\.ahed: is not known"),
        ('standing = "default"', 'standing = "sure"', r"rule\[1\]\.standing: must be one of verified"),
        ('standing = "default"', 'standing = "default"\nnationality = "XX"', r"nationality: is not known"),
        ('standing = "default"', 'standing = "default"\nlinks = ["friends"]', r"links: may only hold"),
        ('standing = "default"', 'standing = "default"\nmin_exposure_h = "8"', r"min_exposure_h: must be a number"),
        ('default_authority = "testpox.site"', 'default_authority = "testpox.x"', r"default_authority: no rule"),
        ('authority = "This site"', 'authority = ""', r"authority: must not be empty"),
        ('disease = "testpox"', "disease = ", r"not valid TOML"),
    ],
)
def test_a_wrong_rule_file_is_refused_with_file_and_key(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in MINIMAL
    with pytest.raises(NotReadable, match=says) as caught:
        load_book(site(tmp_path, MINIMAL.replace(old, new)))
    assert "site.toml" in caught.value.sentence


def test_two_rules_of_one_id_are_refused(tmp_path: Path) -> None:
    again = MINIMAL + MINIMAL[MINIMAL.index("[[rule]]") :]
    with pytest.raises(NotReadable, match=r"rule\[2\]\.id: is used by two rules"):
        load_book(site(tmp_path, again))
