from pathlib import Path

import pytest

from pratique.errors import NotFound, NotReadable
from pratique.rules.contact import to_ask_for
from pratique.rules.rule import decided, escalated
from pratique.rules.rulebook import load_book
from pratique.rules.zone import Zone

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
    assert "measles, meningococcal disease, MERS" in caught.value.hint
    assert "secretword" not in caught.value.sentence + caught.value.hint


def test_measles_cdc_says_what_was_not_verified() -> None:
    rule = load_book().rule("measles")
    assert rule.standing == "partly"
    assert set(rule.unverified) == {"min_exposure_h", "links.party", "links.crew_section"}
    assert "not verified against the source: the shortest exposure that counts" in rule.used().summary


def test_only_these_rules_were_read_in_their_sources_in_every_part() -> None:
    rules = [rule for disease in load_book().diseases for rule in disease.rules.values()]
    assert {rule.id for rule in rules if rule.standing == "verified"} == {
        *("covid.phe2020", "ebola.cdc2014", "ebola.phe2014", "measles.cdna2006", "mers.cdc2014"),
    }


def test_a_site_that_has_read_every_part_may_say_so(tmp_path: Path) -> None:
    text = MINIMAL.replace('standing = "default"', 'standing = "verified"')
    assert load_book(site(tmp_path, text)).rule("testpox").standing == "verified"


def test_the_time_limits_are_the_european_rules_only() -> None:
    book = load_book()
    assert [limit.days for limit in book.rule("measles", "ecdc").time_limits] == [5, 12]
    assert book.rule("measles", "cdc").time_limits == ()


def test_the_rule_used_carries_standing_and_sources_with_address() -> None:
    used = load_book().rule("measles").used()
    assert (used.id, used.standing) == ("measles.cdc", "partly")
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
        (
            'standing = "default"',
            'standing = "verified"\nunverified = ["zone"]',
            r"rule\[1\]\.standing: must not be verified while zone is unverified",
        ),
        ('authority = "This site"', 'authority = ""', r"authority: must not be empty"),
        ('disease = "testpox"', "disease = ", r"not valid TOML"),
        ('standing = "default"', 'standing = "default"\nunverified = ["zzz"]', r"unverified: may only hold"),
        ('standing = "default"', 'standing = "default"\nsealed_air_conditioned = 1', r"must be true or false"),
        ('standing = "default"', 'standing = "default"\nconveyances = ["balloon"]', r"conveyances: may only hold"),
        ('type = "row_band"\nahead = 1\nbehind = 2\nwidth = "full"', 'type = "any_of"', r"zone\.of: must hold two"),
        (
            'type = "row_band"\nahead = 1\nbehind = 2\nwidth = "full"',
            'type = "any_of"\nof = [{type = "whole"}, {type = "coach", classes = ["second"]}]',
            r"zone\.of: must name the classes",
        ),
        (
            'type = "row_band"\nahead = 1\nbehind = 2\nwidth = "full"',
            'type = "by_duration"\nof = [{type = "none"}, {type = "whole", up_to_h = 3}]',
            r"zone\.of: must have up_to_h",
        ),
        (
            'width = "full"',
            'width = "full"\n[rule.follow_up]\nkind = "test"\nend_convention = "day_after"',
            r"follow_up\.days: is missing",
        ),
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


REFERENCE = """
tb.who2008 tb.ecdc2016 tb.cdc2011 measles.cdc measles.ecdc measles.cdna2006 measles.uk rubella.cdc
meningococcal.cdc meningococcal.uk_ecdc diphtheria.default pertussis.cdc sars.default mers.majority mers.cdc2014
covid.phe2020 covid.ecdc covid.cn.air covid.cn.rail.sealed covid.cn.rail.open covid.cn.bus.sealed covid.cn.bus.open
covid.cn.ship influenza.who2009 influenza.ecdc2014 ebola.ecdc2010 marburg.ecdc2010 lassa.ecdc2010 ebola.phe2014
ebola.cdc2014 cchf.default smallpox.default anthrax.default plague.pneumonic mpox.cdc
"""


def test_every_rule_of_the_reference_is_in_the_book() -> None:
    ids = [rule.id for disease in load_book().diseases for rule in disease.rules.values()]
    assert sorted(ids) == sorted(REFERENCE.split())


def test_a_default_says_why_and_never_leaves_its_zone_open() -> None:
    for disease in load_book().diseases:
        assert disease.why.endswith("."), disease.name
        assert disease.rules[disease.default_authority].zone.type != "decision_required"


def test_an_open_zone_names_the_rules_that_can_be_followed() -> None:
    rule = load_book().rule("influenza", "ecdc2014")
    with pytest.raises(NotReadable) as caught:
        decided(rule)
    assert "influenza.who2009" in caught.value.hint
    assert rule.id not in caught.value.hint


@pytest.mark.parametrize(
    ("conveyance", "sealed", "rule"),
    [
        ("aircraft", None, "covid.cn.air"),
        ("train", True, "covid.cn.rail.sealed"),
        ("train", False, "covid.cn.rail.open"),
        ("bus", False, "covid.cn.bus.open"),
        ("ship", None, "covid.cn.ship"),
    ],
)
@pytest.mark.parametrize("authority", ["covid.cn", "cn", "CN"])
def test_an_authority_with_a_rule_for_each_conveyance(
    authority: str, conveyance: str, sealed: bool | None, rule: str
) -> None:
    assert load_book().rule("covid", authority, conveyance=conveyance, sealed=sealed).id == rule


def test_several_rules_left_are_a_question_and_not_a_guess() -> None:
    with pytest.raises(NotReadable) as caught:
        load_book().rule("COVID-19", "cn", conveyance="train")
    assert caught.value.hint == (
        "Say whether it had closed windows and air conditioning: --sealed or --open "
        "(covid.cn.rail.sealed, covid.cn.rail.open)."
    )


def test_a_rule_for_aircraft_is_not_taken_for_a_train() -> None:
    with pytest.raises(NotReadable) as caught:
        load_book().rule("COVID-19", conveyance="train")
    assert "covid.cn.rail.sealed" in caught.value.hint


def test_escalation_widens_the_zone_only_by_its_own_trigger() -> None:
    book = load_book()
    covid, mpox, measles = book.rule("covid", "ecdc"), book.rule("mpox"), book.rule("measles")
    assert escalated(covid, False) is covid.zone
    assert escalated(covid, True) == Zone("whole")
    assert escalated(measles, True) is measles.zone
    assert escalated(mpox, True, reported=frozenset({"extensive_purulent_rash"})) is mpox.zone


def test_whom_no_manifest_names_is_to_be_asked_for() -> None:
    book = load_book()
    assert [r.code for r in to_ask_for(book.rule("mpox"))] == ["ask_crew_with_infected_crew", "ask_lavatory_users"]
    lassa = [r.text for r in to_ask_for(book.rule("lassa")) if r.code == "confirm"]
    assert any("body fluids" in text for text in lassa)


def test_only_the_statement_of_2014_shows_how_its_last_day_is_counted() -> None:
    rules = [rule for disease in load_book().diseases for rule in disease.rules.values() if rule.follow_up]
    assert [r.id for r in rules if r.follow_up and r.follow_up.end_standing == "verified"] == ["ebola.phe2014"]


def test_only_rules_with_a_zone_and_a_window_are_offered_in_place_of_another() -> None:
    book = load_book()
    assert book.rule("measles", "uk").alternatives == ("measles.cdc", "measles.ecdc")
    assert book.rule("ebola").alternatives == ()


def test_a_site_rule_joins_the_alternatives(tmp_path: Path) -> None:
    text = MINIMAL.replace('"testpox"', '"Ebola"').replace('id = "testpox.site"', 'id = "ebola.site"')
    text = text.replace('default_authority = "testpox.site"', 'default_authority = "ebola.site"')
    text += '[rule.infectious]\nanchor = "onset"\nbefore_days = 1\n'
    assert load_book(site(tmp_path, text)).rule("ebola", "phe2014").alternatives == ("ebola.ecdc2010", "ebola.site")
