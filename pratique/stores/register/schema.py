"""The migrations of a register: which there are, which one it is at, and how it is brought to the newest."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection


def upgrade(connection: Connection, to: str = "head") -> None:
    """Bring this register to this revision; the caller commits."""
    config = settings()
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def current(connection: Connection) -> str | None:
    """The revision this register is at; None where it is empty."""
    return MigrationContext.configure(connection).get_current_revision()


def head() -> str:
    """The newest revision there is."""
    return _scripts().get_current_head() or ""


def known() -> set[str]:
    """Every revision this version of pratique knows."""
    return {script.revision for script in _scripts().walk_revisions()}


def settings() -> Config:
    """What Alembic has to be told to find the migrations."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    return config


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(settings())
