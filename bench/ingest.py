"""How quickly is a received file stored for good? Real PAXLST and CSV through `receive`, and rows in bulk.

`receive` does everything: reading, identities and their keys, sealing, register, Delta commit, acknowledgement.
"""

from __future__ import annotations

import cProfile
import io
import pstats
import re
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb

from bench import country
from pratique.desk import Site, open_desk
from pratique.flow.receive import receive
from pratique.model.access import Purpose, Subject, SubjectKind

FILES, PEOPLE = 64, 300
DAY = date(2026, 3, 1)
BULK_DAYS = 31


def measure(lines: int) -> dict[str, Any]:
    """PAXLST and CSV through `receive`, then `lines` rows through `append_table`, then what lies on the disk."""
    result: dict[str, Any] = {}
    for kind, make in (("paxlst", _paxlst), ("csv", _csv)):
        files = [make(n) for n in range(FILES)]
        with country.empty_site(f"ingest-{kind}") as site:
            result[kind] = _received(site, files)
        with country.empty_site(f"ingest-{kind}") as site:
            result[kind]["profile"] = _profile(lambda s=site, f=files: _received(s, f))
    with country.empty_site("ingest-bulk") as site:
        result["bulk"] = _bulk(site, lines)
    with country.open_country(lines) as site:
        rows = sum(site.movements.count().values())
        identities = lines // country.lines_a_traveller(lines)
        register = (site.settings.site / "register.sqlite").stat().st_size
        result["disk"] = {
            "rows": rows,
            "bytes_a_row": round(site.movements.bytes_on_disk() / rows, 1),
            "identities": identities,
            "register_bytes_an_identity": round(register / identities),
        }
    return result


def _received(site: Site, files: list[tuple[str, bytes]]) -> dict[str, Any]:
    start, used = time.perf_counter(), time.process_time()
    subject = Subject(SubjectKind.REQUEST, "bench")
    with open_desk(
        site, purpose=Purpose.INTAKE, subject=subject, actor=country.OFFICER, clock=lambda: country.NOW
    ) as desk:
        receipts = list(receive(desk, files))
    wall, cpu = time.perf_counter() - start, time.process_time() - used
    people = sum(receipt.people for receipt in receipts)
    if people != FILES * PEOPLE or site.movements.count()["lines"] != people:
        raise AssertionError("not everybody was stored")
    return {
        "files": len(files),
        "people_a_file": PEOPLE,
        "bytes": sum(len(data) for _, data in files),
        "people_per_second_wall": round(people / wall),
        "people_per_second_cpu": round(people / cpu),
    }


def _bulk(site: Site, lines: int) -> dict[str, Any]:
    """Append ready lines of a month, in key order, as one commit; making them is not timed."""
    with duckdb.connect() as engine:
        engine.execute("set enable_progress_bar = false; set timezone = 'UTC'; set threads = 2")
        engine.execute(f"""
            create table line as
            select n // 190 as leg_id, date '{DAY}' + (n * {BULK_DAYS} // {lines})::int as day,
                (hash(n) % 2500000)::bigint as identity_id, (hash(n, 'r') >> 1)::bigint as ref_key,
                (hash(n // 2, 'b') >> 1)::bigint as party_key, 'passenger' as role, 'listed' as state,
                (n % 190 // 6 + 1)::varchar || substr('ABCDEF', n % 6 + 1, 1) as seat, 'assigned' as seat_status,
                (n % 190 // 6 + 1)::varchar || substr('ABCDEF', n % 6 + 1, 1) as seat_raw, 'SIN' as embark,
                'CAN' as debark, n // 190 as message_id, n % 190 as seq,
                timestamptz '{DAY} 06:00:00+00' as said_at, timestamptz '{DAY} 06:01:00+00' as learnt_at,
                '' as unit, '' as travel_class, '' as table_no
            from range({lines}) as r(n)
        """)
        start, used = time.perf_counter(), time.process_time()
        site.movements.append_table("lines", 1, engine.sql("select * from line"))
        wall, cpu = time.perf_counter() - start, time.process_time() - used
    return {
        "rows": lines,
        "days": BULK_DAYS,
        "rows_per_second_wall": round(lines / wall),
        "rows_per_second_cpu": round(lines / cpu),
    }


def _profile(work: Callable[[], object]) -> list[str]:
    """The fifteen functions that took most time themselves, as shares; profiling makes small functions look larger."""
    profile = cProfile.Profile()
    profile.runcall(work)
    stats = pstats.Stats(profile, stream=io.StringIO())
    whole = sum(entry[2] for entry in stats.stats.values())
    first = sorted(stats.stats.items(), key=lambda item: -item[1][2])[:15]
    return [f"{entry[2] / whole:.1%} {_module(path)}:{_function(name)}" for (path, _, name), entry in first]


def _function(name: str) -> str:
    """Its name without an address in memory."""
    return re.sub(r" at 0x\w+", "", name)


def _module(path: str) -> str:
    """Where a function stands, without where this machine keeps it."""
    for root in ("/site-packages/", "/pratique/", f"/python{sys.version_info.major}.{sys.version_info.minor}/"):
        _, found, inside = path.rpartition(root)
        if found:
            return f"pratique/{inside}" if root == "/pratique/" else inside
    return Path(path).name


# -- files ---------------------------------------------------------------------------------------------------------


def _people(n: int) -> list[tuple[Any, str]]:
    return [(country.person_of(n * PEOPLE + i), f"{i // 6 + 1}{'ABCDEF'[i % 6]}") for i in range(PEOPLE)]


def _paxlst(n: int) -> tuple[str, bytes]:
    """A message as a carrier's departure control sends it: name, birth, document, seat, booking, some phones."""
    day = DAY + timedelta(days=n % 28)
    stamp = f"{day:%y%m%d}"
    out = [f"UNB+UNOA:4+ZZAIR+HEALTH+{stamp}:0700+{n}", f"UNH+1+PAXLST:D:05B:UN:IATA+ZZ{n}", "BGM+745"]
    out += [f"TDT+20+ZZ{100 + n}+++ZZ", "LOC+125+SIN", f"DTM+189:{stamp}0800:201", "LOC+87+CAN"]
    out += [f"DTM+232:{stamp}1200:201"]
    for person, seat in _people(n):
        paper = person.documents[0]
        out += [f"NAD+FL+++{person.surname}:{person.given}", f"ATT+2++{person.sex}"]
        out += [f"DTM+329:{person.birth_date[2:].replace('-', '')}", "LOC+22+CAN", "LOC+178+SIN", "LOC+179+CAN"]
        out += [f"COM+{person.phones[0].lstrip('+')}:TE"] if person.phones else []
        out += [f"NAT+2+{person.nationality}", f"RFF+AVF:BK{n}{int(seat[:-1])}", f"RFF+ABO:R{paper.number}"]
        out += [f"RFF+SEA:{seat}", f"DOC+P:110:111+{paper.number}", "DTM+36:300101", f"LOC+91+{paper.issuer}"]
    out += [f"CNT+42:{PEOPLE}", f"UNT+{len(out)}+1", f"UNZ+1+{n}"]
    return f"{n}.edi", ("'".join(out) + "'").encode("ascii")


def _csv(n: int) -> tuple[str, bytes]:
    day = DAY + timedelta(days=n % 28)
    rows = ["flight,date,origin,destination,surname,given name,sex,birth date,nationality,document type,"
            "document number,issuing country,seat,booking"]  # fmt: skip
    for person, seat in _people(n):
        paper = person.documents[0]
        rows.append(
            f"ZZ{100 + n},{day},SIN,CAN,{person.surname},{person.given},{person.sex},{person.birth_date},"
            f"{person.nationality},{paper.type},{paper.number},{paper.issuer},{seat},BK{n}{int(seat[:-1])}"
        )
    return f"{n}.csv", ("\n".join(rows) + "\n").encode()
