"""The rows of the custody ledger as plain values, for the ledger that gives them their meaning."""

from __future__ import annotations

from typing import NamedTuple


class LogRow(NamedTuple):
    """The ledger's name, its size, and the hashes of the complete subtrees on its right edge, from left to right."""

    origin: str
    size: int
    edge: bytes


class EntryRow(NamedTuple):
    """One entry: its number from 0, the event's id, the exhibit and its sequence, the bytes and their leaf hash."""

    no: int
    event: str
    exhibit: str
    sequence: int
    leaf: bytes
    leaf_hash: bytes


class NodeRow(NamedTuple):
    """A complete subtree above the leaves."""

    level: int
    no: int
    hash: bytes


class HeadRow(NamedTuple):
    """An exhibit's state in bytes, and what of it can be searched."""

    exhibit: str
    sequence: int
    seizure: str
    status: str
    holder: str | None
    location: str | None
    state: bytes


class SealRow(NamedTuple):
    """A seal, the exhibit it was used on and the entry that did."""

    seal: str
    exhibit: str
    entry: int


class KeyRow(NamedTuple):
    """The idempotency key of an entry."""

    key: str
    entry: int


class OpeningRow(NamedTuple):
    """An encrypted opening and the person with whose key it opens."""

    event: str
    field: str
    person: str
    sealed: bytes


class OfficerRow(NamedTuple):
    """An officer; the name is encrypted with the officer's own key."""

    id: str
    name: bytes
    active: bool


class PlaceRow(NamedTuple):
    """A store or laboratory."""

    id: str
    kind: str
    name: str
    active: bool


class RefusalRow(NamedTuple):
    """An event that was asked for and refused; `no` from 0."""

    no: int
    at: str
    by: str
    exhibit: str
    kind: str
    code: str
    what: str


class ClaimRow(NamedTuple):
    """Somebody's claim to an exhibit; `outcome` is None while it is not decided."""

    exhibit: str
    at: str
    kind: str
    person: str
    outcome: str | None


class CheckpointRow(NamedTuple):
    """A signed checkpoint; `no` from 0."""

    no: int
    size: int
    root: bytes
    note: bytes
    kept_at: str


class AnswerRow(NamedTuple):
    """A witness's answer; `no` from 0."""

    no: int
    size: int
    witness: str
    answer: bytes
    kept_at: str


class Batch(NamedTuple):
    """All that one append writes. `old_heads` are exhibits that had a head before, `old_seals` seals with a row."""

    log: LogRow
    entries: list[EntryRow]
    nodes: list[NodeRow]
    heads: list[HeadRow]
    old_heads: frozenset[str]
    seals: list[SealRow]
    old_seals: frozenset[str]
    keys: list[KeyRow]
    openings: list[OpeningRow]
