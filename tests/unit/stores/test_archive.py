"""An archive is a tar like any other, and no byte of it can change unseen."""

import io
import shutil
import subprocess
import tarfile

import pytest

from pratique.errors import Broken, Conflict, NotReadable
from pratique.stores import archive
from pratique.stores.archive import read_index, unpack, write_archive
from tests.lib.small_site import NOW

LONG = f"movements/{'folder' * 12}/{'file' * 20}.parquet"
CONTENT = {"a.toml": b"x = 1\n", LONG: bytes(range(256)) * 3, "tables/空.toml": b"", "z": b"z" * 512}


@pytest.fixture
def file(tmp_path):
    return make(tmp_path, CONTENT)


def make(folder, content):
    sources = []
    for number, (name, data) in enumerate(content.items()):
        (folder / f"source{number}").write_bytes(data)
        sources.append((name, folder / f"source{number}"))
    write_archive(folder / "b.tar", NOW, {"schema": "0001"}, sources)
    return folder / "b.tar"


def restore(data, folder):
    stream = io.BytesIO(data)
    unpack(stream, read_index(stream), folder)


def test_what_was_packed_is_unpacked(file, tmp_path):
    with file.open("rb") as stream:
        index = read_index(stream)
        unpack(stream, index, tmp_path / "out")
    assert (index.made_at, index.facts) == (NOW, {"schema": "0001"})
    assert {m.name: (tmp_path / "out" / m.name).read_bytes() for m in index.members} == CONTENT


def test_any_tar_reads_it(file, tmp_path):
    with tarfile.open(file) as opened:
        assert opened.getnames() == ["backup.json", "backup.sha256", *CONTENT]
        assert {info.name: opened.extractfile(info).read() for info in opened if info.name in CONTENT} == CONTENT
        assert {(info.mode, info.mtime, info.isreg()) for info in opened} == {(0o600, int(NOW.timestamp()), True)}
    (tmp_path / "out").mkdir()
    subprocess.run(["tar", "-xf", file, "-C", tmp_path / "out"], check=True)
    assert (tmp_path / "out" / LONG).read_bytes() == CONTENT[LONG]


def test_a_size_beyond_eight_gibibytes_has_a_header_that_tar_knows():
    block = archive._header("register.sqlite", 20 << 30, int(NOW.timestamp()))
    assert tarfile.TarInfo.frombuf(block, "utf-8", "strict").size == 20 << 30


def test_a_changed_byte_anywhere_is_found_and_named(file, tmp_path):
    whole = file.read_bytes()
    with tarfile.open(file) as opened:
        starts = [(info.offset, info.name) for info in opened]
        end = opened.getmembers()[-1].offset_data + 512
    named = {"backup.json": "backup.", "backup.sha256": "backup."}
    sums = [start + 148 + n for start, _ in starts for n in range(8)]
    edges = [at + n for start, _ in starts for at in (start, start + 512) for n in (-1, 0)][1:]
    for at in [*range(0, len(whole), 13), *sums, *edges, len(whole) - 1]:
        name = "the end of the file" if at >= end else [name for start, name in starts if start <= at][-1]
        altered = bytearray(whole)
        altered[at] ^= 1 << at % 8
        with pytest.raises((Broken, NotReadable)) as error:
            restore(bytes(altered), tmp_path / "out")
        assert named.get(name, name) in error.value.sentence, at
        assert isinstance(error.value, Broken), at
        shutil.rmtree(tmp_path / "out", ignore_errors=True)


def test_a_cut_off_or_continued_archive_is_found(file, tmp_path):
    whole = file.read_bytes()
    for length in (513, 2000, 4000, len(whole) - 1):
        with pytest.raises(Broken):
            restore(whole[:length], tmp_path / f"out{length}")
    with pytest.raises(Broken, match="the end of the file"):
        restore(whole + b"\0", tmp_path / "out")


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a/../../x", "a/./b", "a//b", "", ".", "a\\..\\b"])
def test_a_path_that_leads_out_is_refused(tmp_path, monkeypatch, name):
    with monkeypatch.context() as careless:
        careless.setattr(archive, "_parts", lambda name: ())
        file = make(tmp_path, {name: b"x"})
    (tmp_path / "below").mkdir()
    with pytest.raises(Broken, match="outside its own folder"):
        restore(file.read_bytes(), tmp_path / "below" / "out")
    assert not (tmp_path / "below" / "x").exists()
    assert not (tmp_path / "x").exists()


def test_a_link_in_place_of_a_file_is_refused(file, tmp_path):
    whole = bytearray(file.read_bytes())
    with tarfile.open(file) as opened:
        at = opened.getmember("a.toml").offset
    info = tarfile.TarInfo("a.toml")
    info.type, info.linkname, info.mtime = tarfile.SYMTYPE, "/etc/passwd", int(NOW.timestamp())
    whole[at : at + 512] = info.tobuf(tarfile.USTAR_FORMAT)
    with pytest.raises(Broken, match=r"a\.toml"):
        restore(bytes(whole), tmp_path / "out")
    assert not (tmp_path / "out" / "a.toml").exists()


def test_a_source_that_changes_meanwhile_is_named(tmp_path, monkeypatch):
    measure = archive._measured

    def then_written_to(name, path):
        member = measure(name, path)
        path.write_bytes(b"longer than before")
        return member

    monkeypatch.setattr(archive, "_measured", then_written_to)
    with pytest.raises(Conflict, match=r"a\.toml was changed"):
        make(tmp_path, {"a.toml": b"before"})
