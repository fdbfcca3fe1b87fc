"""Who may act in the ledger, and the stores and laboratories that things can be taken to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Officer:
    """A person who may act: the id (`officer:JT`), the name (None once erased) and whether they may still act."""

    id: str
    name: str | None
    active: bool = True


class PlaceKind(StrEnum):
    """What a place of custody is."""

    STORE = "store"
    LABORATORY = "laboratory"


@dataclass(frozen=True, slots=True)
class CustodyPlace:
    """A store or a laboratory: `store:MAIN`, `laboratory:DIGITAL`."""

    id: str
    kind: PlaceKind
    name: str
    active: bool = True
