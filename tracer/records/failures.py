"""Puts the failures of a database into words that say what to do."""

from __future__ import annotations

import sqlite3

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from tracer.errors import DatabaseFailedError

_SQLITE = {
    "SQLITE_BUSY": (
        "is held by another process",
        "Wait for the other to end, then try again; what was committed is kept.",
    ),
    "SQLITE_LOCKED": ("is held by another process", "Wait for the other to end, then try again."),
    "SQLITE_FULL": ("has no room: the disk is full", "Free some space, then run it again; it goes on where it was."),
    "SQLITE_CANTOPEN": ("cannot be opened", "Check that its folder exists and that you may write there."),
    "SQLITE_READONLY": ("cannot be written to", "Check the permissions of the file and of its folder."),
    "SQLITE_PERM": ("cannot be written to", "Check the permissions of the file and of its folder."),
    "SQLITE_NOTADB": ("is not a database", "Point TRACER_RECORDS_URL at the right file."),
    "SQLITE_CORRUPT": ("is damaged", "Restore it from its backup, then load again: nothing is counted twice."),
    "SQLITE_IOERR": ("could not be read or written: the disk failed", "Check the disk, then start again."),
}
_POSTGRES = {
    "53100": ("has no room: the server's disk is full", "Free some space, then run it again; it goes on where it was."),
    "28": ("refused the user or the password", "Check the user and the password in TRACER_RECORDS_URL."),
    "3D": ("does not exist on the server", "Create the database, or mend its name in TRACER_RECORDS_URL."),
    "42501": ("does not let this user do that", "Give the user the right to create and change tables there."),
    "55P03": ("is held by another process", "Wait for the other to end, then try again."),
}
"""By SQLSTATE, or the start of one: the longest that fits is used."""


def explained(error: SQLAlchemyError, url: URL) -> DatabaseFailedError:
    """The error for the user. Statements and their values are left out of it: they may be personal."""
    place = url.database if url.get_backend_name() == "sqlite" else url.render_as_string(hide_password=True)
    what, do = _said(error)
    return DatabaseFailedError(f"The records database {place} {what}.", do)


def outcome_unknown(error: SQLAlchemyError) -> bool:
    """Whether after this nobody can tell what is on the disk: SQLite calls a read that failed a damage."""
    cause = error.orig if isinstance(error, DBAPIError) else None
    return isinstance(cause, sqlite3.Error) and _sqlite_name(cause).startswith(("SQLITE_IOERR", "SQLITE_CORRUPT"))


def _said(error: SQLAlchemyError) -> tuple[str, str]:
    cause = error.orig if isinstance(error, DBAPIError) else None
    if isinstance(cause, sqlite3.Error):
        name = _sqlite_name(cause)
        fitting = [said for start, said in _SQLITE.items() if name.startswith(start)]
        return fitting[0] if fitting else _unforeseen(f"{name}: {cause}")
    state = getattr(cause, "sqlstate", None)
    if state is None and isinstance(error, DBAPIError) and type(cause).__name__ == "OperationalError":
        # What the driver says of a connection names the server and the user, never the password.
        last = str(cause).strip().splitlines()[-1:] or [""]
        return (
            f"cannot be reached ({last[0].strip()})",
            "Check that the server runs, and the address, user and password in TRACER_RECORDS_URL.",
        )
    starts = sorted((start for start in _POSTGRES if (state or "").startswith(start)), key=len)
    return _POSTGRES[starts[-1]] if starts else _unforeseen(f"{type(cause or error).__name__} {state or ''}".strip())


def _sqlite_name(error: sqlite3.Error) -> str:
    return getattr(error, "sqlite_errorname", "") or ""


def _unforeseen(name: str) -> tuple[str, str]:
    return (f"could not do what was asked ({name})", "Try again; if it happens again, keep this message for support.")
