"""References that tell too much."""

import pytest

from pratique.rules.reference import names_disease, names_person


@pytest.mark.parametrize(
    ("reference", "surname", "numbers", "told"),
    [
        ("GZ-2026-0117", "QUILLFEATHER", ["X0736206"], False),
        ("QUILLFEATHER-1", "Quillfeather", [], True),
        ("GZ-quill_feather/2", "QUILL-FEATHER", [], True),
        ("GZQUILLFEATHER2", "QUILLFEATHER", [], True),
        ("MUNOZ-1", "Muñoz", [], True),
        ("FEATHER-1", "de la Feather", [], True),  # one word of it is enough
        ("LA-2026-1", "de la Feather", [], False),  # but not so short a one
        ("LIN-2026-1", "Lin", [], True),
        ("BERLIN-2026-1", "Lin", [], False),
        ("MA-2026-1", "Ma", [], False),  # two letters are a place
        ("GZ-X0736206", None, ["X0000000", "x 0736206"], True),
        ("GZ-2026-0117", None, ["", "-"], False),
    ],
)
def test_a_reference_that_holds_surname_or_number_is_told(reference, surname, numbers, told):
    assert names_person(reference, surname, numbers) is told


@pytest.mark.parametrize(
    ("reference", "told"),
    [("GZ-2026-0117", False), ("MEASLES-2026-1", True), ("gzCovid19-1", True), ("TB-7", True), ("TBILISI-7", False)],
)
def test_a_reference_that_holds_the_disease_is_told(reference, told):
    assert names_disease(reference, ("measles", "COVID-19", "TB")) is told
