"""A small invented flight and its case: quick to load, with people whose names are known to the test."""

from __future__ import annotations

from datetime import date

from pratique.desk import Site
from pratique.model.casework import CaseDocument, CasePerson, Journey, Notice
from tests.lib import sites

FLIGHT, DAY = "ZZ305", date(2026, 11, 14)
HEAD = "Flight,Date,From,To,Seat,Surname,Given,Sex,Birth date,Document type,Document number,Document issuer,Phone"
ABOARD = {
    "14C": ("BINTISAKIT", "NURAQILA", "F", "1991-03-03", "X0736206", "MYS", "+447700900417"),
    "14D": ("NEARBYSON", "WILHELMINA", "F", "1980-01-02", "Q1111117", "GBR", "+447700900111"),
    "15A": ("ROWBEHIND", "THEODORIC", "M", "1975-05-06", "Q2222224", "GBR", "+447700900222"),
    "20A": ("SECONDROWER", "EUPHEMIA", "F", "1988-11-12", "Q5555556", "GBR", "+447700900555"),
    "30F": ("FARAWAYMAN", "ZEBEDIAH", "M", "1969-07-08", "Q3333331", "GBR", "+447700900333"),
    "31A": ("LASTROWSKI", "KUNIGUNDE", "F", "1999-09-10", "Q4444448", "GBR", "+447700900444"),
}
CASE, NEAR, FAR = "14C", ("14D", "15A"), ("20A", "30F", "31A")
REFERENCE = "CASE-0042"


def manifest(seats: dict[str, tuple[str, ...]] | None = None, flight: str = FLIGHT, day: date = DAY) -> bytes:
    """A table of these people on this flight from SIN to CAN."""
    rows = [HEAD]
    for seat, (surname, given, sex, born, number, issuer, phone) in (ABOARD if seats is None else seats).items():
        rows.append(f"{flight},{day},SIN,CAN,{seat},{surname},{given},{sex},{born},P,{number},{issuer},{phone}")
    return "\n".join(rows).encode()


def load_flight(site: Site) -> None:
    """The flight, loaded."""
    (receipt,) = sites.load(site, [("flight.csv", manifest())])
    assert (receipt.outcome, receipt.people) == ("loaded", len(ABOARD))


def finish(site: Site) -> None:
    """The flight, its case confirmed and traced with names."""
    load_flight(site)
    sites.add(site, notice())
    sites.confirm(site, REFERENCE)
    sites.trace(site, REFERENCE)


def notice(reference: str = REFERENCE, number: str = ABOARD[CASE][4], **changes: object) -> Notice:
    """The notice of the person in 14C. Its reference does not tell the disease."""
    surname, given, *_ = ABOARD[CASE]
    values: dict[str, object] = {
        "reference": reference,
        "disease": "measles",
        "classification": "confirmed",
        "authority": None,
        "dates": {"rash": date(2026, 11, 16)},
        "person": CasePerson(surname, given, "F", "1991-03-03", "MYS", (CaseDocument("P", number, "MYS"),)),
        "journeys": (Journey(FLIGHT, DAY, "SIN", "CAN", "14C"),),
    }
    return Notice(**{**values, **changes})  # type: ignore[arg-type]


def words(*seats: str) -> set[str]:
    """Names, numbers and phones of the people in these seats."""
    return {word for seat in seats for at, word in enumerate(ABOARD[seat]) if at in (0, 1, 3, 4, 6)}
