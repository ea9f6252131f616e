"""One traveller behind many papers: profiles, link models, decisions, memberships, evidence, review."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_KEYS = {
    "identity": "identity_id",
    "link_model": "version",
    "health_case": "case_id",
    "link_decision": "decision_id",
    "traveller": "traveller_id",
}


def upgrade() -> None:
    """Bring the register from 0002 to 0003."""
    op.add_column("identity", sa.Column("profile", sa.LargeBinary(), nullable=True))
    _machines_and_recoveries()
    _models()
    _travellers()
    _evidence()


def _machines_and_recoveries() -> None:
    op.create_table(
        "client",
        _text("token_hash", 64),
        _text("name", 80),
        _text("scope", 20),
        _text("added_by", 120),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        _text("disabled_by", 120, nullable=True),
        sa.Column("disabled_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_client")),
    )
    op.create_index(op.f("ix_client_name"), "client", ["name"])
    op.create_table(
        "recovery",
        _text("name", 80),
        _text("claimed_by", 120),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("entry", sa.BigInteger(), nullable=False),
        _text("acknowledged_by", 120, nullable=True),
        sa.Column("acknowledged_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_recovery")),
    )
    op.create_table(
        "audit_beginning",
        _id("seq"),
        _text("hash", 64),
        sa.Column("at", sa.BigInteger(), nullable=False),
        _text("public_key", 44),
        _text("signature", 88),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_beginning")),
    )


def _models() -> None:
    op.create_table(
        "link_model",
        _id("version"),
        _text("weights", 64),
        sa.Column("travellers", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_link_model")),
    )
    op.create_table(
        "link_frequency",
        _ref("link_frequency", "version", "link_model"),
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("version", "key", "kind", name=op.f("pk_link_frequency")),
        sqlite_with_rowid=False,
    )


def _travellers() -> None:
    op.create_table(
        "link_decision",
        _id("decision_id"),
        _text("kind", 12),
        sa.Column("at", sa.BigInteger(), nullable=False),
        _text("actor", 120),
        _text("purpose", 40),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("from_traveller", sa.BigInteger(), nullable=True),
        sa.Column("to_traveller", sa.BigInteger(), nullable=True),
        sa.Column("undoes", sa.BigInteger(), nullable=True),
        _ref("link_decision", "case_id", "health_case", nullable=True),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_link_decision")),
    )
    op.create_index(op.f("ix_link_decision_batch_id"), "link_decision", ["batch_id"])
    op.create_index(op.f("ix_link_decision_case_id"), "link_decision", ["case_id"])
    op.create_table(
        "traveller",
        _id("traveller_id"),
        _text("status", 8),
        sa.Column("merged_into", sa.BigInteger(), nullable=True),
        sa.Column("decision_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("traveller_id", name=op.f("pk_traveller")),
    )
    op.create_index(op.f("ix_traveller_decision_id"), "traveller", ["decision_id"])
    op.create_table(
        "membership",
        _ref("membership", "identity_id", "identity"),
        _ref("membership", "decision_id", "link_decision"),
        _ref("membership", "traveller_id", "traveller"),
        sa.Column("valid_from", sa.BigInteger(), nullable=False),
        sa.Column("valid_to", sa.BigInteger(), nullable=True),
        sa.Column("ended_by", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("identity_id", "decision_id", name=op.f("pk_membership")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_membership_decision_id", "membership", ["decision_id"])
    op.create_index(op.f("ix_membership_ended_by"), "membership", ["ended_by"])
    op.create_index(op.f("ix_membership_traveller_id"), "membership", ["traveller_id"])


def _evidence() -> None:
    op.create_table(
        "link_edge",
        _ref("link_edge", "a", "identity"),
        _ref("link_edge", "b", "identity"),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("bits", sa.Double(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("a", "b", name=op.f("pk_link_edge")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_link_edge_b", "link_edge", ["b"])
    op.create_table(
        "link_judgement",
        _ref("link_judgement", "decision_id", "link_decision"),
        _ref("link_judgement", "a", "identity"),
        _ref("link_judgement", "b", "identity"),
        sa.Column("same", sa.Boolean(), nullable=False),
        sa.Column("withdrawn_by", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("decision_id", "a", "b", name=op.f("pk_link_judgement")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_link_judgement_a", "link_judgement", ["a"])
    op.create_index("ix_link_judgement_b", "link_judgement", ["b"])
    op.create_table(
        "link_review",
        _id("review_id"),
        _ref("link_review", "a", "identity"),
        _ref("link_review", "b", "identity"),
        sa.Column("bits", sa.Double(), nullable=False),
        _text("why", 20),
        _ref("link_review", "case_id", "health_case"),
        _text("state", 10),
        sa.Column("raised_at", sa.BigInteger(), nullable=False),
        _text("first_reader", 120, nullable=True),
        _text("first_answer", 10, nullable=True),
        _text("second_reader", 120, nullable=True),
        sa.Column("decision_id", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("review_id", name=op.f("pk_link_review")),
        sa.UniqueConstraint("case_id", "a", "b", name=op.f("uq_link_review_case_id")),
    )
    op.create_index(op.f("ix_link_review_a"), "link_review", ["a"])
    op.create_index(op.f("ix_link_review_b"), "link_review", ["b"])
    op.create_index(op.f("ix_link_review_case_id"), "link_review", ["case_id"])


def _id(name: str) -> sa.Column[Any]:
    return sa.Column(name, _NUMBER, autoincrement=False, nullable=False)


def _text(name: str, length: int, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.String(length=length), nullable=nullable)


def _ref(table: str, name: str, to: str, *, nullable: bool = False) -> sa.Column[Any]:
    """A column that points at the key of another table."""
    pointed = sa.ForeignKey(f"{to}.{_KEYS[to]}", name=op.f(f"fk_{table}_{name}_{to}"))
    return sa.Column(name, _NUMBER, pointed, nullable=nullable)
