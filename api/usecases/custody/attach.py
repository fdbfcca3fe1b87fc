"""Keep files with an exhibit: their bytes as evidence, their SHA-256 in the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from api.custody_house import CustodyHouse
from api.usecases.custody.record import Asking, Recorded, Statement, asking
from tracer.custody.appending import refusal_rows
from tracer.custody.attachable import media_type
from tracer.custody.events import Attachment, EventKind, Private, Refusal, RefusalCode, RefusedError
from tracer.errors import InputError


def attach(house: CustodyHouse, exhibit: str, said: Statement, files: Sequence[Path]) -> Recorded:
    """Keeps every file or none that is refused. Raises `InputError` for one that must not be kept."""
    asked = asking(house, exhibit, said)
    types = [_type_of(asked, file) for file in files]
    kept = tuple(_kept(house, file, type_) for file, type_ in zip(files, types, strict=True))
    names = Private("\n".join(file.name for file in files))
    return asked.record(asked.event(EventKind.ATTACH, {"files": names}, attachments=kept))


def _type_of(asked: Asking, file: Path) -> str:
    """The type of a file that may be kept. That it may not is kept, without its name: that may be private."""
    try:
        return media_type(file)
    except InputError as error:
        what = error.what.replace(str(file), "A file").replace(file.name, "A file")
        event = asked.event(EventKind.ATTACH)
        refused = RefusedError(event, (Refusal(RefusalCode.UNREADABLE, what, error.do),))
        with asked.house.records.custody().writing() as writer:
            writer.keep_refusals(refusal_rows(refused, asked.house.now))
        raise


def _kept(house: CustodyHouse, file: Path, type_: str) -> Attachment:
    try:
        with file.open("rb") as stream:
            kept = house.evidence.put(stream)
    except OSError as error:
        raise InputError(f"{file} cannot be read ({error.strerror}).", "Check the path and its permissions.") from error
    return Attachment(kept.sha256, kept.size, type_)
