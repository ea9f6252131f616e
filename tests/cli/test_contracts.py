"""The documented JSON, key by key: every key there, of its type, and nothing undocumented."""

import json
import re
from pathlib import Path

import pytest

from tests.cli.conftest import CASE

DOCS = Path(__file__).resolve().parents[2] / "docs" / "reference"
TEXT, NUMBER, YES = (str,), (int,), (bool,)
TEXT_OR_NULL, NUMBER_OR_NULL = (str, type(None)), (int, type(None))
REASON = {"code": TEXT, "text": TEXT}

PERSON = (
    "surname", "given", "sex", "birth_date", "birth_date_raw", "nationality", "residence", "embark", "debark",
    "booking", "reference", "seat", "seat_raw", "unit", "class", "table",
)  # fmt: skip
CHECK = {
    "files": [
        {
            "path": TEXT,
            "sha256": TEXT,
            "error": TEXT_OR_NULL,
            "rejected": [{"row": NUMBER, "reason": TEXT}],
            "messages": [
                {
                    "kind": TEXT,
                    "dialect": TEXT,
                    "document": TEXT_OR_NULL,
                    "function": TEXT_OR_NULL,
                    "part": (None, {"number": NUMBER, "final": YES}),
                    "test": YES,
                    "legs": [
                        {
                            "flight": TEXT_OR_NULL,
                            "origin": TEXT_OR_NULL,
                            "destination": TEXT_OR_NULL,
                            "departure": TEXT_OR_NULL,
                            "arrival": TEXT_OR_NULL,
                            "conveyance": TEXT,
                            "registration": TEXT_OR_NULL,
                        }
                    ],
                    "people": [
                        {
                            **dict.fromkeys(PERSON, TEXT_OR_NULL),
                            "role": TEXT,
                            "documents": [dict.fromkeys(("type", "number", "issuer", "expiry"), TEXT_OR_NULL)],
                            "phones": [TEXT],
                            "emails": [TEXT],
                        }
                    ],
                    "declared": dict.fromkeys(("passengers", "crew", "segments"), NUMBER_OR_NULL),
                    "present": dict.fromkeys(("passengers", "crew", "segments"), NUMBER_OR_NULL),
                    "findings": [{"code": TEXT, "severity": TEXT, "where": TEXT, "text": TEXT}],
                    "crossings": NUMBER_OR_NULL,
                }
            ],
        }
    ]
}  # fmt: skip

COUNTS = dict.fromkeys(("contacts", "order", "notify", "inform_abroad", "classify"), NUMBER)
TRACE = {
    "case": TEXT,
    "disease": TEXT,
    "contacts_shown": YES,
    "names_shown": YES,
    "known_at": TEXT,
    "window": {"from": TEXT_OR_NULL, "to": TEXT_OR_NULL},
    "legs": [
        {
            "flight": TEXT,
            "date": TEXT,
            "conveyance": TEXT_OR_NULL,
            "origin": TEXT_OR_NULL,
            "destination": TEXT_OR_NULL,
            "case_seat": TEXT_OR_NULL,
            "case_seats": [TEXT],
            "manifest": TEXT,
            "rule": {"id": TEXT, "version": TEXT, "standing": TEXT},
            "cabin": (None, {"layout": TEXT, "inferred": YES, "rows": [NUMBER], "notes": [REASON]}),
            "completeness": {
                "parts_received": NUMBER,
                "parts_missing": NUMBER,
                "missing_parts": [NUMBER],
                "final_part_seen": YES,
                "declared": NUMBER_OR_NULL,
                "present": NUMBER,
                "with_seat": NUMBER,
                "with_phone": NUMBER,
                "boarding_known": NUMBER,
                "erased": NUMBER,
                "contradictions": [TEXT],
                "forms": dict.fromkeys(("people", "unlisted", "seats", "differ"), NUMBER),
            },
            "contacts": [
                {
                    "contact": TEXT,
                    "seat": TEXT_OR_NULL,
                    "unit": TEXT_OR_NULL,
                    "surname": TEXT_OR_NULL,
                    "given": TEXT_OR_NULL,
                    "phones": [TEXT],
                    "role": TEXT,
                    "boarding": TEXT,
                    "sources": {"lists": (None, [TEXT]), "form": (None, [TEXT]), "border": TEXT},
                    "reasons": [REASON],
                    "where_now": {"state": TEXT, "evidence": [TEXT]},
                    "action": TEXT,
                    "record": TEXT,
                }
            ],
            "counts": COUNTS,
            "without_seat": COUNTS,
            "others_on_board": NUMBER,
            "not_on_board": NUMBER,
            "notes": [REASON],
        }
    ],
    "counts": COUNTS,
    "without_seat": COUNTS,
    "notes": [REASON],
    "since": TEXT_OR_NULL,
    "changes": [{"contact": TEXT, "kind": TEXT, "code": TEXT, "text": TEXT}],
    "alternatives": [
        {
            "rule": {"id": TEXT, "version": TEXT, "standing": TEXT},
            "legs": [{"leg": TEXT, "contacts": NUMBER, "classify": NUMBER}],
            "notes": [REASON],
        }
    ],
}


def differences(value, shape, where=""):
    """Every place where the value has not the shape: a key lacking or unknown, a wrong type."""
    if isinstance(shape, dict):
        if not isinstance(value, dict):
            return [f"{where} is {type(value).__name__}"]
        odd = [f"{where}.{key} is lacking or unknown" for key in set(value) ^ set(shape)]
        return odd + [
            found for key in set(value) & set(shape) for found in differences(value[key], shape[key], f"{where}.{key}")
        ]
    if isinstance(shape, list):
        if not isinstance(value, list):
            return [f"{where} is {type(value).__name__}"]
        return [found for one in value for found in differences(one, shape[0], f"{where}[]")]
    if None in shape:
        return [] if value is None else differences(value, shape[1], where)
    return [] if type(value) in shape else [f"{where} is {type(value).__name__}"]


def test_the_comparison_notices_what_it_should():
    assert differences({"a": 1}, {"a": TEXT}) == [".a is int"]
    assert differences({"a": True}, {"a": NUMBER}) == [".a is bool"]
    assert len(differences({"a": "", "c": ""}, {"a": TEXT, "b": TEXT})) == 2
    assert differences({"a": None}, {"a": [TEXT]}) == [".a is NoneType"]


@pytest.mark.parametrize("folder", ["manifests", "crossings", "ask", "earlier"])
def test_intake_check_prints_what_is_documented(pratique, day, folder):
    value = pratique("intake", "check", day / folder, "-o", "json").json
    assert len(value["files"]) == len(list((day / folder).iterdir()))
    assert differences(value, CHECK) == []


def test_crossings_are_counted_and_no_list_of_who_crossed_is_printed(pratique, day):
    (message,) = pratique("intake", "check", day / "crossings" / "CAN_2026-11-14_in.csv", "-o", "json").json["files"][
        0
    ]["messages"]
    assert (message["kind"], message["crossings"], message["people"]) == ("crossings", 314, [])


def test_trace_prints_what_is_documented_before_and_after_confirmation(notified):
    hidden = notified("trace", CASE, "-o", "json").json
    assert differences(hidden, TRACE) == []
    assert notified("case", "confirm", CASE, actor="second.officer").code == 0
    shown = notified("trace", CASE, "-o", "json").json
    assert differences(shown, TRACE) == []
    held, asked = sorted(shown["legs"], key=lambda leg: leg["manifest"])
    assert (held["manifest"], asked["manifest"]) == ("held", "to_be_requested")
    assert held["contacts"]
    assert asked["cabin"] is None
    assert {contact["where_now"]["state"] for contact in held["contacts"]} <= {
        "not_entered", "entered", "departed", "in_transit", "unknown",
    }  # fmt: skip


def example(page):
    return json.loads(re.search(r"```json\n(.*?)```", (DOCS / page).read_text("utf-8"), re.DOTALL)[1])


@pytest.mark.parametrize(("page", "shape"), [("intake-check-json.md", CHECK), ("trace-json.md", TRACE)])
def test_the_example_in_the_documents_has_the_documented_shape(page, shape):
    assert differences(example(page), shape) == []


@pytest.mark.parametrize(("page", "shape"), [("intake-check-json.md", CHECK), ("trace-json.md", TRACE)])
def test_every_key_is_explained_or_plain_in_the_example(page, shape):
    text = (DOCS / page).read_text("utf-8")
    assert [key for key in keys(shape) if f'"{key}"' not in text and f"`{key}`" not in text] == []


def keys(shape):
    if isinstance(shape, dict):
        return [*shape, *(key for inner in shape.values() for key in keys(inner))]
    if isinstance(shape, list | tuple):
        return [key for inner in shape for key in keys(inner)]
    return []


def test_the_example_notice_in_the_documents_can_be_added(site):
    ran = site("case", "add", stdin=json.dumps(example("case-json.md")).encode())
    assert ran.code == 0, ran.err
    assert site("case", "show", "PH-2026-0117", "-o", "json").json["disease"] == "measles"
