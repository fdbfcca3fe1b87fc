"""What is known of a handler or a shop, as a document to take along."""

from __future__ import annotations

from api.access import Actor
from api.desk import Desk
from api.usecases.dealer import Dealer
from api.usecases.dealer_worth import AtHours, change_of, hours_of
from api.usecases.story_papers import imprint_of, left_out_words
from graph.analytics.change import Change
from graph.evidence import Link, basis_words
from tracer.custody.documents._words import when
from tracer.custody.documents.packet import (
    PacketHandset,
    PacketHours,
    PacketOffer,
    PacketReach,
    PacketSheet,
    PacketTie,
    packet_document,
)
from tracer.trace.hours import DAYS


def packet_pdf(desk: Desk, who: Actor, found: Dealer, notice: str = "") -> bytes:
    """The packet as somebody may see it."""
    around, counts = found.around, found.counts
    change, at = change_of(desk, who, found), hours_of(desk, who, found)
    kind = str(around.place.get("kind") or "place") if found.is_shop else "handler"
    sheet = PacketSheet(
        title=found.name,
        id=around.id,
        what=", ".join(part for part in (kind, found.address) if part),
        enough=f"{len(around.handsets)} stolen handsets lead here: {counts['observed']} observed,"
        f" {counts['asserted']} asserted, {counts['inferred']} inferred.",
        last=around.last,
        handsets=tuple(
            PacketHandset(
                one.name,
                one.handset,
                found.chain_words(one),
                _basis(one.rests_on),
                found.chain_sources(one.chain),
            )
            for one in around.handsets
        ),
        ties=tuple(_tie(found, link) for link in around.ties),
        offers=tuple(
            PacketOffer(
                one.at,
                f"{one.platform}: {one.title}",
                one.price,
                one.location or "",
                found.name_of(one.seller),
                _basis(one.rests_on),
                found.chain_sources(one.chain),
            )
            for one in around.offers
        ),
        left_out=left_out_words(found.left_out),
        change=_change(found, change),
        reached=tuple(
            PacketReach(
                one.name,
                one.id,
                f"{change.names[one.start]}, {len(one.chain)} {'step' if len(one.chain) == 1 else 'steps'}",
                _basis(one.rests_on),
                found.chain_sources(one.chain),
            )
            for one in change.reached
        ),
        hours=None if at is None else _hours(at),
    )
    return packet_document(sheet, imprint_of(desk, who, notice))


def _change(found: Dealer, change: Change) -> str:
    total, alone = len(found.around.handsets), len(change.alone)
    people = ", ".join(change.names[one] for one in change.people)
    return (
        f"{alone} of its {total} handsets lead nowhere else: no other handler and no other shop is known for them."
        f" Handlers tied to it: {people or 'none'}. Other handlers and shops in reach of these without it, over ties of"
        f" people, places and accounts: {len(change.reached)}. Worked out from the network as it is loaded and open to"
        " whoever printed this."
    )


def _hours(at: AtHours) -> PacketHours:
    within = f"within {at.reach_m:.0f} m of it"
    if at.hours is None:
        return PacketHours(f"None of its {at.of} handsets was located {within}.", DAYS, ())
    hours = at.hours
    rests_on = (
        f"Observed: {hours.seen} pings of {hours.phones} handsets {within}, {when(hours.since)} to {when(hours.until)};"
        f" {at.looked} of its {at.of} handsets were looked at. London time. A handset counts once in an hour; 0 says"
        " that none was located, not that none was there."
    )
    rows = tuple((f"{hour:02}:00", *map(str, counts)) for hour, counts in hours.rows)
    return PacketHours(rests_on, DAYS, rows)


def _tie(found: Dealer, link: Link) -> PacketTie:
    said = f"{found.name_of(link.start)} {link.type.replace('_', ' ').casefold()} {found.name_of(link.end)}"
    return PacketTie(said, _basis(link), found.source_words(link.source))


def _basis(link: Link) -> str:
    return basis_words(link.basis, link.grade, link.score)
