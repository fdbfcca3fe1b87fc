"""What is known of a handler or a shop, as a document to take along."""

from __future__ import annotations

from api.access import Actor
from api.desk import Desk
from api.usecases.dealer import Dealer
from api.usecases.story_papers import imprint_of, left_out_words
from graph.evidence import Link, basis_words
from tracer.custody.documents.packet import PacketHandset, PacketOffer, PacketSheet, PacketTie, packet_document


def packet_pdf(desk: Desk, who: Actor, found: Dealer, notice: str = "") -> bytes:
    """The packet as somebody may see it."""
    around, counts = found.around, found.counts
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
    )
    return packet_document(sheet, imprint_of(desk, who, notice))


def _tie(found: Dealer, link: Link) -> PacketTie:
    said = f"{found.name_of(link.start)} {link.type.replace('_', ' ').casefold()} {found.name_of(link.end)}"
    return PacketTie(said, _basis(link), found.source_words(link.source))


def _basis(link: Link) -> str:
    return basis_words(link.basis, link.grade, link.score)
