"""What people hold: passports and their renewals, a second state's, a card, telephones, some of them shared."""

from __future__ import annotations

from datetime import date, timedelta

from pratique.drill.country.rates import Dice
from pratique.drill.country.travellers import numbers
from pratique.drill.country.travellers.person import DAYS, FIRST, Person
from pratique.drill.country.travellers.spelling import other
from pratique.drill.country.world import Paper

_POOL = 2000
_OWN_NUMBER = frozenset(("CHN", "ESP", "MYS", "ARE"))
"""States whose card bears the national identity number as its own."""


class Belongings:
    """Gives them out, one household after the other; keeps a few numbers that others may come to have too."""

    def __init__(self, dice: Dice) -> None:
        self._dice, self._rng = dice, dice.rng
        self._others: list[tuple[str, str]] = []
        self._given_up: dict[str, list[tuple[tuple[str, str], int]]] = {}
        self._agency: tuple[int, tuple[str, str]] = (0, ("", ""))

    def give(self, people: list[Person]) -> None:
        """To a whole household."""
        for person in people:
            self._papers(person)
        if "twin" in people[-1].traits:
            self._neighbours(people[-2], people[-1])
        self._phones(people)

    def _papers(self, person: Person) -> None:
        rng = self._rng
        earliest = person.born + timedelta(days=20)
        nation = person.nation
        if self._dice.falls("renewed"):
            renewed = FIRST + timedelta(days=rng.randrange(20, DAYS))
            renewed = max(renewed, earliest + timedelta(days=30))
            old_end = renewed + timedelta(days=rng.randrange(0, 150))
            start = max(earliest, _years(old_end, -10))
            person.passports = [
                Paper("P", self._number(person), nation, start, old_end),
                Paper("P", numbers.passport(nation, rng), nation, renewed, _years(renewed, 10)),
            ]
            person.traits.add("renewed")
        else:
            start = max(earliest, FIRST - timedelta(days=rng.randrange(30, 2500)))
            person.passports = [Paper("P", self._number(person), nation, start, _years(start, 10))]
        if self._dice.falls("dual"):
            state = rng.choice([one for one in numbers.SECOND if one != nation])
            latin = person.latin
            if rng.random() < 0.35:
                latin = other(person.culture, person.family, person.names, latin, rng)
            person.second = state, latin
            start = max(earliest, FIRST - timedelta(days=rng.randrange(30, 2500)))
            person.second_passport = Paper("P", numbers.passport(state, rng), state, start, _years(start, 10))
            person.traits.add("dual")
        person.national_id = numbers.national_id(nation, person.born, person.sex, rng)
        if self._dice.falls("card"):
            start = max(earliest, FIRST - timedelta(days=rng.randrange(30, 3000)))
            own = person.national_id if nation in {"CHN", "ESP", "MYS", "ARE"} else None
            person.card = Paper("I", own or numbers.card(nation, rng), nation, start, _years(start, 10))
            person.traits.add("card")

    def _number(self, person: Person) -> str:
        """A new number; now and then one that another state has given to somebody else."""
        number = numbers.passport(person.nation, self._rng)
        if self._others and self._dice.falls("number_of_two_issuers"):
            issuer, taken = self._rng.choice(self._others)
            if issuer != person.nation:
                person.traits.add("number_of_two_issuers")
                return taken
        if len(self._others) < _POOL:
            self._others.append((person.nation, number))
        else:
            self._others[self._rng.randrange(_POOL)] = person.nation, number
        return number

    def _neighbours(self, one: Person, twin: Person) -> None:
        """Passports of twins, issued over one counter, often have numbers that follow each other."""
        number = one.passports[0].number
        if self._rng.random() < 0.25 and number[-4:].isdigit() and number[-4:] != "9999":
            following = number[:-4] + f"{int(number[-4:]) + 1:04d}"
            paper = twin.passports[0]
            twin.passports[0] = Paper(paper.kind, following, paper.issuer, paper.issued, paper.expires)

    def _phones(self, people: list[Person]) -> None:
        rng, nation = self._rng, people[0].nation
        shared = numbers.mobile(nation, rng)
        family = len(people) > 1 and self._dice.falls("family_phone")
        agency = self._agency_phone(nation) if self._dice.falls("agency_phone") else None
        for person in people:
            child = (FIRST - person.born).days < 14 * 365
            own = shared if family or child or person is people[0] else numbers.mobile(nation, rng)
            if agency:
                own = agency
                person.traits.add("agency_phone")
            elif own == shared and len(people) > 1:
                person.traits.add("family_phone")
                people[0].traits.add("family_phone")
            person.phones.append((0, nation, own))
            if not agency and self._dice.falls("new_phone"):
                self._new_phone(person)

    def _new_phone(self, person: Person) -> None:
        """From some day on another telephone, which somebody else may have given up two months before."""
        rng, day = self._rng, self._rng.randrange(30, DAYS)
        given_up = self._given_up.setdefault(person.nation, [])
        phone = numbers.mobile(person.nation, rng)
        if given_up and self._dice.falls("recycled_phone"):
            phone, since = given_up.pop(rng.randrange(len(given_up)))
            day = max(day, since + 60)
            person.traits.add("recycled_phone")
        if not person.traits & {"family_phone", "recycled_phone"} and day < DAYS - 120 and len(given_up) < 50:
            given_up.append((person.phones[0][2], day))
        person.phones.append((day, person.nation, phone))

    def _agency_phone(self, nation: str) -> tuple[str, str]:
        """One for some dozens of households in a row."""
        left, phone = self._agency
        if not left:
            left, phone = self._rng.choice((5, 10, 20, 40, 120)), numbers.mobile(nation, self._rng)
        self._agency = left - 1, phone
        return phone


def _years(day: date, years: int) -> date:
    """The same day of another year; the day before for one that does not exist."""
    moved = day if (day.month, day.day) != (2, 29) else day - timedelta(days=1)
    return moved.replace(year=moved.year + years) - timedelta(days=1)
