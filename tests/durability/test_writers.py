"""One writer at a time, and any number of readers beside it."""

from __future__ import annotations

import json
import os
from itertools import pairwise

import pytest

from pratique.errors import Conflict
from tests.durability.messages import B, C, manifest
from tests.durability.site import Place, content, outcomes


def test_a_second_writer_is_told_who_writes_and_gets_in_once_that_process_is_killed(place: Place, whole: list):
    holder = place.start("hold")
    assert holder.stdout is not None
    assert [holder.stdout.readline() for _ in range(2)] == ["ready\n", "holding\n"]
    with pytest.raises(Conflict) as refused:
        place.load(B)
    assert f"holding, process {holder.pid} on {os.uname().nodename}, since 2026-03-10" in refused.value.sentence
    assert refused.value.exit_code == 7
    second = place.run(B)
    assert (second.returncode, second.stdout) == (7, "ready\n")
    assert content(place) == whole[0]
    holder.kill()
    holder.communicate()
    assert outcomes(place.load(B, C)) == ["loaded", "loaded"]
    assert content(place) == whole[2]


def test_a_reader_beside_a_writer_sees_whole_files_only(place: Place):
    reader = place.start("read")
    writer = place.start("each", *((f"m{n}.edi", manifest(n, 5 + n % 7, n)) for n in range(330, 350)))
    said, complaint = writer.communicate(timeout=120)
    assert (writer.returncode, said.count("receipt")) == (0, 20), complaint
    views, complaint = reader.communicate("stop\n", timeout=120)
    assert reader.returncode == 0, complaint
    read = [json.loads(line) for line in views.splitlines()[1:]]
    with place.site() as site:
        assert site.movements.count()["lines"] == 12 + sum(5 + n % 7 for n in range(330, 350))
    whole = read[-1]
    assert sorted(whole.values()) == sorted([12, *(5 + n % 7 for n in range(330, 350))])
    assert len({len(view) for view in read}) > 2, "the reader never ran beside the writer"
    for earlier, later in pairwise(read):
        assert earlier.items() <= later.items() <= whole.items()
