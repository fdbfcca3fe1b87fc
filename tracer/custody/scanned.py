"""What a scan in a raid can turn out to be, as plain values, and what it asks of what is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Verdict(StrEnum):
    """What a scan turns out to be: the word an officer reads across a room."""

    STOLEN = "STOLEN"
    OTHER_FORCE = "OTHER FORCE"
    SECOND_IMEI = "SAME PHONE"
    DUPLICATE = "DUPLICATE"
    CLONED = "CLONED"
    MIXED = "MIXED PARTS"
    BLOCKED = "BLOCKED"
    NOT_REPORTED = "NOT REPORTED"
    NOT_CHECKED = "NOT CHECKED"
    MISREAD = "READ AGAIN"
    NO_IMEI = "NO IMEI"
    PART = "PART"
    """Out of what was booked, and not looked up: a SIM, a card, a case."""

    @property
    def sign(self) -> str:
        """One letter or sign that says the same without colour."""
        return _SIGNS[self]


_SIGNS: Mapping[Verdict, str] = {
    Verdict.STOLEN: "S",
    Verdict.OTHER_FORCE: "F",
    Verdict.SECOND_IMEI: "2",
    Verdict.DUPLICATE: "=",
    Verdict.CLONED: "C",
    Verdict.MIXED: "M",
    Verdict.BLOCKED: "B",
    Verdict.NOT_REPORTED: "N",
    Verdict.NOT_CHECKED: "X",
    Verdict.MISREAD: "?",
    Verdict.NO_IMEI: "0",
    Verdict.PART: "+",
}


@dataclass(frozen=True, slots=True)
class Theft:
    """A theft report as a scan tells it. `since` is when it happened, in UTC."""

    reference: str
    force: str
    offence: str | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class KnownPhone:
    """A handset that is known: its id, its identifiers (`imei:…`, `serial:…`), the thefts of it, its exhibits' ids."""

    id: str
    identifiers: frozenset[str]
    make: str | None = None
    model: str | None = None
    thefts: tuple[Theft, ...] = ()
    exhibits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an identifier.

    `contested` says why it may be on several phones; `block` is the standing block in words, None where there is none;
    `clashes` says where it was seen in two places between which nothing could travel; `doubt` says why more may be
    recorded than was found.
    """

    phones: tuple[KnownPhone, ...] = ()
    contested: str | None = None
    block: str | None = None
    clashes: tuple[str, ...] = ()
    doubt: str | None = None


class LookUps(Protocol):
    """What a scan asks. Every question is a look-up by key, so that it costs the same however much is known."""

    def known(self, identifier: str) -> Known:
        """What is known of an identifier's id (`imei:…`)."""

    def among(self, identifiers: Sequence[str]) -> frozenset[str]:
        """Those of the ids that anything is known of. Raises `GraphError` where that cannot be told."""

    def came_from(self, part_kind: str, serial: str) -> tuple[KnownPhone, ...]:
        """The phones that a component is known to come from. Raises `GraphError` where that cannot be told."""

    def model_of(self, imei: str) -> tuple[str, str] | None:
        """Make and model of an IMEI's digits by its TAC."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a misread text may have been: a known identifier's id, the slip that would explain it, and the thefts."""

    identifier: str
    slip: str
    thefts: tuple[Theft, ...] = ()


@dataclass(frozen=True, slots=True)
class ScanAnswer:
    """The answer to one scan.

    `books` says whether it is to be booked; `reference` is the exhibit that it already is. `key` is what keeps two
    officers from booking one phone at the same moment: the phone's id where one is known, else the identifier.
    """

    verdict: Verdict
    text: str
    identifiers: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    thefts: tuple[Theft, ...] = ()
    books: bool = False
    reference: str | None = None
    key: str = ""
    make: str | None = None
    model: str | None = None

    @property
    def word(self) -> str:
        """The headline."""
        return self.verdict.value

    @property
    def sign(self) -> str:
        """The headline as one letter or sign."""
        return self.verdict.sign


@dataclass(frozen=True, slots=True)
class Scene:
    """What the raid itself knows: the reference of each identifier booked in it, and the force that searches."""

    booked: Mapping[str, str]
    seizure: str = ""
    force: str | None = None
