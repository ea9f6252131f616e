"""When the daily work of a site (`pratique work`) last ran, and whether it is overdue."""

from __future__ import annotations

from datetime import datetime, timedelta

from pratique.desk.site import Site
from pratique.stores.register import keys
from pratique.stores.register.register import Connection, meta, set_meta

PATIENCE = timedelta(hours=26)
"""A day and two hours: a timer that fires once a day is never late by that."""
_NAME = "work_last"


def note_work(connection: Connection, now: datetime) -> None:
    """Remember that the work was done."""
    set_meta(connection, _NAME, now.isoformat())


def overdue(site: Site, now: datetime) -> str | None:
    """One sentence where the work did not run for longer than `PATIENCE`, at a site older than that."""
    with site.register.reading() as connection:
        last = meta(connection, _NAME)
        made = keys.by_label(connection, "index", "index")
    since = datetime.fromisoformat(last) if last else made and made.created_at
    if since is None or now - since <= PATIENCE:
        return None
    ran = f"last ran on {since:%Y-%m-%d %H:%M} UTC" if last else "has never run at this site"
    return f"`pratique work` {ran}: what is due for erasure is still there. docs/how-to/retention.md sets up a timer."
