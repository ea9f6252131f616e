"""A flat table in, ids out: every trap at once, and no monster traveller."""

from collections import Counter
from pathlib import Path

import duckdb
import pytest

from pratique.errors import Conflict, NotFound, NotReadable
from pratique.flow.identity.evaluate import NORMALISER, evaluate, record
from pratique.rules.linkage.model import link_model
from pratique.stores.linkage.records import COLUMNS, read_table
from pratique.stores.linkage.tables import prepare

Row = dict[str, str]


def person(name: str, birth: str, sex: str, nation: str, number: str, **more: str) -> Row:
    surname, _, given = name.partition("/")
    said = {"surname": surname, "given": given, "birth_date": birth, "sex": sex, "nationality": nation}
    return said | {"doc_type": "P", "doc_issuer": nation, "doc_number": number} | more


LI = person("LI/XIAOMING", "1990-02-14", "F", "CHN", "E48213377", phone="+8613812340001", seen_on="2025-01-05")
TWIN = person("GARCIA SOLER/ANA", "1991-03-04", "F", "ESP", "PAB482133", phone="+34612340001")
FATHER = person("ALMARRI/SALEM", "1960-05-02", "M", "ARE", "LT4821337", phone="+971501234001")
SAME: dict[str, tuple[Row, Row]] = {
    "a renewed passport": (LI, LI | {"doc_number": "EJ5550123", "seen_on": "2025-09-01", "phone": ""}),
    "a dual national": (
        person("BRUNNER/EVA MARIA", "1977-06-21", "F", "DEU", "C4821XF7P"),
        person("BRUNNER/EVA MARIA", "1977-06-21", "F", "BRA", "FX482133"),
    ),
    "swapped names": (
        person("OKAFOR/CHIDI", "1985-11-30", "M", "NGA", "A48213377"),
        person("CHIDI/OKAFOR", "1985-11-30", "M", "NGA", "A48213377", doc_number=""),
    ),
    "glued names": (
        person("ZHANG/WEI LONG", "1982-08-19", "M", "CHN", "E33344455"),
        person("ZHANGWEILONG/", "1982-08-19", "M", "CHN", "", phone="+8613899990000"),
    ),
    "another romanisation": (
        person("HSU/ZHIYAN", "2000-10-27", "F", "CHN", "E77123481", phone="+8613812340777"),
        person("XU/ZHIYAN", "2000-10-27", "F", "CHN", "", phone="+8613812340777"),
    ),
    "day and month swapped": (
        person("PETRENKO/OLENA", "1969-04-11", "F", "UKR", "FE482133"),
        person("PETRENKO/OLENA", "1969-11-04", "F", "UKR", "FE482133"),
    ),
    "a number with look-alikes": (
        person("NAKAMURA/AOI", "1993-12-09", "F", "JPN", "TK0182133"),
        person("NAKAMURA/AOI", "1993-12-09", "F", "JPN", "TKO182I33"),
    ),
}
APART: dict[str, tuple[Row, Row]] = {
    "twins": (TWIN, TWIN | {"given": "LUZ", "doc_number": "PAB482134"}),
    "father and son of one name": (FATHER, FATHER | {"birth_date": "1988-07-19", "doc_number": "LT9981112"}),
    "one phone in a family": (
        person("NGUYEN/VAN ANH", "1988-01-20", "F", "VNM", "B4821337", phone="+84912340001"),
        person("NGUYEN/QUOC BAO", "2015-09-02", "M", "VNM", "C9981112", phone="+84912340001"),
    ),
}


def table(folder: Path, rows: list[Row], name: str = "records", columns: tuple[str, ...] = tuple(COLUMNS)) -> Path:
    file = folder / f"{name}.parquet"
    with duckdb.connect() as engine:
        engine.execute(f"CREATE TABLE t ({', '.join(f'{c} VARCHAR' for c in ('record_id', *columns))})")
        for place, row in enumerate(rows):
            values = [row.get("record_id") or f"{name}{place:04}", *(row.get(c) or None for c in columns)]
            engine.execute(f"INSERT INTO t VALUES ({', '.join('?' * len(values))})", values)
        engine.execute(f"COPY t TO '{file}' (FORMAT parquet)")
    return file


def answers(file: Path) -> dict[str, str]:
    with duckdb.connect() as engine:
        return dict(engine.execute(f"SELECT record_id, traveller_id FROM '{file}'").fetchall())


def united(folder: Path, rows: list[Row]) -> list[str]:
    evaluate(table(folder, rows), folder / "out.parquet")
    found = answers(folder / "out.parquet")
    return [found[f"records{place:04}"] for place in range(len(rows))]


def test_one_traveller_behind_two_records_and_two_behind_likenesses(tmp_path: Path) -> None:
    rows = [row for pair in (*SAME.values(), *APART.values()) for row in pair]
    found = united(tmp_path, rows)
    pairs = dict(zip((*SAME, *APART), zip(found[::2], found[1::2], strict=True), strict=True))
    assert {name: one == other for name, (one, other) in pairs.items()} == dict.fromkeys(SAME, True) | dict.fromkeys(
        APART, False
    )
    assert found[0] == "records0000", "a traveller is called by its smallest record"


def test_what_everybody_shares_makes_no_monster(tmp_path: Path) -> None:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    rows = [
        person(
            f"{letters[i % 26]}AR{letters[i // 26]}OV/{letters[i * 7 % 26]}EN{letters[i * 11 % 26]}I",
            f"19{50 + i % 50}-{1 + i % 12:02}-{1 + i % 28:02}",
            "MF"[i % 2],
            "CHN",
            ("UNKNOWN", "000000000", "123456789", "X4821")[i % 4],
            phone="+8613812349999",
        )
        for i in range(300)
    ]
    found = united(tmp_path, rows + [{}] * 50)
    assert max(Counter(found).values()) == 1


def test_only_the_id_is_needed_and_what_lacks_is_told(tmp_path: Path) -> None:
    file = table(tmp_path, [{"surname": "LI"}, {"surname": "LI"}], columns=("surname",))
    done = evaluate(file, tmp_path / "out.parquet")
    assert (done.records, done.travellers) == (2, 2)
    assert set(done.missing) == set(COLUMNS) - {"surname"}


@pytest.mark.parametrize(
    ("ids", "words"), [(["a", "a"], "1 rows repeat a record_id"), (["a", " "], "1 rows have no record_id")]
)
def test_ids_must_be_there_and_differ(tmp_path: Path, ids: list[str], words: str) -> None:
    file = table(tmp_path, [{"record_id": one} for one in ids])
    with pytest.raises(NotReadable, match=words):
        evaluate(file, tmp_path / "out.parquet")


def test_what_cannot_be_used_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        evaluate(tmp_path / "none.parquet", tmp_path / "out.parquet")
    (tmp_path / "text.parquet").write_text("surname,given\n")
    with pytest.raises(NotReadable, match="cannot be read as a Parquet file"):
        evaluate(tmp_path / "text.parquet", tmp_path / "out.parquet")
    with duckdb.connect() as engine:
        engine.execute(f"COPY (SELECT 1 AS surname) TO '{tmp_path}/noid.parquet' (FORMAT parquet)")
    with pytest.raises(NotReadable, match="no column `record_id`"):
        evaluate(tmp_path / "noid.parquet", tmp_path / "out.parquet")
    with pytest.raises(Conflict):
        evaluate(tmp_path / "noid.parquet", tmp_path / "text.parquet")


def test_records_are_linked_to_those_known_and_among_themselves(tmp_path: Path) -> None:
    index = table(tmp_path, [LI, TWIN, FATHER], "known")
    stranger = person("OYELARAN/FUNMI", "1979-09-09", "F", "NGA", "A99000123")
    rows = [
        LI | {"doc_issuer": ""},
        stranger,
        stranger | {"phone": "+2348012340001"},
        FATHER | {"birth_date": "1988-07-19", "doc_number": ""},
        {},
    ]
    done = evaluate(table(tmp_path, rows, "new"), tmp_path / "out.parquet", index)
    found = answers(tmp_path / "out.parquet")
    assert list(found.values()) == ["known0000", "new0001", "new0001", "new0003", "new0004"]
    assert done.verdicts == {"certain": 3, "likely": 0, "possible": 0, "new": 2}


def test_a_new_record_may_unite_two_travellers_that_were_known(tmp_path: Path) -> None:
    old = person("LI/NA", "1990-02-14", "F", "CHN", "E11122233")
    other = person(
        "BRUNNER/NA", "1990-02-14", "F", "CHN", "", national_id="11010119900214002X", national_id_country="CHN"
    )
    both = old | {"surname": "BRUNNER", "national_id": "11010119900214002X", "national_id_country": "CHN"}
    prepared, _ = prepare(table(tmp_path, [old, other], "known"), NORMALISER, link_model())
    rows, _ = read_table(table(tmp_path, [both, other], "new"))
    linked = prepared.link([record(row) for row in rows])
    assert [one.traveller_id for one in linked] == ["known0000", "known0000"]
