"""Households of invented people, and who of them is easily taken for whom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from pratique.drill.country.rates import Counts, Dice
from pratique.drill.country.travellers.belongings import Belongings
from pratique.drill.country.travellers.person import DAYS, FIRST, Person
from pratique.drill.country.travellers.rates import traps
from pratique.drill.country.travellers.spelling import official
from pratique.drill.country.travellers.words import family_names, first_names
from pratique.drill.country.words import Sex, Word
from pratique.drill.country.world import Culture

_CULTURES: tuple[tuple[Culture, int], ...] = (
    ("zh", 28), ("en", 17), ("in", 15), ("ar", 12), ("ko", 10), ("es", 10), ("ru", 8),
)  # fmt: skip
_NATIONS: dict[Culture, tuple[str, ...]] = {
    "zh": ("CHN",) * 12 + ("TWN", "TWN", "HKG", "HKG", "SGP", "MYS"),
    "ar": ("EGY", "EGY", "SAU", "SAU", "ARE", "JOR", "MAR"),
    "es": ("ESP", "ESP", "MEX", "COL", "ARG"),
    "en": ("GBR", "GBR", "USA", "USA", "AUS", "CAN", "KEN", "ZAF"),
    "ru": ("RUS", "RUS", "RUS", "KAZ", "BLR"),
    "ko": ("KOR",),
    "in": ("IND",) * 6 + ("LKA", "NPL"),
}
_MARRYING = frozenset(("en", "in", "ru"))
"""Cultures in which many women take their husband's surname."""
_SIZES = (1,) * 10 + (2,) * 7 + (3,) * 3 + (4,) * 2
_FATHERS_NAME = frozenset(("en", "es", "ar", "in"))
"""Cultures in which a son may bear his father's whole name."""


class People:
    """Makes households one after the other; what traps need of people made before is kept in small pools."""

    def __init__(self, seed: int) -> None:
        self._dice = Dice(traps(), Counts(), f"people {seed}")
        self._rng = self._dice.rng
        self._belongings = Belongings(self._dice)
        self._made = 0
        self._earlier: list[Person] = []
        self._nations = [culture for culture, share in _CULTURES for _ in range(share)]

    def households(self) -> Iterator[list[Person]]:
        """Without end."""
        while True:
            household = self._household()
            for person in household:
                if len(self._earlier) < 4096:
                    self._earlier.append(person)
                else:
                    self._earlier[self._rng.randrange(4096)] = person
            yield household

    def _household(self) -> list[Person]:
        rng = self._rng
        size = rng.choice(_SIZES)
        culture = rng.choice(self._nations)
        nation = rng.choice(_NATIONS[culture])
        if size == 1 and self._earlier and self._dice.falls("namesake"):
            people = [self._namesake(rng.choice(self._earlier))]
        else:
            people = [self._adult(culture, nation)]
        first = people[0]
        if size > 1:
            people += self._family(first, size)
        self._belongings.give(people)
        return people

    def _person(
        self, culture: Culture, nation: str, sex: Sex, born: date, family: Word, names: tuple[Word, ...]
    ) -> Person:
        self._made += 1
        latin = official(culture, nation, family, names, self._rng)
        person = Person(self._made, culture, nation, sex, born, family, names, latin)
        if culture == "ru":
            person.father = _patronymic(first_names("ru", "M").draw(self._rng)[1], sex)
        if culture == "in" and self._rng.random() < 0.04:
            person.latin = (latin[1] if self._rng.random() < 0.5 else f"{latin[1]} {latin[0]}", "")
        return person

    def _adult(self, culture: Culture, nation: str) -> Person:
        rng = self._rng
        sex: Sex = "M" if rng.random() < 0.52 else "F"
        born = FIRST - timedelta(days=int(365.25 * rng.triangular(18, 85, 36)))
        return self._person(
            culture, nation, sex, self._birth(born, culture), self._surname(culture, sex), self._given(culture, sex)
        )

    def _birth(self, born: date, culture: Culture) -> date:
        """In some places many papers give the first of January."""
        often = {"ar": 0.08, "in": 0.05}.get(culture, 0.004)
        return born.replace(month=1, day=1) if self._rng.random() < often else born

    def _surname(self, culture: Culture, sex: Sex) -> Word:
        word = family_names(culture, sex).draw(self._rng)
        if culture != "es":
            return word
        return f"{word[0]} {family_names('es', sex).draw(self._rng)[0]}", ""

    def _given(self, culture: Culture, sex: Sex) -> tuple[Word, ...]:
        rng = self._rng
        name = first_names(culture, sex).draw(rng)
        more = {"es": 0.6, "en": 0.6, "ar": 0.8, "in": 0.3}.get(culture, 0.0)
        if rng.random() >= more:
            return (name,)
        # An Arabic second name is the father's.
        second = first_names(culture, "M" if culture == "ar" else sex).draw(rng)
        return (name, second) if second != name else (name,)

    def _family(self, first: Person, size: int) -> list[Person]:
        rng, culture, nation = self._rng, first.culture, first.nation
        couple = size > 2 or rng.random() < 0.65
        found: list[Person] = []
        father = first
        if couple:
            sex: Sex = "F" if first.sex == "M" else "M"
            taken = culture in _MARRYING and rng.random() < 0.75
            family = self._form(first.family, culture, sex) if taken else self._surname(culture, sex)
            born = min(first.born + timedelta(days=rng.randint(-2500, 2500)), FIRST - timedelta(days=6600))
            partner = self._person(culture, nation, sex, self._birth(born, culture), family, self._given(culture, sex))
            if sex == "F" and taken and self._dice.falls("married_name"):
                self._marry(partner)
            found.append(partner)
            father = first if first.sex == "M" else partner
        parents = len(found) + 1
        youngest = max(person.born for person in [first, *found])
        while len(found) + 1 < size:
            found.append(self._child(father, youngest))
        children = found[parents - 1 :]
        if len(children) > 1:
            for child in children:
                child.traits.add("sibling")
            if self._dice.falls("twin"):
                self._twin(children[-2], children[-1])
        return found

    def _child(self, father: Person, youngest: date) -> Person:
        rng, culture = self._rng, father.culture
        sex: Sex = "M" if rng.random() < 0.5 else "F"
        grown = youngest + timedelta(days=18 * 366)
        until = min(youngest + timedelta(days=36 * 366), FIRST + timedelta(days=DAYS // 2))
        born = grown + timedelta(days=rng.randint(0, max(0, (until - grown).days)))
        names = self._given(culture, sex)
        if culture == "ar" and len(names) == 2:
            names = (names[0], father.names[0])
        child = self._person(culture, father.nation, sex, born, self._form(father.family, culture, sex), names)
        child.latin = (child.latin[0] if culture == "ru" else father.latin[0], child.latin[1])
        if sex == "M" and father.sex == "M" and culture in _FATHERS_NAME and self._dice.falls("father_and_son"):
            child.names, child.latin = father.names, father.latin
            child.traits.add("father_and_son")
            father.traits.add("father_and_son")
        return child

    def _twin(self, one: Person, twin: Person) -> None:
        """Of one birthday and mostly of one sex; one pair in three has given names that begin alike."""
        rng = self._rng
        sex = one.sex if rng.random() < 0.7 else twin.sex
        names = first_names(one.culture, sex)
        for _ in range(40):
            name = names.draw(rng)
            alike = rng.random() < 0.66 or (name[0] or name[1])[:3] == (one.names[0][0] or one.names[0][1])[:3]
            if alike and name != one.names[0]:
                break
        twin.sex, twin.born = sex, one.born
        twin.family, twin.father = (
            self._form(one.family, one.culture, sex),
            one.father if sex == one.sex else twin.father,
        )
        twin.names = (name, *one.names[1:]) if one.culture == "ar" else (name,)
        latin = official(one.culture, one.nation, twin.family, twin.names, rng)
        twin.latin = (latin[0] if one.culture == "ru" else one.latin[0], latin[1])
        for person in (one, twin):
            person.traits |= {"twin", "sibling"}

    def _namesake(self, model: Person) -> Person:
        """Somebody of the same name and birthday who is nobody's relative."""
        person = self._person(model.culture, model.nation, model.sex, model.born, model.family, model.names)
        person.latin, person.father = model.latin, model.father
        person.traits.add("namesake")
        return person

    def _marry(self, person: Person) -> None:
        before = self._surname(person.culture, person.sex)
        person.before = before, official(person.culture, person.nation, before, person.names, self._rng)[0]
        person.married_on = self._rng.randrange(DAYS)

    def _form(self, family: Word, culture: Culture, sex: Sex) -> Word:
        """A family's surname as this sex bears it."""
        if culture != "ru":
            return family
        stem = family[1].removesuffix("А")
        return "", stem + "А" if sex == "F" else stem


def _patronymic(father: str, sex: Sex) -> str:
    stem = father[:-2] + "Ь" if father.endswith("ИЙ") else father.rstrip("ЙЬАЯ")
    soft = father[-1] in "ЙЬЯ"
    if sex == "M":
        return stem + ("ЕВИЧ" if soft else "ОВИЧ")
    return stem + ("ЕВНА" if soft else "ОВНА")
