"""What a state or an action is called, its sign and its colours, for every door.

Signs and colours stand in one table, because colour alone never carries a meaning. The words are English; say them
through a `Translator` (`t.say(look.text)`).
"""

from __future__ import annotations

from dataclasses import dataclass

from pratique.model.tracing import Action, Standing, WhereState, marked


@dataclass(frozen=True, slots=True)
class Look:
    """How one kind of seat or person is told apart: words, a sign, a drawing of it, and colours.

    `text` says state and action, `short` the action alone, `next_step` adds when or to whom.
    `shape` is an SVG path in a 16 by 16 box around 0,0. Colours are (sign, ground) for light and for dark pages.
    """

    kind: str
    text: str
    short: str
    next_step: str
    sign: str
    shape: str
    stroked: bool
    light: tuple[str, str]
    dark: tuple[str, str]


ACTIONS: dict[Action, Look] = {
    "classify": Look(
        "classify",
        marked("Unclear: decide by hand"),
        marked("Decide by hand"),
        marked("First: they may add orders or notices."),
        "?",
        "M-2.7-2.6a2.7 2.7 0 1 1 4 2.3C.4.4 0 .9 0 1.9M0 4.6V5.2",
        True,
        ("#ffffff", "#6b2c91"),
        ("#131a20", "#c792ea"),
    ),
    "order": Look(
        "order",
        marked("Not entered: health order"),
        marked("Health order"),
        marked("For their next arrival."),
        "–",
        "M-5 0H5",
        True,
        ("#ffffff", "#b23a00"),
        ("#131a20", "#ff8a4d"),
    ),
    "notify": Look(
        "notify",
        marked("Entered: notify the district"),
        marked("Notify district"),
        marked("The district where they stay."),
        "✉",
        "M-5.5-4H5.5V4H-5.5zM-5.5-4 0 1 5.5-4",
        True,
        ("#0b57a4", "#e9f1fa"),
        ("#8cc2ff", "#172a3f"),
    ),
    "inform_abroad": Look(
        "inform_abroad",
        marked("Left the country: inform abroad"),
        marked("Inform abroad"),
        marked("Through the national focal point."),
        "↗",
        "M-4.5 4.5 4 -4M-1.8-4.3H4.3V1.8",
        True,
        ("#1f5c3d", "#e4f3ea"),
        ("#7fd1a0", "#16301f"),
    ),
}
"""By action, in the order of work: what is not decided comes first, because it may add to the rest."""

CASE = Look(
    "case",
    marked("The case"),
    marked("the case"),
    "",
    "◆",
    "M0-6 6 0 0 6-6 0z",
    False,
    ("#ffffff", "#14202b"),
    ("#131a20", "#eef2f5"),
)

WHERE: dict[WhereState, str] = {
    "not_entered": marked("Not entered"),
    "entered": marked("Entered"),
    "departed": marked("Left the country"),
    "in_transit": marked("In transit"),
    "unknown": marked("Not known"),
}

STANDING: dict[Standing, tuple[str, str, str]] = {
    "verified": ("✓", marked("verified"), marked("Its numbers were checked against the source.")),
    "partly": ("◐", marked("partly verified"), marked("Some of its numbers could not be checked against the source.")),
    "unverified": (
        "!",
        marked("unverified"),
        marked("Its numbers were not checked against the source: ask a supervisor before acting."),
    ),
    "default": (
        "!",
        marked("default"),
        marked("No authority gave these numbers: they are a default, ask a supervisor before acting."),
    ),
}

PURPOSES = {
    "intake": marked("intake"),
    "case_investigation": marked("case investigation"),
    "contact_tracing": marked("contact tracing"),
    "administration": marked("administration"),
    "inspection": marked("inspection"),
}
