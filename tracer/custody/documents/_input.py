"""What the documents are made of: plain values, already disclosed and decrypted for the reader of the document.

Every `datetime` is aware. Text may be anything a person or a machine wrote: it is printed, never obeyed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Imprint:
    """What a document says about itself: when and by whom it was printed, for which force and case.

    `notice` stands on every page (a demonstration says there that it is fictional).
    """

    printed_at: datetime
    printed_by: str
    force: str = ""
    case: str = ""
    notice: str = ""


@dataclass(frozen=True, slots=True)
class ExhibitSheet:
    """One exhibit as it stands: `exhibit` is its id (`exhibit:SEIZURE:AB/1`), `reference` what was written on it.

    `seized_note` tells an uncertain time in words. `within` is the reference of the exhibit that this is a part of: it
    was seized with that, and `officer` is who took it out.
    `left` says how it left the store: by a loan, which it is on, or for good; `left_at` and `left_note` say when.
    """

    exhibit: str
    reference: str
    seizure: str
    description: str
    seized_at: datetime | None = None
    seized_note: str = ""
    place: str = ""
    officer: str = ""
    power: str = ""
    seal: str = ""
    condition: str = ""
    found_with: str = ""
    holder: str = ""
    location: str = ""
    within: str = ""
    left: Literal["", "on_loan", "returned", "disposed"] = ""
    left_at: datetime | None = None
    left_note: str = ""
    make: str = ""
    model: str = ""
    serial: str = ""
    imeis: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Flag:
    """A doubt about the chain, in words, with the explanation given for it (empty: none was given).

    A break in possession has the code `gap` or one that starts with `gap`.
    """

    code: str
    words: str
    explanation: str = ""
    explained_by: str = ""
    explained_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ChainLine:
    """One custody event and the possession that began with it, in the order of the ledger.

    `at` is None when the time is not known, and `at_note` then says what is ("between 10 and 11"). `until` is when this
    possession is recorded to have ended; None means that it lasted until the next event. No `holder`: nobody is known.
    `by` is who did it. `awaiting` is who was handed it and had not accepted it. `about_record`: a correction or an
    explanation, with which no possession begins; `put_right` are the doubts that corrections of this event raised.
    """

    at: datetime | None
    until: datetime | None
    holder: str
    location: str
    what: str
    seal: str = ""
    flags: tuple[Flag, ...] = ()
    at_note: str = ""
    by: str = ""
    awaiting: str = ""
    about_record: bool = False
    put_right: tuple[Flag, ...] = ()

    @property
    def gaps(self) -> tuple[Flag, ...]:
        """The doubts that say that nothing tells how the thing came to this event."""
        raised = () if self.about_record else (*self.flags, *self.put_right)
        return tuple(flag for flag in raised if flag.code.startswith("gap"))


@dataclass(frozen=True, slots=True)
class SealSheet:
    """One seal put on one exhibit; `replaces` is the seal that was opened."""

    seal: str
    exhibit: str
    reference: str
    seizure: str
    sealed_by: str
    sealed_at: datetime | None = None
    sealed_note: str = ""
    replaces: str = ""


@dataclass(frozen=True, slots=True)
class PrintedCheckpoint:
    """A checkpoint of the ledger as it is printed: `root` is the base64 of 32 bytes, `signers` are key names."""

    origin: str
    size: int
    root: str
    signers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReceiptData:
    """Things taken from a person, or given back to one, at one time."""

    kind: Literal["taken", "returned"]
    given_to: str
    given_by: str
    given_at: datetime
    place: str
    exhibits: tuple[ExhibitSheet, ...]
    checkpoint: PrintedCheckpoint
    power: str = ""


@dataclass(frozen=True, slots=True)
class RaidList:
    """The exhibits of one seizure; `counted` is what was counted there, None when nobody counted."""

    seizure: str
    exhibits: tuple[ExhibitSheet, ...]
    place: str = ""
    power: str = ""
    began_at: datetime | None = None
    counted: int | None = None


@dataclass(frozen=True, slots=True)
class ContinuityData:
    """The chain of one exhibit up to `until`: the moment of the statement, or of its return or disposal."""

    exhibit: ExhibitSheet
    lines: tuple[ChainLine, ...]
    until: datetime
    statement_of: str
    occupation: str
    checkpoint: PrintedCheckpoint | None = None


@dataclass(frozen=True, slots=True)
class ExhibitHistory:
    """One exhibit with its chain, as CASE/UCO tells it."""

    exhibit: ExhibitSheet
    lines: tuple[ChainLine, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseData:
    """Seizures and their exhibits for one CASE/UCO file; `origin` is the ledger that they are recorded in."""

    name: str
    origin: str
    histories: tuple[ExhibitHistory, ...]
