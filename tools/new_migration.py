"""Write a migration from what the tables have that the migrations have not: `tools/new_migration.py 0002 "Why"`."""

import sys
import tempfile
from pathlib import Path

from alembic import command
from sqlalchemy import create_engine

from pratique.stores.register.schema import settings


def main(revision: str, why: str) -> None:
    """Compare an empty database, brought to the newest migration, with the tables."""
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{Path(folder) / 'empty.sqlite'}")
        with engine.connect() as connection:
            config = settings()
            config.attributes["connection"] = connection
            if list((Path(config.get_main_option("script_location")) / "versions").glob("[0-9]*.py")):
                command.upgrade(config, "head")
            command.revision(config, message=why, autogenerate=True, rev_id=revision)
        engine.dispose()


if __name__ == "__main__":
    main(*sys.argv[1:3])
