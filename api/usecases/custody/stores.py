"""Where exhibits are: in a store, standing still, overdue; and a stock-take, which is recorded itself."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO
from uuid import uuid4

from api.custody_house import CustodyHouse
from api.usecases.custody.names import names_of
from api.usecases.custody.naming import Time, all_named, find_store, read_time
from api.usecases.custody.record import Statement
from tracer.custody.events import (
    Attachment,
    CustodyEvent,
    Entry,
    EventKind,
    ExhibitState,
    Private,
    Wanted,
    officer_id,
)
from tracer.custody.whereabouts import Finder, Scan, StockTake, in_store, not_moved, overdue, stock_take
from tracer.errors import InputError, UsageError
from tracer.records.custody_writer import CustodyWriter
from tracer.records.stock_takes import StockTakes, keep
from tracer.times import iso

MOST_BYTES = 16 << 20
LONGEST_SCAN = 300
_UNREADABLE = re.compile("[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Taken:
    """A stock-take with the report of it that is kept, and what the ledger holds of it."""

    result: StockTake
    report: Attachment
    entries: tuple[Entry, ...]
    not_recorded: tuple[ExhibitState, ...]
    """Unexpected exhibits that have left custody: nothing can be recorded of them but a correction."""


def where(house: CustodyHouse, text: str) -> tuple[ExhibitState, ...]:
    """Every exhibit that the text may mean; empty where there is none."""
    return all_named(house.ledger, text)


def stock(house: CustodyHouse, store: str) -> tuple[ExhibitState, ...]:
    """What should lie in a store. Raises `NotFoundError` for a store nobody knows."""
    place = find_store(house.ledger, store)
    return in_store(house.ledger.exhibits(location=place), place)


def stale(house: CustodyHouse, days: int) -> tuple[tuple[ExhibitState, ...], tuple[ExhibitState, ...]]:
    """What has not moved for so many days, and the loans that are overdue."""
    states = house.ledger.exhibits()
    return not_moved(states, days, house.now), overdue(states, house.now)


def scans_of(house: CustodyHouse, store: str, texts: Sequence[str]) -> tuple[Scan, ...]:
    """What each text that was scanned in a store names. Raises `NotFoundError` for a store nobody knows."""
    place = find_store(house.ledger, store)
    finds = Finder(house.ledger.exhibits(), house.ledger.exhibit_of_seal)
    return tuple(finds.scan(text, place) for text in texts)


def take_stock(house: CustodyHouse, store: str, said: Statement, scans: Sequence[Scan]) -> Taken:
    """Compares scans with what should be in a store, keeps the report, and ties it to every exhibit concerned.

    Raises `UsageError` when nothing was scanned, and `RefusedError` for an officer nobody knows.
    """
    if not scans:
        raise UsageError("Nothing was scanned.", "Scan what is in the store, one label or seal on each line.")
    place = find_store(house.ledger, store)
    result = stock_take(house.ledger.exhibits(), place, scans)
    time = read_time(said.at, said.undated, house.now)
    report = _kept(house, result, said, time)
    closed = tuple(state for state in result.unexpected if state.closed)
    key = said.key or uuid4().hex
    wanted = [
        Wanted(_event(state, words, said, time, report), f"{key}/{state.exhibit}")
        for state, words in _concerned(result, names_of(house.ledger).place(result.store))
        if not state.closed
    ]

    def also(writer: CustodyWriter, _entries: tuple[Entry, ...]) -> None:
        keep(writer.connection, key, place, report.sha256)

    if wanted:
        return Taken(result, report, house.ledger.append_many(wanted, also), closed)
    house.records.part(StockTakes).keep_alone(key, place, report.sha256)
    return Taken(result, report, (), closed)


def _concerned(result: StockTake, store: str) -> Iterator[tuple[ExhibitState, str]]:
    yield from ((state, f"Stock-take of {store}: found.") for state in result.found)
    yield from ((state, f"Stock-take of {store}: missing.") for state in result.missing)
    yield from ((state, f"Stock-take of {store}: found, and not expected there.") for state in result.unexpected)


def _kept(house: CustodyHouse, result: StockTake, said: Statement, time: Time) -> Attachment:
    """The report as a kept file: who took stock when, and every exhibit and scan by what became of it."""
    told = {
        "stockTake": result.store,
        "by": officer_id(said.by),
        "at": iso(time.at) if time.at else None,
        "atNote": time.note,
        "found": [state.exhibit for state in result.found],
        "missing": [state.exhibit for state in result.missing],
        "unexpected": [{"exhibit": state.exhibit, "recordedAt": state.location} for state in result.unexpected],
        "unknown": list(result.unknown),
        "ambiguous": [
            {"scan": scan.text, "exhibits": [state.exhibit for state in scan.several]} for scan in result.ambiguous
        ],
        "repeated": result.repeated,
    }
    data = json.dumps(told, ensure_ascii=False, indent=1).encode("utf-8", "replace")
    kept = house.evidence.put(io.BytesIO(data))
    return Attachment(kept.sha256, kept.size, "application/json")


def _event(state: ExhibitState, words: str, said: Statement, time: Time, report: Attachment) -> CustodyEvent:
    texts = {"stock_take": words, "reason": said.reason, "note": said.note}
    return CustodyEvent(
        EventKind.ATTACH,
        state.exhibit,
        officer_id(said.by),
        time.at,
        time.note,
        attachments=(report,),
        private=MappingProxyType({name: Private(text) for name, text in texts.items() if text is not None}),
    )


def read_scans(source: Path | BinaryIO) -> list[str]:
    """The scans in a file or a stream, one a line; empty lines and the marks scanners add are left out.

    Raises `InputError` where it cannot be read or is longer than any store.
    """
    try:
        data = source.read_bytes() if isinstance(source, Path) else source.read(MOST_BYTES + 1)
    except OSError as error:
        raise InputError(f"The scans cannot be read ({error.strerror}).", "Check the file's name.") from error
    if len(data) > MOST_BYTES:
        raise InputError(f"There are more than {MOST_BYTES >> 20} MiB of scans.", "Take stock of the store in parts.")
    lines = data.decode("utf-8-sig", "replace").splitlines()
    return [text for line in lines if (text := _UNREADABLE.sub("", line).strip()[:LONGEST_SCAN])]
