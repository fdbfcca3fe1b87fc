"""What the tests of the records share: a database of each engine, and short ways to make what goes in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pytest
import sqlalchemy as sa
from records_schemas import lent_schema, own_schema

from tracer.model import Fact, Observations, ParsedBatch, PhoneSet, Refusal
from tracer.records.records import Records
from tracer.records.values import NewSource
from tracer.records.vault import Vault

VAULT = Vault(bytes(range(32)))
ENGINES = ("sqlite", "postgresql")


@contextmanager
def fresh_url(
    engine: str, folder: Path, request: pytest.FixtureRequest, made: bool = True, again: bool = True
) -> Iterator[str]:
    """The address of an empty database that nobody else uses; on PostgreSQL it is a schema.

    Its tables are there already: to make them anew for each of hundreds of tests takes long. Without `made` there is
    nothing. Without `again` no other test is given it: where this one kills what writes in it, the server may learn
    of that late.
    """
    if engine == "sqlite":
        path = folder / "home" / "records.db"
        if made:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.write_bytes(_tables())
        yield f"sqlite:///{path}"
        return
    server = sa.make_url(request.getfixturevalue("postgres_url"))
    with (lent_schema if made and again else own_schema)(server) as url:
        yield url


@cache
def _tables() -> bytes:
    """A SQLite database with every table and nothing in them."""
    with TemporaryDirectory() as folder:
        Records.open(f"sqlite:///{folder}/records.db", VAULT).close()
        return Path(folder, "records.db").read_bytes()


def new_source(source_id: str = "s1", **other: object) -> NewSource:
    said: dict[str, object] = {
        "id": source_id,
        "sha256": "ab" * 32,
        "name": f"{source_id}.csv",
        "size": 10,
        "kind": "pings",
        "format": "csv",
        "options": {"identifier": "imei:353879234252633"},
    }
    return NewSource(**{**said, **other})  # type: ignore[arg-type]


def observation_id(said: object) -> str:
    return hashlib.blake2b(repr(said).encode(), digest_size=16).hexdigest()


def observations(said: Sequence[object], rows: Sequence[int]) -> Observations:
    """Observations of which equal things said have equal ids."""
    columns = {
        "id": pa.array([observation_id(each) for each in said], pa.string()),
        "identifier": pa.array(["imei:353879234252633"] * len(said), pa.string()),
        "row": pa.array(rows, pa.int64()),
    }
    return Observations("pings", pa.table(columns))


def pings(said: Sequence[object], first_row: int = 2) -> ParsedBatch:
    return ParsedBatch(observations=observations(said, range(first_row, first_row + len(said))))


def fact(name: str, row: int, /, **private: str) -> Fact:
    body = {"reference": name, "force": "Metropolitan", "owner": f"owner:{name}"}
    phones = (PhoneSet((f"imei:{name}-1", f"serial:{name}"), "Apple", None), PhoneSet((f"imei:{name}-2",)))
    return Fact("reports", row, body, phones, (f"report:{name}", "force:metropolitan"), private)


def tac(code: str, make: str, model: str, row: int = 2) -> Fact:
    return Fact("tac", row, {"tac": code, "make": make, "model": model})


def refusal(row: int, reason: str = "The IMEI has 14 digits.") -> Refusal:
    return Refusal(row, reason, {"imei": "35387923425263", "at": "yesterday"})


def begun(records: Records, *source_ids: str) -> Records:
    for source_id in source_ids:
        records.begin(new_source(source_id))
    return records
