"""A name as somebody writes it down: in which letters, which form of it, and what goes wrong."""

from __future__ import annotations

from pratique.drill.country.rates import Dice
from pratique.drill.country.travellers.person import Person
from pratique.drill.country.travellers.spelling import Latin, accented, other
from pratique.drill.country.travellers.words import nicknames, western

_TITLES = {"M": ("MR", "MR", "MR", "DR", "MSTR"), "F": ("MRS", "MS", "MS", "MISS", "DR")}
_LETTERS = "AEIOURSTLNMK"
_LONG = 14
"""Letters from which on a field may be too short."""


class Naming:
    """Writes names, by the dice of the records; what it did to them goes into the flags."""

    def __init__(self, dice: Dice) -> None:
        self._dice, self._rng = dice, dice.rng

    def written(
        self, person: Person, latin: Latin, typed: bool, no_native: float, flags: set[str]
    ) -> tuple[str, str, str | None]:
        """Surname, given names, and the whole name in its own script, as one record has them.

        `latin` is as the paper shown has it, `typed` false where a machine read that, `no_native` how often the source
        has no room for the own script.
        """
        native = None if person.native is None or self._rng.random() < no_native else person.native
        if native and "married_name" not in flags and person.before and person.culture == "ru":
            native = native.replace(person.family[1].title(), person.before[0][1].title(), 1)
        if native and self._dice.falls("native_only"):
            flags.add("native_script")
            return "", "", native
        if not typed:
            return *self._cut(latin, flags), native
        surname, given = self._variant(person, latin, flags)
        return *self._cut((surname, given), flags), native

    def _variant(self, person: Person, name: Latin, flags: set[str]) -> Latin:
        rng = self._rng
        surname, given = name
        if person.culture == "es":
            if self._dice.falls("accented"):
                flags.add("accented")
                surname, given = accented(person.family, person.names)
        elif person.culture != "en" and self._dice.falls("romanised"):
            # Whoever spells anew starts from the name as it was at the time, in the person's own script.
            family = person.before[0] if person.before and "married_name" not in flags else person.family
            surname, given = other(person.culture, family, person.names, name, rng)
            if (surname, given) != name:
                flags.add("romanised")
        if " " in surname and person.culture == "es" and self._dice.falls("surname_dropped"):
            flags.add("surname_dropped")
            surname = surname.split()[0]
        if given and self._dice.falls("nickname"):
            surname, given = self._nickname(person, surname, given, flags)
        if self._dice.falls("name_mistyped"):
            flags.add("name_mistyped")
            surname, given = (
                (surname, self._slip(given)) if given and rng.random() < 0.5 else (self._slip(surname), given)
            )
        if self._dice.falls("title"):
            flags.add("title")
            title = rng.choice(_TITLES[person.sex])
            blank = " " if rng.random() < 0.4 else ""
            if given and rng.random() < 0.85:
                given += blank + title
            else:
                surname += blank + title
        if given and self._dice.falls("name_glued"):
            flags.add("name_glued")
            surname, given = self._glue(surname, given)
        elif given and self._dice.falls("name_swapped"):
            flags.add("name_swapped")
            surname, given = given, surname
        return surname, given

    def _nickname(self, person: Person, surname: str, given: str, flags: set[str]) -> Latin:
        first, _, rest = given.partition(" ")
        known = nicknames().get(first)
        if known:
            flags.add("nickname")
            return (
                surname,
                f"{self._rng.choice(known)} {rest}".strip() if self._rng.random() < 0.5 else self._rng.choice(known),
            )
        if person.culture in {"zh", "ko"}:
            flags.add("nickname")
            usual = western(person.sex)[person.number % 12]
            return surname, usual if self._rng.random() < 0.6 else f"{usual} {given}"
        return surname, given

    def _glue(self, surname: str, given: str) -> Latin:
        chance = self._rng.random()
        if chance < 0.3:
            return f"{surname} {given}", ""
        if chance < 0.6:
            return surname + given.replace(" ", ""), ""
        if chance < 0.75:
            return "", f"{given} {surname}"
        return surname.replace(" ", "").replace("-", ""), given.replace(" ", "").replace("-", "")

    def _cut(self, name: Latin, flags: set[str]) -> Latin:
        surname, given = name
        if len(surname) + len(given) > 14 and self._dice.falls("name_truncated"):
            flags.add("name_truncated")
            room = self._rng.randrange(9, 14)
            if len(given) > len(surname):
                return surname, given[: max(2, room - len(surname))].rstrip(" -")
            return surname[: max(5, room - 3)].rstrip(" -"), given
        return name

    def _slip(self, text: str) -> str:
        """One slip of the finger: left out, doubled, changed, or two turned round."""
        if len(text) < 3:
            return text + text[-1:]
        rng = self._rng
        at, kind = rng.randrange(1, len(text)), rng.randrange(4)
        if kind == 0:
            return text[:at] + text[at + 1 :]
        if kind == 1:
            return text[:at] + text[at] + text[at:]
        if kind == 2 and text[at - 1] != text[at]:
            return text[: at - 1] + text[at] + text[at - 1] + text[at + 1 :]
        return text[:at] + rng.choice(_LETTERS) + text[at + 1 :]
