"""What can be searched for, in a file of its own: derived from the records, and made anew when it is thrown away.

SQLite's trigram index (FTS5) finds any part of a text in time that does not grow with what there is, beside any records
database. Processes that share the file take turns to write it; each thing is kept once for each file that tells of it.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tracer.errors import RecordsError
from tracer.model import SourceRow

KINDS = (
    "handset",
    "report",
    "exhibit",
    "handler",
    "place",
    "account",
    "listing",
    "consignment",
    "part",
    "note",
)
VERSION = 4
"""Of what stands in the file; a file of another version is made anew."""
_WAITS_S = 60
_LAST = "\U0010ffff"
"""Sorts behind every letter and digit."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing as one file tells of it. `keys` are what it is known by, `words` what else is said of it.

    Both are as `tracer.records.search_text` writes them. `source` is None for an identifier that was only observed.
    """

    kind: str
    id: str
    title: str
    told: str
    keys: tuple[str, ...]
    words: str
    source: SourceRow | None


@dataclass(frozen=True, slots=True)
class Found:
    """An entry that answers."""

    kind: str
    id: str
    title: str
    told: str
    source: SourceRow | None


class SearchIndex:
    """The file at a path. Every method is one transaction."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def has(self, what: str) -> bool:
        """Whether something was taken in under this name."""
        with self._open() as connection:
            return connection.execute("SELECT 1 FROM done WHERE what = ?", (what,)).fetchone() is not None

    def lacks(self, what: Sequence[str]) -> list[str]:
        """The names under which nothing was taken in yet."""
        with self._open() as connection:
            known = {row[0] for row in connection.execute("SELECT what FROM done")}
        return [one for one in what if one not in known]

    def take(self, what: str, entries: Iterable[Entry]) -> None:
        """Take in some entries under a name; what is there already stays once."""
        with self._open(writing=True) as connection:
            for entry in entries:
                _put(connection, entry)
            connection.execute("INSERT OR IGNORE INTO done VALUES (?)", (what,))

    def named(self, key: str, limit: int) -> list[Found]:
        """The entries of which this is the whole of a key: a look-up, whatever there is."""
        return self._keyed("keyed", key, None, limit)

    def edged(self, key: str, limit: int) -> list[Found]:
        """The entries of which a key begins or ends with this: two look-ups, whatever there is."""
        backwards = key[::-1]
        begins = self._keyed("keyed", key, key + _LAST, limit)
        return begins + self._keyed("keyed_backwards", backwards, backwards + _LAST, limit)

    def _keyed(self, table: str, start: str, end: str | None, limit: int) -> list[Found]:
        between = "k.key = ?" if end is None else "k.key >= ? AND k.key < ?"
        wanted = (
            f"SELECT DISTINCT e.kind, e.id, e.title, e.told, e.source, e.row FROM {table} k JOIN entry e ON e.no = k.no"  # noqa: S608
            f" WHERE {between} LIMIT ?"
        )
        with self._open() as connection:
            rows = connection.execute(wanted, (start, limit) if end is None else (start, end, limit)).fetchall()
        return [_found(row) for row in rows]

    def find(self, expression: str, limit: int, kinds: Sequence[str] = KINDS) -> list[Found]:
        """The entries that an expression of FTS5 finds, at most so many of each kind, in the order they came in."""
        if not set(kinds) <= set(KINDS):
            raise RecordsError("Something is searched for that is not in the index.")
        found: list[Found] = []
        with self._open() as connection:
            for kind in kinds:
                rows = connection.execute(
                    "SELECT e.kind, e.id, e.title, e.told, e.source, e.row FROM entry e WHERE e.no IN"  # noqa: S608
                    f" (SELECT rowid FROM find_{kind} WHERE find_{kind} MATCH ? LIMIT ?) ORDER BY e.no",
                    (expression, limit),
                )
                found += [_found(row) for row in rows]
        return found

    @contextmanager
    def _open(self, writing: bool = False) -> Iterator[sqlite3.Connection]:
        try:
            with closing(self._connection()) as connection:
                if writing:
                    connection.execute("BEGIN IMMEDIATE")
                yield connection
                if writing:
                    connection.execute("COMMIT")
        except (sqlite3.Error, OSError) as error:
            raise RecordsError(
                f"The search index cannot be used ({type(error).__name__}).",
                f"Remove {self._path.name} from TRACER_HOME: it is made anew.",
            ) from error

    def _connection(self) -> sqlite3.Connection:
        if not self._path.exists():
            os.close(os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600))
        connection = sqlite3.connect(self._path, timeout=_WAITS_S, isolation_level=None)
        if connection.execute("PRAGMA user_version").fetchone()[0] != VERSION:
            _make(connection)
        return connection


def _make(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    if connection.execute("PRAGMA user_version").fetchone()[0] == VERSION:
        connection.execute("COMMIT")
        return
    for kind in KINDS:
        connection.execute(f"DROP TABLE IF EXISTS find_{kind}")
        connection.execute(f"CREATE VIRTUAL TABLE find_{kind} USING fts5(keys, words, content='', tokenize='trigram')")
    connection.execute("DROP TABLE IF EXISTS entry")
    connection.execute("DROP TABLE IF EXISTS done")
    connection.execute(
        "CREATE TABLE entry (no INTEGER PRIMARY KEY, mark BLOB UNIQUE NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL,"
        " title TEXT NOT NULL, told TEXT NOT NULL, source TEXT, row INTEGER)"
    )
    for table in ("keyed", "keyed_backwards"):
        connection.execute(f"DROP TABLE IF EXISTS {table}")
        connection.execute(f"CREATE TABLE {table} (key TEXT, no INTEGER, PRIMARY KEY (key, no)) WITHOUT ROWID")
    connection.execute("CREATE TABLE done (what TEXT PRIMARY KEY) WITHOUT ROWID")
    connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.execute("COMMIT")


def _put(connection: sqlite3.Connection, entry: Entry) -> None:
    source, row = (entry.source.id, entry.source.row) if entry.source else (None, None)
    each = sorted({_kept(key) for key in entry.keys})
    keys = " ".join(each)
    said = [entry.kind, entry.id, entry.title, entry.told, keys, entry.words, source or ""]
    mark = hashlib.blake2b("\x1f".join(said).encode("utf-8", "replace"), digest_size=16).digest()
    values = [_kept(value) for value in (entry.kind, entry.id, entry.title, entry.told)]
    added = connection.execute(
        "INSERT OR IGNORE INTO entry (mark, kind, id, title, told, source, row) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (mark, *values, source, row),
    )
    if added.rowcount:
        connection.execute(
            f"INSERT INTO find_{entry.kind} (rowid, keys, words) VALUES (?, ?, ?)",  # noqa: S608
            (added.lastrowid, keys, _kept(entry.words)),
        )
        connection.executemany("INSERT INTO keyed VALUES (?, ?)", [(key, added.lastrowid) for key in each])
        backwards = [(key[::-1], added.lastrowid) for key in each]
        connection.executemany("INSERT OR IGNORE INTO keyed_backwards VALUES (?, ?)", backwards)


def _kept(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _found(row: Sequence[object]) -> Found:
    kind, id_, title, told, source, number = row
    where = SourceRow(str(source), int(str(number))) if source is not None else None
    return Found(str(kind), str(id_), str(title), str(told), where)
