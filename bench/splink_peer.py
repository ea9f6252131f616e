"""Splink on the same normalised fields: a script of its own, for a Python of its own (see README.md, "Splink").

    python bench/splink_peer.py PROFILES.parquet FOLDER [--arrivals ARRIVALS.parquet]

Trained as its documentation advises: u by random sampling, m by expectation maximisation over three blocking rules,
term frequencies on names, birth dates, phones and nationalities, the share of matches from deterministic rules. Exact
copies are collapsed first. Writes `clusters.parquet` (id and the cluster at each of `WEIGHTS`) and `peer.json` (times,
peak memory, versions), with arrivals also whom each new record was linked to.
Whoever thinks this model can be trained better is invited to: change it here, and run `python -m bench identity`.
"""

from __future__ import annotations

import argparse
import json
import logging
import resource
import time
import warnings
from pathlib import Path
from typing import Any

import duckdb
import splink.comparison_level_library as levels
import splink.comparison_library as comparisons
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

WEIGHTS = (0, 4, 6, 8, 9, 10, 12, 14, 16, 18, 20, 23, 26)
"""Thresholds in bits at which clusters are made."""
THRESHOLD = 9
"""The one that records are linked at as they arrive: the best F1 on the seeds for tuning."""
CROWD, COMMON = 12, 30
"""Names on one telephone, and bearers of one name, beyond which neither is blocked on."""


def _level(sql: str, label: str, **more: Any) -> Any:
    return levels.CustomLevel(sql, label).configure(**more)


def _chance(sql: str, label: str, chance: float) -> Any:
    """A level that two different people meet so seldom that no sample shows it."""
    return _level(sql, label, u_probability=chance, fix_u_probability=True)


def model() -> SettingsCreator:
    """What is compared, and which pairs are looked at."""
    name = comparisons.CustomComparison(
        output_column_name="name",
        comparison_levels=[
            levels.NullLevel("letters"),
            _level("letters_l = letters_r", "same letters in any order", tf_adjustment_column="letters"),
            _level("first_names_l = first_names_r", "first surname and given name", tf_adjustment_column="first_names"),
            _level("first_surname_l = first_given_r and first_given_l = first_surname_r", "swapped"),
            _level("skeleton_l = skeleton_r", "same consonants", tf_adjustment_column="skeleton"),
            _level("jaro_winkler_similarity(whole_l, whole_r) >= 0.95", "nearly the same"),
            _level(
                "surname_l = surname_r and jaro_winkler_similarity(given_l, given_r) >= 0.8",
                "surname, near given name",
                tf_adjustment_column="surname",
            ),
            _level("surname_l = surname_r", "surname only", tf_adjustment_column="surname"),
            _level("given_l = given_r", "given name only", tf_adjustment_column="given"),
            _level("jaro_winkler_similarity(whole_l, whole_r) >= 0.88", "alike"),
            levels.ElseLevel(),
        ],
    )  # fmt: skip
    birth = comparisons.CustomComparison(
        output_column_name="birth",
        comparison_levels=[
            levels.NullLevel("birth"),
            levels.ExactMatchLevel("birth", term_frequency_adjustments=True),
            _level(
                "birth_l[1:4] = birth_r[1:4] and birth_l[6:7] = birth_r[9:10] and birth_l[9:10] = birth_r[6:7]",
                "day and month swapped",
            ),
            _level("damerau_levenshtein(birth_l, birth_r) <= 1", "one slip"),
            _level("birth_l[1:4] = birth_r[1:4]", "same year"),
            levels.ElseLevel(),
        ],
    )
    document = comparisons.CustomComparison(
        output_column_name="document",
        comparison_levels=[
            levels.NullLevel("doc_number"),
            # Pairs drawn at random hold more matches than chance meetings of two numbers: chance is set by hand.
            _chance("doc_number_l = doc_number_r and doc_issuer_l = doc_issuer_r", "same number and issuer", 1e-7),
            _chance(
                "doc_number_l = doc_number_r and (doc_issuer_l is null or doc_issuer_r is null)",
                "same number, an issuer unknown",
                2e-7,
            ),
            _chance("damerau_levenshtein(doc_number_l, doc_number_r) <= 1", "one slip, or two issuers", 1e-6),
            _level("doc_issuer_l = doc_issuer_r and doc_type_l = doc_type_r", "another number of one issuer"),
            levels.ElseLevel(),
        ],
    )
    national = comparisons.CustomComparison(
        output_column_name="national_id",
        comparison_levels=[
            levels.NullLevel("nid"),
            _chance("nid_l = nid_r", "same", 1e-7),
            # Trained on clean pairs, the last two would veto a link for one mistyped digit.
            _chance("damerau_levenshtein(nid_l, nid_r) <= 1", "one slip", 1e-6).configure(
                m_probability=0.015, fix_m_probability=True
            ),
            levels.ElseLevel().configure(m_probability=0.005, fix_m_probability=True),
        ],
    )
    phone = comparisons.ExactMatch("phone").configure(term_frequency_adjustments=True)
    sex = comparisons.ExactMatch("sex")
    nationality = comparisons.ExactMatch("nationality").configure(term_frequency_adjustments=True)
    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="id",
        comparisons=[name, birth, document, national, phone, sex, nationality],
        blocking_rules_to_generate_predictions=[
            block_on("doc_number"),
            block_on("nid"),
            block_on("phone_quiet"),
            block_on("letters", "birth"),
            block_on("skeleton", "birth"),
            block_on("first_surname", "birth"),
            block_on("first_given", "birth", "sex"),
            block_on("letters_rare"),
            block_on("first_names", "birth_year", "nationality"),
            block_on("letters", "birth_turned"),
        ],
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=False,
    )


def prepared(engine: duckdb.DuckDBPyConnection, source: str, table: str) -> None:
    """Distinct profiles with what is derived from them in `table`; which record has which in `table`_record."""
    fields = "surname, given, letters, skeleton, first_surname, first_given, birth, sex, nationality, doc_type, " \
        "doc_issuer, doc_number, nid, phone"  # fmt: skip
    same = " and ".join(f"p.{one} is not distinct from q.{one}" for one in fields.split(", "))
    engine.execute(f"""
        create table {table} as with distinct_profile as (
            select min(record_id) as id, {fields} from {source} group by all
        ), crowd as (select phone, count(distinct letters) as names from distinct_profile group by 1),
        borne as (select letters, count(*) as people from distinct_profile group by 1)
        select d.*, coalesce(surname, '') || ' ' || coalesce(given, '') as whole,
            case when names <= {CROWD} then phone end as phone_quiet,
            case when people <= {COMMON} then letters end as letters_rare,
            first_surname || ' ' || first_given as first_names,
            birth[1:4] as birth_year,
            birth[1:4] || '-' || least(birth[6:7], birth[9:10]) || greatest(birth[6:7], birth[9:10]) as birth_turned
        from distinct_profile d left join crowd using (phone) left join borne using (letters)
    """)
    engine.execute(f"""
        create table {table}_record as select p.record_id, q.id from {source} p join {table} q on {same}
    """)


def trained(linker: Linker) -> None:
    """Estimate every parameter from the data alone."""
    train = linker.training
    train.estimate_probability_two_random_records_match(
        [block_on("doc_number", "doc_issuer"), block_on("nid"), block_on("letters", "birth")], recall=0.9
    )
    train.estimate_u_using_random_sampling(max_pairs=5e6, seed=1)
    # Not by telephone: families share one, and expectation maximisation then learns what families are like.
    for rule in (block_on("doc_number", "doc_issuer"), block_on("letters", "birth"), block_on("nid")):
        train.estimate_parameters_using_expectation_maximisation(rule)


def main() -> None:
    """Train, predict, cluster; write what came out and what it cost."""
    parser = argparse.ArgumentParser()
    parser.add_argument("profiles", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--arrivals", type=Path)
    asked = parser.parse_args()
    warnings.simplefilter("ignore")
    logging.getLogger("splink").setLevel(logging.ERROR)
    times: dict[str, float] = {}
    engine = duckdb.connect()
    engine.execute("set threads = 2; set enable_progress_bar = false; set memory_limit = '8GB'")
    engine.execute(f"set temp_directory = '{asked.folder}/spill'")

    clock = _Clock(times)
    prepared(engine, f"read_parquet('{asked.profiles}')", "known")
    clock.lap("collapse")
    api = DuckDBAPI(connection=engine)
    known = api.register("known", dataset_display_name="known_records")
    linker = Linker(known, model())
    trained(linker)
    clock.lap("train")
    predicted = linker.inference.predict(threshold_match_weight=min(WEIGHTS))
    clock.lap("predict")
    weights, wanted = (THRESHOLD,) if asked.arrivals else WEIGHTS, []
    for weight in weights:
        clustered = linker.clustering.cluster_pairwise_predictions_at_threshold(
            predicted, threshold_match_weight=weight
        )
        wanted.append((weight, clustered.physical_name))
        if weight == weights[0]:
            clock.lap("cluster_once")
    engine.execute(f"""
        copy (select record_id, {", ".join(f't{at}.cluster_id as "{weight}"' for at, (weight, _) in enumerate(wanted))}
        from known_record {" ".join(f"join {name} t{at} using (id)" for at, (_, name) in enumerate(wanted))})
        to '{asked.folder}/clusters.parquet' (format parquet)
    """)
    clock.lap("other_clusterings_and_writing")
    row = engine.execute("select count(*), (select count(*) from known_record) from known").fetchall()[0]
    answer: dict[str, Any] = {
        "weights": [str(weight) for weight in weights],
        "distinct": row[0],
        "records": row[1],
        "seconds": times,
    }
    answer["pairs_scored"] = engine.execute(f"select count(*) from {predicted.physical_name}").fetchall()[0][0]
    if asked.arrivals:
        clusters = dict(wanted)[THRESHOLD]
        answer["arrivals"] = _arrivals(engine, api, linker, known, clusters, asked.arrivals)
    answer["peak_memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    answer["cpu_seconds"] = round(time.process_time(), 1)
    answer["versions"] = {"splink": __import__("splink").__version__, "duckdb": duckdb.__version__}
    (asked.folder / "peer.json").write_text(json.dumps(answer, indent=1), encoding="utf-8")


def _arrivals(
    engine: duckdb.DuckDBPyConnection, api: DuckDBAPI, linker: Linker, known: Any, clusters: str, arrivals: Path
) -> dict[str, Any]:
    """Each manifest against the known records: seconds, and for every record the best link at the fixed threshold."""
    for column in ("letters", "first_names", "skeleton", "surname", "given", "birth", "phone", "nationality"):
        linker.table_management.compute_tf_table(column)
    manifests = engine.execute(f"select distinct manifest from read_parquet('{arrivals}') order by 1").fetchall()
    seconds, linked = [], []
    for (number,) in manifests:
        one = f"(select * from read_parquet('{arrivals}') where manifest = '{number}')"
        prepared(engine, one, f"new{number}")
        start = time.perf_counter()
        new = api.register(f"new{number}", dataset_display_name=f"new_{number}")
        found = linker.inference.predict_between(known, new, threshold_match_weight=THRESHOLD).physical_name
        seconds.append(round(time.perf_counter() - start, 3))
        linked += engine.execute(f"""
            with best as (
                select id_r as id, arg_max(cluster_id, match_weight) as called from {found}
                join {clusters} c on c.id = id_l group by 1
            ) select record_id, called, case when called is null then 'new' else 'likely' end
            from new{number}_record left join best using (id)
        """).fetchall()
    return {"seconds": seconds, "linked": linked}


class _Clock:
    def __init__(self, times: dict[str, float]) -> None:
        self._times, self._last = times, time.perf_counter()

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self._times[name] = round(now - self._last, 1)
        self._last = now


if __name__ == "__main__":
    main()
