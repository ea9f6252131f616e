"""Who is taken for whom: our batch and our look-up beside Splink, on one invented table whose truth is known.

Every program runs in a process of its own, so that its time and memory are its own. Thresholds are fixed before the
run: ours in the link model, Splink's below. Seeds below 100 are for tuning; what is reported has others.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from bench.clusters import engine_beside, recall_at, scored
from bench.results import spread
from pratique.drill.country.travellers.make import COLUMNS, TRUTH, travellers
from pratique.drill.country.travellers.rates import Profile
from pratique.flow.identity.evaluate import NORMALISER, record
from pratique.rules.linkage.derived import name_of
from pratique.rules.linkage.model import link_model
from pratique.stores.linkage.tables import prepare
from pratique.stores.parquet import write_parquet

WORK = Path(__file__).parent / "work"
PEER = WORK / "splink" / "bin" / "python"
SEED, HARD_SEED, HARD_RECORDS, LARGE_SEED = 101, 102, 200_000, 103
PEER_WEIGHT = "9"
"""Splink's threshold in bits: the best F1 on the seeds for tuning."""
EQUAL = 0.997
PEER_MOST = 2_000_000
"""Records up to which Splink is run: at a million it takes 3 GB, and what it takes grows with them."""
MANIFESTS, AT_ONCE, UNKNOWN = 10, 300, 0.18
SINGLES = 300
PROFILES = (
    "record_id", "surname", "given", "letters", "skeleton", "first_surname", "first_given", "birth", "sex",
    "nationality", "doc_type", "doc_issuer", "doc_number", "doc_issued", "doc_expiry", "nid_country", "nid", "phone",
)  # fmt: skip


def measure(records: int) -> dict[str, Any]:
    """Default errors at this size with arrivals, and the hard ones at a smaller one.

    Above `PEER_MOST` ours alone, and the default errors alone.
    """
    if records > PEER_MOST:
        alone = _ours(records, LARGE_SEED, "default") | {"arrivals": _arrivals(records, LARGE_SEED)}
        return {"model": link_model().version, "default": alone}
    _make_peer()
    hard = min(records, HARD_RECORDS)
    return {
        "model": link_model().version,
        "default": _compared(records, SEED, "default") | {"arrivals": _arrivals(records, SEED)},
        "hard": _compared(hard, HARD_SEED, "hard"),
    }


def _ours(records: int, seed: int, profile: Profile) -> dict[str, Any]:
    """Our batch on one table, and its scores."""
    folder = _table(records, seed, profile)
    ours = folder / "ours.parquet"
    ours.unlink(missing_ok=True)
    door = (str(Path(sys.executable).with_name("pratique")), "identity", "evaluate")
    cost = _run([*door, "--input", str(folder / "records.parquet"), "--output", str(ours)])
    mine = scored(ours, folder / "truth.parquet", ["traveller_id"], ["traveller_id"])["traveller_id"]
    return {"records": records, "seed": seed, "pratique": mine | {"cost": cost}}


def _compared(records: int, seed: int, profile: Profile) -> dict[str, Any]:
    """Both programs on one table, each with its scores."""
    own = _ours(records, seed, profile)
    folder = _table(records, seed, profile)
    truth, theirs = folder / "truth.parquet", folder / "peer"
    theirs.mkdir(exist_ok=True)
    peer_cost = _run([str(PEER), str(Path(__file__).with_name("splink_peer.py")), str(_profiles(folder)), str(theirs)])
    peer = json.loads((theirs / "peer.json").read_text("utf-8"))
    curve = scored(theirs / "clusters.parquet", truth, peer["weights"], [PEER_WEIGHT])
    return own | {
        "splink": curve[PEER_WEIGHT] | {"weight": PEER_WEIGHT, "cost": peer_cost, "run": peer},
        "splink_curve": {at: {name: one[name] for name in ("precision", "recall", "f1")} for at, one in curve.items()},
        "missed": _missed(own["pratique"], curve),
    }


def _missed(mine: dict[str, Any], curve: dict[str, Any]) -> dict[str, float | None]:
    """Pairs we miss for each that Splink misses at our precision, or at the one aimed at where ours is higher."""
    precision = min(mine["precision"], EQUAL)
    theirs = recall_at(curve, precision)
    ratio = None if theirs is None else round((1 - mine["recall"]) / (1 - theirs), 3)
    return {"precision": precision, "splink_recall": theirs, "ratio": ratio}


def _arrivals(records: int, seed: int) -> dict[str, Any]:
    """Manifests of new records against all others, people partly unknown: verdicts and latencies, ours and Splink's."""
    folder = _table(records, seed, "default")
    index, new, answer = folder / "index.parquet", folder / "new.parquet", folder / "arrivals.json"
    _split(folder, index, new)
    cost = _run([sys.executable, "-m", "bench.identity", str(index), str(new), str(answer)])
    ours = json.loads(answer.read_text("utf-8"))
    truth = folder / "truth.parquet"
    mine = {**ours["times"], "verdicts": _verdicts(ours["linked"], truth, new, index), "cost": cost}
    found = {"manifests": MANIFESTS, "records_each": AT_ONCE, "pratique": mine}
    return found if records > PEER_MOST else found | {"splink": _peer_arrivals(folder, index, new)}


def _peer_arrivals(folder: Path, index: Path, new: Path) -> dict[str, Any]:
    peer = folder / "peer-arrivals"
    peer.mkdir(exist_ok=True)
    _write_profiles(index, peer / "index.parquet")
    _write_profiles(new, peer / "new.parquet", manifest=True)
    script = str(Path(__file__).with_name("splink_peer.py"))
    cost = _run([str(PEER), script, str(peer / "index.parquet"), str(peer), "--arrivals", str(peer / "new.parquet")])
    theirs = json.loads((peer / "peer.json").read_text("utf-8"))["arrivals"]
    return {
        "manifest_ms": spread([1000 * one for one in theirs["seconds"][1:]]),
        "verdicts": _verdicts(theirs["linked"], folder / "truth.parquet", new, index),
        "cost": cost,
    }


def _verdicts(linked: Sequence[tuple[str, str | None, str]], truth: Path, new: Path, index: Path) -> dict[str, int]:
    """Of (record, record of the traveller it was linked to, verdict): right, wrong, missed, new falsely linked…"""
    with engine_beside(truth) as engine:
        engine.execute("create table linked (record_id varchar, called varchar, verdict varchar)")
        engine.executemany("insert into linked values (?, ?, ?)", linked)
        rows = engine.execute(f"""
            with who as (select record_id, person_id from read_parquet('{truth}')),
            held as (select record_id, person_id from read_parquet('{index}') join who using (record_id)),
            said as (select mine.person_id as person, held.person_id as found, verdict,
                mine.person_id in (select person_id from held) as known
                from linked join who mine using (record_id) left join held on held.record_id = called)
            select count(*) filter (known), count(*) filter (known and found = person),
                count(*) filter (known and found <> person), count(*) filter (known and found is null),
                count(*) filter (not known), count(*) filter (not known and found is null),
                count(*) filter (not known and found is not null), count(*) filter (verdict = 'possible') from said
        """).fetchall()
    names = ("known", "right", "wrong", "missed", "unknown", "rightly_new", "falsely_linked", "possible")
    return dict(zip(names, rows[0], strict=True))


# -- tables --------------------------------------------------------------------------------------------------------


def _table(records: int, seed: int, profile: Profile) -> Path:
    """The invented table, made once."""
    folder = WORK / f"identity-{records}-{profile}-{seed}"
    files = {folder / "records.parquet": COLUMNS, folder / "truth.parquet": TRUTH}
    if not all(file.exists() for file in files):
        folder.mkdir(parents=True, exist_ok=True)
        write_parquet(files, (*COLUMNS, *TRUTH[1:]), travellers(records, seed, profile))
    return folder


def _split(folder: Path, index: Path, new: Path) -> None:
    """Some records of different people, in manifests, and all others; of the strangers every record is new or gone."""
    count = MANIFESTS * AT_ONCE
    unknown = round(count * UNKNOWN)
    with engine_beside(index) as engine:
        engine.execute(f"""
            create table t as select record_id, person_id, count(*) over (partition by person_id) as n,
                hash(record_id || ' {SEED}') as chance from read_parquet('{folder}/truth.parquet');
            create table one as select arg_min(record_id, chance) as record_id, person_id, any_value(n) as n from t
                group by person_id;
            create table chosen as (select *, true as gone from one order by hash(person_id || 'u') limit {unknown})
                union all (select *, false from one where n > 1 and person_id not in
                    (select person_id from one order by hash(person_id || 'u') limit {unknown})
                    order by hash(person_id || 'k') limit {count - unknown});
            create table numbered as select record_id, person_id, gone,
                (row_number() over (order by hash(record_id)) - 1) // {AT_ONCE} as manifest from chosen;
            copy (select r.*, manifest from read_parquet('{folder}/records.parquet') r join numbered using (record_id)
                order by manifest, record_id) to '{new}' (format parquet);
            copy (select r.* from read_parquet('{folder}/records.parquet') r join t using (record_id)
                where record_id not in (select record_id from numbered)
                and person_id not in (select person_id from numbered where gone)) to '{index}' (format parquet);
        """)


def _profiles(folder: Path) -> Path:
    """The table normalised by our functions, as Splink is given it; made anew, as they may have changed."""
    _write_profiles(folder / "records.parquet", folder / "profiles.parquet")
    return folder / "profiles.parquet"


def _write_profiles(records: Path, profiles: Path, *, manifest: bool = False) -> None:
    with duckdb.connect() as engine:
        names = [*COLUMNS, "manifest"] if manifest else list(COLUMNS)
        rows = engine.execute(f"select {', '.join(names)} from read_parquet('{records}')").fetchall()
    columns = [*PROFILES, "manifest"] if manifest else PROFILES
    made = (_normal(dict(zip(names, row, strict=True))) for row in rows)
    write_parquet({profiles: columns}, columns, made)


def _normal(row: dict[str, Any]) -> list[str | None]:
    n = _cached()
    surname, given, _ = n["names"](row["surname"], row["given"], row["full_name_native"])
    nationality, issuer, born, sex = (
        n["country"](row["nationality"]), n["country"](row["doc_issuer"]), n["birth"](row["birth_date"]),
        n["sex"](row["sex"]),
    )  # fmt: skip
    stated = n["country"](row["national_id_country"]) or nationality
    nid_country, nid = n["national_id"](row["national_id"], stated, born, sex)
    name = name_of(surname, given)
    found = [
        row["record_id"], surname, given, name.letters or None, name.skeleton or None, name.first_surname or None,
        name.first_given or None, born, sex, nationality, n["doc_type"](row["doc_type"]), issuer,
        n["document_number"](row["doc_number"]), n["day"](row["doc_issued"]), n["day"](row["doc_expiry"]), nid_country,
        nid, n["phone"](row["phone"], nationality, issuer),
    ]  # fmt: skip
    return [*found, str(row["manifest"])] if "manifest" in row else found


@cache
def _cached() -> dict[str, Any]:
    return {name: cache(getattr(NORMALISER, name)) for name in NORMALISER.__slots__}


# -- processes -----------------------------------------------------------------------------------------------------


def _make_peer() -> None:
    """Splink's environment, of the pins in requirements/bench.txt; made once."""
    if PEER.exists():
        return
    subprocess.run([sys.executable, "-m", "venv", str(PEER.parent.parent)], check=True)
    pins = str(WORK.parent.parent / "requirements" / "bench.txt")
    install = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", pins)
    subprocess.run([str(PEER), *install], check=True)


def _run(command: Sequence[str]) -> dict[str, float]:
    """What one process cost from its beginning to its end."""
    measured = [sys.executable, str(Path(__file__).with_name("measured.py")), *command]
    done = subprocess.run(measured, capture_output=True, text=True, cwd=WORK.parent.parent, check=False)
    if done.returncode:
        raise SystemExit(f"{Path(command[0]).name} failed:\n{done.stderr[-3000:]}")
    cost: dict[str, float] = json.loads(done.stdout)
    return cost


def _look_up(index: Path, new: Path, answer: Path) -> None:
    """Our look-up: prepare once, then every manifest, then single records; each manifest is normalised in its time."""
    with duckdb.connect() as engine:
        rows = engine.execute(
            f"select {', '.join(COLUMNS)}, manifest from read_parquet('{new}') order by all"
        ).fetchall()
    manifests: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        named = dict(zip((*COLUMNS, "manifest"), row, strict=True))
        manifests.setdefault(named.pop("manifest"), []).append(named)
    start = time.perf_counter()
    prepared, _ = prepare(index, NORMALISER, link_model())
    times: dict[str, Any] = {"prepare_seconds": round(time.perf_counter() - start, 1)}
    linked, each, cpu, single = [], [], [], []
    for manifest in manifests.values():
        start, used = time.perf_counter(), time.process_time()
        found = prepared.link([record(row) for row in manifest])
        each.append(1000 * (time.perf_counter() - start))
        cpu.append(1000 * (time.process_time() - used))
        linked += [(one.record_id, one.traveller_id, one.verdict) for one in found]
    for row in next(iter(manifests.values()))[:SINGLES]:
        start = time.perf_counter()
        prepared.link([record(row)])
        single.append(1000 * (time.perf_counter() - start))
    times |= {
        "cold_ms": round(each[0], 1),
        "manifest_ms": spread(each[1:]),
        "manifest_cpu_ms": spread(cpu[1:]),
        "one_record_ms": spread(single, 2),
    }
    answer.write_text(json.dumps({"times": times, "linked": linked}), encoding="utf-8")


if __name__ == "__main__":
    _look_up(*map(Path, sys.argv[1:4]))
