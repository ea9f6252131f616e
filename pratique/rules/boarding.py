"""Who was on a leg: all statements about it, read together into one presence per person.

Source: formats 1.6. The result depends on the statements only, never on the order in which they are passed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from pratique.model.movement import NOBODY, LegEvent, Line, Presence, State, Told
from pratique.model.tracing import Reason, because, marked
from pratique.rules.closeout import CloseOut, Order, latest_closeout, order_of, sender_of
from pratique.rules.persons import Persons, tell_apart, with_forms


@dataclass(frozen=True, slots=True)
class Folded:
    """What is known of one leg."""

    presences: tuple[Presence, ...]
    """One per person, by identity."""
    contradictions: tuple[Reason, ...]
    """What does not fit together: codes and counts, never who."""
    cancelled: bool
    """The flight was cancelled (XF) and neither listed nor closed out with people again since."""
    boarding_closed: bool
    """Some close-out (CL, CLOB, CLNB) was received."""


def presences(
    lines: Sequence[Line],
    events: Sequence[LegEvent],
    told: Mapping[int, Told],
    *,
    partial: bool = False,
    same: Sequence[Collection[int]] = (),
) -> Folded:
    """The people of one leg with state and seat, and what contradicts.

    Statements are ordered by (said, learnt, message, position). `told` gives each message's set of parts and
    sender; a message it lacks is a set of its own. Who is one person: see `persons.tell_apart`. Within a sender a
    later message replaces what it said of the person before; across senders each sender's last word stands.

    The latest CLOB or CLNB on the leg decides who boarded; with a part missing, or where a reference may mean more
    than one person, the people it does not clearly speak of are `unknown`. Whoever is cancelled and not named
    by a later close-out stays cancelled. A close-out that names no crew says nothing of the crew: departure control
    closes the passengers; the crew come in a list of their own.

    A traveller's own locator form is a statement too, but no list: whoever stands on forms alone is `declared`. The
    seat of a form counts beside those of the lists; where no list gives one it is the seat. `same` joins forms to
    people of the lists (`persons.with_forms`).

    `partial`: the lines are only those about some people (`leg_lines.about`), for whom `told_alone` holds. Each
    of these is then what the whole leg makes of them, or `unknown` where that takes the references of others: a
    person whom the close-out does not name counts as not named only if the sender of one of its lines in view gave
    this person a reference. Contradictions, `cancelled` and other people in view say nothing then.
    """
    distinct = _distinct(lines, told)
    closing = latest_closeout(distinct, events, told)
    listed = [line for line in distinct if line.identity_id != NOBODY and line.state != "declared"]
    own = {line.identity_id for line in distinct if line.state == "declared"}
    persons = tell_apart(listed, told)
    persons = with_forms(persons, own, same) if own else persons
    statements: defaultdict[int, list[Line]] = defaultdict(list)
    for line in distinct:
        if line.identity_id != NOBODY:
            statements[persons.of_identity[line.identity_id]].append(line)
    trouble: Counter[str] = Counter()
    trouble["reference_reused"] = len(persons.reused)
    for line in distinct:
        if line.identity_id == NOBODY and line.state not in ("boarded", "not_boarded"):
            person = persons.match(line)
            if person is None:
                trouble["reference_unmatched"] += 1
            else:
                statements[person].append(line)
    named, doubtful = _named(closing, persons, told, trouble, partial=partial)
    crew = {person for person, said in statements.items() if any("crew" in line.role for line in said)}
    unspoken = crew if not crew & named.keys() else set()
    found = []
    for person, said in statements.items():
        if len(said) > 1:
            said.sort(key=order_of)
        unsure = person in doubtful
        naming = named.get(person, [])
        about = None if person in unspoken else closing
        if len(said) == 1 and said[0].state not in _BY_NO_LIST:
            found.append(_said_once(said[0], naming, doubtful=unsure, closing=about, trouble=trouble))
        else:
            found.append(_said_often(said, naming, doubtful=unsure, closing=about, told=told, trouble=trouble))
    return Folded(
        presences=tuple(sorted(found, key=lambda p: (p.identity_id, p.identities))),
        contradictions=tuple(_contradiction(code, trouble[code]) for code in _CONTRADICTIONS if trouble[code]),
        cancelled=_cancelled(distinct, events),
        boarding_closed=any(event.kind in ("CL", "CLOB", "CLNB") for event in events),
    )


def told_alone(lines: Iterable[Line], people: Container[int]) -> bool:
    """Whether the lines about these identities of a leg (`leg_lines.about`) tell of them without the others.

    They do not where an identity of somebody else bears a reference of theirs, where a line points at a booking only,
    or where one of them is crew, of whom a close-out speaks only if it names any.
    """
    for line in lines:
        if line.identity_id in people:
            if "crew" in line.role:
                return False
        elif line.identity_id != NOBODY or not line.ref_key:
            return False
    return True


_CONTRADICTIONS = {
    "seat_contradiction": (
        marked("{n} person has more than one seat by what the senders last said."),
        marked("{n} people have more than one seat by what the senders last said."),
    ),
    "form_seat_differs": (
        marked("{n} person has another seat by their own locator form than by the lists."),
        marked("{n} people have another seat by their own locator forms than by the lists."),
    ),
    "closeout_unmatched": (
        marked("{n} reference of the close-out could not be matched to a person on the lists."),
        marked("{n} references of the close-out could not be matched to a person on the lists."),
    ),
    "closeout_unlisted": (
        marked("{n} person is named by the close-out but on no list."),
        marked("{n} people are named by the close-out but on no list."),
    ),
    "closeout_empty": (
        marked("{n} close-out with the people on board named nobody; boarding is unknown."),
        marked("{n} close-outs with the people on board named nobody; boarding is unknown."),
    ),
    "boarded_after_cancel": (
        marked("{n} person was cancelled, but a later close-out has them on board."),
        marked("{n} people were cancelled, but a later close-out has them on board."),
    ),
    "cancelled_after_boarding": (
        marked("{n} person was on board by the close-out, but cancelled after it."),
        marked("{n} people were on board by the close-out, but cancelled after it."),
    ),
    "listed_after_closeout": (
        marked("{n} person was first listed after the close-out; whether they boarded is unknown."),
        marked("{n} people were first listed after the close-out; whether they boarded is unknown."),
    ),
    "reference_reused": (
        marked("{n} passenger reference was given to different people, and so cannot tell who is meant."),
        marked("{n} passenger references were given to different people, and so cannot tell who is meant."),
    ),
    "reference_unmatched": (
        marked("{n} change could not be matched to a person on the lists."),
        marked("{n} changes could not be matched to a person on the lists."),
    ),
}
"""What may not fit together, for one and for many."""


def _contradiction(code: str, count: int) -> Reason:
    one, many = _CONTRADICTIONS[code]
    return because(code, one if count == 1 else many, n=count)


def _distinct(lines: Sequence[Line], told: Mapping[int, Told]) -> list[Line]:
    """The lines in order; a statement that the same set repeats word for word, said at the same time, only once."""
    # Message and position name a statement; only where they do not, whole lines have to be told apart, and ordered.
    once = len({(line.message_id, line.seq) for line in lines}) == len(lines)
    every = lines if once else sorted(set(lines), key=repr)
    sets = {message_id: _set_of(message_id, told) for message_id in {line.message_id for line in lines}}
    kept: dict[tuple[object, ...], Line] = {}
    for line in sorted(every, key=order_of):
        # Everything but position and receipt: the message is replaced by its set, sender and function.
        content = (
            line.leg_id, line.identity_id, line.ref_key, line.party_key, line.role, line.state, line.seat,
            line.seat_status, line.seat_raw, line.embark, line.debark, line.unit, line.travel_class, line.table_no,
            line.said_at, sets[line.message_id],
        )  # fmt: skip
        kept.setdefault(content, line)
    return list(kept.values())


def _set_of(message_id: int, told: Mapping[int, Told]) -> tuple[object, ...]:
    message = told.get(message_id)
    return (message_id,) if message is None else (message.sender, message.set_key, message.document, message.function)


def _named(
    closing: CloseOut | None, persons: Persons, told: Mapping[int, Told], trouble: Counter[str], *, partial: bool
) -> tuple[dict[int, list[Line]], set[int]]:
    """The close-out's lines by the person each names, and the people of whom it may or may not speak."""
    named: defaultdict[int, list[Line]] = defaultdict(list)
    if closing is None:
        return named, set()
    lost = []
    for line in closing.lines:
        person = persons.match(line)
        if person is None:
            lost.append(line)
        else:
            named[person].append(line)
    trouble["closeout_unmatched"] = len(lost)
    trouble["closeout_empty"] = int(closing.kind == "CLOB" and not closing.lines)
    doubtful = {person for line in lost for person in persons.candidates(line)}
    if lost or partial:
        # A lost reference may mean anybody whom the close-out could not have named in another way: people
        # without a reference, or with references only of senders whose numbering it does not use.
        used = {sender_of(line.message_id, told) for line in closing.lines}
        for person, naming in named.items():
            used |= persons.senders(person, {line.ref_key for line in naming})
        doubtful |= {person for person in persons.all if not persons.senders(person) & used}
    return named, doubtful - named.keys()


def _said_often(
    said: list[Line],
    naming: list[Line],
    *,
    doubtful: bool,
    closing: CloseOut | None,
    told: Mapping[int, Told],
    trouble: Counter[str],
) -> Presence:
    forms = [line for line in said if line.state == "declared"]
    if forms:
        said = [line for line in said if line.state != "declared"] or forms
    listed = [line for line in said if line.state not in _BY_NO_LIST]
    if not listed and closing is not None and naming:
        trouble["closeout_unlisted"] += 1
    own = _own_words(forms) if forms else forms
    words = own if said is forms else _last_words(listed or said, told)
    by_list = {line.seat for line in words if line.seat and line.state != "declared"}
    by_form = {line.seat for line in own if line.seat}
    if len(by_list) > 1:
        trouble["seat_contradiction"] += 1
    if by_list and by_form - by_list:
        trouble["form_seat_differs"] += 1
    stated = (line for line in (*reversed(words), *reversed(said)) if line.identity_id != NOBODY)
    latest = next(stated)
    seated = _seated([*own, *words])
    everything = [*said, *forms, *naming]
    learnt = [line.learnt_at for line in everything]
    return Presence(
        leg_id=latest.leg_id,
        identity_id=latest.identity_id,
        identities=tuple(sorted({line.identity_id for line in (*said, *forms)} - {NOBODY})),
        role=latest.role,
        state="declared" if said is forms else _state(listed, naming, doubtful, closing, trouble),
        seat=seated.seat,
        seat_status=seated.seat_status,
        seats_stated=tuple(sorted(by_list | by_form)),
        party_keys=frozenset(line.party_key for line in words if line.party_key and line.state != "declared"),
        embark=next((line.embark for line in reversed(words) if line.embark), ""),
        debark=next((line.debark for line in reversed(words) if line.debark), ""),
        messages=tuple(sorted({line.message_id for line in everything})),
        first_learnt=min(learnt),
        last_learnt=max(learnt),
        unit=seated.unit or next((line.unit for line in reversed(words) if seated in own and line.unit), ""),
        travel_class=seated.travel_class,
        table_no=seated.table_no,
        has_form=bool(forms),
        form_seats=tuple(sorted(by_form)),
        unlisted_seats=tuple(sorted(by_form - by_list)),
        form_parties=frozenset(line.party_key for line in forms),
    )


def _said_once(
    line: Line, naming: list[Line], *, doubtful: bool, closing: CloseOut | None, trouble: Counter[str]
) -> Presence:
    """What `_said_often` makes of one word of one list, sooner: nearly everybody's."""
    learnt = [line.learnt_at, *(other.learnt_at for other in naming)]
    return Presence(
        leg_id=line.leg_id,
        identity_id=line.identity_id,
        identities=(line.identity_id,),
        role=line.role,
        state=_state([line], naming, doubtful, closing, trouble),
        seat=line.seat,
        seat_status=line.seat_status,
        seats_stated=(line.seat,) if line.seat else (),
        party_keys=frozenset((line.party_key,)) if line.party_key else frozenset(),
        embark=line.embark,
        debark=line.debark,
        messages=tuple(sorted({line.message_id, *(other.message_id for other in naming)})),
        first_learnt=min(learnt),
        last_learnt=max(learnt),
        unit=line.unit,
        travel_class=line.travel_class,
        table_no=line.table_no,
    )


_BY_NO_LIST = frozenset({"boarded", "not_boarded", "declared"})


def _own_words(forms: list[Line]) -> list[Line]:
    """What the last form with a seat says, else the last: a spouse's form that leaves it out takes none back."""
    telling = [line for line in forms if line.seat] or forms
    return [line for line in telling if line.message_id == telling[-1].message_id]


def _last_words(said: list[Line], told: Mapping[int, Told]) -> list[Line]:
    """Of each sender, all that its last message says of the person, in order.

    One message that seats a person twice replaces nothing: it contradicts itself, and both seats are kept. Tables often
    name no sender: what a change says of a seat replaces what such a list said before it.
    """
    if len(said) == 1:
        return said
    last = {sender_of(line.message_id, told): line.message_id for line in said}
    words = [line for line in said if last[sender_of(line.message_id, told)] == line.message_id]
    changes = [line for line in words if line.seat and _is_change(line, told)]
    return [
        line
        for line in words
        if sender_of(line.message_id, told) or not any(_comes_after(change, line) for change in changes)
    ]


def _is_change(line: Line, told: Mapping[int, Told]) -> bool:
    message = told.get(line.message_id)
    return message is not None and message.function == "CP"


def _comes_after(change: Line, line: Line) -> bool:
    """Whether a change was written or came after a list: what a table says is dated by its receipt, at the latest."""
    return change.message_id > line.message_id or change.said_at > line.said_at


def _seated(words: list[Line]) -> Line:
    """The statement that tells most of where the person sat: a seat, else a coach or cabin, else why there is none."""

    if len(words) == 1:
        return words[0]

    def tells(line: Line) -> tuple[bool, bool, bool]:
        return bool(line.seat), bool(line.unit), line.seat_status != "none"

    return max(reversed(words), key=tells)


def _state(
    listed: list[Line], naming: list[Line], doubtful: bool, closing: CloseOut | None, trouble: Counter[str]
) -> State:
    before: State = "unknown" if not listed else "cancelled" if listed[-1].state == "cancelled" else "listed"
    if closing is None:
        return before
    if before == "cancelled":
        if not naming:
            return "cancelled"
        if order_of(listed[-1])[0] > closing.order[0]:
            trouble["cancelled_after_boarding"] += closing.kind == "CLOB"
            return "cancelled"
        trouble["boarded_after_cancel"] += closing.kind == "CLOB"
    if naming:
        return "boarded" if closing.kind == "CLOB" else "not_boarded"
    late = bool(listed) and order_of(listed[0])[0] > closing.order[0]
    trouble["listed_after_closeout"] += late
    if late or doubtful or not closing.complete or (closing.kind == "CLOB" and not closing.lines):
        return "unknown"
    return "not_boarded" if closing.kind == "CLOB" else "boarded"


def _cancelled(lines: Iterable[Line], events: Iterable[LegEvent]) -> bool:
    off: Order | None = max((_when(e) for e in events if e.kind == "XF"), default=None)
    if off is None:
        return False
    again = [order_of(line) for line in lines if line.state == "listed"]
    again += [_when(event) for event in events if event.kind in ("CLOB", "CLNB")]
    return max(again, default=off) <= off


def _when(event: LegEvent) -> Order:
    return event.said_at, event.learnt_at, event.message_id, -1
