"""What an officer may state about a trace that no file tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from pratique.rules.period import Window


@dataclass(frozen=True, slots=True)
class Options:
    """Everything optional about a trace; the defaults state nothing."""

    authority: str | None = None
    """Another authority's rule than the notice or the site names."""
    sealed: bool | None = None
    """Whether coach or bus had closed windows and air conditioning; None: not stated."""
    window: Window | None = None
    """The infectious window, where the rule's source gives none."""
    reported: frozenset[str] = frozenset()
    """Triggers of a rule's escalation that the officer reports."""
    ground_minutes: Mapping[tuple[str, date], int] = field(default_factory=dict)
    """Minutes aboard on the ground beyond the scheduled times, by flight and day of departure."""
    compare: bool = False
    """Also count what the other authorities' rules would give."""
