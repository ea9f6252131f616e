"""What the source itself must not do: touch the vault from outside, or put a person into an exception's text."""

import ast
from dataclasses import fields
from pathlib import Path

import pytest

from pratique.model.casework import CaseDocument, CasePerson
from pratique.model.facts import DocumentFact, PersonFact

PACKAGE = Path(__file__).resolve().parents[2] / "pratique"
MAY_TOUCH = ("desk/", "guard/")
PLAIN = {"type", "role", "sex", "legs", "seat", "documents", "issuer", "expiry", "embark", "debark", "nationality"}
"""Fields of a person that name nobody by themselves."""
PERSONAL = {
    field.name for noun in (PersonFact, DocumentFact, CasePerson, CaseDocument) for field in fields(noun)
} - PLAIN | {"phone", "email"}


def sources():
    return {path.relative_to(PACKAGE).as_posix(): path.read_text("utf-8") for path in sorted(PACKAGE.rglob("*.py"))}


def touches_the_vault(source):
    """Attributes `_vault`, by whatever way: `x._vault`, `getattr(x, "_vault")`."""
    return any(
        (isinstance(node, ast.Attribute) and node.attr == "_vault")
        or (isinstance(node, ast.Constant) and node.value == "_vault")
        for node in ast.walk(ast.parse(source))
    )


def test_only_the_desk_and_the_guard_touch_a_vault():
    touching = {name for name, source in sources().items() if touches_the_vault(source)}
    assert {name for name in touching if not name.startswith(MAY_TOUCH)} == set()
    assert "desk/case_file.py" in touching


@pytest.mark.parametrize("source", ["desk._vault.open(1)", "desk.sealer._vault", "getattr(desk, '_vault')"])
def test_a_planted_touch_is_found(source):
    assert touches_the_vault(source)


def personal_texts(source):
    """Line numbers of raised, or error-like, calls whose f-strings or formatting take in a person's field."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Raise) and node.exc is not None:
            found += [part.lineno for part in ast.walk(node.exc) if _takes_in_a_person(part)]
    return found


def _takes_in_a_person(node):
    if isinstance(node, ast.FormattedValue):
        inside = ast.walk(node.value)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod | ast.Add):
        inside = ast.walk(node)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("format", "join"):
        inside = (part for argument in node.args for part in ast.walk(argument))
    else:
        return False
    return any(
        (isinstance(part, ast.Attribute) and part.attr in PERSONAL)
        or (isinstance(part, ast.Subscript) and getattr(part.slice, "value", None) in PERSONAL)
        or (isinstance(part, ast.Name) and part.id in PERSONAL - {"number", "reference", "given", "table", "unit"})
        for part in inside
    )


def test_the_fields_looked_for_are_the_models():
    assert {"surname", "given", "number", "birth_date", "phones", "emails", "booking"} <= PERSONAL


def test_no_exception_takes_in_a_persons_field():
    found = {name: lines for name, source in sources().items() if (lines := personal_texts(_no_case(source)))}
    assert found == {}


def _no_case(source):
    """`notice.reference` is the name of a case, not of a person."""
    return source.replace("notice.reference", "notice.case_name")


@pytest.mark.parametrize(
    "source",
    [
        'raise ValueError(f"cannot read {person.surname}")',
        'raise NotReadable(f"row 7: {document.number!r} is odd", "")',
        'raise ValueError("cannot read %s" % person.given)',
        'raise ValueError("cannot read {}".format(person.birth_date))',
        'raise ValueError("cannot read " + row["surname"])',
        'raise ValueError(f"cannot read {surname}")',
        'raise ValueError("cannot read " + ", ".join(person.phones))',
    ],
)
def test_a_planted_person_in_an_exception_is_found(source):
    assert personal_texts(source)
