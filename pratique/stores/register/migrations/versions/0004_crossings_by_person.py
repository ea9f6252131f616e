"""Crossings by person, beside the movement table; filled from it by `pratique db upgrade`, which can read both."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Bring the register from 0003 to 0004."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "crossing",
        sa.Column("identity_id", number, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("point_of_entry", sa.Text(), nullable=False),
        sa.Column("direction", sa.String(length=3), nullable=False),
        sa.Column("leg_id", sa.BigInteger(), nullable=False),
        sa.Column("learnt_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["identity_id"], ["identity.identity_id"], name=op.f("fk_crossing_identity_id_identity")
        ),
        sa.PrimaryKeyConstraint("identity_id", "at", "message_id", "seq", name=op.f("pk_crossing")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_crossing_leg_id"), "crossing", ["leg_id"])
