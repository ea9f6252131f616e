"""Which rule holds on which leg: one authority may have a rule for each kind of conveyance."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import get_args

from pratique.desk import Desk
from pratique.errors import PratiqueError
from pratique.model.casework import Notice
from pratique.model.facts import Conveyance
from pratique.model.tracing import because, marked
from pratique.rules.period import Window, infectious_window
from pratique.rules.rule import Rule
from pratique.rules.unusable import Unusable

_LONGEST = 120
"""Days a stated window may span (three months before diagnosis, and a month): it is no way to follow a life."""


@dataclass(slots=True)
class RulesInUse:
    """The rules of one authority for a case, by conveyance, each with its window; or why there is none."""

    desk: Desk
    notice: Notice
    authority: str | None
    sealed: bool | None
    stated: Window | None
    found: dict[Conveyance, tuple[Rule, Window] | PratiqueError] = field(default_factory=dict)

    def of(self, conveyance: Conveyance) -> tuple[Rule, Window] | PratiqueError:
        """Rule and infectious window for a conveyance, or the error that says what is missing."""
        if conveyance not in self.found:
            try:
                rule = self._rule(conveyance)
                if self.stated and rule.infectious is not None:
                    own = marked("The rule {rule} gives its own infectious window; another cannot be stated.")
                    raise Unusable(
                        because("own_window", own, rule=rule.id),
                        because("own_window", "Correct the date in the notice, or choose another authority."),
                    )
                if self.stated and (self.stated.to is None or (self.stated.to - self.stated.from_).days > _LONGEST):
                    raise Unusable(
                        because("long_window", "A stated window needs an end and may be {n} days long.", n=_LONGEST),
                        because("long_window", "State the days of illness."),
                    )
                self.found[conveyance] = rule, infectious_window(rule, self.notice.dates, stated=self.stated)
            except PratiqueError as error:
                self.found[conveyance] = error
        return self.found[conveyance]

    def first(self, conveyances: Iterable[Conveyance]) -> tuple[Rule, Window]:
        """The rule shown for the whole trace, and the widest window of all these conveyances.

        Raises what stands in the way if no conveyance has a rule.
        """
        answers = [self.of(conveyance) for conveyance in dict.fromkeys((*conveyances, "aircraft"))]
        usable = [answer for answer in answers if not isinstance(answer, PratiqueError)]
        if not usable:
            raise next(answer for answer in answers if isinstance(answer, PratiqueError))
        ends = [window.to for _, window in usable]
        last = None if None in ends else max(end for end in ends if end is not None)
        return usable[0][0], Window(min(window.from_ for _, window in usable), last)

    def elsewhere(self) -> tuple[Rule, Window] | None:
        """Rule and window of this authority on any conveyance: what tells where to look, though no journey is named."""
        try:
            return self.first(get_args(Conveyance))
        except PratiqueError:
            return None

    def _rule(self, conveyance: Conveyance) -> Rule:
        book, settings = self.desk.site.book, self.desk.site.settings
        disease = book.disease(self.notice.disease).name
        authority = self.authority or self.notice.authority or settings.authority.get(disease)
        # Closed windows are stated of the train or bus; they must not rule out the flight of the same case.
        sealed = self.sealed if conveyance in ("train", "bus") else None
        return book.rule(disease, authority, conveyance=conveyance, sealed=sealed)
