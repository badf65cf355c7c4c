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


class OlderSchema(Exception):
    """The database was written by an older program, and has not been brought up to date."""


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Runs the missing migrations in the connection's transaction. Raises NewerSchema, and StoreTrouble as they do."""
    config = _config()
    config.attributes["connection"] = connection
    if not _is_newest(connection, config):
        command.upgrade(config, revision)


def check(connection: Connection) -> None:
    """Raises NewerSchema or OlderSchema when the database is not of this program's version."""
    if not _is_newest(connection, _config()):
        raise OlderSchema


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    return config


def _is_newest(connection: Connection, config: Config) -> bool:
    present = MigrationContext.configure(connection).get_current_revision()
    newest, *older = (script.revision for script in ScriptDirectory.from_config(config).walk_revisions())
    if present not in (newest, *older, None):
        raise NewerSchema(str(present))
    return present == newest
