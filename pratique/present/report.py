"""A finished trace as one HTML file: no network, no script, nothing outside the file.

The style sheet (with the fonts in it) is inlined and named by its hash in the page's Content-Security-Policy. Names
appear only for contacts, only where the `Tracing` shows names, and never in the title, an address or an id.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from datetime import datetime
from functools import cache

from markupsafe import Markup

from pratique.model.seating import letter_of, row_of
from pratique.model.tracing import Contact, LegTrace, Reason, RuleUsed, Tracing, because, marked
from pratique.present import words
from pratique.present._templates import environment, static
from pratique.present.changes import changes_of
from pratique.present.completeness import completeness_lines
from pratique.present.language import Translator, translator
from pratique.present.others import others_of
from pratique.present.places import in_order, is_ground, place_of, service, unit_words
from pratique.present.seatmap import drawn_contacts, off_map, seat_map, why_no_map
from pratique.present.unjudged import is_unjudged, unjudged_of

_FONTS = {
    "Hyper": "fonts/atkinson-hyperlegible-next-latin-wght-normal.woff2",
    "HyperMono": "fonts/atkinson-hyperlegible-mono-latin-wght-normal.woff2",
}


def render_report(
    tracing: Tracing, *, site: str, purpose: str, actor: str, printed_at: datetime, language: str = "en"
) -> str:
    """The page for one case: what to do, the flights with seat maps and lists, and how complete each list is.

    `purpose` is a `Purpose` value or free words, `actor` the id the guard logged. The page does not check who may
    read it: the caller passes a `Tracing` that the guard released.
    """
    t = translator(language)
    style = _style()
    return (
        environment(language)
        .get_template("report.html")
        .render(
            tracing=tracing,
            title=_title(tracing, t),
            language=t.tag,
            site=site,
            purpose=t.word(words.PURPOSES.get(purpose, purpose)),
            actor=actor,
            printed_at=printed_at,
            style=Markup(style),  # noqa: S704 - our own static files and tables, nothing received
            csp=_policy(style),
            named=_named(tracing),
            total=_total(tracing.counts),
            rule=_rule(tracing.rule, t),
            window=_window(tracing, t),
            changes=changes_of(tracing, t),
            others=others_of(tracing, t),
            standings={r.rule.id: _rule(r.rule, t) for r in tracing.alternatives},
            asked=[note for note in tracing.notes if _is_asked(note)],
            notes=[note for note in tracing.notes if not _is_asked(note)],
            unjudged=unjudged_of(tracing, t),
            requests=sum(leg.to_request for leg in tracing.legs),
            legs=[_leg(n, leg, tracing, t) for n, leg in enumerate(tracing.legs, 1)],
        )
    )


_FIRST = ("no_rule", "cancelled", "case_elsewhere", "escalated")
"""Notes of a leg without which its list would be misread."""
_WHY_NOBODY = (
    "nobody_near", "nobody_else", "nobody_travelled", "too_short", "case_left_behind", "links_only", "case_not_placed",
)  # fmt: skip
"""Why a leg has no contact at all; what stands in `_FIRST` tells it too."""
_LIMITS = ("limit_open", "limit_past", "follow_up_end")


def _title(tracing: Tracing, t: Translator) -> str:
    cases = tracing.case.split(" + ")
    return t.say("Cases {cases}", cases=t.listed(cases)) if len(cases) > 1 else t.say("Case {case}", case=cases[0])


def _is_asked(note: Reason) -> bool:
    """Whether this is something that no file can tell: an item of the checklist."""
    return note.code.startswith("ask_") or note.code == "confirm"


def _total(counts: dict[str, int]) -> int:
    return counts.get("contacts", sum(counts.get(action, 0) for action in words.ACTIONS))


def _named(tracing: Tracing) -> int:
    """How many different people this page names."""
    if not tracing.names_shown:
        return 0
    return len({c.contact for leg in tracing.legs for c in leg.contacts if c.surname or c.given})


def _window(tracing: Tracing, t: Translator) -> str:
    if tracing.window_from is None and tracing.window_to is None:
        return t.say("not known")
    if tracing.window_to is None:
        return t.say("from {first}", first=t.day(tracing.window_from))
    return t.say("{first} to {last}", first=t.day(tracing.window_from), last=t.day(tracing.window_to))


def _rule(rule: RuleUsed, t: Translator) -> dict[str, object]:
    sign, standing, meaning = words.STANDING[rule.standing]
    authority = t.known(rule.authority)
    return {"used": rule, "authority": authority, "sign": sign, "standing": t.say(standing), "meaning": t.say(meaning)}


def _leg(n: int, leg: LegTrace, tracing: Tracing, t: Translator) -> dict[str, object]:
    prefix = f"leg{n}-"
    shown = tracing.contacts_shown
    contacts = _nearest_first(leg) if shown else []
    why_nobody = [note for note in leg.notes if note.code in _WHY_NOBODY] if shown and not contacts else []
    return {
        "id": f"leg{n}",
        "prefix": prefix,
        "leg": leg,
        "flight": service(leg),
        "ground": is_ground(leg),
        "total": _total(leg.counts) if leg.counts else len(leg.contacts),
        "counts": [(look, leg.counts.get(action, 0)) for action, look in words.ACTIONS.items()],
        "rule": _rule(leg.rule, t) if leg.rule != tracing.rule else None,
        "why_no_map": why_no_map(leg, t) if shown else None,
        "map": Markup(seat_map(leg, prefix, t.language) if shown else ""),  # noqa: S704 - the template escaped it
        "off_map": off_map(leg) if shown else (),
        "drawn": {c.contact for c in drawn_contacts(leg) if c.seat not in off_map(leg)}
        if not why_no_map(leg)
        else set(),
        "shown": len(contacts),
        "groups": _groups(leg, contacts, t),
        "unjudged": is_unjudged(leg),
        "why_nobody": why_nobody,
        "first": [note for note in leg.notes if note.code in _FIRST],
        "limits": [note for note in leg.notes if note.code in _LIMITS],
        "completeness": completeness_lines(leg.completeness, t),
        "notes": [n for n in leg.notes if n.code not in (*_FIRST, *_LIMITS) and n not in why_nobody]
        + _cabin_notes(leg),
    }


def _nearest_first(leg: LegTrace) -> list[Contact]:
    """In the order of work: by action, then by rows from the case, then by seat; on the ground by place alone."""
    order = list(words.ACTIONS)
    rows = {row: i for i, row in enumerate(leg.cabin.rows if leg.cabin else ())}
    case_rows = [rows[row_of(s)] for s in leg.case_seats if s[:-1].isdigit() and row_of(s) in rows]

    def key(contact: Contact) -> tuple[object, ...]:
        due, seat = order.index(contact.action), contact.seat or ""
        if is_ground(leg) or contact.presence.unit:
            return due, 0, in_order(place_of(contact)), contact.contact
        if not seat[:-1].isdigit():
            return due, 0, (), contact.contact
        away = min((abs(rows.get(row_of(seat), row_of(seat)) - r) for r in case_rows), default=0)
        return due, away, ((row_of(seat), letter_of(seat)),), contact.contact

    return sorted(leg.contacts, key=key)


def _groups(leg: LegTrace, contacts: Iterable[Contact], t: Translator) -> list[tuple[str, str, list[Contact]]]:
    """(key, heading, people): by coach, cabin or deck, that of the case first; those with a seat; then the rest."""
    groups: dict[str, list[Contact]] = {"by_seat": [], "seat_unknown": [], "infants": [], "crew": []}
    units: dict[str, list[Contact]] = {}
    for contact in contacts:
        if "crew" in contact.presence.role and not contact.seat:
            groups["crew"].append(contact)
        elif contact.presence.unit:
            units.setdefault(contact.presence.unit, []).append(contact)
        elif contact.seat:
            groups["by_seat"].append(contact)
        elif contact.presence.seat_status == "infant":
            groups["infants"].append(contact)
        else:
            groups["seat_unknown"].append(contact)
    headings = {
        "by_seat": t.say("By seat"),
        "seat_unknown": t.say("Seat not known"),
        "infants": t.say("Infants without a seat of their own"),
        "crew": t.say("Crew"),
    }
    own = {seat.partition("/")[0] for seat in leg.case_seats if is_ground(leg) or "/" in seat}
    by_unit = sorted(units, key=lambda unit: (unit not in own, in_order(unit)))
    found = [("unit", unit_words(leg, unit, t), units[unit]) for unit in by_unit]
    rest = [(key, headings[key], people) for key, people in groups.items() if people]
    return (
        found + rest if is_ground(leg) else rest[:1] * bool(groups["by_seat"]) + found + rest[bool(groups["by_seat"]) :]
    )


def _cabin_notes(leg: LegTrace) -> list[Reason]:
    if leg.cabin is None or not leg.cabin.rows:
        return []
    if leg.cabin.inferred:
        inferred = marked("Cabin layout {layout}, inferred from the seats on this flight's manifests.")
        layout = because("layout", inferred, layout=leg.cabin.layout)
    else:
        layout = because("layout", "Cabin layout {layout}.", layout=leg.cabin.layout)
    return [layout, *leg.cabin.notes]


@cache
def _style() -> str:
    """The whole style sheet: fonts as data, colours from the table in `words`, then the two static files."""
    fonts = "".join(
        f'@font-face{{font-family:"{family}";font-weight:200 800;font-display:swap;src:url(data:font/woff2;base64,'
        f'{base64.b64encode(static(path)).decode()}) format("woff2")}}\n'
        for family, path in _FONTS.items()
    )
    looks = (words.CASE, *words.ACTIONS.values())
    light = "".join(f"--{k.kind}:{k.light[0]};--{k.kind}-bg:{k.light[1]};" for k in looks)
    dark = "".join(f"--{k.kind}:{k.dark[0]};--{k.kind}-bg:{k.dark[1]};" for k in looks)
    kinds = "".join(f".k-{k.kind}{{--sign:var(--{k.kind});--ground:var(--{k.kind}-bg)}}" for k in looks)
    colours = f":root{{{light}}}\n@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}\n{kinds}\n"
    sheets = "".join(static(name).decode() for name in ("report.css", "seatmap.css"))
    return fonts + colours + sheets


def _policy(style: str) -> str:
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; font-src data:; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
