"""What officers decide of papers: the same person, another one, not sure; a traveller parted; a decision undone.

Where one of the two is a contact of a confirmed case, whom orders may reach, a second officer has to say the same. A
decision stays until it is undone; who relied on what it changes is told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from typing import Any, Literal

from pratique.desk.case_file import CaseFile
from pratique.desk.ties import confirmed, tied
from pratique.desk.uniting import reunite
from pratique.desk.work import Desk
from pratique.errors import Conflict, NotAllowed, NotFound
from pratique.stores.register import cases, evidence, link_models, memberships, receipts, reviews
from pratique.stores.register.evidence import Pair, pair
from pratique.stores.register.lease import writer
from pratique.stores.register.memberships import DecisionKind
from pratique.stores.register.register import Connection, Row

Answer = Literal["same", "different", "unsure"]
_KINDS: dict[str, DecisionKind] = {"same": "confirm", "different": "keep_apart"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an answer: the number of the decision, or None while a second officer is waited for."""

    decision: int | None
    waits_for_second: bool = False


# -- what is answered -------------------------------------------------------------------------------------------------


def answer(desk: Desk, number: int, said: Answer, reason: str) -> Outcome:
    """Answer a question of the case this desk is for.

    Raises NotFound for a question that is not asked of it, NotAllowed without a reason or where the officer who
    answered first answers again.
    """
    file = confirmed(desk)
    with _deciding(desk, reason) as connection:
        row = next((row for row in reviews.of_case(connection, file.case.case_id) if row.review_id == number), None)
        if row is None or row.state not in reviews.WAITING:
            raise NotFound("There is no such question waiting for this case.", "`pratique identity review list`.")
        if said == "unsure":
            reviews.change(connection, number, state="unsure", first_reader=desk.actor.id, first_answer=said)
            desk.log(connection, "identity.decide", {"review": number, "answer": said})
            return Outcome(None)
        if not _agreed(desk, connection, row, said):
            desk.log(connection, "identity.decide", {"review": number, "answer": said, "waits": True})
            return Outcome(None, waits_for_second=True)
        decision = _decide(desk, connection, file, _KINDS[said], reason)
        evidence.judge(connection, decision, [(row.a, row.b)], same=said == "same")
        reviews.change(connection, number, state=said, decision_id=decision)
        counts = reunite(desk, connection, {row.a, row.b}, desk.now(), decision)
        desk.log(connection, "identity.decide", {"review": number, "answer": said, "decision": decision, **counts})
    return Outcome(decision)


def split(desk: Desk, contact: str | None, papers: Collection[int], reason: str) -> Outcome:
    """Part these papers, by the numbers `explain` gives them, from the traveller's others, lastingly.

    Raises NotFound for a number that is none of them, or for all of them at once.
    """
    known = tied(desk, confirmed(desk), contact).papers
    part = {known[number - 1] for number in papers if 0 < number <= len(known)}
    if not part or len(part) < len(set(papers)) or len(part) == len(known):
        raise NotFound(
            "These are not some of the traveller's papers.",
            "`pratique identity explain` shows them with their numbers.",
        )
    pairs = {pair(a, b) for a, b in product(part, set(known) - part)}
    return _judge_all(desk, pairs, "split", reason)


def undo(desk: Desk, decision: int, reason: str) -> Outcome:
    """Take back an officer's decision, made for the case this desk is for: what it said no longer stands.

    Raises NotFound for any other decision.
    """
    file = confirmed(desk)
    with desk.site.register.reading() as connection:
        row = memberships.decision(connection, decision)
        pairs = evidence.judged_by(connection, decision)
    if row is None or row.case_id != file.case.case_id or not pairs:
        raise NotFound("There is no such decision of this case that stands.", "`pratique identity explain`.")
    return _judge_all(desk, pairs, "undo", reason, undoes=decision)


def _judge_all(
    desk: Desk, pairs: Collection[Pair], kind: DecisionKind, reason: str, undoes: int | None = None
) -> Outcome:
    file = confirmed(desk)
    case_id = file.case.case_id
    with _deciding(desk, reason) as connection:
        # One of the pairs stands for all of them where a second officer has to agree.
        first = min(pairs)
        reviews.raise_reviews(connection, case_id, [(first, 0.0, "case")], desk.now())
        row = next(row for row in reviews.of_case(connection, case_id) if (row.a, row.b) == first)
        if not _agreed(desk, connection, row, kind, pairs):
            desk.log(connection, f"identity.{kind}", {"waits": True, "papers": len({i for one in pairs for i in one})})
            return Outcome(None, waits_for_second=True)
        decision = _decide(desk, connection, file, kind, reason, undoes)
        if undoes is None:
            evidence.judge(connection, decision, pairs, same=False)
        else:
            evidence.take_back(connection, undoes, decision)
        reviews.change(connection, row.review_id, state="open" if undoes else "different", decision_id=decision)
        counts = reunite(desk, connection, {i for one in pairs for i in one}, desk.now(), decision)
        desk.log(connection, f"identity.{kind}", {"decision": decision, **counts})
    return Outcome(decision)


def _agreed(
    desk: Desk, connection: Connection, row: Row[Any], said: str, pairs: Collection[Pair] | None = None
) -> bool:
    """Whether enough officers say so: two where an order may reach somebody concerned, else one."""
    concerned = {i for one in (pairs or [(row.a, row.b)]) for i in one}
    if not cases.followed(connection, concerned):
        return True
    if row.state != "second" or row.first_answer != said:
        reviews.change(connection, row.review_id, state="second", first_reader=desk.actor.id, first_answer=said)
        return False
    if row.first_reader == desk.actor.id:
        raise NotAllowed(
            "A contact of a confirmed case is concerned: a second officer has to say the same.",
            "Have another officer run this.",
        )
    reviews.change(connection, row.review_id, second_reader=desk.actor.id)
    return True


def _decide(
    desk: Desk, connection: Connection, file: CaseFile, kind: DecisionKind, reason: str, undoes: int | None = None
) -> int:
    """The number of a new decision for this case, its reason sealed under the case's key."""
    model = link_models.latest(connection)
    key_id = desk._vault.case_key(connection, file.case.case_id, desk.now())
    number = memberships.decide(
        connection,
        kind,
        at=desk.now(),
        actor=desk.actor.id,
        purpose=desk.purpose,
        version=model.version if model else 0,
        case_id=file.case.case_id,
        undoes=undoes,
    )
    memberships.give_reason(connection, number, desk._vault.seal(key_id, reason.encode(), f"decision:{number}"))
    return number


@contextmanager
def _deciding(desk: Desk, reason: str) -> Iterator[Connection]:
    """A transaction of the one writer. Raises Conflict while another process writes, NotAllowed without a reason."""
    if not reason.strip():
        raise NotAllowed("Whose papers they are is decided with a reason.", "Give one with --reason.")
    site = desk.site
    with (
        writer(site.register, site.movement_folder, "deciding whose papers they are", desk.now()),
        site.register.writing() as connection,
    ):
        if receipts.pending_batches(connection):
            raise Conflict("Files are half loaded since a process ended.", "Run `pratique work --once` first.")
        yield connection
