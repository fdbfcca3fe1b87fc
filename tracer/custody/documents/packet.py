"""What is known of a handler or a shop on paper: each handset with the chain that leads there and its sources."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tracer.custody.documents._input import Imprint
from tracer.custody.documents._parts import instant
from tracer.custody.documents._render import pdf
from tracer.custody.documents._words import counted, short, when


@dataclass(frozen=True, slots=True)
class PacketHandset:
    """A handset, how it leads there, on what basis, by which rows."""

    name: str
    id: str
    how: str
    basis: str
    sources: str


@dataclass(frozen=True, slots=True)
class PacketTie:
    """A statement that ties it to somebody or something."""

    what: str
    basis: str
    source: str


@dataclass(frozen=True, slots=True)
class PacketOffer:
    """A listing, the account that posted it, and what ties that to them: on what basis, by which rows."""

    posted_at: datetime | None
    what: str
    price: str
    at: str
    seller: str
    basis: str
    sources: str


@dataclass(frozen=True, slots=True)
class PacketReach:
    """A handler or shop that stays in reach without this one: from whom in how many steps, on what basis, by what."""

    name: str
    id: str
    how: str
    basis: str
    sources: str


@dataclass(frozen=True, slots=True)
class PacketHours:
    """When handsets were there: on what that rests, and for each hour a row of its name and a count for each day."""

    rests_on: str
    days: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class PacketSheet:
    """A handler or shop as it is open to whoever prints it; `enough` counts its handsets by basis, `change` says what
    would be different without it.
    """

    title: str
    id: str
    what: str
    enough: str
    last: datetime | None
    handsets: tuple[PacketHandset, ...]
    ties: tuple[PacketTie, ...]
    offers: tuple[PacketOffer, ...]
    left_out: str = ""
    change: str = ""
    reached: tuple[PacketReach, ...] = ()
    hours: PacketHours | None = None


def packet_document(sheet: PacketSheet, imprint: Imprint) -> bytes:
    """The packet as PDF/A."""
    return pdf(
        "packet",
        imprint,
        {
            "title": sheet.title,
            "reference": short(sheet.id, 50),
            "what": sheet.what,
            "enough": sheet.enough,
            "last": when(sheet.last),
            "left_out": sheet.left_out,
            "change": sheet.change,
            "reached": [
                {"name": one.name, "id": one.id, "how": one.how, "basis": one.basis, "sources": one.sources}
                for one in sheet.reached
            ],
            "hours": None
            if sheet.hours is None
            else {
                "rests_on": sheet.hours.rests_on,
                "days": [*sheet.hours.days],
                "rows": [*map(list, sheet.hours.rows)],
            },
            "handsets": [
                {"name": one.name, "id": one.id, "how": one.how, "basis": one.basis, "sources": one.sources}
                for one in sheet.handsets
            ],
            "ties": [{"what": one.what, "basis": one.basis, "source": one.source} for one in sheet.ties],
            "offers": [
                {
                    "time": instant(one.posted_at),
                    "what": one.what,
                    "price": one.price,
                    "at": one.at,
                    "seller": one.seller,
                    "basis": one.basis,
                    "sources": one.sources,
                }
                for one in sheet.offers
            ],
            "count": counted(len(sheet.handsets), "handset", "handsets"),
        },
    )
