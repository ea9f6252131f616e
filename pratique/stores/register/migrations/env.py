"""Alembic runs this for every upgrade; the connection is the register's own."""

from typing import Any, Literal

from alembic import context

from pratique.stores.register.moments import Moment
from pratique.stores.register.tables import metadata


def _plain(kind: str, item: Any, _autogen: Any) -> str | Literal[False]:
    # A migration must not depend on today's code: a moment is a big integer there.
    return "sa.BigInteger()" if kind == "type" and isinstance(item, Moment) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,
    render_item=_plain,
)
with context.begin_transaction():
    context.run_migrations()
