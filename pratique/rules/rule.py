"""A contact rule as its authority states it, with what of it is unverified.

Nothing here takes a nationality, and no rule file may: a rule sees seats, hours, dates and links only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from pratique.model.facts import Conveyance
from pratique.model.tracing import RuleUsed, Standing, because, marked
from pratique.rules import wording
from pratique.rules.facts import rule_facts
from pratique.rules.unusable import Unusable
from pratique.rules.zone import Zone

EndConvention = Literal["exposure_plus_days", "day_after"]
Link = Literal[
    "party",
    "care",
    "infant_in_arms",
    "crew_section",
    "crew_all",
    "crew_with_infected_crew",
    "crew_serving_that_cabin",
    "driver_and_crew",
    "cleaner_section",
    "cleaner_all",
    "lavatory_users",
]
Trigger = Literal["second_case_aboard", "symptoms_on_board", "extensive_purulent_rash"]
Widened = Literal["whole", "any_duration", "lavatory_users"]
Others = Literal["", "general_contact"]
CaseFallBack = Literal["whole", "none"]
TravellerFallBack = Literal["classify", "none"]
STANDINGS: tuple[str, ...] = get_args(Standing)
END_CONVENTIONS: tuple[str, ...] = get_args(EndConvention)
LINKS: tuple[str, ...] = get_args(Link)
TRIGGERS: tuple[str, ...] = get_args(Trigger)
WIDENED: tuple[str, ...] = get_args(Widened)
CONVEYANCES: tuple[str, ...] = get_args(Conveyance)


@dataclass(frozen=True, slots=True)
class Infectious:
    """Days around the anchor's date (day 0), both ends included; `after_days` None: open end.

    `or_anchor` is the date the source itself names for a case without the first one (no symptoms: the sample).
    """

    anchor: str
    before_days: int
    after_days: int | None = None
    or_anchor: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """How long and how an exposed person is followed; `days` None: the source gives a schedule, not a last day.

    `end_convention`: ``exposure_plus_days`` makes the last day the date of exposure plus `days`; ``day_after`` the
    day after that. Real authorities use either; `end_standing` says whether the source shows which, or we chose.
    """

    kind: str
    days: int | None
    end_convention: EndConvention
    source: str = ""
    schedule: str = ""
    end_standing: Standing = "default"


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
class Susceptible:
    """Whom exposure can harm, and whom to reach first."""

    who: str
    words: str = ""
    priority: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Protection:
    """Something given after exposure, and until when it helps."""

    what: str
    within: int
    unit: Literal["hours", "days"]
    source: str = ""


@dataclass(frozen=True, slots=True)
class Escalation:
    """When a rule widens, in the source's terms (`on`), and to what."""

    trigger: Trigger
    on: str
    to: Widened


@dataclass(frozen=True, slots=True)
class Source:
    """Where the rule is stated; `address` is empty where the project has none."""

    key: str
    title: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example, run as a test.

    On a cabin: how many seats of a full one are covered around `seat`, in which rows (empty: not said), for a journey
    of `hours`. On a train or a ship: `case` and who is `inside`, `outside` or `open` (cannot be told), each as
    ``coach/class/seat``.
    """

    text: str
    cabin: str = ""
    seat: str = ""
    covered: int = 0
    rows: tuple[int, ...] = ()
    hours: float | None = None
    case: str = ""
    inside: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    open: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reported:
    """People a published investigation under this rule counted, in groups that must add up to its total."""

    text: str
    parts: tuple[int, ...]
    total: int
    source: str = ""


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
    links_any_duration: bool = False
    """Whether its source counts those with a link to the case however short the time on board."""
    follow_up: FollowUp | None = None
    time_limits: tuple[TimeLimit, ...] = ()
    susceptible: Susceptible | None = None
    seat_unknown: SeatUnknown = SeatUnknown()
    unverified: tuple[str, ...] = ()
    """Keys of this rule that were not seen in its source (``links.party``): shown wherever the rule is shown."""
    conveyances: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    examples: tuple[Example, ...] = ()
    alt_zone: Zone | None = None
    """Another zone the same authority allows; used only where an officer chooses it."""
    link_notes: tuple[tuple[str, str], ...] = ()
    """Link to the condition its source sets on it."""
    preconditions: tuple[str, ...] = ()
    """What must hold of the case before the rule applies: the officer confirms it, no file says it."""
    escalations: tuple[Escalation, ...] = ()
    measure: str = ""
    """What is offered to contacts, such as chemoprophylaxis."""
    protection: tuple[Protection, ...] = ()
    exceptions: tuple[str, ...] = ()
    superseded: str = ""
    """Why this rule is no longer, or no longer routinely, followed."""
    sealed_air_conditioned: bool | None = None
    """The rule holds only for coaches and buses with closed windows and air conditioning (True), or without."""
    others_on_board: Others = ""
    notes: tuple[str, ...] = ()
    reported: tuple[Reported, ...] = ()
    """What was counted when the rule was followed: evidence, and a check on our reading of the source."""
    alternatives: tuple[str, ...] = ()
    """Ids of the disease's other rules that give both a zone and a window; set by the book."""

    def unverified_words(self) -> tuple[str, ...]:
        """What of this rule was not seen in its source, in words."""
        return tuple(wording.key_words(key) for key in self.unverified)

    def used(self) -> RuleUsed:
        """The rule as a result shows it, with a one-sentence summary."""
        sources = tuple(f"{s.title} ({s.address})" if s.address else s.title for s in self.sources)
        return RuleUsed(
            self.id, self.version, self.standing, self.authority, sources, wording.summary(self), rule_facts(self)
        )


def decided(rule: Rule) -> Rule:
    """The same rule. Raises Unusable, naming the rules there are, where its source leaves the zone open."""
    if rule.zone.type == "decision_required":
        none = marked("The rule {rule} gives no zone: its source offers options, or was not reached.")
        choose = marked("Choose the rule to follow: {rules}.")
        write = marked("No other rule of this disease can be followed: write one into the site's rule folder.")
        raise Unusable(
            because("no_zone", none, rule=rule.id),
            because("no_zone", choose if rule.alternatives else write, rules=", ".join(rule.alternatives)),
        )
    return rule


def escalated(rule: Rule, second_case_aboard: bool, *, reported: frozenset[str] = frozenset()) -> Zone:
    """The zone that holds once a second case is found aboard, or once an officer reports another trigger.

    The rule's own zone where the rule does not widen. `reported` holds triggers an officer has confirmed; those that
    widen to something else than seats (users of a lavatory) leave the zone as it is.
    """
    held = reported | ({"second_case_aboard"} if second_case_aboard else frozenset())
    if any(e.trigger in held and e.to == "whole" for e in rule.escalations):
        return Zone("whole")
    return rule.zone
