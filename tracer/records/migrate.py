"""Brings a database to the newest tables when it is opened. Two that open it at once take turns."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from tracer.errors import RecordsError
from tracer.records.database import Database
from tracer.records.tables import NEWEST

if TYPE_CHECKING:
    from alembic.config import Config


def migrate(database: Database) -> None:
    """Applies what is missing, in one transaction: after a crash it is applied whole or not at all.

    Raises `RecordsError` when the database was made by a newer program, or holds something else.
    """
    with database.reading() as connection:
        if _version(connection) == NEWEST:
            return
    with database.writing() as connection:
        found = _version(connection)
        if found != NEWEST:
            _upgrade(connection, found)


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _upgrade(connection: Connection, found: str | None) -> None:
    # Imported here because it takes a quarter of a second, and most openings find nothing to do.
    from alembic import command
    from alembic.script import ScriptDirectory

    config = _config(connection)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise RecordsError(
            f"The records database was made by a newer version of this program (its tables are at {found}).",
            "Use that version, or a copy of the database from before it.",
        )
    if found is None and inspect(connection).get_table_names():
        raise RecordsError(
            "The records database already holds tables that are not this program's.",
            "Point TRACER_RECORDS_URL at an empty database.",
        )
    command.upgrade(config, "head")


def _config(connection: Connection) -> Config:
    from alembic.config import Config

    config = Config()
    # A per cent sign in a path would be read as the start of a variable.
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
