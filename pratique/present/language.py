"""What is said, in the language asked for: sentences, counts, dates, and the reasons of a trace.

English is what stands in the code; a catalogue (`locale/`) holds the other languages. A sentence is whole, with named
placeholders, so that a language may order its words as it must. What a catalogue does not know stays English.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files

from pratique.errors import NotReady
from pratique.model.tracing import Reason
from pratique.present.diseases import NAMES
from pratique.present.terms import CLASSES

LANGUAGES = ("en", "zh")
_TAGS = {"en": "en", "zh": "zh-Hans"}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NUMBER = re.compile(r"(?<![\w.-])\d+(?:\.\d+)?(?:-\d+)?(?:, \d+(?:-\d+)?)*(?![\w.])")
"""A number, a range or a list of both: ``2``, ``0.5``, ``3, 7-9``."""
_LEG = re.compile(r"(.+) (\d{4}-\d{2}-\d{2}) (\S*-.*)")
"""A leg as the difference of two traces names it: ``ZZ305 2026-11-14 SIN-CAN``."""
_WHEN = re.compile(r"\d{4}-\d{2}-\d{2}(?: \d{2}:\d{2})?")


@dataclass(frozen=True, slots=True)
class Translator:
    """Says everything in one language. Make one with `translator`."""

    language: str
    catalogue: NullTranslations

    @property
    def tag(self) -> str:
        """The language as a page names it (BCP 47): ``zh-Hans``."""
        return _TAGS[self.language]

    def say(self, template: str, /, **values: object) -> str:
        """The sentence with its placeholders filled; a missing value is a `KeyError`."""
        return self.word(template).format_map(values)

    def count(self, one: str, many: str, n: int, /, **values: object) -> str:
        """The sentence for `n` things, which both forms call ``{n}``."""
        return self.catalogue.ngettext(one, many, n).format_map({"n": n, **values})

    def word(self, text: str, /) -> str:
        """The text in this language, as it is where the catalogue does not know it; nothing is filled in."""
        return self.catalogue.gettext(text) if text else ""

    def knows(self, text: str, /) -> bool:
        """Whether this text can be said in this language."""
        return self.language == "en" or self.word(text) != text

    def speaks(self, reason: Reason, /) -> bool:
        """Whether the reason can be said in this language; else it is said in English."""
        return self.knows(reason.template)

    def reason(self, reason: Reason, /) -> str:
        """The reason's sentence; in English as it was made where its template is not known."""
        if not reason.template or not self.speaks(reason):
            return reason.text
        return self.say(reason.template, **{name: self._value(value) for name, value in reason.values})

    def told(self, reason: Reason, /) -> str:
        """The reason as a sentence that stands alone."""
        text = self.reason(reason)
        return self.sentence(text) if self.speaks(reason) else translator("en").sentence(text)

    def _value(self, value: str | int) -> str | int:
        """A value of a reason: a date in this language's form, words of ours translated, anything else as it is."""
        if not isinstance(value, str):
            return value
        if _WHEN.fullmatch(value):
            return self.moment(datetime.fromisoformat(value)) if " " in value else self.day(date.fromisoformat(value))
        if leg := _LEG.fullmatch(value):
            return f"{leg[1]} {self.day(date.fromisoformat(leg[2]))} {leg[3]}"
        return value if self.language == "en" else self._words(value)

    def _words(self, value: str) -> str:
        """Words of the rule book, alone or in a row; translated whole or not at all."""
        if (whole := self.term(value)) is not None:
            return whole
        if place := next((c for c in CLASSES if value.startswith(f"{c} ")), ""):
            return f"{self.word(place)}{value[len(place) :]}"
        said = [[self.term(part) for part in clause.split(", ")] for clause in value.split("; ")]
        known = [[part for part in clause if part is not None] for clause in said]
        return "；".join(self.listed(clause) for clause in known) if known == said else value

    def term(self, words: str, /) -> str | None:
        """Words of the rule book (see `terms`), numbers and all; None where this language lacks them."""
        numbers = _NUMBER.findall(words)
        names = iter("abcdefgh")
        template = _NUMBER.sub(lambda _: f"{{{next(names)}}}", words)
        return self.say(template, **dict(zip("abcdefgh", numbers, strict=False))) if self.knows(template) else None

    def known(self, words: str, /) -> str:
        """Words of the rule book in this language; as they are where this language lacks them (a site's own rule)."""
        said = self.term(words)
        return words if said is None else said

    def sentence(self, text: str, /) -> str:
        """A text as a sentence: a capital first, a full stop last."""
        text = text.strip()
        stop = "。" if self.language == "zh" else "."
        return text[:1].upper() + text[1:] + ("" if not text or text.endswith(tuple(".!?。！？")) else stop)

    def listed(self, items: Iterable[str], /) -> str:
        """Several things in a row."""
        return ("、" if self.language == "zh" else ", ").join(items)

    def disease(self, name: str, /) -> str:
        """The name of a disease, fit for a heading; one that the table lacks is left as it is."""
        known = NAMES.get(name.casefold(), {}).get(self.language, name)
        return known[:1].upper() + known[1:]

    def day(self, value: date | None, /) -> str:
        """``19 Nov 2026``, ``2026年11月19日``: day and month cannot be exchanged."""
        if value is None:
            return self.say("not known")
        if self.language == "zh":
            return f"{value.year}年{value.month}月{value.day}日"
        return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"

    def moment(self, value: datetime | None, /) -> str:
        """``19 Nov 2026 15:20``, with ``UTC`` or the offset where the value has one."""
        if value is None:
            return self.say("not known")
        zone = ""
        if (offset := value.utcoffset()) is not None:
            minutes = int(offset.total_seconds()) // 60
            sign, size = ("-" if minutes < 0 else "+"), abs(minutes)
            zone = f" UTC{sign}{size // 60:02d}:{size % 60:02d}" if minutes else " UTC"
        return f"{self.day(value.date())} {value:%H:%M}{zone}"


@cache
def translator(language: str) -> Translator:
    """What says everything in this language; `NotReady` for a language without a catalogue."""
    if language not in LANGUAGES:
        raise NotReady(f"There are no words for the language {language!r}.", f"Ask for {' or '.join(LANGUAGES)}.")
    if language == "en":
        return Translator(language, NullTranslations())
    path = files("pratique.present").joinpath("locale", language, "LC_MESSAGES", "pratique.mo")
    with path.open("rb") as stored:
        return Translator(language, GNUTranslations(stored))
