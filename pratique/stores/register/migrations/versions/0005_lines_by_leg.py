"""Lines by leg, beside the movement table; filled from it by `pratique db upgrade`, which can read both."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Bring the register from 0004 to 0005."""
    op.create_table(
        "leg_lines",
        sa.Column("leg_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("said_at", sa.BigInteger(), nullable=False),
        sa.Column("learnt_at", sa.BigInteger(), nullable=False),
        sa.Column("people", sa.LargeBinary(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("checksum", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["leg_id", "message_id"],
            ["leg_message.leg_id", "leg_message.message_id"],
            name="fk_leg_lines_leg_message",
        ),
        sa.PrimaryKeyConstraint("leg_id", "message_id", name=op.f("pk_leg_lines")),
    )
    op.create_index(op.f("ix_leg_lines_day"), "leg_lines", ["day"])
