"""No file of a site holds a name or a number of anybody in clear; and the search that says so can find them."""

from collections import Counter

import pytest
from sqlalchemy import select

from pratique.cli.main import run
from pratique.guard.vault import Vault
from pratique.stores.register import review
from pratique.stores.register.tables import data_key
from tests.guard import needles
from tests.lib import sites


@pytest.fixture(scope="module")
def everybody():
    words = needles.of_the_sample_day()
    assert len(words.long) > 3000
    assert len(words.short) > 10
    assert len(words.digits) > 50
    assert {"x0736206", "binti-rahsyam", "nuraqila", "+447700900417", "1991-03-03"} <= words.long
    return words


@pytest.fixture(scope="module")
def not_taken():
    words = needles.of_files_not_taken()
    assert len(words.long) > 40
    return words


def found(words, site):
    """Everything of these words that stands in the site: in its files' bytes, in decoded pages, in the register."""
    folder = site.settings.site
    hits = {word for words_of_file in needles.found_in_files(words, folder).values() for word in words_of_file}
    hits |= needles.found_in(words, needles.parquet_texts(folder))
    return hits | needles.found_in_register(words, site.register.engine)


def decrypted(site):
    """Every sealed payload of the site in clear, raw files inflated; the test's own vault opens them."""
    with site.register.reading() as connection:
        vault = Vault(connection, site.site_key)
        vault.load(
            connection, connection.execute(select(data_key.c.key_id).where(data_key.c.kind != "index")).scalars()
        )
        records = list(review.sealed_records(connection))
        counts = Counter(record.kind for record in records)
        clear = [vault.open(record.key_id, record.payload, record.about) for record in records if record.payload]
    texts = [data.decode("utf-8", "replace") for data in clear]
    for data in clear:
        texts += [raw.decode("utf-8", "replace") for raw in needles.inflated(data)]
    return counts, texts


def test_no_byte_of_a_site_holds_a_name_or_a_number(loaded_site, everybody, not_taken):
    assert found(everybody, loaded_site) == set()
    assert found(not_taken, loaded_site) == set()


def test_all_of_them_are_there_sealed(loaded_site, everybody, not_taken):
    counts, texts = decrypted(loaded_site)
    assert counts["received file"] == 32
    assert counts["identity"] > 1000
    assert counts["notice"] == 1
    assert everybody.all - needles.found_in(everybody, texts) == set()
    assert not_taken.all - needles.found_in(not_taken, texts) == set()


def test_the_search_finds_them_all_where_nothing_is_sealed(register_url, tmp_path, monkeypatch, everybody, not_taken):
    monkeypatch.setattr(Vault, "seal", lambda self, key_id, payload, about: payload)
    monkeypatch.setattr(Vault, "open", lambda self, key_id, sealed, about: sealed)
    sites.new_site(tmp_path / "open", register_url)
    with sites.opened(tmp_path / "open", register_url) as site:
        sites.finish(site)
        assert everybody.all - found(everybody, site) == set()
        assert not_taken.all - found(not_taken, site) == set()
        while_open = needles.found_in_files(everybody, tmp_path)
    closed = needles.found_in_files(everybody, tmp_path)
    if register_url.startswith("sqlite"):
        # In the file itself too, where a long text may run over from page to page: nearly all stand in one piece.
        assert while_open["register.db-wal"]
        assert set(closed) == {"register.db"}
        assert len(closed["register.db"]) > 0.95 * len(everybody.long)
    else:
        assert while_open == closed == {}


def test_the_search_finds_one_planted_word_in_any_file(tmp_path, everybody):
    codes = ("utf-8", "utf-16-le", "utf-16-be")
    for code in codes:
        planted = b"\x00\xff" * 100 + "Binti-Rahsyam".encode(code) + b"\xfe" * 50
        (tmp_path / f".planted-{code}").write_bytes(planted)
    (tmp_path / "x0736206.txt").write_bytes(b"its name is what it holds")
    assert needles.found_in_files(everybody, tmp_path) == {
        "x0736206.txt": {"x0736206"},
        **{f".planted-{code}": {"binti-rahsyam"} for code in codes},
    }


def test_the_search_reads_compressed_columns(tmp_path, everybody):
    import duckdb

    page = tmp_path / "p.parquet"
    with duckdb.connect() as connection:
        person = "case when i = 500 then 'X0736206' else 'nobody' end"
        values = f"select 'seat' || (i % 7) as seat, {person} as person from range(999) t(i)"
        connection.execute(f"copy ({values}) to '{page}' (format parquet, compression zstd)")
    assert needles.found_in(everybody, needles.parquet_texts(tmp_path)) == {"x0736206"}


def test_the_commands_leave_nothing_in_clear_either(tmp_path, everybody, not_taken, capsys):
    """The whole way through the command line: log file, sender settings and temporary files included."""
    folder, day = tmp_path / "site", sites.sample_day()
    at = ["--site", str(folder)]
    assert run(["init", str(folder), "--point-of-entry", "CAN"]) == 0
    assert run([*at, "intake", "load", *(str(day / step) for step in sites.STEPS), "--sender", "anybody"]) == 4
    assert run([*at, "case", "add", "--file", str(day / "notice.json")]) == 0
    assert run([*at, "intake", "log"]) == 0
    assert run([*at, "case", "confirm", "GZ-2026-0117"]) == 6
    assert run([*at, "trace", "GZ-2026-0117"]) == 0
    capsys.readouterr()
    with sites.opened(folder) as site:
        assert found(everybody, site) | found(not_taken, site) == set()
        assert any(path.name == "pratique.log" for path in folder.rglob("*"))
