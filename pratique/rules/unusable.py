"""Why a rule gives no answer for a case, as sentences that a report can say in any language."""

from __future__ import annotations

from pratique.errors import NotReadable
from pratique.model.tracing import Reason


class Unusable(NotReadable):
    """No rule holds here, or the one that does lacks what this case needs: `why`, and what to do about it.

    Both are whole sentences in the catalogue, since a trace that goes on without the rule shows them.
    """

    def __init__(self, why: Reason, advice: Reason) -> None:
        super().__init__(why.text, advice.text)
        self.why = why
        self.advice = advice
