"""How quick and how exact is the PAXLST reader? One synthetic message of 300 passengers, beside pydifact, in one run.

Run: ``python bench/paxlst.py``; prints JSON. Exactness is the share of names, documents and seats recovered exactly
on each way the message may arrive. pydifact gets its best chance: the text decoded, its own parser, no validation.

Times are processor time, so that other work on the machine weighs little. Both readers take turns and read equally
often; a speed is the best of all readings, a ratio the median over the turns, each with its own two speeds.
"""

from __future__ import annotations

import json
import logging
import platform
import statistics
import time
import warnings
from datetime import date, timedelta

from pratique.flow.intake.paxlst import read_paxlst

PEOPLE = 300
ROUNDS = 9
READINGS = 3
DEFAULT = ":+.? '"
SURNAMES = ["ALDERTON", "BRISKOVA", "CHENG-LIU", "DARVEL", "EKWUEME", "FARROKH", "GRANSTROEM", "HOLUB"]


def truth() -> list[tuple[str, str, str, str]]:
    """Surname, given, document number, seat of every invented passenger."""
    return [
        (f"{SURNAMES[n % 8]}{chr(65 + n % 26)}", f"GIVEN{n}", f"Q{n:07d}", f"{n // 6 + 1}{'ABCDEF'[n % 6]}")
        for n in range(PEOPLE)
    ]


def message(una: str = DEFAULT, *, escapes: bool = False, line: str = "") -> tuple[bytes, list[tuple[str, ...]]]:
    component, element, _, release, _, terminator = una
    people = truth()
    if escapes:
        people = [(f"{s}+{g}:?'", g, d, seat) for s, g, d, seat in people]

    def safe(text: str) -> str:
        special = (component, element, release, terminator)
        return "".join(release + char if char in special and release != " " else char for char in text)

    def segment(text: str) -> str:
        return text.replace("+", "\0").replace(":", "\1").replace("\0", element).replace("\1", component)

    out = [segment("UNB+UNOA:4+XBAIR+HEALTH+260301:0900+77"), segment("UNH+1+PAXLST:D:05B:UN:IATA"), segment("BGM+745")]
    out += map(segment, ["TDT+20+XB123+++XB", "LOC+125+LIS", "DTM+189:2603011200:201", "LOC+87+YUL"])
    out += [segment("DTM+232:2603011500:201")]
    for n, (surname, given, document, seat) in enumerate(people):
        # Nearly everybody has dates of their own: nothing is gained by remembering those read before.
        born = f"{date(1940, 1, 1) + timedelta(97 * n):%y%m%d}"
        expires = f"{date(2027, 1, 1) + timedelta(11 * n):%y%m%d}"
        out.append(segment("NAD+FL+++") + safe(surname) + component + safe(given))
        out += map(segment, ["ATT+2++F", f"DTM+329:{born}", "MEA+CT++:1", "GEI+4+173", "LOC+22+YUL", "LOC+174+PRT"])
        out += map(segment, ["LOC+178+LIS", "LOC+179+YUL", "NAT+2+PRT", f"RFF+AVF:BK{document[-4:]}"])
        out += map(
            segment,
            [f"RFF+ABO:XB{document}", f"RFF+SEA:{seat}", f"DOC+P:110:111+{document}", f"DTM+36:{expires}"],
        )
        out += [segment("LOC+91+PRT")]
    out += map(segment, [f"CNT+42:{PEOPLE}", f"UNT+{len(out) + 1}+1", "UNZ+1+77"])
    head = "" if una == DEFAULT else "UNA" + una
    return (head + (terminator + line).join(out) + terminator).encode("ascii"), list(people)


def variants() -> dict[str, tuple[bytes, list[tuple[str, ...]]]]:
    plain, people = message()
    folded = b"\r\n".join(plain[i : i + 63] for i in range(0, len(plain), 63))
    # the pictures of transport noise are made up; the kinds are those named in the format notes
    noise = b"QK XXXAAXB\r\n.YYYBBXB 010900\r\n\x02" + plain + b"\r\n\x03\r\n-- scanned --\r\n"
    return {
        "plain": (plain, people),
        "folded": (folded, people),
        "custom UNA": message(":(.) -"),
        "custom UNA 2": message(":*.? $"),
        "escaped": message(escapes=True),
        "blanks": message(line="\r\n  "),
        "type-b noise": (noise, people),
    }


def ours(data: bytes) -> list[tuple[str | None, ...]]:
    return [
        (p.surname, p.given, p.documents[0].number if p.documents else None, p.seat)
        for m in read_paxlst(data).messages
        for p in m.people
    ]


def theirs(data: bytes) -> list[tuple[str | None, ...]]:
    from pydifact.parser import Parser

    def at(value: object, index: int) -> str | None:
        parts = value if isinstance(value, list) else [value]
        return parts[index] if len(parts) > index else None

    people: list[dict[str, str | None]] = []
    wanted = {"ATT", "DTM", "LOC", "NAT", "RFF", "DOC"}
    for segment in Parser().parse(data.decode("latin-1")):
        elements = segment.elements
        if segment.tag == "NAD":
            people.append({"surname": at(elements[4 - 1], 0), "given": at(elements[4 - 1], 1)})
        elif people and segment.tag in wanted:
            if segment.tag == "DOC":
                people[-1]["document"] = at(elements[1], 0)
            else:
                people[-1][f"{segment.tag}{at(elements[0], 0)}"] = at(elements[0], 1) or at(elements[-1], 0)
    return [(p.get("surname"), p.get("given"), p.get("document"), p.get("RFFSEA")) for p in people]


def exactness(read: list[tuple[str | None, ...]], people: list[tuple[str, ...]]) -> dict[str, float]:
    fields = {"names": slice(0, 2), "documents": slice(2, 3), "seats": slice(3, 4)}
    pairs = list(zip(read, people, strict=False))
    return {name: round(sum(a[cut] == b[cut] for a, b in pairs) / len(people), 4) for name, cut in fields.items()}


def _timed(reader, data: bytes) -> float:
    start = time.process_time()
    reader(data)
    return time.process_time() - start


def main() -> None:
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")  # pydifact warns once per tag about directories it lacks
    readers = {"pratique": ours, "pydifact": theirs}
    report: dict[str, dict] = {name: {"people_per_second": {}, "exact": {}} for name in readers}
    ratios: dict[str, float | None] = {}
    for variant, (data, people) in variants().items():
        best: dict[str, list[float]] = {name: [] for name in readers}
        for name, reader in list(readers.items()) * ROUNDS:
            try:
                report[name]["exact"][variant] = exactness(reader(data), people)
                best[name].append(min(_timed(reader, data) for _ in range(READINGS)))
            except Exception as error:  # a reader that fails has read nothing: that is its result
                nothing = dict.fromkeys(("names", "documents", "seats"), 0)
                report[name]["exact"][variant] = {**nothing, "failed": type(error).__name__}
        for name, times in best.items():
            report[name]["people_per_second"][variant] = round(PEOPLE / min(times)) if times else None
        turns = [theirs_took / ours_took for ours_took, theirs_took in zip(*best.values(), strict=False)]
        ratios[variant] = round(statistics.median(turns), 1) if turns else None
    result = {"people": PEOPLE, "python": platform.python_version(), "readers": report}
    print(json.dumps({**result, "ratio": ratios["plain"], "ratios": ratios}, indent=2))


if __name__ == "__main__":
    main()
