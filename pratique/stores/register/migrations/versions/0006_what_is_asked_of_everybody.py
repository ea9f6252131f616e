"""Indexes for what a trace asks of everybody aboard, and a file of every case."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Bring the register from 0005 to 0006."""
    held = sa.text("payload IS NOT NULL")
    op.create_index(
        "ix_identity_on_record",
        "identity",
        ["identity_id", "key_id", "has_phone"],
        sqlite_where=held,
        postgresql_where=held,
    )
    op.create_index(op.f("ix_case_key_key"), "case_key", ["key"])
