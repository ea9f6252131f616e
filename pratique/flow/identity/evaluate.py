"""The identity engine measured on a flat table of travellers, without a site: who is who, in ids only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pratique.errors import Conflict, NotFound
from pratique.flow.identity import normal
from pratique.flow.identity.normal.dates import day
from pratique.model.profile import Profile
from pratique.rules.linkage.model import link_model
from pratique.stores.linkage.records import COLUMNS, read_table
from pratique.stores.linkage.tables import EngineName, opened, prepare, unite_table, write_links
from pratique.stores.linkage.texts import Normaliser

NORMALISER = Normaliser(
    names=normal.names,
    surname=normal.surname_alone,
    given=normal.given_alone,
    document_number=normal.document_number,
    national_id=normal.national_id,
    phone=normal.phone,
    birth=normal.birth,
    day=day,
    country=normal.country,
    sex=normal.sex,
    doc_type=normal.doc_type,
)


@dataclass(frozen=True, slots=True)
class Evaluated:
    """What was done, in numbers. `missing` are columns that the input lacks."""

    records: int
    travellers: int
    verdicts: Mapping[str, int]
    missing: tuple[str, ...]


def evaluate(source: Path, output: Path, index: Path | None = None, engine: EngineName = "duckdb") -> Evaluated:
    """Unite the records of a Parquet table into travellers, or link them to those of an index; write ids only.

    `engine` unites; an index is always held by DuckDB. Raises NotFound for a file that is not there, Conflict where the
    output exists, NotReadable for a table that cannot be used, NotReady where the engine is not installed.
    """
    for file in filter(None, (source, index)):
        if not file.is_file():
            raise NotFound(f"There is no file {file}.", "Name a Parquet file.")
    if output.exists():
        raise Conflict(f"{output} exists.", "Name a new file; nothing is ever written over.")
    model = link_model()
    if index is None:
        records, travellers, missing = unite_table(source, output, NORMALISER, model, opened(engine))
        return Evaluated(records, travellers, {}, tuple(missing))
    rows, missing = read_table(source)
    prepared, _ = prepare(index, NORMALISER, model)
    linked = prepared.link([record(row) for row in rows])
    write_links(output, linked)
    verdicts = {name: sum(one.verdict == name for one in linked) for name in ("certain", "likely", "possible", "new")}
    return Evaluated(len(linked), len({one.traveller_id for one in linked}), verdicts, tuple(missing))


def record(row: Mapping[str, str | None]) -> tuple[str, Profile, tuple[str, str] | None]:
    """A row of the table as the index takes it: its id, its profile, the day it was seen as first and last day."""
    stated = {name: row[name] for name in COLUMNS if name != "seen_on"}
    seen = row["seen_on"]
    return row["record_id"] or "", normal.profile(normal.RawRecord(**stated)), (seen, seen) if seen else None
