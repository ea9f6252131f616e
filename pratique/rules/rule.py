"""A contact rule as its authority states it, with what of it is unverified."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from pratique.model.tracing import RuleUsed, Standing
from pratique.rules.zone import Zone, zone_words

EndConvention = Literal["exposure_plus_days", "day_after"]
Link = Literal[
    "party", "care", "infant_in_arms", "crew_section", "crew_all", "cleaner_section", "cleaner_all", "lavatory_users"
]
CaseFallBack = Literal["whole", "none"]
TravellerFallBack = Literal["classify", "none"]
STANDINGS: tuple[str, ...] = get_args(Standing)
END_CONVENTIONS: tuple[str, ...] = get_args(EndConvention)
LINKS: tuple[str, ...] = get_args(Link)

_LINK_WORDS: dict[str, str] = {
    "party": "people on the same booking",
    "care": "people who cared for the case",
    "infant_in_arms": "babies in arms anywhere on board",
    "crew_section": "crew of the case's section",
    "crew_all": "all crew",
    "cleaner_section": "cleaners of the case's section",
    "cleaner_all": "all cleaners",
    "lavatory_users": "users of the same lavatory",
}


_KEY_WORDS: dict[str, str] = {
    "min_exposure_h": "the shortest exposure that counts",
    "infectious": "the infectious window",
    "infectious.anchor": "the date that the window counts from",
    "infectious.before_days": "the start of the window",
    "infectious.after_days": "the end of the window",
    "zone": "the seats covered",
    "follow_up": "the follow-up",
    **{f"links.{link}": words for link, words in _LINK_WORDS.items()},
}


@dataclass(frozen=True, slots=True)
class Infectious:
    """Days around the anchor's date (day 0), both ends included; `after_days` None: open end."""

    anchor: str
    before_days: int
    after_days: int | None = None


@dataclass(frozen=True, slots=True)
class FollowUp:
    """How long and how an exposed person is followed.

    `end_convention`: ``exposure_plus_days`` makes the last day the date of exposure plus `days`; ``day_after`` the
    day after that. Real authorities use either.
    """

    kind: str
    days: int
    end_convention: EndConvention
    source: str = ""


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """What a list is still good for up to `days` after exposure, that day included."""

    days: int
    allows: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class SeatUnknown:
    """What happens without a seat: of the case (everybody, or nobody, is to be classified) or of a traveller."""

    case: CaseFallBack = "whole"
    traveller: TravellerFallBack = "classify"
    standing: Standing = "default"


@dataclass(frozen=True, slots=True)
class Source:
    """Where the rule is stated; `address` is empty where the project has none."""

    key: str
    title: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example, run as a test: a full cabin, a case's seat, how many seats and which rows are covered."""

    text: str
    cabin: str
    seat: str
    covered: int
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One authority's rule for one disease. What its source does not give is None or empty, never filled in."""

    id: str
    disease: str
    authority: str
    version: str
    standing: Standing
    zone: Zone
    infectious: Infectious | None = None
    min_exposure_h: float | None = None
    links: tuple[Link, ...] = ()
    follow_up: FollowUp | None = None
    time_limits: tuple[TimeLimit, ...] = ()
    susceptible: str = ""
    seat_unknown: SeatUnknown = SeatUnknown()
    unverified: tuple[str, ...] = ()
    """Keys of this rule that were not seen in its source (``links.party``): shown wherever the rule is shown."""
    conveyances: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    examples: tuple[Example, ...] = ()

    def unverified_words(self) -> tuple[str, ...]:
        """What of this rule was not seen in its source, in words."""
        return tuple(_KEY_WORDS.get(key, key) for key in self.unverified)

    def used(self) -> RuleUsed:
        """The rule as a result shows it, with a one-sentence summary."""
        sources = tuple(f"{s.title} ({s.address})" if s.address else s.title for s in self.sources)
        return RuleUsed(self.id, self.version, self.standing, self.authority, sources, _summary(self))


def _summary(rule: Rule) -> str:
    covered = [_band_words(rule.zone), *(_LINK_WORDS[link] for link in rule.links)]
    parts = [f"{rule.disease}: {_window_words(rule.infectious)}", f"covers {', '.join(covered)}"]
    if rule.min_exposure_h:
        parts.append(f"from {rule.min_exposure_h:g} hours on board")
    if rule.follow_up:
        parts.append(f"follow-up {rule.follow_up.days} days after exposure")
    if rule.unverified:
        parts.append(f"not verified against the source: {', '.join(rule.unverified_words())}")
    text = "; ".join(parts)
    return text[0].upper() + text[1:] + "."


def _band_words(zone: Zone) -> str:
    words = zone_words(zone)
    return f"seats within {words}" if zone.type == "row_band" else words


def _window_words(infectious: Infectious | None) -> str:
    if infectious is None:
        return "no infectious window given"
    before, after, day = infectious.before_days, infectious.after_days, f"the day of {infectious.anchor}"
    start = f"from {_days(before)} before {day}" if before else f"from {day}"
    if after is None:
        return f"infectious {start}, with no end given"
    end = f"to {_days(after)} after it" if before else f"to {_days(after)} later"
    return f"infectious {start} {end}, both days included"


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"
