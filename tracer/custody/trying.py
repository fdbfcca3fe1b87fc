"""What the ledger would say to events, one after another, without recording any: neither them nor what it refuses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tracer.custody.appending import append
from tracer.custody.events import CustodyError, Entry, Wanted
from tracer.custody.reading import sound_log
from tracer.records.custody_writer import CustodyWriter
from tracer.records.records import Records


class _UndoneError(Exception):
    """Ends the transaction, and all that was written in it."""


def tried(records: Records, wanted: Sequence[Wanted], now: datetime) -> list[Entry | CustodyError]:
    """For each event the entry it would be, or the one it is already, or why it would be refused.

    Each is judged as if those before it that are not refused had been recorded. Others wait meanwhile, so give few.
    """
    answers: list[Entry | CustodyError] = []
    try:
        with records.custody().writing() as writer:
            answers += [_tried(writer, one, now) for one in wanted]
            raise _UndoneError
    except _UndoneError:
        return answers


def _tried(writer: CustodyWriter, wanted: Wanted, now: datetime) -> Entry | CustodyError:
    try:
        return append(writer, sound_log(writer), [wanted], now)[0]
    except CustodyError as error:  # raised before anything is written
        return error
