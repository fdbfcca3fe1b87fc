"""What the ledger would say to events, one after another, without recording any: neither them nor what it refuses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tracer.custody.appending import append
from tracer.custody.events import CustodyError, Entry, Wanted
from tracer.custody.reading import sound_log
from tracer.records.custody_writer import CustodyWriter
from tracer.records.records import Records

AT_ONCE = 200
"""How many are tried while others who book wait."""


class _UndoneError(Exception):
    """Ends the transaction, and all that was written in it."""


def tried(records: Records, wanted: Sequence[Wanted], now: datetime) -> list[Entry | CustodyError]:
    """For each event the entry it would be, or the one it is already, or why it would be refused.

    Each is judged as if those before it that are not refused had been recorded. Some are tried at a time, after those
    before them: others record theirs in between, and what they record counts from then on.
    """
    answers: list[Entry | CustodyError] = []
    for start in range(0, len(wanted), AT_ONCE):
        fit = [one for one, answer in zip(wanted, answers, strict=False) if isinstance(answer, Entry)]
        answers += _tried_after(records, fit, wanted[start : start + AT_ONCE], now)
    return answers


def _tried_after(
    records: Records, before: Sequence[Wanted], wanted: Sequence[Wanted], now: datetime
) -> list[Entry | CustodyError]:
    answers: list[Entry | CustodyError] = []
    try:
        with records.custody().writing() as writer:
            _taken(writer, before, now)
            answers += _taken(writer, wanted, now)
            raise _UndoneError
    except _UndoneError:
        return answers


def _taken(writer: CustodyWriter, wanted: Sequence[Wanted], now: datetime) -> list[Entry | CustodyError]:
    """All in one step, which takes a fifth of the time; one after another where one of them is refused."""
    try:
        return list(append(writer, sound_log(writer), wanted, now))
    except CustodyError:  # raised before anything is written
        return [_tried(writer, one, now) for one in wanted]


def _tried(writer: CustodyWriter, wanted: Wanted, now: datetime) -> Entry | CustodyError:
    try:
        return append(writer, sound_log(writer), [wanted], now)[0]
    except CustodyError as error:
        return error
