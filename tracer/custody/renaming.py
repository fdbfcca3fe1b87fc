"""The name of a ledger in which nothing is recorded yet: it can still be chosen."""

from __future__ import annotations

from tracer.custody import note
from tracer.records.custody_reader import CustodyReader
from tracer.records.custody_store import CustodyStore
from tracer.records.values import Asked

_ASKED = Asked("tracer", "Naming an empty custody ledger")


def name_while_empty(store: CustodyStore, origin: str) -> None:
    """Gives the ledger this name where it has another one and nothing stands under that: no entry, no checkpoint.

    In one transaction, with a note in the audit. A ledger that is not yet made, that holds anything, or that was
    changed past the program is left as it is.
    """
    note.check_name(origin)
    with store.reading() as reader:
        if not _to_be_named(reader, origin):
            return
    with store.writing() as writer:
        # Somebody may have booked since.
        if _to_be_named(writer, origin):
            writer.name_log(origin, _ASKED)


def _to_be_named(reader: CustodyReader, origin: str) -> bool:
    log, fits = reader.log_and_whether_it_fits()
    if log is None or not fits or log.origin == origin:
        return False
    return log.size == 0 and reader.entry(0) is None and not list(reader.checkpoints())
