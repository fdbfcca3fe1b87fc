"""Makes the stored states of exhibits anew, from their entries, where older rules had made them."""

from __future__ import annotations

from tracer.custody import leaf
from tracer.custody.appending import head_of
from tracer.custody.state import of_older_rules, state_of, to_bytes
from tracer.records.custody_reader import CustodyReader
from tracer.records.custody_store import CustodyStore
from tracer.records.custody_writer import CustodyWriter


def renew(store: CustodyStore) -> None:
    """Brings all states to the rules of this version, whole or not at all; does nothing where they are.

    All are written by the same rules, so that one tells it of all. Nothing that was recorded changes: the states are
    kept beside the entries so that they need not be derived for each question. Raises `CanonicalError` where an entry
    cannot be read.
    """
    with store.reading() as reader:
        if not _is_due(reader):
            return
    with store.writing() as writer:
        if _is_due(writer):
            _renew(writer)


def _is_due(reader: CustodyReader) -> bool:
    head = reader.some_head()
    return head is not None and of_older_rules(head.state)


def _renew(writer: CustodyWriter) -> None:
    renewed = []
    for head in writer.heads():
        entries = (leaf.read(row.leaf, row.no, row.leaf_hash) for row in writer.history(head.exhibit))
        state = state_of(head.exhibit, entries)
        renewed.append(head_of(state, to_bytes(state)))
    writer.renew_heads(renewed)
