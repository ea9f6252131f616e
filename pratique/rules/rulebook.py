"""The rule book: one TOML file a disease, read with care, asked by disease and authority.

A file that does not follow the form is refused with the file and the key named: a rule that was half understood
would give a wrong list.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from pratique.errors import NotFound, NotReadable
from pratique.model.tracing import Reason, because, marked
from pratique.rules.reading import read_content, read_rule
from pratique.rules.rule import Rule
from pratique.rules.table import Table
from pratique.rules.unusable import Unusable

__all__ = ["Book", "Disease", "Rule", "load_book"]


@dataclass(frozen=True, slots=True)
class Disease:
    """One disease with its rules, by id, and the authority followed where nobody chose another."""

    name: str
    aliases: tuple[str, ...]
    default_authority: str
    rules: Mapping[str, Rule]
    disagree: tuple[str, ...] = ()
    """Where the authorities contradict each other, in whole sentences."""
    why: str = ""
    """Why this default authority."""


@dataclass(frozen=True, slots=True)
class Book:
    """Every rule this site has."""

    diseases: tuple[Disease, ...]

    def rule(
        self,
        disease: str,
        authority: str | None = None,
        *,
        conveyance: str | None = None,
        sealed: bool | None = None,
    ) -> Rule:
        """The rule for a disease, by default its own default authority's.

        Names and aliases ignore case. `authority` is a rule's id (``measles.cdc``), its short form (``cdc``), or the
        beginning of several ids (``covid.cn``, ``cn``) of which `conveyance` and `sealed` (closed windows, air
        conditioning) pick one. Raises NotFound, saying what there is; Unusable where several rules are left, or
        where the rule is for other conveyances than the one given.
        """
        found = self.disease(disease)
        wanted = (authority or found.default_authority).strip().casefold()
        for rule in found.rules.values():
            if wanted in (rule.id.casefold(), _short(rule)):
                return _for_conveyance(found, rule, conveyance)
        family = [
            r for r in found.rules.values() if f"{r.id.casefold()}.".startswith((f"{wanted}.", _start(r, wanted)))
        ]
        if not family:
            raise NotFound(
                f"The rule book has no rule of that authority for {found.name}.",
                f"It has {', '.join(found.rules)}.",
            )
        fit = [r for r in family if _fits(r, conveyance) and sealed in (None, r.sealed_air_conditioned)]
        if len(fit) == 1:
            return fit[0]
        several = marked("This authority has several rules, by conveyance and by whether its windows are closed.")
        none = marked("This authority has no rule for this kind of conveyance.")
        raise Unusable(because("no_rule", several if fit else none), _choose(fit or family, conveyance))

    def disease(self, name: str) -> Disease:
        """A disease by its name or an alias. Raises NotFound, saying which diseases there are."""
        wanted = name.strip().casefold()
        for disease in self.diseases:
            if wanted in (disease.name.casefold(), *(alias.casefold() for alias in disease.aliases)):
                return disease
        # The name asked for is not repeated: it comes from a notice, where anything may stand.
        raise NotFound(
            "The rule book has no rule for this disease.",
            f"It has {', '.join(sorted((d.name for d in self.diseases), key=str.casefold))}.",
        )


def load_book(folder: Path | None = None) -> Book:
    """The rules shipped with the product, with those of a site's own folder added or put in their place.

    A site's file for a known disease adds rules, replaces those with the same id and sets the default authority.
    Raises NotReadable, naming file and key.
    """
    diseases: dict[str, Disease] = {}
    sources: list[Traversable] = [files("pratique.rules").joinpath("book")]
    if folder is not None:
        if not folder.is_dir():
            raise NotReadable("The site's rule folder does not exist.", "Create it, or take it out of the settings.")
        sources.append(folder)
    for source in sources:
        for entry in sorted(source.iterdir(), key=lambda e: e.name):
            if entry.name.endswith(".toml"):
                _add(diseases, _read(read_content(entry)), entry.name)
    return Book(tuple(diseases.values()))


def _short(rule: Rule) -> str:
    return rule.id.partition(".")[2].casefold()


def _start(rule: Rule, wanted: str) -> str:
    """How the id of a rule of this family begins where the disease's part was left out."""
    return f"{rule.id.partition('.')[0].casefold()}.{wanted}."


def _fits(rule: Rule, conveyance: str | None) -> bool:
    return conveyance is None or not rule.conveyances or conveyance in rule.conveyances


def _for_conveyance(disease: Disease, rule: Rule, conveyance: str | None) -> Rule:
    if _fits(rule, conveyance):
        return rule
    others = [r for r in disease.rules.values() if conveyance in r.conveyances]
    text = marked("The rule {rule} is for {conveyances}, not for this kind of conveyance ({conveyance}).")
    raise Unusable(
        because(
            "no_rule", text, rule=rule.id, conveyances=", ".join(rule.conveyances), conveyance=conveyance or "unknown"
        ),
        _choose(others),
    )


def _choose(rules: Sequence[Rule], conveyance: str | None = None) -> Reason:
    """What to do, with the rules there are to choose from."""
    if not rules:
        return because("no_rule", "No rule of this disease is for it: write one into the site's rule folder.")
    ids = ", ".join(rule.id for rule in rules)
    if conveyance and {rule.sealed_air_conditioned for rule in rules if _fits(rule, conveyance)} == {True, False}:
        asked = marked("Say whether it had closed windows and air conditioning: --sealed or --open ({rules}).")
        return because("no_rule", asked, rules=ids)
    return because("no_rule", "Choose one of {rules}.", rules=ids)


def _with_alternatives(disease: Disease) -> Disease:
    ready = [r.id for r in disease.rules.values() if r.infectious and r.zone.type != "decision_required"]
    rules = {
        rule.id: replace(rule, alternatives=tuple(other for other in ready if other != rule.id))
        for rule in disease.rules.values()
    }
    return replace(disease, rules=rules)


def _add(diseases: dict[str, Disease], new: Disease, file: str) -> None:
    key = new.name.casefold()
    if old := diseases.get(key):
        aliases = tuple(dict.fromkeys(old.aliases + new.aliases))
        new = replace(
            new, name=old.name, aliases=aliases, rules={**old.rules, **new.rules}, disagree=old.disagree + new.disagree
        )
    if new.default_authority not in new.rules:
        raise NotReadable(
            f"Rule file {file}, key default_authority: no rule has this id.", f"The ids are {', '.join(new.rules)}."
        )
    diseases[key] = _with_alternatives(new)


def _read(table: Table) -> Disease:
    name = table.text("disease")
    rules: dict[str, Rule] = {}
    for item in table.tables("rule"):
        rule = read_rule(item, name)
        if rule.id in rules:
            raise item.wrong("id", "is used by two rules")
        rules[rule.id] = rule
    disagree = tuple(table.texts("disagree"))
    disease = Disease(
        name, table.texts("aliases"), table.text("default_authority"), rules, disagree, table.text("why", "")
    )
    table.done()
    return disease
