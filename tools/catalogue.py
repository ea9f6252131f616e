"""The catalogue of translations: what the code says, brought into the .po files, and those compiled.

Run it after changing a sentence; translate what it lists as missing in `pratique/present/locale/*/LC_MESSAGES/`; run
it again. `--check` changes nothing and fails where something is stale, untranslated, fuzzy or does not fit.

Found are the literals in `say(…)`, `count(one, many, …)`, `because(code, …)` and `marked(…)`, in Python and in the page
templates. A sentence no longer said stays in the .po file as obsolete, and comes back with its translation.
"""

from __future__ import annotations

import ast
import io
import re
import string
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from jinja2.ext import extract_from_ast

ROOT = Path(__file__).resolve().parent.parent
LOCALES = ROOT / "pratique" / "present" / "locale"
FIRST = {"say": 0, "word": 0, "marked": 0, "because": 1}
"""Which argument holds the sentence."""
Id = str | tuple[str, str]


class _Plain(Catalog):
    """A catalogue whose header says nothing of the day or the tool, so that the same words give the same bytes."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        return [
            ("Project-Id-Version", "pratique"),
            ("Language", str(self.locale_identifier)),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", self.plural_forms),
        ]


def said() -> dict[Id, set[str]]:
    """Every sentence of the code, with the files that say it; a tuple is one and many."""
    found: dict[Id, set[str]] = {}
    for path in sorted((ROOT / "pratique").rglob("*.py")):
        for sentence in in_python(path.read_text("utf-8")):
            found.setdefault(sentence, set()).add(path.relative_to(ROOT).as_posix())
    for path in sorted((ROOT / "pratique" / "present" / "templates").iterdir()):
        for sentence in in_template(path.read_text("utf-8")):
            found.setdefault(sentence, set()).add(path.relative_to(ROOT).as_posix())
    return found


def in_python(source: str) -> Iterator[Id]:
    """The sentences of a Python file. A name is followed to the texts that its function gives it."""
    tree = ast.parse(source)
    for scope in [tree, *(n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef))]:
        named: dict[str, list[ast.expr]] = {}
        for node in ast.walk(scope):
            if scope is not tree and isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                named.setdefault(node.targets[0].id, []).append(node.value)
        for node in ast.walk(scope):
            if isinstance(node, ast.Call):
                yield from in_call(node, named)


def in_call(call: ast.Call, named: dict[str, list[ast.expr]]) -> Iterator[Id]:
    """The sentences of one call."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name == "count" and len(call.args) >= 3:
        one, many = (text_of(argument) for argument in call.args[:2])
        if one and many:
            yield one, many
    elif name in FIRST and len(call.args) > FIRST[name]:
        yield from literals(call.args[FIRST[name]], named)


def literals(node: ast.expr, named: dict[str, list[ast.expr]]) -> Iterator[str]:
    """The texts an argument may be: one literal, either side of a condition, or what a name stands for."""
    if isinstance(node, ast.IfExp):
        yield from literals(node.body, named)
        yield from literals(node.orelse, named)
    elif isinstance(node, ast.Name):
        for value in named.get(node.id, ()):
            yield from (literals(value, {}))
    elif text := text_of(node):
        yield text


def text_of(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def in_template(source: str) -> Iterator[Id]:
    """The sentences of a page template."""
    from jinja2 import Environment

    # Parsed only, never rendered: what is escaped does not matter here.
    tree = Environment(autoescape=True).parse(source)
    for _, name, strings in extract_from_ast(tree, gettext_functions=("say", "count")):
        texts = [text for text in (strings if isinstance(strings, tuple) else (strings,)) if text]
        if name == "count" and len(texts) >= 2:
            yield texts[0], texts[1]
        elif name == "say" and texts:
            yield texts[0]


def brought_up(old: Catalog, sentences: dict[Id, set[str]]) -> Catalog:
    """The catalogue with exactly these sentences, translations kept, the rest obsolete."""
    new = _Plain(locale=old.locale, domain="pratique", header_comment=HEADER, fuzzy=False)
    known: dict[object, Message] = {m.id: m for m in old.obsolete.values() if m.id}
    known |= {m.id: m for m in old if m.id}
    for sentence in sorted(sentences, key=str):
        before = known.pop(sentence, None)
        text = before.string if before else ("",) if isinstance(sentence, tuple) else ""
        places = [(path, None) for path in sorted(sentences[sentence])]
        new.add(sentence, text, locations=places, flags=before.flags - {"python-brace-format"} if before else ())
    for sentence, message in sorted(known.items(), key=lambda pair: str(pair[0])):
        if any(texts(message)):
            new.obsolete[sentence] = Message(sentence, message.string)
    return new


HEADER = "# The words of pratique in another language. Brought up to date and compiled by tools/catalogue.py."


def texts(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


def faults(catalogue: Catalog) -> Iterator[str]:
    """What is missing or does not fit in a catalogue, in sentences."""
    for message in catalogue:
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        if not all(texts(message)):
            yield f"no translation: {ids[0]!r}"
        elif message.fuzzy:
            yield f"fuzzy: {ids[0]!r}"
        else:
            wanted = placeholders(ids)
            for text in texts(message):
                if placeholders([text]) != wanted:
                    yield f"other placeholders than the English has: {ids[0]!r}"


def placeholders(sentences: Iterable[str]) -> set[str]:
    return {name for text in sentences for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def po_bytes(catalogue: Catalog) -> bytes:
    out = io.BytesIO()
    write_po(out, catalogue, width=110, include_lineno=False, sort_output=False)
    return re.sub(rb"\n{3,}", b"\n\n", out.getvalue()).rstrip() + b"\n"


def mo_bytes(catalogue: Catalog) -> bytes:
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def main(check: bool) -> int:
    """Bring every catalogue up to date, or say what of it is not; the exit code."""
    sentences, told = said(), []
    for po in sorted(LOCALES.glob("*/LC_MESSAGES/pratique.po")):
        language = po.parts[-3]
        with po.open("rb") as stored:
            new = brought_up(read_po(stored, locale=language, domain="pratique"), sentences)
        for path, wanted in ((po, po_bytes(new)), (po.with_suffix(".mo"), mo_bytes(new))):
            if not path.is_file() or path.read_bytes() != wanted:
                if check:
                    told.append(f"{path.relative_to(ROOT).as_posix()} is not up to date: run tools/catalogue.py")
                else:
                    path.write_bytes(wanted)
        told += [f"{language}: {fault}" for fault in faults(new)]
    print("\n".join(told) or f"catalogues: {len(sentences)} sentences, all translated")
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv[1:]))
