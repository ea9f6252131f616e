"""Findings of the PAXLST reader: every code once, with its severity and its sentence."""

from __future__ import annotations

from collections import Counter

from pratique.model.findings import Finding, Severity

CODES: dict[str, tuple[Severity, str]] = {
    # the file and its envelope
    "utf-16": ("info", "The file is UTF-16; it was converted before reading."),
    "charset": ("warning", "Some bytes do not belong to the character set the sender states; they were read as "
                "UTF-8 if they are valid UTF-8, else as cp1252. Check names with accents."),
    "charset-doubt": ("info", "The text was read in the stated character set, but its bytes are also valid UTF-8. "
                      "Check names with accents."),
    "una-short": ("warning", "The UNA segment has fewer than six characters; the separators were taken from the text."),
    "una-contradicted": ("warning", "The UNA segment states other separators than UNB uses; those of UNB were used."),
    "terminator-differs": ("warning", "The stated or usual segment terminator does not end the segments; the "
                           "character that does was used."),
    "typographic-terminator": ("warning", "A typographic apostrophe stands where a segment must end; it was taken "
                               "as the terminator where a tag follows it. Ask the sender for the original file."),
    "no-unb": ("warning", "The interchange header UNB is missing; sender, time and test indicator are unknown."),
    "no-unz": ("warning", "The interchange trailer UNZ is missing: the file may have been cut off."),
    "no-une": ("info", "The group trailer UNE is missing."),
    "une-count": ("info", "UNE states another number of messages than the group holds; all of them were read."),
    "unz-count": ("info", "UNZ states another number of groups or messages than there are; all of them were read."),
    "une-reference": ("info", "The reference in UNE is not the one in UNG."),
    "unz-reference": ("info", "The reference in UNZ is not the one in UNB."),
    "test-indicator": ("warning", "The sender marks the interchange as a test; it must not reach live data."),
    "test-indicator-zero": ("info", "The test indicator is 0, which was read as: not a test."),
    "no-message": ("error", "The interchange holds no message."),
    # the message
    "no-unh": ("warning", "The message header UNH is missing; the segments were read as a passenger list."),
    "no-unt": ("warning", "The message trailer UNT is missing: people may be missing from the end of the list."),
    "unterminated": ("warning", "The last segment has no terminator and may be cut off; it was not read."),
    "fold-blank": ("warning", "A reference holds a blank that it does not have in the header: a line break was "
                   "probably replaced by a blank, and other values may hold such blanks too."),
    "unt-reference": ("info", "The reference in UNT is not the one in UNH."),
    "segment-count": ("info", "UNT states another number of segments than the message has; all of them were read."),
    "bad-part": ("warning", "The part number in UNH is no number; the message was read as if it stood alone."),
    "other-message-type": ("error", "This is no passenger list message (PAXLST); its content was not read."),
    "no-message-type": ("info", "UNH names no message type; the message was read as a passenger list."),
    "no-bgm": ("warning", "The segment BGM is missing: what kind of list this is, is not stated."),
    "document-typo": ("warning", "BGM says 366, which does not exist; it was read as 336, a master crew list."),
    "unknown-document": ("warning", "BGM names a kind of list that is not known here."),
    "unknown-function": ("warning", "BGM names a function code that is not known for this kind of list."),
    "not-a-manifest": ("warning", "This kind of list does not say who is on a flight: its people are not aboard."),
    "unknown-segment": ("info", "Some segments or codes are not known here; their content was not kept."),
    "empty-value": ("warning", "Some segments have a code but no value; nothing was read from them."),
    "empty-component": ("info", "Some names end in an empty component; it was left out."),
    "wrong-separator": ("warning", "A separator of elements stands where one of components belongs; it was read so."),
    # flights
    "no-flight": ("warning", "The message names no flight."),
    "flight-unreadable": ("warning", "The flight number cannot be read; the leg was kept without it."),
    "carrier-differs": ("info", "The carrier stated beside the flight number is another one; the number was used."),
    "overflight": ("info", "The flight only passes over the country (transport stage 34)."),
    "leg-incomplete": ("warning", "The places of the flight do not pair into departures and arrivals; what is "
                       "stated was kept."),
    "late-flight": ("info", "A flight is stated after the first person; it was read as a flight of the message."),
    "flight-in-person": ("info", "A flight without places stands among the data of a person; it was not read as a "
                         "flight of the message."),
    "bad-time": ("warning", "A departure or arrival time is no valid date and time; the leg was kept without it."),
    "time-offset": ("info", "Times carry an offset whose meaning is not certain; they were read as local times."),
    "crew-suffix": ("info", "The flight number ends in C, which this dialect may use for crew lists; it was kept."),
    # people
    "passenger-count": ("info", "The declared number of passengers is not the number in this message; it may cover "
                        "the whole flight."),
    "crew-count": ("info", "The declared number of crew is not the number in this message; it may cover the whole "
                   "flight."),
    "unknown-role": ("warning", "The role code of a person is not known; the role was left open."),
    "passenger-in-crew-list": ("info", "A crew list names somebody as a passenger; the role was kept as stated."),
    "no-name": ("warning", "A person has no name."),
    "whole-name": ("warning", "A name stands whole in the place of the surname; it was not split."),
    "unknown-sex": ("info", "The code for sex is not known; it was left open."),
    "repeated-value": ("warning", "A value is stated twice for one person and differs; the first was kept."),
    "several-nationalities": ("info", "A person has several nationalities; the first was kept."),
    "several-seats": ("warning", "A person has several seats; the first was kept."),
    "seat-several-legs": ("info", "Seats are stated once while the people are on several legs; a seat may hold on "
                          "one of them only."),
    "seat-unusable": ("warning", "A seat cannot be read as a row and a letter; it was kept as sent only."),
    "seat-unsure": ("info", "A seat had to be turned round, or a letter read as a digit."),
    "bad-birth-date": ("warning", "A birth date is no valid date; it was kept as sent only."),
    "partial-birth-date": ("info", "Parts of a birth date are unknown; it was kept as sent only."),
    "birth-century": ("info", "A birth date may lie in either of two centuries; the later one was taken."),
    "birth-century-unknown": ("warning", "A birth date has a two-digit year and no flight date settles the century; "
                              "it was kept as sent only."),
    "birth-date-implausible": ("warning", "A birth date lies after the flight or 120 years or more before it."),
    "document-incomplete": ("info", "A travel document has no number."),
    "document-missing": ("info", "An expiry date or an issuer is stated without a document; it was not read."),
    "bad-expiry": ("warning", "The expiry of a travel document is no valid date; it was left out."),
    "expiry-century": ("warning", "The expiry of a travel document is more than 20 years from the flight: its "
                       "two-digit year may mean another century. The nearest was taken."),
    "expiry-century-unknown": ("warning", "An expiry has a two-digit year and no flight date settles the century; "
                               "it was left out."),
    "journey-order": ("warning", "Where a person joins and leaves does not fit the order of the stops; the person "
                      "was put on every leg."),
    "incomplete-person": ("warning", "The data of a person stand in the wrong places; what could be placed was kept."),
}  # fmt: skip
"""Finding code → severity and meaning. The meaning is the first sentence of every finding with that code."""

_LISTED = 20
"""Findings of one code shown one by one in a message; the rest is a number."""


class Notes:
    """Collects the findings of one message."""

    def __init__(self) -> None:
        self._findings: list[Finding] = []
        self._seen: Counter[str] = Counter()
        self._unknown: Counter[str] = Counter()
        self._empty: Counter[str] = Counter()
        self._tails: Counter[str] = Counter()
        self._first: dict[str, str] = {}

    def add(self, code: str, where: str, detail: str = "") -> None:
        """Record one finding; `detail` is a sentence that never quotes a person's data."""
        self._seen[code] += 1
        if self._seen[code] <= _LISTED:
            severity, meaning = CODES[code]
            self._findings.append(Finding(code, severity, where, f"{meaning} {detail}".rstrip()))

    def unknown(self, number: int, tag: str) -> None:
        """Count a segment or code that is not known; the sum is one finding."""
        self._first.setdefault("unknown-segment", place(number, tag))
        self._unknown[shown_tag(tag)] += 1

    def empty(self, number: int, tag: str) -> None:
        """Count a segment without a value; the sum is one finding."""
        self._first.setdefault("empty-value", place(number, tag))
        self._empty[shown_tag(tag)] += 1

    def tail(self, number: int, tag: str) -> None:
        """Count a name with an empty last component; the sum is one finding."""
        self._first.setdefault("empty-component", place(number, tag))
        self._tails[tag] += 1

    def finish(self) -> tuple[Finding, ...]:
        """Every finding in the order met, then the sums."""
        tallies = {"unknown-segment": self._unknown, "empty-value": self._empty, "empty-component": self._tails}
        for code, counts in tallies.items():
            if counts:
                listed = ", ".join(f"{tag} {count}" for tag, count in counts.most_common(20))
                self.add(code, self._first[code], f"Counted from the first place on: {listed}.")
        for code, count in self._seen.items():
            if count > _LISTED:
                severity, _ = CODES[code]
                text = f"{count - _LISTED} more findings of this kind are not listed one by one."
                self._findings.append(Finding(code, severity, "message", text))
        return tuple(self._findings)


def place(number: int, tag: str) -> str:
    """Where a finding is: ``segment 12 (DOC)``, counted from UNH as segment 1."""
    return f"segment {number} ({shown_tag(tag)})"


def shown_tag(tag: str) -> str:
    """A tag as it may be printed. What is no tag may be data of a person, so it is not shown."""
    return tag if tag in _SHOWN else "other"


_SHOWN = frozenset(
    {"UNA", "UNB", "UNG", "UNH", "UNT", "UNE", "UNZ", "UNS", "BGM", "RFF", "DTM", "NAD", "CTA", "COM", "TDT", "LOC"}
    | {"ATT", "MEA", "GEI", "FTX", "EMP", "NAT", "DOC", "CPI", "QTY", "GID", "CNT", "AUT", "PDT", "GIS", "PNA", "ADR"}
)
