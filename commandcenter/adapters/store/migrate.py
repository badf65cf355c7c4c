"""Brings a database to the newest schema, step by step, and knows when it is newer than the program."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection


class NewerSchema(Exception):
    """The database was written by a newer program; `revision` is unknown here."""

    def __init__(self, revision: str) -> None:
        super().__init__(f"schema revision {revision} is not known to this program")
        self.revision = revision


def upgrade(connection: Connection) -> None:
    """Runs the missing migrations in the connection's transaction. Raises NewerSchema."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    present = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if present is not None and present not in known:
        raise NewerSchema(present)
    command.upgrade(config, "head")
