"""Where each contact is now: from crossings and later manifests, frozen at the end of follow-up."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from pratique.desk import CaseFile, Desk
from pratique.desk.leg_record import LegRecord
from pratique.desk.travellers import Tie
from pratique.flow.trace.border import with_border
from pratique.flow.trace.other_papers import AT_THE_BORDER, said_of
from pratique.model.facts import Conveyance
from pratique.model.movement import Crossing, Leg, Presence
from pratique.model.places import Place
from pratique.model.tracing import WhereNow
from pratique.rules.boarding import presences
from pratique.rules.entry import where_now

_AHEAD = timedelta(days=4)
"""How far ahead manifests already received can tell of a leg to come."""


@dataclass(frozen=True, slots=True)
class Followed:
    """A contact to look for: the leg of exposure, its presence there, all its identities, until when it is followed."""

    leg: Leg
    parts: frozenset[int]
    """Every id under which the register knows the leg: none of them is a later one."""
    presence: Presence
    group: frozenset[int]
    until: datetime
    others: Mapping[int, Tie]
    """Papers that are theirs not by exact keys, but as the register holds: surely, or likely."""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a contact is; not `certain` where that rests on papers that are only likely theirs."""

    where: WhereNow
    certain: bool = True


def whereabouts(desk: Desk, file: CaseFile, followed: Iterable[Followed]) -> list[Whereabouts]:
    """Where each of these contacts is, in their order. One look at the stores for all of them."""
    todo = [replace(one, leg=_timed(desk, one.leg)) for one in followed]
    found = _whereabouts(desk, file, todo)
    arrived = _by_the_border(file, todo, found)
    again = _whereabouts(desk, file, list(arrived.values()))
    return [known for _, known in sorted({**dict(enumerate(found)), **dict(zip(arrived, again, strict=True))}.items())]


def _by_the_border(file: CaseFile, followed: Sequence[Followed], found: Sequence[Whereabouts]) -> dict[int, Followed]:
    """Those, by their place, of whom no entry is known, and whom the border has on their leg under another paper."""
    waiting: dict[frozenset[int], list[int]] = {}
    for place, (one, known) in enumerate(zip(followed, found, strict=True)):
        if known.where.state == "not_entered" and known.where.border == "none":
            waiting.setdefault(one.parts, []).append(place)
    arrived = {}
    for parts, places in waiting.items():
        for at, papers in file.arrived_as(parts, [followed[place].group for place in places]).items():
            one = followed[places[at]]
            arrived[places[at]] = replace(one, others={**one.others, **dict.fromkeys(papers, AT_THE_BORDER)})
    return arrived


def _whereabouts(desk: Desk, file: CaseFile, todo: Sequence[Followed]) -> list[Whereabouts]:
    if not todo:
        return []
    everybody = {i for one in todo for i in (*one.group, *one.others)}
    first = min(one.leg.day for one in todo) - timedelta(days=1)
    last = (max(one.until for one in todo) + _AHEAD).date()
    # No crossing after the end of follow-up is used: where a contact is, is told as of then.
    records, crossings = file.after(everybody, first, last, max(one.until for one in todo).date())
    later: dict[int, list[tuple[Leg, Presence]]] = {}
    for named, aboard in _later_presences(file, records, everybody):
        leg = _timed(desk, named)
        for presence in aboard:
            for identity in everybody.intersection(presence.identities):
                later.setdefault(identity, []).append((leg, presence))
    crossed: dict[int, list[Crossing]] = {}
    for crossing in crossings:
        crossed.setdefault(crossing.identity_id, []).append(crossing)
    beyond = {presence.debark for pairs in later.values() for _, presence in pairs}
    countries = _countries(desk, todo, records, beyond)
    home = desk.here.country or _border(desk, crossings)

    def where(one: Followed, papers: Collection[int]) -> WhereNow:
        entries = [crossing for i in papers for crossing in crossed.get(i, ())]
        return with_border(told(one, papers), one.leg, one.parts, one.until, entries)

    def told(one: Followed, papers: Collection[int]) -> WhereNow:
        return where_now(
            one.leg,
            home,
            countries,
            [pair for i in sorted(papers) for pair in later.get(i, ()) if pair[0].leg_id not in one.parts],
            [crossing for i in sorted(papers) for crossing in crossed.get(i, ())],
            one.until,
            _onward(one),
            lambda at, code: at.astimezone(zone_of(desk, code)),
            _joined(one),
        )

    return [_by_papers(one, where, later.keys() | crossed.keys()) for one in todo]


def _by_papers(
    one: Followed, where: Callable[[Followed, Collection[int]], WhereNow], told: Collection[int]
) -> Whereabouts:
    """Where a contact is by all papers, with what is said of those that made a difference."""
    known = where(one, one.group - one.others.keys())
    certain = True
    for sure in (True, False):
        ties = {i: tie for i, tie in one.others.items() if tie.is_sure is sure and i in told}
        if not ties:
            continue
        papers = (one.group - one.others.keys()) | {i for i, tie in one.others.items() if tie.is_sure or not sure}
        more = where(one, papers)
        if more.evidence != known.evidence:
            best = max(ties.values(), key=lambda tie: (tie.bits, tie.codes))
            # What an officer acts on is the state: where likely papers only add to it, it stays as certain as it was.
            certain = sure or more.state == known.state
            known = replace(more, evidence=(*more.evidence, *said_of(best)))
    return Whereabouts(known, certain)


def _timed(desk: Desk, leg: Leg) -> Leg:
    """The same with its times in UTC: stations have no zone of their own, so a ground journey's clock is the site's.

    Without them a flight in the morning would seem to come after a train in the evening.
    """
    if leg.conveyance not in ("train", "bus") or leg.departure or not leg.departure_local:
        return leg
    zone = ZoneInfo(desk.here.zone)
    arrival = leg.arrival_local.replace(tzinfo=zone).astimezone(UTC) if leg.arrival_local else None
    return replace(leg, departure=leg.departure_local.replace(tzinfo=zone).astimezone(UTC), arrival=arrival)


def zone_of(desk: Desk, code: str) -> ZoneInfo:
    """The time zone on the clock at a point of entry: its own, else this site's."""
    place = desk.site.places.find(code) if code != desk.here.code else None
    return ZoneInfo((place and place.zone) or desk.here.zone)


def _later_presences(
    file: CaseFile, records: Mapping[int, LegRecord], everybody: Collection[int]
) -> Iterator[tuple[Leg, list[Presence]]]:
    """The contacts on each later leg; it is read whole where what is said of them alone leaves one unknown."""
    undecided: dict[int, Leg] = {}
    for leg_id, record in records.items():
        aboard = _folded(record, everybody)
        if record.partial and any(presence.state == "unknown" for presence in aboard):
            undecided[leg_id] = record.leg
        else:
            yield record.leg, aboard
    for record in file.whole(undecided).values():
        yield record.leg, _folded(record, everybody)


def _folded(record: LegRecord, everybody: Collection[int]) -> list[Presence]:
    folded = presences(record.lines, record.events, record.told, partial=record.partial)
    return [presence for presence in folded.presences if not set(presence.identities).isdisjoint(everybody)]


def _border(desk: Desk, crossings: Iterable[Crossing]) -> str | None:
    """The country whose border these crossings are of, for a site that has not been told its own."""
    places = (desk.site.places.find(code) for code in {crossing.point_of_entry for crossing in crossings})
    countries = {place.country for place in places if place and place.country}
    return countries.pop() if len(countries) == 1 else None


def _onward(one: Followed) -> str:
    return one.presence.debark if one.presence.debark not in ("", one.leg.destination) else ""


def _joined(one: Followed) -> str:
    return one.presence.embark if one.presence.embark not in ("", one.leg.origin) else ""


def _countries(
    desk: Desk, todo: Iterable[Followed], records: Mapping[int, LegRecord], beyond: Iterable[str]
) -> dict[str, str | None]:
    """The country of every place that a leg or a traveller names; `beyond`: where tickets for later legs end."""
    legs = [one.leg for one in todo] + [record.leg for record in records.values()]
    codes = {(code, leg.conveyance) for leg in legs for code in (leg.origin, leg.destination)}
    codes |= {(code, one.leg.conveyance) for one in todo for code in (_onward(one), _joined(one))}
    places = {code: desk.site.places.find(code) for code in sorted(beyond) if code}
    places |= {code: place_named(desk, code, conveyance) for code, conveyance in sorted(codes) if code}
    return {code: place.country if place else None for code, place in places.items()}


def place_named(desk: Desk, code: str, conveyance: Conveyance) -> Place | None:
    """An airport by its code, a station or harbour as the site's own table names it: the two are never mixed up."""
    return desk.site.places.find(code) if conveyance == "aircraft" else desk.site.places.stop(code)
