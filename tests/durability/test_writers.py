"""One writer at a time, and any number of readers beside it."""

from __future__ import annotations

import json
import os
from itertools import pairwise

import pytest

from pratique.errors import Conflict
from tests.durability.messages import DAY, B, C, flight_of_case, manifest
from tests.durability.site import Place, content, listed, outcomes


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


def test_two_writers_and_a_trace_beside_them_make_every_list_a_whole_one(place: Place):
    first, second = (range(start, start + 6) for start in (351, 361))
    before = listed(place)
    tracer = place.start("trace")
    assert tracer.stdout is not None
    tracer.stdout.readline()
    writers = [place.start("each", *map(flight_of_case, numbers)) for numbers in (first, second)]
    for writer in writers:
        said, complaint = writer.communicate(timeout=120)
        assert (writer.returncode, said.count("loaded")) == (0, 6), complaint
    views, complaint = tracer.communicate("stop\n", timeout=120)
    assert tracer.returncode == 0, complaint
    lists = [json.loads(line) for line in views.splitlines()]
    assert lists[0] == before
    for view in lists:
        flights = {name.split()[0] for name in view} - {"counts"}
        # Each writer's files in their order, and each flight with its one contact beside the case, or not at all.
        for numbers in (first, second):
            there = [f"ZZ{number}" in flights for number in numbers]
            assert there == sorted(there, reverse=True)
        assert all(len(view[f"{name} {DAY}"]) == 1 for name in flights - {"ZZ301"})
        assert view["counts"]["contacts"] == before["counts"]["contacts"] + len(flights) - 1
    assert listed(place) == lists[-1]
    assert lists[-1]["counts"]["contacts"] == before["counts"]["contacts"] + 12
    assert len(lists) > 2, "nothing was traced while files were loaded"
