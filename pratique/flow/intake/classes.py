"""Classes of travel in the words of tickets and manifests, read into the ones a rule may tell apart."""

from __future__ import annotations

from pratique.flow.intake.headers import normal_header

_WORDS: dict[str, str] = {
    "business": "business, business class, business seat, executive, 商务, 商务座, 商務座, 特等座",
    "first": "first, first class, 1st, 1st class, 1, primera, primera clase, première, première classe, 1re classe, "
    "erste, erste klasse, 1. klasse, 一等, 一等座, 一等软座",
    "second": "second, second class, 2nd, 2nd class, 2, standard, standard class, economy, segunda, segunda clase, "
    "deuxième, seconde, deuxième classe, 2e classe, zweite, zweite klasse, 2. klasse, 二等, 二等座, 二等软座",
    "soft_sleeper": "soft sleeper, soft berth, 软卧, 軟臥, 动卧, 動臥, 高级软卧, 一等卧, 高级动卧",
    "hard_sleeper": "hard sleeper, hard berth, couchette, litera, liegewagen, 硬卧, 硬臥, 二等卧",
    "soft_seat": "soft seat, 软座, 軟座",
    "hard_seat": "hard seat, 硬座",
    "standing": "standing, no seat, 无座, 無座, 站票",
}
_CLASS = {normal_header(word): name for name, words in _WORDS.items() for word in words.split(", ")}


def read_class(text: str) -> str | None:
    """One of `TRAVEL_CLASSES`, or None for words this reader does not know."""
    return _CLASS.get(normal_header(text))
