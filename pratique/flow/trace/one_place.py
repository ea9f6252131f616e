"""Nobody is in two places: legs that other papers than the notice's give the case, held against its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from pratique.flow.trace.aboard import Aboard


def in_one_place(legs: Sequence[Aboard], country: Callable[[str], str | None]) -> list[Aboard]:
    """The same legs, in order of departure; `elsewhere` where the case cannot have gone on from one to the next.

    Two people of one name and birthday look like one who renewed a passport. If the leg by the other paper ends in one
    country, and the next leg of the case's own begins in another, with nothing between, nobody on it is a contact until
    somebody says that it was the case: whoever sat around a namesake is nobody's contact.
    """
    found = list(legs)
    for place, one in enumerate(legs):
        if not one.by_other_paper or one.nobody_exposed:
            continue
        before = next((leg for leg in reversed(legs[:place]) if not leg.nobody_exposed), None)
        after = next((leg for leg in legs[place + 1 :] if not leg.nobody_exposed), None)
        broken = [
            own
            for own, first, then in ((before, before, one), (after, one, after))
            if own and first and then and not own.by_other_paper and _broken(first, then, country)
        ]
        if broken:
            found[place] = replace(one, elsewhere=broken[0].record.leg.flight)
    return found


def _broken(first: Aboard, then: Aboard, country: Callable[[str], str | None]) -> bool:
    ended, began = country(first.record.leg.destination), country(then.record.leg.origin)
    return bool(ended and began and ended != began)
