"""Facts made by way of a twin: are they the same frozen facts as any other?"""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError, dataclass, field, replace

import pytest

from pratique.flow.intake.paxlst import read_paxlst
from pratique.flow.intake.paxlst_twin import twin
from pratique.model.facts import DocumentFact, PersonFact

DATA = b"UNH+1+PAXLST:D:05B:UN'BGM+745'NAD+FL+++ORTEGA:ANA'DOC+P+N1'UNT+5+1'"
EXPECTED = PersonFact("passenger", "ORTEGA", "ANA", documents=(DocumentFact("P", "N1"),))


def test_a_person_read_is_an_ordinary_frozen_fact() -> None:
    person = read_paxlst(DATA).messages[0].people[0]
    assert (type(person), type(person.documents[0])) == (PersonFact, DocumentFact)
    assert person == EXPECTED
    assert hash(person) == hash(EXPECTED)
    assert repr(person) == repr(EXPECTED)
    assert pickle.loads(pickle.dumps(person)) == EXPECTED
    assert replace(person, seat="1A") == replace(EXPECTED, seat="1A")
    with pytest.raises(FrozenInstanceError):
        person.surname = "X"  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        person.documents[0].number = "X"  # type: ignore[misc]


def test_a_fact_that_makes_its_own_defaults_has_no_twin() -> None:
    @dataclass(frozen=True, slots=True)
    class Listed:
        names: list[str] = field(default_factory=list)

    with pytest.raises(TypeError, match="Listed"):
        twin(Listed)  # type: ignore[arg-type]
