"""What was said of each leg: the lines of the movement table once more, those of a message about a leg in one row.

A trace asks for some dozens of legs, each whole or for a few people. The movement table is by day and answers for
everybody: it decodes groups of thousands of rows for each leg. Here a leg's lines lie beside each other (decision
0018). They come in the transaction that begins their batch, and go with it, with their period and with a person who
is forgotten.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import groupby
from operator import attrgetter
from typing import Any, Final

from sqlalchemy import Connection, FromClause, Select, bindparam, delete, func, insert, select, update

from pratique.model.movement import NOBODY, Line
from pratique.stores.movements import Held
from pratique.stores.register.many import rows_for
from pratique.stores.register.moments import Moment
from pratique.stores.register.packed_lines import ID_BYTES, LinesOfMessage, Page, is_whole, packed
from pratique.stores.register.register import meta, set_meta
from pratique.stores.register.tables import leg_lines

_EVER: Final = datetime(9999, 12, 31, tzinfo=UTC)
_WHOLE: Final = "lines_by_leg"
_ORDER: Final = attrgetter("leg_id", "message_id", "seq")
_PAGE: Final = attrgetter("leg_id", "message_id")
_LEGS_AT_ONCE: Final = 1_000


def add(connection: Connection, lines: Iterable[Line]) -> None:
    """Store these lines: all that their messages say of their legs."""
    pages = [packed(list(page)) for _, page in groupby(sorted(lines, key=_ORDER), key=_PAGE)]
    if pages:
        connection.execute(insert(leg_lines), [page._asdict() for page in pages])


# -- what there is ----------------------------------------------------------------------------------------------------


def of_legs(connection: Connection, legs: Collection[int], known_at: datetime | None = None) -> list[Line]:
    """All lines of these legs, by leg, message and position.

    `known_at` leaves out what this site learnt later. Lines of a batch that is still pending are among them.
    """
    return [line for page in _pages(connection, legs, known_at) for line in page.lines()]


def about(
    connection: Connection, legs: Collection[int], identities: Collection[int], known_at: datetime | None = None
) -> list[Line]:
    """What is said of these identities on these legs, by leg, message and position.

    On each leg: their own lines, every line that bears a reference of theirs, and every line that names nobody, bears
    no reference, and gives a booking of theirs.
    """
    people = frozenset(identities)
    found: list[Line] = []
    for pages in _by_leg(_pages(connection, legs, known_at)):
        for page, positions in zip(pages, _about(pages, people), strict=True):
            found += page.lines(positions) if positions else []
    return found


def seats(connection: Connection, legs: Collection[int]) -> dict[int, frozenset[str]]:
    """The assigned seats ever stated on each of these legs; every leg asked for is a key."""
    found: dict[int, frozenset[str]] = dict.fromkeys(legs, frozenset())
    for page in _pages(connection, legs):
        found[page.leg_id] |= page.seats()
    return found


def _pages(connection: Connection, legs: Collection[int], known_at: datetime | None = None) -> Iterator[LinesOfMessage]:
    rows = list(rows_for(connection, _asked, legs, known_at=known_at or _EVER))
    rows.sort(key=_PAGE)
    return (LinesOfMessage(Page(*row)) for row in rows)


def _asked(listed: FromClause) -> Select[Any]:
    query = select(*(leg_lines.c[name] for name in Page._fields))
    return query.join_from(listed, leg_lines, leg_lines.c.leg_id == listed.c.value).where(
        leg_lines.c.learnt_at <= bindparam("known_at", type_=Moment)
    )


def _by_leg(pages: Iterable[LinesOfMessage]) -> Iterator[list[LinesOfMessage]]:
    return (list(of_leg) for _, of_leg in groupby(pages, key=attrgetter("leg_id")))


def _about(pages: Sequence[LinesOfMessage], identities: frozenset[int]) -> list[list[int]]:
    """On each of the pages of one leg, the positions of what `about` asks for."""
    references: set[int] = set()
    bookings: set[int] = set()
    for page in pages:
        if not identities.isdisjoint(page.people):
            own = [n for n, identity in enumerate(page.people) if identity in identities]
            references.update(page.references[n] for n in own)
            bookings.update(page.bookings[n] for n in own)
    references.discard(0)
    bookings.discard(0)
    if not (references or bookings):
        # Then only their own lines count, and what nobody bears need not be unpacked.
        return [[n for n, identity in enumerate(page.people) if identity in identities] for page in pages]
    return [
        [
            n
            for n, (identity, reference, booking) in enumerate(
                zip(page.people, page.references, page.bookings, strict=True)
            )
            if identity in identities
            or (reference in references if reference else identity == NOBODY and booking in bookings)
        ]
        for page in pages
    ]


def count(connection: Connection) -> int:
    """How many lines there are."""
    return int(connection.execute(select(func.sum(func.length(leg_lines.c.people)))).scalar_one() or 0) // ID_BYTES


def altered(connection: Connection) -> list[int]:
    """The legs of which something is not as it was stored."""
    query = select(*(leg_lines.c[name] for name in Page._fields)).execution_options(yield_per=_LEGS_AT_ONCE)
    return sorted({row.leg_id for row in connection.execute(query) if not is_whole(Page(*row))})


# -- a site of an older version ---------------------------------------------------------------------------------------


def fill(connection: Connection, portions: Iterable[Sequence[Line]]) -> None:
    """Put these in the place of all that are here: from now on they are whole. A leg is in one portion."""
    connection.execute(delete(leg_lines))
    for lines in portions:
        add(connection, lines)
    mark_whole(connection)


def are_whole(connection: Connection) -> bool:
    """Whether every line of the movement table is here: not before an older site was filled."""
    return meta(connection, _WHOLE) is not None


def mark_whole(connection: Connection) -> None:
    """Note that every line of the movement table is here."""
    set_meta(connection, _WHOLE, "whole")


# -- removing ---------------------------------------------------------------------------------------------------------


def erase(connection: Connection, until: date, held: Held) -> None:
    """Remove the lines of legs up to this day that are not held, as `Movements.erase` does."""
    for page, kept in _to_go(connection, until, held):
        _keep(connection, page, kept)


def due(connection: Connection, until: date, held: Held) -> int:
    """How many lines that would remove."""
    return sum(len(page.people) - len(kept) for page, kept in _to_go(connection, until, held))


def _to_go(connection: Connection, until: date, held: Held) -> Iterator[tuple[LinesOfMessage, list[int]]]:
    """The pages that lose lines, with the positions that stay."""
    query = select(leg_lines.c.leg_id).distinct().where(leg_lines.c.day <= until)
    old = sorted(set(connection.execute(query).scalars()) - held.legs)
    for start in range(0, len(old), _LEGS_AT_ONCE):
        for pages in _by_leg(_pages(connection, old[start : start + _LEGS_AT_ONCE])):
            for page, kept in zip(pages, _about(pages, held.identities), strict=True):
                if len(kept) < len(page.people):
                    yield page, kept


def forget(connection: Connection, identities: Collection[int]) -> None:
    """Remove every line about these people: that names them, or names nobody and bears their reference."""
    for page, kept in _naming(connection, frozenset(identities)):
        _keep(connection, page, kept)


def naming(connection: Connection, identities: Collection[int]) -> int:
    """How many lines that would remove."""
    return sum(len(page.people) - len(kept) for page, kept in _naming(connection, frozenset(identities)))


def _naming(connection: Connection, identities: frozenset[int]) -> Iterator[tuple[LinesOfMessage, list[int]]]:
    """The pages that name these people, or bear a reference of theirs, with the positions that stay."""
    for pages in _by_leg(_pages(connection, _legs_naming(connection, identities))):
        borne = {
            reference
            for page in pages
            for identity, reference in zip(page.people, page.references, strict=True)
            if identity in identities
        }
        for page in pages:
            said = enumerate(zip(page.people, page.references, strict=True))
            kept = [
                n
                for n, (identity, reference) in said
                if identity not in identities and not (identity == NOBODY and reference and reference in borne)
            ]
            if len(kept) < len(page.people):
                yield page, kept


def _legs_naming(connection: Connection, identities: frozenset[int]) -> set[int]:
    """The legs with a line that names one of these people: every leg is looked at, no line of it is unpacked."""
    wanted = [identity.to_bytes(ID_BYTES, "little", signed=True) for identity in identities]
    rows = connection.execute(select(leg_lines.c.leg_id, leg_lines.c.people).execution_options(yield_per=_LEGS_AT_ONCE))
    return {leg_id for leg_id, people in rows if any(one in people for one in wanted)}


def _keep(connection: Connection, page: LinesOfMessage, positions: Sequence[int]) -> None:
    """Leave nothing of a page but the lines at these positions."""
    its = (leg_lines.c.leg_id == page.leg_id, leg_lines.c.message_id == page.message_id)
    if positions:
        left = packed(page.lines(positions))
        connection.execute(update(leg_lines).where(*its).values(left._asdict()))
    else:
        connection.execute(delete(leg_lines).where(*its))
