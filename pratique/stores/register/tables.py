"""The tables of the register, once. Every change here needs a migration beside it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from pratique.stores.register.moments import Moment

Id = BigInteger().with_variant(Integer, "sqlite")
metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _table(name: str, *columns: Any, clustered: bool = False) -> Table:
    """A table; `clustered` keeps its rows in primary-key order on SQLite (no separate row id)."""
    return Table(name, metadata, *columns, sqlite_with_rowid=not clustered)


site_meta = _table("site_meta", Column("name", String(40), primary_key=True), Column("value", Text, nullable=False))

counter = _table("counter", Column("name", String(40), primary_key=True), Column("next", BigInteger, nullable=False))
"""Ids are never used twice, not even after an erasure: movement lines may still hold them."""

data_key = _table(
    "data_key",
    Column("key_id", Id, primary_key=True),
    Column("kind", String(10), nullable=False),  # index | period | raw | case | signing
    Column("label", String(80), nullable=False),
    Column("wrapped", LargeBinary),  # NULL once destroyed
    Column("created_at", Moment, nullable=False),
    Column("destroyed_at", Moment),
    UniqueConstraint("kind", "label"),
)

batch = _table(
    "batch",
    Column("batch_id", Id, primary_key=True, autoincrement=False),
    Column("movement_table", String(10), nullable=False),  # lines | crossings | none
    Column("state", String(10), nullable=False),  # pending | done
    Column("started_at", Moment, nullable=False),
    Column("done_at", Moment),
)

received_file = _table(
    "received_file",
    Column("file_id", Id, primary_key=True, autoincrement=False),
    Column("batch_id", ForeignKey("batch.batch_id"), index=True),
    Column("sha256", String(64), nullable=False, index=True),
    Column("size", BigInteger, nullable=False),
    Column("outcome", String(12), nullable=False),  # loaded | duplicate | rejected | test
    Column("received_at", Moment, nullable=False),
    Column("received_by", String(120), nullable=False),
    Column("key_id", ForeignKey("data_key.key_id"), nullable=False),
    Column("raw", LargeBinary),  # sealed: name and bytes
    Column("report", JSON, nullable=False),  # counts, findings, rejected rows: no personal data
)

message = _table(
    "message",
    Column("message_id", Id, primary_key=True, autoincrement=False),
    Column("file_id", ForeignKey("received_file.file_id"), nullable=False, index=True),
    Column("ordinal", Integer, nullable=False),
    Column("kind", String(12), nullable=False),
    Column("dialect", String(60), nullable=False),
    Column("document", String(8), nullable=False),
    Column("function", String(8), nullable=False),
    Column("set_key", String(64), nullable=False),
    Column("sender", String(64), nullable=False),
    Column("control_reference", String(64), nullable=False),
    Column("part", Integer),
    Column("final", Boolean, nullable=False),
    Column("declared_passengers", Integer),
    Column("declared_crew", Integer),
    Column("said_at", Moment, nullable=False),
    Column("learnt_at", Moment, nullable=False),
    Column("digest", String(64), nullable=False, index=True),
)

leg = _table(
    "leg",
    Column("leg_id", Id, primary_key=True, autoincrement=False),
    Column("flight", String(40), nullable=False),
    Column("day", Date, nullable=False),
    Column("origin", String(60), nullable=False),
    Column("destination", String(60), nullable=False),
    Column("conveyance", String(10), nullable=False),
    Column("first_file_id", BigInteger, nullable=False, index=True),
    Column("erased_at", Moment),  # when its lines were last erased, but for those of people whom a case holds
    UniqueConstraint("flight", "day", "origin", "destination"),
)

leg_message = _table(
    "leg_message",
    Column("leg_id", ForeignKey("leg.leg_id"), primary_key=True),
    Column("message_id", ForeignKey("message.message_id"), primary_key=True),
    Column("event", String(4), nullable=False),  # '' | CLOB | CLNB | CL | XF | CF
    Column("departure_local", String(19)),
    Column("arrival_local", String(19)),
    Column("departure", Moment),
    Column("arrival", Moment),
    Column("registration", String(10)),  # of the aircraft
    Index("ix_leg_message_message_id", "message_id"),
    clustered=True,
)

_HELD = text("payload IS NOT NULL")
identity = _table(
    "identity",
    Column("identity_id", Id, primary_key=True, autoincrement=False),
    Column("content_hash", BigInteger, nullable=False, unique=True),
    Column("key_id", ForeignKey("data_key.key_id"), nullable=False, index=True),
    Column("payload", LargeBinary),
    Column("profile", LargeBinary),  # the facts as compared, under the same key; NULL: not resolved yet, or erased
    Column("has_phone", Boolean, nullable=False),
    Column("first_file_id", BigInteger, nullable=False, index=True),
    # What a trace asks of everybody aboard, without reading their sealed records:
    Index("ix_identity_on_record", "identity_id", "key_id", "has_phone", sqlite_where=_HELD, postgresql_where=_HELD),
)

link_key = _table(
    "link_key",
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", SmallInteger, primary_key=True, autoincrement=False),  # below 20 exact, from 20 to find candidates
    Column("identity_id", ForeignKey("identity.identity_id"), primary_key=True),
    Index("ix_link_key_identity_id", "identity_id"),
    clustered=True,
)

observation = _table(
    "observation",
    Column("identity_id", ForeignKey("identity.identity_id"), primary_key=True),
    Column("message_id", ForeignKey("message.message_id"), primary_key=True),
    Column("seen_on", Date, nullable=False),
    Column("received_at", Moment, nullable=False),
    Index("ix_observation_message_id", "message_id"),
    clustered=True,
)

crossing = _table(
    "crossing",
    Column("identity_id", ForeignKey("identity.identity_id"), primary_key=True),
    Column("at", Moment, primary_key=True),
    Column("message_id", BigInteger, primary_key=True, autoincrement=False),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("point_of_entry", Text, nullable=False),
    Column("direction", String(3), nullable=False),
    Column("leg_id", BigInteger, nullable=False, index=True),  # 0: none
    Column("learnt_at", Moment, nullable=False),
    clustered=True,
)
"""The rows of the movement table of that name once more, by person: what a trace asks of each contact."""

leg_lines = _table(
    "leg_lines",
    Column("leg_id", BigInteger, primary_key=True, autoincrement=False),
    Column("message_id", BigInteger, primary_key=True, autoincrement=False),
    Column("day", Date, nullable=False, index=True),
    Column("said_at", Moment, nullable=False),
    Column("learnt_at", Moment, nullable=False),
    Column("people", LargeBinary, nullable=False),  # identity ids, eight bytes each
    Column("content", LargeBinary, nullable=False),  # everything else, packed
    Column("checksum", BigInteger, nullable=False),
    ForeignKeyConstraint(
        ["leg_id", "message_id"], ["leg_message.leg_id", "leg_message.message_id"], name="fk_leg_lines_leg_message"
    ),
)
"""The rows of the movement table of lines once more, those of a message about a leg in one: what a trace reads."""

link_model = _table(
    "link_model",
    Column("version", Id, primary_key=True, autoincrement=False),
    Column("weights", String(64), nullable=False),  # digest of the weights it was made with
    Column("travellers", BigInteger, nullable=False),  # the odds start from one in so many
    Column("made_at", Moment, nullable=False),
    Column("content", JSON, nullable=False),  # totals; no personal data
)
"""What pairs are scored by, frozen: every score names its version. `identity resolve` makes a new one."""

link_frequency = _table(
    "link_frequency",
    Column("version", ForeignKey("link_model.version"), primary_key=True),
    Column("key", BigInteger, primary_key=True, autoincrement=False),  # keyed hash of a name, a birth date, a State
    Column("kind", SmallInteger, primary_key=True, autoincrement=False),
    Column("count", BigInteger, nullable=False),
    clustered=True,
)
"""How often a value stands in the population of a link model; what is rare is not in it."""

link_decision = _table(
    "link_decision",
    Column("decision_id", Id, primary_key=True, autoincrement=False),
    Column("kind", String(12), nullable=False),  # assign | merge | split | confirm | keep_apart | undo
    Column("at", Moment, nullable=False),
    Column("actor", String(120), nullable=False),
    Column("purpose", String(40), nullable=False),
    Column("version", BigInteger, nullable=False),  # of the link model
    Column("batch_id", BigInteger, index=True),  # whose arrival it was taken at
    Column("from_traveller", BigInteger),
    Column("to_traveller", BigInteger),
    Column("undoes", BigInteger),
    Column("case_id", ForeignKey("health_case.case_id"), index=True),  # for whom an officer decided
    Column("reason", LargeBinary),  # sealed under the key of that case
)
"""Who decided that papers are one traveller's or are not: a rule as they came in, or an officer."""

traveller = _table(
    "traveller",
    Column("traveller_id", Id, primary_key=True, autoincrement=False),
    Column("status", String(8), nullable=False),  # active | merged | erased
    Column("merged_into", BigInteger),
    Column("decision_id", BigInteger, nullable=False, index=True),  # that made it
)

membership = _table(
    "membership",
    Column("identity_id", ForeignKey("identity.identity_id"), primary_key=True),
    Column("decision_id", ForeignKey("link_decision.decision_id"), primary_key=True),
    Column("traveller_id", ForeignKey("traveller.traveller_id"), nullable=False, index=True),
    Column("valid_from", Moment, nullable=False),
    Column("valid_to", Moment),  # NULL: now
    Column("ended_by", BigInteger, index=True),  # decision
    Index("ix_membership_decision_id", "decision_id"),
    clustered=True,
)
"""Whose papers an identity's are. A row is ended and another begun; none is ever pointed elsewhere."""

link_edge = _table(
    "link_edge",
    Column("a", ForeignKey("identity.identity_id"), primary_key=True),
    Column("b", ForeignKey("identity.identity_id"), primary_key=True),  # a < b
    Column("version", BigInteger, nullable=False),  # of the link model
    Column("bits", Double, nullable=False),
    Column("items", JSON, nullable=False),  # what speaks for and against: codes and bits
    Index("ix_link_edge_b", "b"),
    clustered=True,
)
"""Pairs of identities that may be one traveller's, as the link model of that version scores them."""

link_judgement = _table(
    "link_judgement",
    Column("decision_id", ForeignKey("link_decision.decision_id"), primary_key=True),
    Column("a", ForeignKey("identity.identity_id"), primary_key=True),
    Column("b", ForeignKey("identity.identity_id"), primary_key=True),  # a < b
    Column("same", Boolean, nullable=False),
    Column("withdrawn_by", BigInteger),  # decision
    Index("ix_link_judgement_a", "a"),
    Index("ix_link_judgement_b", "b"),
    clustered=True,
)
"""What officers said of pairs: the same person, or lastingly another one."""

link_review = _table(
    "link_review",
    Column("review_id", Id, primary_key=True, autoincrement=False),
    Column("a", ForeignKey("identity.identity_id"), nullable=False, index=True),
    Column("b", ForeignKey("identity.identity_id"), nullable=False, index=True),  # a < b
    Column("bits", Double, nullable=False),
    Column("why", String(20), nullable=False),  # case | arrival
    Column("case_id", ForeignKey("health_case.case_id"), nullable=False, index=True),
    Column("state", String(10), nullable=False),  # open | second | unsure | same | different | gone
    Column("raised_at", Moment, nullable=False),
    Column("first_reader", String(120)),
    Column("first_answer", String(10)),
    Column("second_reader", String(120)),
    Column("decision_id", BigInteger),
    UniqueConstraint("case_id", "a", "b"),
)
"""Pairs an officer is asked about, because a case needs the answer."""

health_case = _table(
    "health_case",
    Column("case_id", Id, primary_key=True, autoincrement=False),
    Column("reference", String(60), nullable=False, unique=True),
    Column("status", String(12), nullable=False),
    Column("added_by", String(120), nullable=False),
    Column("added_at", Moment, nullable=False),
    Column("confirmed_by", String(120)),
    Column("confirmed_at", Moment),
    Column("withdrawn_by", String(120)),
    Column("withdrawn_at", Moment),
    Column("withdrawn_reason", LargeBinary),
    Column("names_shown_at", Moment),
    Column("key_id", ForeignKey("data_key.key_id"), nullable=False),
    Column("disease_key", BigInteger, nullable=False),  # keyed hash: cases of one disease, without naming it
)

case_notice = _table(
    "case_notice",
    Column("case_id", ForeignKey("health_case.case_id"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("digest", BigInteger, nullable=False),
    Column("payload", LargeBinary),
    Column("added_by", String(120), nullable=False),
    Column("added_at", Moment, nullable=False),
)

emergency = _table(
    "emergency",
    Column("case_id", ForeignKey("health_case.case_id"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),  # of the notice
    Column("confirmed_by", String(120), nullable=False),
    Column("confirmed_at", Moment, nullable=False),
    Column("reason", LargeBinary),  # sealed under the case's key
    Column("acknowledged_by", String(120)),
    Column("acknowledged_at", Moment),
    clustered=True,
)
"""Notices confirmed in an emergency by the officer who added them, until a supervisor has looked at that and after."""

case_key = _table(
    "case_key",
    Column("case_id", ForeignKey("health_case.case_id"), primary_key=True),
    Column("key", BigInteger, primary_key=True, autoincrement=False, index=True),
    Column("kind", SmallInteger, primary_key=True, autoincrement=False),  # as of link_key; 0: a journey, flight and day
    clustered=True,
)
"""What the notice of a case names, as keyed hashes: tells whether somebody aboard is another case."""

contact = _table(
    "contact",
    Column("case_id", ForeignKey("health_case.case_id"), primary_key=True),
    Column("identity_id", BigInteger, primary_key=True, autoincrement=False),
    Column("contact_ref", String(16), nullable=False, index=True),
    Column("first_run_id", BigInteger, nullable=False),
    Column("key_id", ForeignKey("data_key.key_id")),  # the case's key, once the record is kept under it
    Column("payload", LargeBinary),
    clustered=True,
)

trace_run = _table(
    "trace_run",
    Column("run_id", Id, primary_key=True, autoincrement=False),
    Column("case_id", ForeignKey("health_case.case_id"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("known_at", Moment, nullable=False),
    Column("actor", String(120), nullable=False),
    Column("run", LargeBinary),  # sealed under the case's key: window, rule, contacts by reference
    Column("names_shown", Boolean, nullable=False),
    Column("counts", JSON, nullable=False),
)

trace_leg = _table(
    "trace_leg",
    Column("run_id", ForeignKey("trace_run.run_id"), primary_key=True),
    Column("flight", String(40), primary_key=True),
    Column("day", Date, primary_key=True),
    Index("ix_trace_leg_flight", "flight", "day"),
    clustered=True,
)

recheck = _table(
    "recheck",
    Column("recheck_id", Id, primary_key=True),
    Column("subject_kind", String(12), nullable=False),
    Column("subject_ref", String(60), nullable=False),
    Column("why", String(40), nullable=False),
    Column("file_id", BigInteger),
    Column("raised_at", Moment, nullable=False),
    Column("settled_at", Moment),
    Index("ix_recheck_subject", "subject_kind", "subject_ref"),
)

audit_entry = _table(
    "audit_entry",
    Column("seq", Id, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("actor", String(120), nullable=False),
    Column("authenticated", Boolean, nullable=False),
    Column("role", String(20), nullable=False),
    Column("purpose", String(40), nullable=False),
    Column("subject_kind", String(12), nullable=False),
    Column("subject_ref", String(60), nullable=False),
    Column("point_of_entry", String(12), nullable=False),
    Column("action", String(40), nullable=False),
    Column("detail", Text, nullable=False),  # canonical JSON: opaque ids and counts
    Column("prev_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Index("ix_audit_entry_actor", "actor", "action", "at"),
)

officer = _table(
    "officer",
    Column("officer_id", Id, primary_key=True, autoincrement=False),
    Column("name", String(80), nullable=False, unique=True),  # as it stands in the log and on reports
    Column("role", String(20), nullable=False),
    Column("added_by", String(120), nullable=False),
    Column("added_at", Moment, nullable=False),
    Column("disabled_by", String(120)),
    Column("disabled_at", Moment),
)

officer_key = _table(
    "officer_key",
    Column("fingerprint", String(16), primary_key=True),
    Column("officer_id", ForeignKey("officer.officer_id"), nullable=False, index=True),
    Column("public_key", String(44), nullable=False),  # Ed25519, base64
    Column("added_at", Moment, nullable=False),
)
"""The keys officers hold on their devices; the private half is never here."""

invitation = _table(
    "invitation",
    Column("code_hash", String(64), primary_key=True),
    Column("officer_id", ForeignKey("officer.officer_id"), nullable=False, index=True),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
)
"""One-time codes, as keyed hashes: whoever gives one makes a key for that officer."""

client = _table(
    "client",
    Column("token_hash", String(64), primary_key=True),
    Column("name", String(80), nullable=False, index=True),  # two tokens of one name are one client
    Column("scope", String(20), nullable=False),
    Column("added_by", String(120), nullable=False),
    Column("added_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("disabled_by", String(120)),
    Column("disabled_at", Moment),
)
"""Machines that hand in files unattended, by the hashes of their tokens."""

recovery = _table(
    "recovery",
    Column("name", String(80), primary_key=True),  # of the supervisor who was invited
    Column("claimed_by", String(120), nullable=False),  # user of the operating system
    Column("at", Moment, nullable=False),
    Column("entry", BigInteger, nullable=False),  # of the audit log
    Column("acknowledged_by", String(120)),
    Column("acknowledged_at", Moment),
)
"""Supervisors invited with the site key alone, because no other was left; until another one has looked at it."""

audit_head = _table(
    "audit_head",
    Column("seq", Id, primary_key=True, autoincrement=False),
    Column("hash", String(64), nullable=False),
    Column("at", Moment, nullable=False),
    Column("public_key", String(44), nullable=False),  # Ed25519, base64; so is the signature
    Column("signature", String(88), nullable=False),
)
"""Signed statements that the log reached this entry with this hash."""

audit_beginning = _table(
    "audit_beginning",
    Column("seq", Id, primary_key=True, autoincrement=False),  # the last entry that was removed
    Column("hash", String(64), nullable=False),
    Column("at", Moment, nullable=False),
    Column("public_key", String(44), nullable=False),  # Ed25519, base64; so is the signature
    Column("signature", String(88), nullable=False),
)
"""Signed statements that the log was cut up to this entry, because the period of what came before had ended."""

erasure = _table(
    "erasure",
    Column("erasure_id", Id, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("finished_at", Moment),  # NULL: the process ended before it could say what became of the movement tables
    Column("actor", String(120), nullable=False),
    Column("content", Text, nullable=False),  # JSON: categories, keys, counts, proof; no personal data
)
"""Certificates: what was erased, when, by whom, on what ground, and what was looked for afterwards."""

writer_lease = _table(
    "writer_lease",
    Column("name", String(20), primary_key=True),
    Column("holder", String(200), nullable=False),
    Column("since", Moment, nullable=False),
)
"""Who holds the one writer's place, for the message to the next; the lock itself ends with its process."""
