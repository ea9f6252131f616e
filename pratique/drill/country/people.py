"""Travellers, made from their numbers: households with children, tours, twins, namesakes, crews."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from random import Random

from pratique.drill.country.chance import dice, mix, pick
from pratique.drill.country.papers import Holding, holding, papers
from pratique.drill.country.parties import BLOCK, Party, party_of
from pratique.drill.country.places import Airport
from pratique.drill.country.words import Sex, Word, given_names, surnames
from pratique.drill.country.world import Culture, Traveller

CREW = 20_000_000
"""Members of crews are numbered from here."""
_CULTURES: tuple[Culture, ...] = ("zh", "zh", "zh", "en", "en", "ko", "ko", "in", "in", "ar", "ar", "ru", "es")
_NATIONS: dict[Culture, tuple[str, ...]] = {
    "zh": ("CHN", "SGP", "MYS"),
    "ar": ("EGY", "ARE", "SAU", "JOR", "MAR"),
    "es": ("ESP", "MEX", "COL", "ARG"),
    "en": ("GBR", "USA", "AUS", "CAN", "KEN"),
    "ru": ("RUS", "KAZ", "BLR"),
    "ko": ("KOR",),
    "in": ("IND", "LKA", "NPL"),
}
_ONE_NAME = frozenset(("en", "es", "ar"))
"""Cultures in which a son may bear his father's whole name."""
_NEW_YEAR = frozenset(("ar", "in"))
"""Cultures in which papers often give the first of January for a birth date not known."""


class People:
    """Everybody, derived when asked for; a few thousand households are kept at hand."""

    def __init__(self, seed: int, first: date, days: int, home: Airport) -> None:
        self._seed, self._first, self._days, self._home = seed, first, days, home
        self._household = lru_cache(maxsize=2048)(self._make_household)
        self.holding = lru_cache(maxsize=65536)(self._holding)

    def traveller(self, number: int) -> Traveller:
        """The traveller or member of a crew of this number."""
        if number >= CREW:
            return self._finish(Party(number, 1, False, 0), number, *self._crew(number), {"crew"})
        party = party_of(self._seed, number)
        return self._household(party.lead)[number - party.lead]

    def lives_here(self, lead: int) -> bool:
        """Whether a party lives in the country."""
        return mix(self._seed, 41, lead) % 100 < 55

    def culture(self, lead: int) -> Culture:
        """Culture of a party."""
        bits = mix(self._seed, 42, lead)
        if self.lives_here(lead) and bits % 100 < 88:
            return self._home.culture
        return pick(_CULTURES, bits >> 8)

    def _holding(self, number: int) -> Holding:
        """What papers somebody holds."""
        return holding(self._seed, number, self._days)

    def _make_household(self, lead: int) -> tuple[Traveller, ...]:
        party = party_of(self._seed, lead)
        culture, rng = self.culture(lead), dice(self._seed, 43, lead)
        drawn = [self._adult(rng, culture) for _ in party.members]
        traits: list[set[str]] = [{"tour"} if party.tour else set() for _ in party.members]
        if party.size > 1 and not party.tour:
            self._family(rng, party, culture, drawn, traits)
        return tuple(
            self._finish(party, number, culture, *drawn[at], traits[at]) for at, number in enumerate(party.members)
        )

    def _adult(self, rng: Random, culture: Culture) -> tuple[Sex, Word, Word, date]:
        sex: Sex = "M" if rng.random() < 0.5 else "F"
        born = self._first - timedelta(days=int(365.25 * (19 + 58 * rng.random())))
        if culture in _NEW_YEAR and rng.random() < 0.1:
            born = born.replace(month=1, day=1)
        return sex, self._surname(rng, culture, sex), rng.choice(given_names(culture, sex)), born

    def _surname(self, rng: Random, culture: Culture, sex: Sex) -> Word:
        words = surnames(culture, sex)
        # The square makes the first names of a list common and the last rare, as in life.
        one = words[int(len(words) * rng.random() ** 2)]
        return one if culture != "es" else (f"{one[0]} {rng.choice(words)[0]}", "")

    def _family(
        self,
        rng: Random,
        party: Party,
        culture: Culture,
        drawn: list[tuple[Sex, Word, Word, date]],
        traits: list[set[str]],
    ) -> None:
        """Turn adults into a couple with children, or into a parent with a child."""
        sex, surname, _, born = drawn[0]
        couple = party.size > 2 or rng.random() < 0.65
        if couple:
            other: Sex = "F" if sex == "M" else "M"
            married = culture in {"en", "in", "ru"} and rng.random() < 0.7
            theirs = self._in_form(culture, surname, other) if married else self._surname(rng, culture, other)
            partner_born = born + timedelta(days=rng.randint(-2500, 2500))
            drawn[1] = (other, theirs, rng.choice(given_names(culture, other)), min(partner_born, self._of_age()))
        father = next((one for one in drawn[: 1 + couple] if one[0] == "M"), drawn[0])
        for at in range(1 + couple, party.size):
            child: Sex = "M" if rng.random() < 0.5 else "F"
            days = rng.randint(30, 500) if party.lead + at == party.infant else rng.randint(900, 6300)
            name = rng.choice(given_names(culture, child))
            if child == "M" and father[0] == "M" and culture in _ONE_NAME and rng.random() < 0.1:
                name = father[2]
                traits[at].add("father_and_son")
                traits[drawn.index(father)].add("father_and_son")
            drawn[at] = (child, self._in_form(culture, father[1], child), name, self._first - timedelta(days=days))
        if party.size == 4:
            traits[2].add("sibling")
            traits[3].add("sibling")
            if not party.infant and rng.random() < 0.12:
                self._twins(rng, culture, drawn, traits)

    def _twins(
        self, rng: Random, culture: Culture, drawn: list[tuple[Sex, Word, Word, date]], traits: list[set[str]]
    ) -> None:
        sex, surname, given, born = drawn[2]
        # Half of the pairs have names of one beginning, which are the hardest to tell apart.
        alike = [word for word in given_names(culture, sex) if word[0][:3] == given[0][:3] and word[0] != given[0]]
        name = rng.choice(alike) if alike and rng.random() < 0.5 else rng.choice(given_names(culture, sex))
        if name[0] == given[0]:
            name = given_names(culture, sex)[0 if given != given_names(culture, sex)[0] else 1]
        drawn[3] = (sex, surname, name, born)
        traits[2] = {"twin", "sibling"}
        traits[3] = {"twin", "sibling"}

    def _in_form(self, culture: Culture, surname: Word, sex: Sex) -> Word:
        """A family's surname as this sex bears it."""
        if culture != "ru":
            return surname
        at = next(i for form in ("M", "F") for i, word in enumerate(surnames(culture, form)) if word == surname)
        return surnames(culture, sex)[at]

    def _of_age(self) -> date:
        return self._first - timedelta(days=19 * 366)

    def _crew(self, number: int) -> tuple[Culture, Sex, Word, Word, date]:
        rng = dice(self._seed, 44, number)
        culture = self._home.culture if number % 3 else pick(_CULTURES, number // 3)
        sex, surname, given, _ = self._adult(rng, culture)
        return culture, sex, surname, given, self._first - timedelta(days=rng.randint(22 * 366, 55 * 366))

    def _finish(
        self,
        party: Party,
        number: int,
        culture: Culture,
        sex: Sex,
        surname: Word,
        given: Word,
        born: date,
        traits: set[str],
    ) -> Traveller:
        here, bits, held = self.lives_here(party.lead), mix(self._seed, 45, number), self.holding(number)
        child = (self._first - born).days < 16 * 365
        nation = pick(_NATIONS[culture], mix(self._seed, 46, party.lead))
        if here and culture == self._home.culture:
            nation = self._home.country
        if number == party.infant:
            traits.add("infant")
        for name, has in (("renewed", held.renewed_on >= 0), ("dual", held.dual >= 0), ("card", held.card >= 0)):
            if has:
                traits.add(name)
        phone = number
        if party.tour and bits % 100 < 60:
            phone = party.lead + 50_000_000
            traits.add("agency_phone")
        elif party.size > 1 and not party.tour and (child or bits % 100 < 30):
            phone = party.lead
            traits.add("family_phone")
        phones = (f"+999{phone * 48_271_939 % 1_000_000_000:09d}",)
        mail = None
        if (bits >> 10) % 100 < 40 and not child:
            mail = f"{given[0]}.{surname[0]}.{number}@example.net".replace(" ", "").lower()
        made = Traveller(
            number=number,
            culture=culture,
            surname=surname[0],
            given=given[0],
            native=(surname[1], given[1]) if surname[1] else None,
            sex=sex,
            born=born,
            nationality=nation,
            papers=papers(self._seed, number, held, self._first, nation, born, sex),
            phones=phones,
            email=mail,
            lives_here=here,
            district=f"D{mix(self._seed, 47, party.lead) % 60 + 1:02d}",
            party=party.lead,
            traits=frozenset(traits),
        )
        return self._namesake(made) if party.size == 1 and BLOCK < number < CREW and (bits >> 20) % 100 < 2 else made

    def _namesake(self, made: Traveller) -> Traveller:
        """The same person but for everything a name and a birthday do not say, of somebody of a block before."""
        other = self.traveller(party_of(self._seed, made.number - BLOCK).lead)
        return replace(
            made,
            culture=other.culture,
            surname=other.surname,
            given=other.given,
            native=other.native,
            sex=other.sex,
            born=other.born,
            nationality=other.nationality,
            papers=papers(
                self._seed,
                made.number,
                self.holding(made.number),
                self._first,
                other.nationality,
                other.born,
                other.sex,
            ),
            traits=made.traits | {"namesake"},
        )
