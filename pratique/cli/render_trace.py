"""A trace for reading: leg by leg, contacts under what is to be done for them, and what the list rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Console, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from pratique.cli.render import console
from pratique.model.tracing import Contact, LegTrace, Reason, Tracing
from pratique.present.changes import changes_of
from pratique.present.completeness import completeness_lines
from pratique.present.language import Translator, translator
from pratique.present.others import others_of
from pratique.present.places import in_order, place_of
from pratique.present.unjudged import is_unjudged, unjudged_of
from pratique.present.words import ACTIONS, STANDING, WHERE

_WIDE = 130
"""From this width on reasons and whereabouts stand side by side; below it, under the name."""
_EVIDENCE = 2
"""So much of the evidence is shown, newest first; JSON, CSV and the page hold all of it."""
_ALWAYS = frozenset({"perhaps_one_traveller"})
"""Told however much comes before it: it is why an officer has to decide."""


def tracing_table(tracing: Tracing, language: str = "en") -> None:
    """Everything a trace says, in the width of the terminal."""
    out, t = console(), translator(language)
    out.print(f"[bold]{escape(tracing.case)}[/]  {escape(_disease_and_window(t, tracing))}")
    rule = tracing.rule
    _, standing, _ = STANDING[rule.standing]
    said = t.say(
        "Rule {id} {version} ({authority}), standing: {standing}",
        id=rule.id,
        version=rule.version,
        authority=t.known(rule.authority),
        standing=t.say(standing),
    )
    out.print(escape(said))
    _notes(out, t, tracing.notes)
    if not tracing.contacts_shown:
        words = t.say("Not confirmed by a second officer: counts and completeness only, no names.")
        out.print(f"[yellow]{escape(words)}[/]")
    elif not tracing.names_shown:
        words = t.say("Names are not for your role: contacts stand here by their references.")
        out.print(f"[yellow]{escape(words)}[/]")
    out.print(counted(tracing.counts, t))
    if words := unjudged_of(tracing, t):
        out.print(f"[yellow]! {escape(words)}[/]")
    _changes(out, t, tracing)
    _others(out, t, tracing)
    for leg in tracing.legs:
        _leg(out, t, leg, shown=tracing.contacts_shown)


def _changes(out: Console, t: Translator, tracing: Tracing) -> None:
    """``Since the trace of 19 Nov 2026: 2 added, 1 gone`` and why, each reason once with how many it is true of."""
    if changes := changes_of(tracing, t):
        out.print(escape(changes.text))
        for line in changes.lines:
            out.print(f"  {line.sign}{line.count} {escape(t.told(line.why))}")


def _others(out: Console, t: Translator, tracing: Tracing) -> None:
    """What other authorities' rules would give, a rule a line."""
    others = others_of(tracing, t)
    if others.rules:
        out.print(escape(t.say("What other authorities' rules would give")))
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for other in others.rules:
        _, standing, _ = STANDING[other.rule.standing]
        legs = [
            t.say("{leg}: {answer}", leg=leg, answer=cell)
            for leg, cell in zip(others.legs, other.cells, strict=True)
            if cell
        ]
        notes = [t.told(note) for note in other.notes]
        words = "; ".join(legs + notes) or t.say("not in its window, or not for this conveyance")
        table.add_row(f"{escape(other.rule.id)} [dim]({escape(t.say(standing))})[/]", escape(words))
    if others.rules:
        out.print(_indented(table))


def counted(counts: dict[str, int], t: Translator | None = None) -> str:
    """``34 contacts: 16 decide by hand, …``: only what there is."""
    t = t or translator("en")
    contacts = t.count("{n} contact", "{n} contacts", counts["contacts"])
    due = [
        t.say("{n} {action}", n=counts[action], action=t.say(look.short).lower())
        for action, look in ACTIONS.items()
        if counts[action]
    ]
    return t.say("{contacts}: {due}", contacts=contacts, due=t.listed(due)) if due else contacts


def _disease_and_window(t: Translator, tracing: Tracing) -> str:
    first, last = tracing.window_from, tracing.window_to
    disease = t.disease(tracing.disease)
    if first is None:
        return disease
    if last is None:
        return t.say("{disease}, infectious from {first}", disease=disease, first=t.day(first))
    return t.say("{disease}, infectious {first} to {last}", disease=disease, first=t.day(first), last=t.day(last))


def _leg(out: Console, t: Translator, leg: LegTrace, *, shown: bool) -> None:
    seats = t.say("Case in {seats}.", seats=t.listed(leg.case_seats)) if leg.case_seats else ""
    where = f"{leg.flight} {leg.origin or '?'}→{leg.destination or '?'} {t.day(leg.date)}"
    out.print(f"\n[bold]{escape(where)}[/]  {escape(seats or t.say('Seat of the case not known.'))}")
    _notes(out, t, leg.notes)
    if leg.to_request and not leg.completeness.forms.people:
        return
    unjudged = is_unjudged(leg)
    if leg.cabin:
        inferred = t.say("Cabin {layout} (inferred from manifests)", layout=leg.cabin.layout)
        known = t.say("Cabin {layout} (from the site's table)", layout=leg.cabin.layout)
        out.print(escape(inferred if leg.cabin.inferred else known))
        _notes(out, t, leg.cabin.notes)
    if shown:
        for action, look in ACTIONS.items():
            if due := sorted((c for c in leg.contacts if c.action == action), key=_place):
                out.print(f"\n[bold]{look.sign} {t.say(look.text)}[/] ({len(due)})")
                out.print(_contacts(t, due, wide=out.width >= _WIDE))
    elif not unjudged:
        out.print(t.count("{n} contact on this leg.", "{n} contacts on this leg.", leg.counts["contacts"]))
    if unjudged:
        out.print(
            t.count(
                "{n} person is on the list of this journey, besides the case.",
                "{n} people are on the list of this journey, besides the case.",
                leg.others_on_board,
            )
        )
    else:
        out.print(
            t.count(
                "{n} other was on board: no contact, and not named.",
                "{n} others were on board: no contacts, and not named.",
                leg.others_on_board,
            )
        )
    if leg.not_on_board:
        out.print(
            t.count("{n} was listed and did not travel.", "{n} were listed and did not travel.", leg.not_on_board)
        )
    for line in completeness_lines(leg.completeness, t):
        words = t.say("{label}: {text}", label=line.label, text=line.text)
        out.print(
            _indented(f"[yellow]![/] {escape(words)}" if line.lacking else escape(words), 2 if line.lacking else 4)
        )


def _contacts(t: Translator, due: list[Contact], *, wide: bool) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, min_width=4)
    table.add_column(overflow="fold", ratio=2 if wide else 1)
    if wide:
        table.add_column(overflow="fold", ratio=5)
        table.add_column(overflow="fold", ratio=5)
    for contact in due:
        name = f"[bold]{escape(_name(t, contact))}[/]"
        why = "\n".join(escape(t.told(reason)) for reason in contact.reasons)
        where = "\n".join(escape(text) for text in _where(t, contact))
        table.add_row(place_of(contact) or "-", *((name, why, where) if wide else (f"{name}\n{why}\n{where}",)))
    return table


def _where(t: Translator, contact: Contact) -> Iterator[str]:
    """The state, unless the newest evidence begins with it, then that evidence."""
    state = t.say(WHERE[contact.where_now.state])
    every = contact.where_now.evidence
    evidence = [t.told(reason) for at, reason in enumerate(every) if at < _EVIDENCE or reason.code in _ALWAYS]
    if not evidence or not evidence[0].startswith(state):
        yield t.sentence(state)
    yield from evidence


def _place(contact: Contact) -> tuple[bool, object, str, str]:
    """By coach or deck, nose to tail; who has no place comes after, crew with crew, then by name."""
    place = place_of(contact)
    name = f"{contact.surname or ''},{contact.given or ''}"
    unit, seat = contact.presence.unit, contact.seat or ""
    order = (in_order(unit), not seat, in_order(seat))
    return (not place, order, contact.reasons[0].code if contact.reasons else "", name)


def _name(t: Translator, contact: Contact) -> str:
    if contact.record == "erased":
        return t.say("(erased)")
    if contact.record == "not_shown":
        return contact.contact
    return ", ".join(part for part in (contact.surname, contact.given) if part) or t.say("(no name given)")


def _notes(out: Console, t: Translator, notes: Iterable[Reason]) -> None:
    for note in notes:
        out.print(_indented(f"[dim]{escape(t.told(note))}[/]"))


def _indented(what: RenderableType, by: int = 2) -> Padding:
    """The same a little to the right, the lines it is broken into as well."""
    return Padding(what, (0, 0, 0, by), expand=False)
