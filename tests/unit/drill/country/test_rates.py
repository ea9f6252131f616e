"""The table of errors: reviewed, doubled for hard, nothing for clean, and documented as it is."""

from pathlib import Path

import pytest

from pratique.drill.country.rates import PROFILES, Counts, Dice, error_table, load_rates

PAGE = Path(__file__).resolve().parents[4] / "docs" / "drill.md"
AGREED = {
    "seat_missing": 0.35, "birth_missing": 0.02, "document_missing": 0.06, "document_mistyped": 0.015,
    "name_variant": 0.12, "phone_missing": 0.70, "manifest_late": 0.05, "part_missing": 0.02, "no_close_out": 0.40,
}  # fmt: skip


def test_the_agreed_figures_stand():
    assert load_rates("default").items() >= AGREED.items()


@pytest.mark.parametrize("name", error_table())
def test_hard_doubles_default_up_to_a_limit_and_clean_has_none(name):
    clean, default, hard = (load_rates(profile)[name] for profile in PROFILES)
    assert clean == 0
    assert hard == pytest.approx(min(2 * default, 0.95))


@pytest.mark.parametrize("name", error_table())
def test_every_figure_has_a_source_and_is_documented_as_it_is(name):
    entry = error_table()[name]
    shares = " | ".join(f"{100 * float(entry[profile]):g} %" for profile in PROFILES)
    assert f"| `{name}` | {entry['of']} | {shares} | {entry['source']} |" in PAGE.read_text("utf-8").splitlines()


def test_the_dice_count_what_falls():
    counts = Counts()
    dice = Dice(load_rates("hard"), counts, "a seed")
    fell = sum(dice.falls("seat_missing") for _ in range(1000))
    assert counts["seat_missing"] == [fell, 1000]
    assert 650 < fell < 750
