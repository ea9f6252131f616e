"""What the batch finds in a table, to be compared: `python -m tests.lib.linkage_found TABLE OUTPUT` asks Spark."""

import json
import sys
from contextlib import nullcontext
from functools import partial
from itertools import permutations, product
from pathlib import Path
from unittest import mock

from pratique.drill.country.travellers.make import COLUMNS, TRUTH, travellers
from pratique.errors import NotReady
from pratique.flow.identity.evaluate import NORMALISER
from pratique.rules.linkage.model import link_model
from pratique.stores.linkage import batch
from pratique.stores.linkage.engine import Engine
from pratique.stores.linkage.tables import unite_table
from pratique.stores.parquet import write_parquet

WORDS = [
    *("".join(word) for length in range(5) for word in product("AB", repeat=length)),
    *map("".join, permutations("ABCD")),
]
NUMBERS = ["E12345678", "E12345678\n", "\nE12345678", "e12345678", "E12345", "EABC123456", "E1234567 ", "123456789012"]
SECRET = "XYZZY"
SMALL = {
    "spark.master": "local[1]",
    "spark.driver.memory": "1G",
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.adaptive.enabled": "false",
    # Compiling each statement, and the program again and again, pays for more than 500 rows.
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}


def hard_table(file: Path, records: int) -> None:
    """A table of invented travellers whose records are as dirty as they come."""
    every = (*COLUMNS, *TRUTH[1:])
    assert write_parquet({file: COLUMNS}, every, travellers(records, 101, "hard")) == records


def found(work: Engine, table: Path, output: Path) -> dict:
    """Every candidate pair with its bits and open facts, by the rows of the table; and what functions made say.

    Who is whose is written to `output`, as `identity evaluate` does.
    """
    with mock.patch.object(batch, "score", partial(batch.score, least=-999)):
        unite_table(table, output, NORMALISER, link_model(), lambda: nullcontext(work))
    pairs = work.rows("SELECT x.rec, y.rec, bits, open FROM edge JOIN person x ON x.id = a JOIN person y ON y.id = b")
    work.table("word", {"word": WORDS}, "word VARCHAR")
    work.table("number", {"number": NUMBERS}, "number VARCHAR")
    slips = work.rows("SELECT x.word, y.word FROM word x JOIN word y ON damerau_levenshtein(x.word, y.word) = 1")
    plain = work.rows("SELECT number FROM number WHERE regexp_full_match(number, '[A-Z]{0,3}[0-9]{6,12}')")
    return {
        "pairs": sorted([min(a, b), max(a, b), bits, open_] for a, b, bits, open_ in pairs),
        "slips": sorted(map(list, slips)),
        "plain": sorted(number for (number,) in plain),
    }


if __name__ == "__main__":
    from pratique.stores.linkage.spark import spark_engine

    with spark_engine(**SMALL) as spark:
        answer = found(spark, Path(sys.argv[1]), Path(sys.argv[2]))
        spark.table("secret", {"x": [SECRET]}, "x VARCHAR")
        try:
            spark.rows("SELECT x::INTEGER FROM secret")
        except NotReady as error:
            answer["error"] = repr([error, error.hint, error.__cause__, error.__context__])
        answer["no parquet"] = spark.open_parquet("none", Path(__file__))
    json.dump(answer, sys.stdout)
