"""A made-up country's site: a year of flights, every identity really sealed, movement rows in Delta.

`make_country(folder, lines)` makes a site with about `lines` manifest lines. Everybody is invented by a formula, so
that person N can be named in a notice without being stored in clear anywhere. The rows go in by bulk insert, through
the register's tables, the vault's own seal, the step that makes identities, and `append_table`.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import shutil
import time
from array import array
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
from arro3.core import Array, DataType
from arro3.core import Table as Arrow
from sqlalchemy import delete, insert

from pratique.desk import Site, make_site, open_desk, open_site
from pratique.desk.upgrading import upgrade_site
from pratique.flow.identity.statements import draft_message
from pratique.model.access import Actor, Purpose, Role, Subject, SubjectKind
from pratique.model.facts import DocumentFact, LegFact, Message, PersonFact
from pratique.rules.linkage.model import link_model
from pratique.settings import load_settings
from pratique.stores.movements.arrow import SHAPES, moment
from pratique.stores.register import link_models, packed_lines, receipts
from pratique.stores.register.link_models import StoredModel
from pratique.stores.register.register import take_ids
from pratique.stores.register.tables import leg_lines

WORK = Path(__file__).parent / "work"
FIRST, DAYS = date(2025, 10, 1), 365
NOW = datetime(2026, 11, 15, 12, 0, tzinfo=UTC)
"""The bench's present: six weeks after the last flight, so that every follow-up has run to its end."""
ON_A_LEG = 190
MANY = 50_000_000
"""Above this many lines everybody makes five trips a year instead of two: 100 million lines of 10 million people."""
_HOME, _ZONE = "CAN", "Asia/Shanghai"
_ABROAD = ("SIN", "NRT", "ICN", "BKK", "DEL", "SYD", "LHR", "CDG", "FRA", "JFK", "LAX", "DXB", "DOH", "IST", "NBO")
_TOML = f'point_of_entry = "{_HOME}"\npoint_of_entry_name = "Bench port"\ncountry = "CN"\nzone = "{_ZONE}"\n'
_SURNAMES = ("ALDERTON", "BRISKOVA", "CHENG", "DARVEL", "EKWUEME", "FARROKH", "GRANSTROEM", "HOLUB", "IVERSEN", "JOSSE")
_CHUNK = 20_000
_ENVIRON = {name: value for name, value in os.environ.items() if not name.startswith("PRATIQUE_")}
OFFICER = Actor("first officer (bench)", Role.SUPERVISOR)
SECOND = Actor("second officer (bench)")


def lines_a_traveller(lines: int) -> int:
    """Manifest lines for each identity of a country of this size: one for every way, there and back."""
    return 4 if lines <= MANY else 10


def open_country(lines: int) -> Site:
    """The site of this size, made if it is not there yet."""
    folder = WORK / f"country-{short(lines)}"
    made = folder / "made.json"
    # Movement rows of another shape are made anew; an older register is upgraded, as an operator would.
    if not made.exists() or json.loads(made.read_text()).get("layout") != _layout():
        shutil.rmtree(folder, ignore_errors=True)
        make_country(folder, lines, lines_a_traveller(lines))
    upgrade_site(load_settings(folder, environ=_ENVIRON), NOW)
    return made_country(lines)


def made_country(lines: int) -> Site:
    """The site of this size that is there, opened as a command opens it."""
    return open_site(load_settings(WORK / f"country-{short(lines)}", environ=_ENVIRON))


def _layout() -> str:
    text = repr([("resolved",), *((shape.name, shape.columns) for shape in SHAPES.values())])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def short(lines: int) -> str:
    """A size as it stands in file names: 1m, 200k."""
    return f"{lines // 1_000_000}m" if lines % 1_000_000 == 0 else f"{lines // 1000}k"


def empty_site(name: str) -> Site:
    """A new, empty site in the work folder."""
    folder = WORK / name
    shutil.rmtree(folder, ignore_errors=True)
    return open_site(make_site(folder, _TOML, NOW, _ENVIRON))


def document_of(traveller: int) -> str:
    """The passport number of an invented traveller."""
    return f"Q{traveller:08d}"


def person_of(traveller: int) -> PersonFact:
    """Everything a manifest says of an invented traveller."""
    born = date(1940, 1, 1) + timedelta(days=traveller * 7919 % 25_000)
    return PersonFact(
        role="passenger",
        surname=_SURNAMES[traveller % 10] + "".join(chr(65 + traveller // 10 // 26**n % 26) for n in range(3)),
        given=f"GIVEN{'ABCDEFGHIJ'[traveller // 1000 % 10]}",
        sex="MF"[traveller % 2],
        birth_date=born.isoformat(),
        nationality=("CHN", "PRT", "KOR", "IND", "AUS")[traveller % 5],
        documents=(DocumentFact("P", document_of(traveller), ("CHN", "PRT", "KOR", "IND", "AUS")[traveller % 5]),),
        phones=(f"+999{traveller:09d}",) if traveller % 3 == 0 else (),
    )


def make_country(folder: Path, lines: int, each: int) -> None:
    """Make the site, `each` lines for an identity; what each step took goes to `made.json` in its folder."""
    took: dict[str, float] = {}
    with open_site(make_site(folder, _TOML, NOW, _ENVIRON)) as site:
        travellers = lines // each
        with duckdb.connect(config={"memory_limit": "12GB", "temp_directory": str(WORK / "spill")}) as engine:
            with _Timed(took, "travel"):
                legs = _travel(engine, travellers, each // 2)
            with _Timed(took, "movement_tables"):
                _movements(engine, site)
            with _Timed(took, "movement_maintenance"):
                site.movements.maintain(NOW, force=True)
            with _Timed(took, "register"):
                _register(engine, site, legs, travellers)
            with _Timed(took, "lines_by_leg"):
                fill_lines(site)
        rows = site.movements.count()
        made = {
            "layout": _layout(),
            "manifest_lines": travellers * each,
            "rows": rows,
            "identities": travellers,
            "legs": legs,
            "days": DAYS,
            "seconds": {name: round(value, 1) for name, value in took.items()},
            "movement_rows_per_second": round(sum(rows.values()) / took["movement_tables"]),
            "movement_bytes": site.movements.bytes_on_disk(),
            "bytes_per_movement_row": round(site.movements.bytes_on_disk() / sum(rows.values()), 1),
            "register_bytes": (folder / "register.sqlite").stat().st_size,
            "register_bytes_per_identity": round((folder / "register.sqlite").stat().st_size / travellers),
        }
    (folder / "made.json").write_text(json.dumps(made, indent=2) + "\n")


def fill_lines(site: Site) -> None:
    """Put every line by leg into the register, as `leg_lines.fill` does, but from columns."""
    columns = ("leg_id", "message_id", "day", "epoch_us(said_at)", "epoch_us(learnt_at)", *packed_lines.COLUMNS)
    with duckdb.connect(config={"memory_limit": "4GB"}) as engine, site.register.writing() as connection:
        connection.execute(delete(leg_lines))
        engine.execute("set timezone = 'UTC'; set enable_progress_bar = false")
        for folder in sorted((site.settings.path("movements") / "lines").glob("day=*")):
            found = engine.execute(
                f"select {', '.join(columns)} from read_parquet('{folder}/*.parquet', hive_partitioning = true, "
                "hive_types = {'day': date}) order by leg_id, message_id, seq"
            ).fetchall()
            pages = []
            for (leg_id, message_id), rows in groupby(found, key=itemgetter(0, 1)):
                (_, _, (day, *_), (said_at, *_), (learnt_at, *_), *said) = zip(*rows, strict=True)
                head = (leg_id, message_id, day, moment(said_at), moment(learnt_at))
                pages.append(packed_lines.packed_columns(*head, said)._asdict())
            connection.execute(insert(leg_lines), pages)


class _Timed:
    def __init__(self, took: dict[str, float], name: str) -> None:
        self._took, self._name = took, name

    def __enter__(self) -> None:
        self._start = time.perf_counter()

    def __exit__(self, *_: object) -> None:
        self._took[self._name] = time.perf_counter() - self._start
        print(f"  {self._name}: {self._took[self._name]:.1f} s", flush=True)


# -- travel: who is on which leg, in DuckDB ------------------------------------------------------------------------


def _travel(engine: duckdb.DuckDBPyConnection, travellers: int, trips: int) -> int:
    """Tables `seated` (a row per traveller and leg) and `leg`; the number of legs.

    Travellers go in parties of one to four, always together, once in each half of the year (or fifth: so many
    `trips`), for 2 to 14 days. Half the parties live here (out, then back), half visit.
    Each day's parties fill legs of 190 in random order, so that a party sits together and its neighbours are chance.
    """
    engine.execute("set enable_progress_bar = false; set threads = 2; set timezone = 'UTC'")
    engine.execute(f"""
        create table traveller as select t, (t // 10) * 4 + case when t % 10 < 1 then 0 when t % 10 < 3 then 1
            when t % 10 < 6 then 2 else 3 end as party from range({travellers}) as r(t)
    """)
    period = 364 // trips
    engine.execute(f"""
        create table trip as
        select party, out_day, out_day + 2 + (hash(party, trip, 'gap') % 13)::int as back_day, party % 2 as lives_here
        from (select party, trip, ((trip - 1) * {period} + hash(party, trip, 'day') % {period - 15})::int as out_day
              from (select distinct party from traveller), range(1, {trips + 1}) as all_trips(trip))
    """)
    engine.execute("""
        create table going as
        select party, out_day as day, lives_here as away from trip union all
        select party, back_day, 1 - lives_here from trip
    """)
    engine.execute(f"""
        create table seated as
        select t, party, day, away, (place // {ON_A_LEG})::int as flight, (place % {ON_A_LEG})::int as seat from (
            select t, party, day, away,
                row_number() over (partition by day, away order by hash(party, day), party, t) - 1 as place
            from going join traveller using (party))
    """)
    found = engine.execute("select distinct day, away, flight from seated order by all").fetchall()
    zones = {code: _zone(code) for code in (_HOME, *_ABROAD)}
    rows: list[tuple[object, ...]] = []
    for leg_id, (day, away, flight) in enumerate(found, 1):
        other = _ABROAD[flight % len(_ABROAD)]
        origin, destination = (_HOME, other) if away else (other, _HOME)
        local = datetime.combine(FIRST + timedelta(days=day), datetime.min.time()) + timedelta(hours=6 + flight % 16)
        departure = local.replace(tzinfo=zones[origin]).astimezone(UTC)
        arrival = departure + timedelta(hours=3 + flight % 10)
        arrives = arrival.astimezone(zones[destination]).replace(tzinfo=None)
        rows.append((leg_id, day, away, flight, origin, destination, local, arrives, departure, arrival))
    names = ("leg_id", "day", "away", "flight", "origin", "destination", "departure_local", "arrival_local")
    columns = {name: [row[i] for row in rows] for i, name in enumerate(names[:6])}
    columns["departure_local"] = [row[6].isoformat() for row in rows]
    columns["arrival_local"] = [row[7].isoformat() for row in rows]
    columns["departure"] = [int(row[8].timestamp() * 1_000_000) for row in rows]
    columns["arrival"] = [int(row[9].timestamp() * 1_000_000) for row in rows]
    arrow = Arrow.from_pydict({name: _arrow(values) for name, values in columns.items()})
    engine.register("arrow_legs", arrow)
    engine.execute(f"create table leg as select *, date '{FIRST}' + day::int as date from arrow_legs")
    return len(rows)


def _arrow(values: list[object]) -> Array:
    return Array(values, DataType.string() if isinstance(values[0], str) else DataType.int64())


def _zone(code: str) -> ZoneInfo:
    from pratique.stores.places import Places

    place = Places().find(code)
    return ZoneInfo(place.zone if place and place.zone else "UTC")


# -- movement rows -------------------------------------------------------------------------------------------------

_KEY = "(hash({}) >> 1)::bigint"
_CLOSED = "hash(leg_id, 'closed') % 100 < 60"


def _movements(engine: duckdb.DuckDBPyConnection, site: Site) -> None:
    """A list of every leg, a close-out (by reference, 97 % on board) of 60 %, and a crossing for 97 % of all lines."""
    booking, reference = _KEY.format("party, day, 'booking'"), _KEY.format("t, day, 'reference'")
    engine.execute(f"""
        create view line as
        select leg_id, date as day, t + 1 as identity_id, {reference} as ref_key, {booking} as party_key,
            'passenger' as role, 'listed' as state,
            (seat // 6 + 1)::varchar || substr('ABCDEF', seat % 6 + 1, 1) as seat, 'assigned' as seat_status,
            (seat // 6 + 1)::varchar || substr('ABCDEF', seat % 6 + 1, 1) as seat_raw,
            origin as embark, destination as debark, 2 * leg_id - 1 as message_id, seat::bigint as seq,
            make_timestamptz(departure - 7200000000) as said_at, make_timestamptz(departure - 7140000000) as learnt_at,
            '' as unit, '' as travel_class, '' as table_no
        from seated join leg using (day, away, flight)
        union all
        select leg_id, date, 0, {reference}, 0, 'passenger', 'boarded', '', 'none', '', '', '', 2 * leg_id,
            seat::bigint, make_timestamptz(departure + 600000000), make_timestamptz(departure + 660000000), '', '', ''
        from seated join leg using (day, away, flight) where {_CLOSED} and hash(t, day, 'shown') % 100 < 97
    """)
    engine.execute(f"""
        create view crossing as
        select identity_id, moment::date as day, moment as "at", '{_HOME}' as point_of_entry, direction, leg_id,
            1000000000 + nth as message_id, identity_id as seq, -- nobody travels twice a day
            moment + interval 1 hour as learnt_at
        from (select t + 1 as identity_id, day as nth, leg_id, case when away = 1 then 'out' else 'in' end as direction,
                make_timestamptz(case when away = 1 then departure - 3600000000 else arrival + 2400000000 end) as moment
              from seated join leg using (day, away, flight) where hash(t, day, 'crossed') % 100 < 97)
    """)
    number = 0
    for table, view, order in (
        ("lines", "line", "day, leg_id, message_id, seq"),
        ("crossings", "crossing", 'day, identity_id, "at", message_id, seq'),
    ):
        for start in range(0, DAYS + 3, 31):
            number += 1
            low, high = FIRST + timedelta(days=start - 1), FIRST + timedelta(days=start + 30)
            engine.execute(
                f"create or replace temp table part as select * from {view} "
                f"where day >= date '{low}' and day < date '{high}'"
            )
            site.movements.append_table(table, number, engine.sql(f"select * from part order by {order}"))
            with site.register.writing() as connection:
                batch_id = receipts.begin_batch(connection, table, NOW)
                receipts.finish_batch(connection, batch_id, NOW)
            if batch_id != number:
                raise AssertionError("batches are numbered otherwise than expected")


# -- the register --------------------------------------------------------------------------------------------------

_STATE: dict[str, object] = {}
_LINK = ("key", "kind", "identity_id")


def _register(engine: duckdb.DuckDBPyConnection, site: Site, legs: int, travellers: int) -> None:
    last_days = [row[0] for row in engine.execute("select max(day) from seated group by t order by t").fetchall()]
    subject = Subject(SubjectKind.REQUEST, "bench")
    with open_desk(site, purpose=Purpose.INTAKE, subject=subject, actor=OFFICER, clock=lambda: NOW) as desk:
        with site.register.writing() as connection:
            weeks = {
                (day := FIRST + timedelta(days=n)): desk.sealer.period_key(connection, day, NOW) for n in range(DAYS)
            }
            key_id = weeks[FIRST]
            for name, used in (
                ("leg", legs), ("message", 2_000_000_000), ("file", DAYS), ("identity", travellers),
                ("traveller", travellers), ("link_decision", 1),
            ):  # fmt: skip
                take_ids(connection, name, used)
            link_models.add(connection, StoredModel(1, link_model().version, travellers, NOW), {}, {})
        _STATE.update(desk=desk, weeks=weeks, last_days=last_days)
        site.register.close()
        raw = site.register.engine.raw_connection()
        with closing(raw), multiprocessing.get_context("fork").Pool(2) as pool:
            cursor = raw.cursor()
            cursor.execute("PRAGMA synchronous=OFF")
            cursor.execute("PRAGMA foreign_keys=OFF")
            cursor.execute("PRAGMA cache_size=-1000000")
            cursor.execute("PRAGMA journal_mode=OFF")
            cursor.execute("DROP INDEX ix_link_key_identity_id")
            cursor.execute("DROP INDEX ix_observation_message_id")
            cursor.execute("DROP INDEX ix_crossing_leg_id")
            cursor.execute("BEGIN")
            _leg_rows(engine, cursor, desk.sealer, key_id)
            engine.execute("create table link (key bigint, kind bigint, identity_id bigint)")
            _traveller_rows(cursor, travellers)
            for identities, keys in pool.imap(_sealed, range(0, travellers, _CHUNK)):
                cursor.executemany(
                    "INSERT INTO identity (identity_id, content_hash, key_id, payload, has_phone, first_file_id) "
                    "VALUES (?, ?, ?, ?, ?, ?)",
                    identities,
                )
                engine.register("arrow_keys", Arrow.from_pydict(dict(zip(_LINK, map(Array, keys), strict=True))))
                engine.execute("insert into link select * from arrow_keys")
            cursor.executemany(
                "INSERT INTO link_key (key, kind, identity_id) VALUES (?, ?, ?)",
                _fetched(engine, "select * from link order by all"),
            )
            cursor.executemany(
                "INSERT INTO observation (identity_id, message_id, seen_on, received_at) VALUES (?, ?, ?, ?)",
                _fetched(
                    engine,
                    "select t + 1, 2 * leg_id - 1, date::varchar, departure - 7140000000 "
                    "from seated join leg using (day, away, flight) order by 1, 2",
                ),
            )
            cursor.executemany(
                "INSERT INTO crossing (identity_id, at, message_id, seq, point_of_entry, direction, leg_id, learnt_at) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                _fetched(
                    engine,
                    'select identity_id, epoch_us("at"), message_id, seq, point_of_entry, direction, leg_id, '
                    'epoch_us(learnt_at) from crossing order by identity_id, "at"',
                ),
            )
            cursor.execute("CREATE INDEX ix_link_key_identity_id ON link_key (identity_id)")
            cursor.execute("CREATE INDEX ix_observation_message_id ON observation (message_id)")
            cursor.execute("CREATE INDEX ix_crossing_leg_id ON crossing (leg_id)")
            cursor.execute("COMMIT")
            cursor.execute("PRAGMA journal_mode=WAL")
    site.register.close()


def _leg_rows(engine: duckdb.DuckDBPyConnection, cursor, sealer, key_id: int) -> None:
    """Files (one a day, without its bytes), messages, legs and their messages."""
    at = int(NOW.timestamp() * 1_000_000)
    cursor.executemany(
        "INSERT INTO received_file (file_id, batch_id, sha256, size, outcome, received_at, received_by, key_id, raw, "
        "report) VALUES (?, 1, ?, 0, 'loaded', ?, 'bench', ?, ?, '{}')",
        [(n, f"{n:064x}", at, key_id, sealer.seal(key_id, b"\0", f"file:{n}")) for n in range(1, DAYS + 1)],
    )
    message = (
        "INSERT INTO message (message_id, file_id, ordinal, kind, dialect, document, function, set_key, sender, "
        "control_reference, part, final, declared_passengers, declared_crew, said_at, learnt_at, digest) "
        "VALUES (?, ?, 1, ?, 'UN D:05B', ?, ?, ?, 'ZZAIR', ?, NULL, 1, ?, NULL, ?, ?, ?)"
    )
    shown = f"select *, {_CLOSED} as closed, (select count(*) from seated s where s.day = l.day and s.away = l.away "
    shown += "and s.flight = l.flight) as people from leg l order by leg_id"
    legs, messages, events = [], [], []
    names = [d[0] for d in engine.execute(shown).description]
    for values in engine.fetchall():
        row = dict(zip(names, values, strict=True))
        leg_id, file_id, first = row["leg_id"], row["day"] + 1, 2 * row["leg_id"] - 1
        flight = f"ZZ{100 + 2 * row['flight'] + row['away']}"
        legs.append((leg_id, flight, row["date"].isoformat(), row["origin"], row["destination"], file_id))
        times = (row["departure_local"], row["arrival_local"], row["departure"], row["arrival"])
        for message_id, document, function, people, said in (
            (first, "745", "", row["people"], row["departure"] - 7_200_000_000),
            (first + 1, "266", "CLOB", None, row["departure"] + 600_000_000),
        )[: 1 + bool(row["closed"])]:
            digest = f"{message_id:064x}"
            messages.append(
                (message_id, file_id, "paxlst", document, function, f"m{message_id}", str(message_id), people, said,
                 said + 60_000_000, digest)
            )  # fmt: skip
            events.append((leg_id, message_id, function, *times))
    for n in range(DAYS + 2):
        number = 1_000_000_000 + n
        messages.append(
            (number, min(n + 1, DAYS), "crossings", "", "", f"m{number}", str(number), None, at, at, f"{number:064x}")
        )
    cursor.executemany(
        "INSERT INTO leg (leg_id, flight, day, origin, destination, first_file_id, conveyance) "
        "VALUES (?, ?, ?, ?, ?, ?, 'aircraft')",
        legs,
    )
    cursor.executemany(message, messages)
    cursor.executemany(
        "INSERT INTO leg_message (leg_id, message_id, event, departure_local, arrival_local, departure, arrival) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        events,
    )


def _traveller_rows(cursor, travellers: int) -> None:
    """Everybody resolved: each is a traveller of their own, by one decision."""
    at, everybody = int(NOW.timestamp() * 1_000_000), range(1, travellers + 1)
    cursor.execute(
        "INSERT INTO link_decision (decision_id, kind, at, actor, purpose, version) "
        "VALUES (1, 'assign', ?, 'bench', 'intake', 1)",
        (at,),
    )
    cursor.executemany(
        "INSERT INTO traveller (traveller_id, status, decision_id) VALUES (?, 'active', 1)", ((n,) for n in everybody)
    )
    cursor.executemany(
        "INSERT INTO membership (identity_id, decision_id, traveller_id, valid_from) VALUES (?, 1, ?, ?)",
        ((n, n, at) for n in everybody),
    )


def _sealed(start: int) -> tuple[list[tuple[object, ...]], tuple[array[int], ...]]:
    """Rows of `identity` and columns of `link_key` for a run of travellers, by the real step and the real seal."""
    desk, weeks, last_days = _STATE["desk"], _STATE["weeks"], _STATE["last_days"]
    numbers = range(start, min(start + _CHUNK, len(last_days)))
    identities: list[tuple[object, ...]] = []
    keys = array("q"), array("q"), array("q")
    by_day: dict[int, list[int]] = {}
    for n in numbers:
        by_day.setdefault(last_days[n], []).append(n)
    for day_number, several in by_day.items():
        day = FIRST + timedelta(days=day_number)
        leg = LegFact("ZZ100", _HOME, "SIN", f"{day}T10:00")
        message = Message("paxlst", "UN D:05B", "745", legs=(leg,), people=tuple(person_of(n) for n in several))
        drafts = draft_message(message, desk.sealer, desk.site.places, desk.here).identities
        for n, draft in zip(several, drafts.values(), strict=True):
            payload = desk.sealer.seal(weeks[day], draft.content, f"identity:{draft.content_hash}")
            identities.append((n + 1, draft.content_hash, weeks[day], payload, int(draft.has_phone), day_number + 1))
            for key, kind in draft.keys:
                for column, value in zip(keys, (key, int(kind), n + 1), strict=True):
                    column.append(value)
    return sorted(identities), keys


def _fetched(engine: duckdb.DuckDBPyConnection, text: str) -> Iterator[tuple[object, ...]]:
    result = engine.execute(text)
    while rows := result.fetchmany(100_000):
        yield from rows
