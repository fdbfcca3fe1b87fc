"""What the tests of the custody documents are made of: JT/12 of Operation Heron, with a gap and other doubts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pypdfium2

from tracer.custody.documents._input import (
    CaseData,
    ChainLine,
    ContinuityData,
    ExhibitHistory,
    ExhibitSheet,
    Flag,
    Imprint,
    PrintedCheckpoint,
    RaidList,
    ReceiptData,
    SealSheet,
)
from tracer.custody.documents.label import exhibit_label_sheet, exhibit_labels
from tracer.custody.documents.mg11 import continuity_statement
from tracer.custody.documents.mg12 import exhibit_list
from tracer.custody.documents.receipt import property_receipt
from tracer.custody.documents.seal_label import seal_labels

RAID = datetime(2023, 10, 15, 10, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
IMPRINT = Imprint(RAID + 220 * HOUR, "AB", "Example Constabulary", "HERON-S1", "Operation Heron is wholly fictional.")
CHECKPOINT = PrintedCheckpoint("example.org/heron", 412, "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", ("heron",))


def exhibit(number: int = 12, **changes: Any) -> ExhibitSheet:
    sheet = ExhibitSheet(
        exhibit=f"exhibit:HERON-S1:JT/{number}",
        reference=f"JT/{number}",
        seizure="HERON-S1",
        description="Apple iPhone 14 Pro, purple",
        seized_at=RAID + timedelta(minutes=3 * number),
        place="Unit 4, Seven Sisters Road, London N4",
        officer="PC JT",
        power="search warrant, PACE 1984 s8",
        seal=f"HRN7{number:05d}",
        condition="screen cracked",
        holder="AB",
        location="Store N4, shelf 3",
        make="Apple",
        model="iPhone 14 Pro",
        serial="XHERON0031",
        imeis=("001013015849716", "001013015849724"),
    )
    return replace(sheet, **changes)


CHAIN = (
    ChainLine(RAID + HOUR, None, "PC JT", "Unit 4", "Seized and sealed", "HRN700012", by="PC JT"),
    ChainLine(RAID + 2 * HOUR, RAID + 5 * HOUR, "PC JT", "police vehicle", "Moved to the vehicle", "HRN700012"),
    ChainLine(
        at=RAID + 6 * HOUR,
        until=None,
        holder="AB",
        location="Store N4, shelf 3",
        what="Accepted into the store",
        seal="HRN700012",
        flags=(Flag("gap", "Nobody held it", "The vehicle waited at the gate", "PC JT", RAID + 20 * HOUR),),
    ),
    ChainLine(RAID + 48 * HOUR, None, "AB", "Store N4, shelf 3", "Lent to the laboratory", "HRN700012"),
    ChainLine(
        at=None,
        until=None,
        holder="Laboratory 2",
        location="Laboratory 2",
        what="Accepted by the laboratory",
        flags=(Flag("not_accepted", "The laboratory did not accept it at once"),),
        at_note="between 10 and 11 on 17 October",
    ),
    ChainLine(RAID + 96 * HOUR, None, "AB", "Store N4, shelf 3", "Came back resealed", "HRN700801"),
    ChainLine(RAID + 220 * HOUR, None, "the owner", "front counter", "Collected", "HRN700801"),
)


def continuity(**changes: Any) -> ContinuityData:
    data = ContinuityData(exhibit(), CHAIN, RAID + 220 * HOUR, "AB", "custody officer", CHECKPOINT)
    return replace(data, **changes)


def receipt(**changes: Any) -> ReceiptData:
    sheets = tuple(exhibit(number) for number in range(1, 31))
    data = ReceiptData("taken", "PC JT", "the occupier", RAID, "Unit 4", sheets, CHECKPOINT, "search warrant")
    return replace(data, **changes)


def seal(**changes: Any) -> SealSheet:
    data = SealSheet("HRN700801", "exhibit:HERON-S1:JT/12", "JT/12", "HERON-S1", "AB", RAID, replaces="HRN700012")
    return replace(data, **changes)


def raid(**changes: Any) -> RaidList:
    sheets = tuple(exhibit(number) for number in range(1, 31))
    return replace(RaidList("HERON-S1", sheets, sheets[0].place, sheets[0].power, RAID, 30), **changes)


def case() -> CaseData:
    bare = ExhibitHistory(ExhibitSheet("exhibit:HERON-S1:AB/1-SIM", "AB/1-SIM", "HERON-S1", "SIM", within="AB/1"))
    return CaseData("Operation Heron", "example.org/heron", (ExhibitHistory(exhibit(), CHAIN), bare))


def every_document() -> dict[str, bytes]:
    """Each document by name, as PDF."""
    return {
        "labels": exhibit_labels([exhibit(1), exhibit(2)], IMPRINT),
        "label sheet": exhibit_label_sheet([exhibit(number) for number in range(1, 31)], IMPRINT),
        "seal labels": seal_labels([seal()], IMPRINT),
        "receipt": property_receipt(receipt(), IMPRINT),
        "exhibit list": exhibit_list(raid(), IMPRINT),
        "statement": continuity_statement(continuity(), IMPRINT),
    }


def pages(document: bytes) -> list[str]:
    """The text of each page, with its white space collapsed."""
    return [" ".join(page.get_textpage().get_text_range().split()) for page in pypdfium2.PdfDocument(document)]


def text(document: bytes) -> str:
    """The text of all pages."""
    return " ".join(pages(document))
