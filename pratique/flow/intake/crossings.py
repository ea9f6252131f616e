"""Border crossings from CSV and Parquet: who crossed, when, where and which way."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from typing import Literal

from pratique.errors import NotReadable, NotReady
from pratique.flow.intake.csv_manifest import MAP_HINT, NO_TEXT, canonical_digest
from pratique.flow.intake.dates import FAR, bare_time, split_time
from pratique.flow.intake.headers import Header, find_header, normal_header
from pratique.flow.intake.persons import place_code, read_people
from pratique.flow.intake.profile import DateOrder, SenderProfile
from pratique.flow.intake.sheet import Sheet, read_sheet
from pratique.flow.intake.table import Row, Table, read_table
from pratique.model.facts import CrossingFact, Message, ReadFile
from pratique.model.flights import normal_flight
from pratique.model.movement import Direction

_NEEDED = "a crossing needs a document number, or a name with birth date and sex"
_IN = (
    "in, entry, arrival, inbound, entering, arrived, entered, entrada, llegada, ingreso, entrée, arrivée, einreise, "
    "ankunft, ein, 入境, 入, 进, 入国, 到达"
)
_OUT = (
    "out, exit, departure, outbound, leaving, departed, left, salida, egreso, sortie, départ, ausreise, abreise, "
    "abflug, aus, 出境, 出, 出国, 离境, 離境"
)
_WORDS: dict[str, Direction] = {normal_header(word): "in" for word in _IN.split(", ")}
_WORDS |= {normal_header(word): "out" for word in _OUT.split(", ")}
# One letter says nothing by itself: only these sets, found in a whole column, mean one thing.
_LETTERS: tuple[dict[str, Direction], ...] = (
    {"i": "in", "o": "out"},
    {"e": "in", "s": "out"},
    {"e": "in", "x": "out"},
    {"a": "in", "d": "out"},
)
_ALONE: dict[str, Direction] = {"i": "in", "o": "out", "x": "out"}
_GENERIC_DATES = frozenset(normal_header(word) for word in ("date", "fecha", "datum", "日期"))


def read_crossings(
    data: bytes, suffix: str, profile: SenderProfile | None = None, now: datetime | None = None
) -> ReadFile:
    """One message with every crossing of the file. Never raises on content; bad rows come back with reasons.

    `suffix` (``.parquet``) decides only where the bytes do not say. `now` is for the finding on future times.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    if data[:4] == b"PAR1" or suffix.lower() == ".parquet":
        try:
            table: Table | None = _parquet(data)
        except (NotReadable, NotReady) as error:
            return ReadFile(sha256, error=error.sentence, hint=error.hint)
    else:
        table = read_table(data, profile)
    if table is None:
        return ReadFile(sha256, error=NO_TEXT, hint="save it as CSV in UTF-8 and load that")
    return crossings_from_table(table, sha256, profile, now or datetime.now(UTC))


def looks_like_crossings(header: Header) -> bool:
    """Whether a header belongs to border crossings: a direction and a time, or a time and a point of entry."""
    found = set(_with_date(header).columns)
    timed = bool(found & {"crossing_time", "crossing_date"})
    return timed and bool(found & {"direction", "point_of_entry"}) and "seat" not in found


def crossings_from_table(table: Table, sha256: str, profile: SenderProfile | None, now: datetime) -> ReadFile:
    """The same from rows of text cells, whatever file they came from."""
    header = find_header([row.cells for row in table.rows], profile)
    if header is None:
        sentence = "no row of the first 40 names at least three known columns, one of them a document number or a name"
        return ReadFile(sha256, error=sentence, hint=MAP_HINT)
    header = _with_date(header)
    if "direction" not in header.columns:
        return ReadFile(sha256, error="no column says whether a crossing is an entry or an exit", hint=MAP_HINT)
    order = profile.dates if profile else None
    sheet = read_sheet(table.rows, header)
    ways, times = _directions(sheet), _times(sheet, order)
    if isinstance(times, str):
        hint = "say which with --dates dmy, --dates mdy or --dates ymd; it is kept for this sender"
        return ReadFile(sha256, error=times, hint=hint, rejected=sheet.all_rejected())
    sheet.keep([_reason(way, time) for way, time in zip(ways, times, strict=True)].__getitem__)
    good = [(w, t) for w, t in zip(ways, times, strict=True) if w and t and not t.startswith("T")]
    latest = max((datetime.fromisoformat(time).date() for _, time in good), default=FAR)
    people = read_people(sheet, order, latest)
    flights = [normal_flight(f, c) for f, c in zip(sheet.column("flight"), sheet.column("carrier"), strict=True)]
    flight_days = sheet.dates("flight_date", order).values
    kept: dict[CrossingFact, int] = {}
    again: list[int] = []
    lacking: dict[int, str] = {}
    for place, (person, (way, time)) in enumerate(zip(people, good, strict=True)):
        named = (person.surname or person.given) and person.birth_date and person.sex
        if not named and not any(document.number for document in person.documents):
            lacking[place] = _NEEDED
            continue
        port = place_code(sheet.cell("point_of_entry", place))
        fact = CrossingFact(person, time, port, way, flights[place], flight_days[place])
        if kept.setdefault(fact, place) != place:
            again.append(place)
    sheet.note("duplicate-rows", "info", again, f"{len(again)} rows repeat an earlier row; each crossing is taken once")
    portless = [place for fact, place in kept.items() if fact.point_of_entry is None]
    sheet.note(
        "no-point-of-entry", "warning", portless, "the row does not say where the crossing was", "point_of_entry"
    )
    _note_times(sheet, kept, now)
    sheet.keep(lacking.get)
    rejected = sheet.all_rejected()
    if not kept:
        hint = "look at the reasons given for the rows" if rejected else "ask the sender whether it is complete"
        return ReadFile(sha256, error="the table holds no crossing that can be used", hint=hint, rejected=rejected)
    content = sorted(json.dumps(asdict(fact), ensure_ascii=False, sort_keys=True) for fact in kept)
    message = Message(
        kind="crossings",
        dialect=table.dialect,
        sender=(profile and profile.name) or None,
        crossings=tuple(kept),
        findings=(*table.findings, *sheet.findings),
        digest=canonical_digest("crossings", content),
    )
    return ReadFile(sha256, messages=(message,), rejected=rejected)


def _parquet(data: bytes) -> Table:
    from pratique.stores.parquet import read_parquet_rows

    names, rows = read_parquet_rows(data)
    body = (Row(number, tuple(cell or "" for cell in cells)) for number, cells in enumerate(rows, 2))
    return Table((Row(1, tuple(names)), *body), "parquet")


def _with_date(header: Header) -> Header:
    """A column called just ``Date`` is the date of the crossing here."""
    title = header.titles.get("flight_date")
    if title is None or "crossing_date" in header.columns or normal_header(title) not in _GENERIC_DATES:
        return header
    columns, titles = dict(header.columns), dict(header.titles)
    columns["crossing_date"], titles["crossing_date"] = columns.pop("flight_date"), titles.pop("flight_date")
    return replace(header, columns=columns, titles=titles)


def _reason(way: Direction | None, time: str | None) -> str | None:
    if way is None:
        return "the direction is missing, or cannot be told from this column"
    if time is None:
        return "no date and time that can be read"
    return "a time without its date" if time.startswith("T") else None


def _directions(sheet: Sheet) -> list[Direction | None]:
    keys = [normal_header(cell) for cell in sheet.column("direction")]
    letters = {key for key in keys if len(key) == 1 and key.isascii()}
    fitting = [known for known in _LETTERS if letters == set(known)]
    german = letters == {"a", "e"}
    known: dict[str, Direction] = fitting[0] if fitting else {"e": "in", "a": "out"} if german else {}
    if len(letters) == 1 and not known:
        known = {key: _ALONE[key] for key in letters if key in _ALONE}
    unclear = [place for place, key in enumerate(keys) if key in letters and key not in known]
    text = "these letters can mean entry or exit; the rows are not taken: ask the sender for words, or for both letters"
    sheet.note("ambiguous-direction", "error", unclear, text, "direction")
    return [_WORDS.get(key) or known.get(key) for key in keys]


def _times(sheet: Sheet, order: DateOrder | None) -> list[str | None] | str:
    """ISO time of every record; ``T08:00`` where the date is missing, None without either, or why none can be read."""
    raw_times, raw_dates = sheet.column("crossing_time"), sheet.column("crossing_date")
    name: Literal["crossing_time", "crossing_date"] = "crossing_date" if any(raw_dates) else "crossing_time"
    clocks = []
    texts = []
    for first, second in zip(raw_times, raw_dates, strict=True):
        day, time, offset = split_time(first)
        if time is None and (bare := bare_time(first)):
            day, time = "", bare
        other, late, late_offset = split_time(second)
        clocks.append((time, offset) if time else (late, late_offset))
        texts.append((other or day) if name == "crossing_date" else day)
    column = sheet.dates(name, order, texts)
    if column.orders:
        title = sheet.header.titles.get(name, name)
        return f"the dates in column {title} can be read as {' or '.join(column.orders)} with different results"
    times: list[str | None] = []
    for read, text, (time, offset) in zip(column.values, texts, clocks, strict=True):
        if read:
            times.append(f"{read}T{time}{offset}" if time else read)
        else:
            times.append(f"T{time}" if time and not text else None)
    return times


def _note_times(sheet: Sheet, kept: dict[CrossingFact, int], now: datetime) -> None:
    ahead, dayless = [], []
    for fact, place in kept.items():
        moment = datetime.fromisoformat(fact.time)
        if "T" not in fact.time:
            dayless.append(place)
        # A local time may run up to 14 hours before UTC's clock does.
        limit = now if moment.tzinfo else now + timedelta(hours=14)
        if (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) > limit:
            ahead.append(place)
    sheet.note(
        "future-time", "warning", ahead, "the crossing lies in the future; it is kept as stated", "crossing_time"
    )
    sheet.note("crossing-without-time", "info", dayless, "only the date is stated, not the time", "crossing_date")
