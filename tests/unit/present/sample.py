"""A trace by code, with invented people only: two legs with manifests, one without.

Flight ZZ305 is wide (3-3-3, a small 1-2-1 cabin in front, no row 13), ZQ118 narrow with the case at its very front.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime

from pratique.model.movement import Leg, Presence, SeatStatus
from pratique.model.seating import letter_of, row_of
from pratique.model.tracing import (
    Action,
    Alternative,
    CabinUsed,
    Change,
    Completeness,
    Contact,
    LegTrace,
    Reason,
    RuleUsed,
    Tracing,
    WhereNow,
    WhereState,
    because,
)

SURNAMES = (
    *("CHEN", "OKAFOR", "LINDQVIST", "HASSAN", "PARK", "TANAKA", "MENSAH", "SILVA", "NOVAK", "IVANOVA"),
    *("DUBOIS", "RAO", "NGUYEN", "ABEBE", "KOWALSKI", "MWANGI", "ROSSI", "YILMAZ", "SATO", "BIANCHI"),
)
GIVEN = (
    *("Yulan", "Ada", "Jonas", "Mei", "Omar", "Jisoo", "Kofi", "Ana", "Petr", "Elena"),
    *("Lucia", "Arjun", "Thuy", "Hana", "Sara", "Tomas", "Wanjiru", "Deniz", "Noor"),
)


RULE = RuleUsed(
    id="measles.cdc",
    version="2026.1",
    standing="verified",
    authority="US Centers for Disease Control and Prevention",
    sources=(
        "CDC Yellow Book 2026, section on contact investigations, read 20 Nov 2026",
        "Nelson et al. 2013, measles on aircraft (https://doi.example/a-very-long-address-without-a-blank-anywhere-in-it/2013)",
    ),
    summary="Same row, two rows ahead and two behind over the full width, infants in arms anywhere, cabin crew of the "
    "same cabin.",
    facts=(
        because(
            "window",
            "Infectious from {before} before to {after} after the day of {anchor}, both days included.",
            before="4 days",
            after="4 days",
            anchor="rash",
        ),
        because("zone", "Covers seats within {zone}.", zone="2 rows each way"),
        because(
            "links",
            "Also covers {links}.",
            links="babies in arms anywhere on board, people on the same booking, crew of the case's section",
        ),
    ),
)
_STATE: dict[Action, tuple[WhereState, Reason]] = {
    "classify": ("unknown", because("country_unknown", "The country of the destination is not known")),
    "order": (
        "not_entered",
        because(
            "arrives_later",
            "Listed on {flight} {origin}→{destination} arriving {when} local (not yet left)",
            flight="ZZ912",
            origin="BKK",
            destination="HKG",
            when="2026-11-21 14:20",
        ),
    ),
    "notify": (
        "entered",
        because("crossing_in", "Entered at {place} on {when} local", place="HKG", when="2026-11-19 16:02"),
    ),
    "inform_abroad": (
        "departed",
        because("crossing_out", "Left at {place} on {when} local", place="HKG", when="2026-11-20 09:11"),
    ),
}
_PARTY = because("party", "travelled on the same booking as the case")


def contact(
    n: int,
    seat: str | None,
    action: Action,
    why: str | Reason,
    *,
    surname: str | None = None,
    given: str | None = None,
    role: str = "passenger",
    seat_status: SeatStatus = "assigned",
    code: str = "row_band",
) -> Contact:
    """One contact; `n` makes the opaque id and picks the invented name."""
    presence = Presence(
        leg_id=7,
        identity_id=n,
        identities=(n,),
        role=role,
        state="boarded",
        seat=seat or "",
        seat_status=seat_status,
        seats_stated=(seat,) if seat else (),
        party_keys=frozenset(),
        embark="",
        debark="",
        messages=(1,),
        first_learnt=datetime(2026, 11, 19, 9, tzinfo=UTC),
        last_learnt=datetime(2026, 11, 19, 9, tzinfo=UTC),
    )
    state, evidence = _STATE[action]
    return Contact(
        contact=f"k{n:04x}",
        identity_id=n,
        presence=presence,
        seat=seat,
        reasons=(Reason(code, why) if isinstance(why, str) else why, *((_PARTY,) if n % 5 == 0 else ())),
        where_now=WhereNow(state, (evidence,)),
        action=action,
        surname=SURNAMES[n % len(SURNAMES)] if surname is None else surname,
        given=GIVEN[n * 7 % len(GIVEN)] if given is None else given,
        phones=(f"+00 555 0{n:03d}",) if n % 3 == 0 else (),
        record="held",
    )


def cabin(
    rows: tuple[int, ...], blocks: tuple[str, ...], zone_rows: range, front: tuple[int, str] | None = None
) -> CabinUsed:
    """A cabin of `blocks`; `front` = (last row, letters) of a smaller cabin with fewer seats across."""
    letters = "".join(blocks)
    absent = {f"{r}{x}" for r in rows if front and r <= front[0] for x in letters if x not in front[1]}
    zone = frozenset(f"{r}{x}" for r in rows if r in zone_rows for x in letters) - absent
    return CabinUsed(
        layout="-".join(str(len(b)) for b in blocks),
        inferred=front is not None,
        rows=rows,
        blocks=tuple(tuple(b) for b in blocks),
        absent=frozenset(absent),
        notes=(
            because(
                "row_taken_as_missing",
                "{rows} never occurs on {manifests}; taken as not existing",
                rows="row 13",
                manifests="3 manifests",
            ),
        )
        if 13 not in rows and len(rows) > 13
        else (),
        zone=zone,
    )


def seats_of(used: CabinUsed) -> list[str]:
    """Every seat of a cabin, nose to tail."""
    return [s for r in used.rows for b in used.blocks for x in b if (s := f"{r}{x}") not in used.absent]


def fill(
    used: CabinUsed, case: str, seed: int, start: int, share: float = 0.86
) -> tuple[list[Contact], frozenset[str]]:
    """Contacts for the taken seats of the zone, and the taken seats outside it."""
    dice = random.Random(seed)
    people: list[Contact] = []
    others: set[str] = set()
    for seat in seats_of(used):
        if seat == case or dice.random() > share:
            continue
        if seat not in used.zone:
            others.add(seat)
            continue
        away = abs(row_of(seat) - row_of(case))
        action: Action = dice.choices(("classify", "order", "notify", "inform_abroad"), (2, 6, 11, 2))[0]
        side = "ahead of" if row_of(seat) < row_of(case) else "behind"
        rows = f"{away} row{'s' if away > 1 else ''}"
        text = f"sat in {{seat}}, {{rows}} {side} the case in {{case}}; the rule covers {{zone}}"
        same = "sat in {seat}, in the same row as the case in {case}; the rule covers {zone}"
        zone = {"seat": seat, "case": case, "zone": "2 rows each way"}
        why = because("row_band", text, rows=rows, **zone) if away else because("row_band", same, **zone)
        people.append(contact(start + len(people), seat, action, why))
    return people, frozenset(others)


def tally(people: list[Contact] | tuple[Contact, ...]) -> dict[str, int]:
    """Counts by action over distinct contacts."""
    first = {c.contact: c.action for c in people}
    return {a: sum(x == a for x in first.values()) for a in ("order", "notify", "inform_abroad", "classify")}


def wide_leg() -> LegTrace:
    """ZZ305, 42 rows of 3-3-3 behind a 1-2-1 cabin; the case in 34C; crew, an infant and a lost seat apart."""
    used = cabin((*range(1, 13), *range(14, 44)), ("ABC", "DEG", "HJK"), range(32, 37), front=(6, "ADGK"))
    people, others = fill(used, "34C", 305, 1)
    n = len(people)
    people += [
        contact(
            n + 1,
            "28B",
            "notify",
            because("infant_in_arms", "baby in arms; the rule covers these anywhere on board"),
            seat_status="infant",
        ),
        contact(
            n + 2,
            None,
            "classify",
            because("seat_unknown", "no usable seat is held, so the distance from the case is unknown"),
            seat_status="none",
        ),
        contact(
            n + 3,
            None,
            "notify",
            because("crew", "crew; the rule covers all crew"),
            role="crew",
            seat_status="jumpseat",
        ),
        contact(
            n + 4,
            None,
            "notify",
            because("crew", "crew; the rule covers all crew"),
            role="crew",
            seat_status="jumpseat",
        ),
        contact(
            n + 5,
            None,
            "order",
            because("infant_in_arms", "baby in arms; the rule covers these anywhere on board"),
            seat_status="infant",
        ),
    ]
    people[2] = replace(people[2], surname=None, given=None, phones=(), record="erased")
    people[4] = replace(people[4], presence=replace(people[4].presence, seats_stated=(str(people[4].seat), "11H")))
    return LegTrace(
        flight="ZZ305",
        date=date(2026, 11, 19),
        origin="DXB",
        destination="HKG",
        leg=Leg(
            7,
            "ZZ305",
            date(2026, 11, 19),
            "DXB",
            "HKG",
            datetime.fromisoformat("2026-11-19T03:20"),
            datetime.fromisoformat("2026-11-19T14:30"),
            datetime(2026, 11, 18, 23, 20, tzinfo=UTC),
            datetime(2026, 11, 19, 6, 30, tzinfo=UTC),
        ),
        case_seats=("34C",),
        rule=RULE,
        cabin=used,
        completeness=Completeness(
            parts_received=3,
            parts_missing=1,
            missing_parts=(2,),
            final_part_seen=True,
            declared=311,
            present=len(others) + len(people) + 1,
            with_seat=len(others) + len(people) - 3,
            with_phone=len(people) // 3,
            boarding_known=len(others) + len(people) + 1,
            erased=1,
            contradictions=(
                because("seat_contradiction", "{n} person has more than one seat by what the senders last said.", n=1),
            ),
        ),
        contacts=tuple(people),
        counts=tally(people),
        others_on_board=len(others),
        not_on_board=2,
        occupied=others,
        notes=(
            because("case_seat_differs", "The notice and the manifest give the case different seats; both are used."),
        ),
    )


def narrow_leg() -> LegTrace:
    """ZQ118, 24 rows of 3-3, the case in row 2, so that the zone is cut off by the nose."""
    used = cabin(tuple(range(1, 25)), ("ABC", "DEF"), range(1, 5))
    people, others = fill(used, "2A", 118, 60)
    return LegTrace(
        flight="ZQ118",
        date=date(2026, 11, 20),
        origin="HKG",
        destination="TPE",
        leg=Leg(
            8,
            "ZQ118",
            date(2026, 11, 20),
            "HKG",
            "TPE",
            datetime.fromisoformat("2026-11-20T07:05"),
            datetime.fromisoformat("2026-11-20T09:00"),
            datetime(2026, 11, 19, 23, 5, tzinfo=UTC),
            datetime(2026, 11, 20, 1, 0, tzinfo=UTC),
        ),
        case_seats=("2A",),
        rule=replace(
            RULE, id="measles.site", standing="default", summary="The site's own choice for short flights.", facts=()
        ),
        cabin=used,
        completeness=Completeness(
            parts_received=1,
            final_part_seen=True,
            declared=None,
            present=len(people) + len(others) + 1,
            with_seat=len(people) + len(others) + 1,
            with_phone=0,
            boarding_known=0,
        ),
        contacts=tuple(people),
        counts=tally(people),
        others_on_board=len(others),
        occupied=others,
    )


def unknown_leg() -> LegTrace:
    """ZZ482: a journey of the notice that no manifest knows."""
    return LegTrace(
        flight="ZZ482",
        date=date(2026, 11, 18),
        origin="NBO",
        destination="DXB",
        leg=None,
        case_seats=(),
        rule=RULE,
        cabin=None,
        completeness=Completeness(),
        to_request=True,
    )


def train_leg() -> LegTrace:
    """G9123: the case in coach 3, contacts in coaches 3, 11 and 2, one whose coach is not stated, a conductor."""
    places = (("11", "2A"), ("3", "10F"), ("3", "9C"), ("2", ""), ("", "7C"), ("3", ""))
    people = []
    for n, (unit, seat) in enumerate(places, 200):
        one = contact(n, seat or None, "notify", because("whole", "was on board; the rule covers everybody on board"))
        people.append(replace(one, presence=replace(one.presence, unit=unit)))
    people.append(contact(210, None, "classify", because("crew", "crew; the rule covers all crew"), role="crew"))
    return LegTrace(
        flight="G9123",
        date=date(2026, 11, 19),
        origin="A",
        destination=None,
        leg=Leg(
            9,
            "G9123",
            date(2026, 11, 19),
            "A",
            "",
            datetime.fromisoformat("2026-11-19T08:05"),
            None,
            None,
            None,
            "train",
        ),
        case_seats=("3/6A",),
        rule=RULE,
        cabin=None,
        completeness=Completeness(parts_received=1, final_part_seen=True, present=8, with_seat=4),
        contacts=tuple(people),
        counts=tally(people),
        others_on_board=3,
        notes=(
            because("limit_past", "Too late for: {what} (last day {day})", what="vaccine", day="2026-11-18"),
            because("limit_open", "{what}: until {day}", what="immunoglobulin", day="2026-11-22"),
            because("follow_up_end", "Follow-up of contacts of this leg ends on {day}.", day="2026-12-03"),
        ),
    )


def upper_deck_leg() -> LegTrace:
    """The narrow flight with one contact more, in 2A of an upper deck."""
    leg = narrow_leg()
    above = contact(300, "2B", "order", because("party", "travelled on the same booking as the case"))
    above = replace(above, presence=replace(above.presence, unit="U"))
    return replace(leg, contacts=(*leg.contacts, above))


def unjudged_leg() -> LegTrace:
    """The train, for which the authority has no rule."""
    why = (
        because("no_rule", "Nobody was judged here."),
        because("no_rule", "This authority has no rule for this kind of conveyance."),
        because("no_rule", "Choose one of {rules}.", rules="covid.cn.rail.open"),
    )
    return replace(train_leg(), flight="G77", contacts=(), counts=tally(()), others_on_board=182, notes=why)


def second_trace(*legs: LegTrace) -> Tracing:
    """The trace made again, compared with other rules, with something to ask."""
    key = "ZZ305 2026-11-19 DXB-HKG"
    late = because("late_message", "{count} more messages about {leg} came in", count=2, leg=key)
    withdrawn = because("withdrawn", "the carrier withdrew this traveller from {leg}", leg=key)
    none = "The rule {rule} gives no zone: its source offers options, or was not reached."
    why = because("not_comparable", none, rule="measles.uk")
    return replace(
        tracing(*legs),
        since=datetime(2026, 11, 20, 6, 40, tzinfo=UTC),
        changes=(
            Change("k0001", "added", late),
            Change("k0002", "added", late),
            Change("k0003", "gone", withdrawn),
        ),
        alternatives=(
            Alternative(
                replace(RULE, id="measles.ecdc", standing="partly"),
                (("ZZ305 2026-11-19", 173, 4), ("ZQ118 2026-11-20", 60, 0)),
            ),
            Alternative(replace(RULE, id="measles.short", standing="default"), (("ZQ118 2026-11-20", 1, 0),)),
            Alternative(replace(RULE, id="measles.uk", standing="unverified"), notes=(why,)),
        ),
        notes=(
            because("ask_care", "Ask who cared for the case or met its body fluids on board: no manifest says."),
            because("journey_outside_window", "said at the top"),
        ),
    )


def tracing(*legs: LegTrace, names_shown: bool = True) -> Tracing:
    """The whole trace; `legs` replaces the three sample legs."""
    chosen = legs or (unknown_leg(), wide_leg(), narrow_leg())
    counts = tally([c for leg in chosen for c in leg.contacts])
    return Tracing(
        case="PH-2026-0114",
        disease="measles",
        contacts_shown=names_shown,
        names_shown=names_shown,
        window_from=date(2026, 11, 14),
        window_to=date(2026, 11, 22),
        known_at=datetime(2026, 11, 21, 6, 40, tzinfo=UTC),
        rule=RULE,
        legs=chosen,
        counts={"contacts": sum(counts.values()), **counts},
    )


def page_args() -> dict[str, object]:
    """The keyword arguments every sample page is rendered with."""
    return {
        "site": "Haigang International",
        "purpose": "contact_tracing",
        "actor": "officer-1",
        "printed_at": datetime(2026, 11, 21, 6, 41, tzinfo=UTC),
    }


def zone_rows(leg: LegTrace) -> set[int]:
    """Rows with a seat in the zone."""
    return {row_of(s) for s in leg.cabin.zone} if leg.cabin else set()


def letters(leg: LegTrace) -> set[str]:
    """Seat letters of the cabin."""
    return {letter_of(s) for s in seats_of(leg.cabin)} if leg.cabin else set()
