"""What a person may name a phone by, and which phone that is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from graph.ids import consignment_id, exhibit_id, label_of, listing_id, parts_of
from graph.port import Answers
from graph.queries.handsets import handsets_of
from tracer.errors import IdentifierError, NotFoundError, SeveralError
from tracer.identifiers import parse
from tracer.identifiers.near import near_imeis

IMEI_DIGITS = 15
NEAREST = 10
"""How many near identifiers are offered."""

# `i.id IN $ids` would read every identifier on the embedded engine.
_KNOWN = "UNWIND $ids AS one MATCH (i:Identifier {id: one}) RETURN i.id AS id ORDER BY id"
_IDENTIFIER = "MATCH (i:Identifier {id: $id}) RETURN i.id AS id"
_HANDSET = "MATCH (h:Handset {id: $id}) RETURN h.id AS id"
_EXHIBITS = (
    "MATCH (e:Exhibit)-[:IDENTIFIED_AS]->(h:Handset) WHERE e.reference IN $texts OR e.seal IN $texts OR e.id IN $texts"
    " RETURN DISTINCT e.id AS exhibit, h.id AS id ORDER BY id, exhibit"
)
_CALLED = (
    "MATCH (e:Exhibit) WHERE e.reference IN $texts OR e.seal IN $texts OR e.id IN $texts RETURN e.id AS id ORDER BY id"
)
_REPORTS = (
    "MATCH (t:TheftReport)-[:CONCERNS]->(h:Handset) WHERE t.reference IN $texts OR t.id = $text"
    " RETURN DISTINCT h.id AS id ORDER BY id"
)
_LISTINGS = (
    "MATCH (l:Listing)-[:OFFERS]->(h:Handset) WHERE l.listingId = $text OR l.url = $text OR l.id IN $texts"
    " RETURN DISTINCT h.id AS id ORDER BY id"
)
_PARTS_OF_LISTINGS = (
    "MATCH (l:Listing)-[:OFFERS]->(p:Part)-[:CAME_FROM]->(h:Handset)"
    " WHERE l.listingId = $text OR l.url = $text OR l.id IN $texts RETURN DISTINCT h.id AS id ORDER BY id"
)
_CONSIGNMENTS = (
    "MATCH (c:Consignment)-[:CARRIED]->(h:Handset) WHERE c.id = $consignment RETURN DISTINCT h.id AS id ORDER BY id"
)
_IDENTIFIERS = (
    "MATCH (h:Handset {id: $id})-[:HAS_IDENTIFIER]->(i:Identifier)"
    " RETURN i.id AS id, i.contested AS contested ORDER BY id"
)
_REPORTED = "MATCH (:TheftReport)-[:CONCERNS]->(h:Handset) WHERE h.id IN $ids RETURN DISTINCT h.id AS id ORDER BY id"
_SEIZED = "MATCH (:Exhibit)-[:IDENTIFIED_AS]->(h:Handset) WHERE h.id IN $ids RETURN DISTINCT h.id AS id ORDER BY id"
_PERHAPS = (
    "MATCH (i:Identifier)<-[:HAS_IDENTIFIER]-(h:Handset) WHERE i.id IN $ids AND h.id <> $id"
    " AND NOT EXISTS { MATCH (h)-[:HAS_IDENTIFIER]->(j:Identifier) WHERE NOT j.id IN $ids }"
    " RETURN DISTINCT h.id AS id ORDER BY id"
)


@dataclass(frozen=True, slots=True)
class Named:
    """What a text names: a handset, or an identifier that is in none yet; and other handsets it names as well."""

    text: str
    handset: str | None
    identifiers: tuple[str, ...]
    others: tuple[str, ...] = ()
    perhaps: tuple[str, ...] = ()
    """Handsets known by nothing but contested identifiers of this one."""


def named(graph: Answers, text: str) -> Named:
    """The phone a text names: an identifier, seal, exhibit, crime reference, listing, waybill, or a handset's id.

    Raises `NotFoundError` with the nearest known identifiers where nothing answers to it, and `SeveralError` where
    exhibits of several seizures do: which of them was meant only who asks can say.
    """
    text = text.strip()
    for found in _readings(graph, text):
        if found is not None:
            return found
    near = _near(graph, text)
    advice = "The nearest that are known are listed." if near else "Check it against what it was copied from."
    raise NotFoundError(f"Nothing known answers to {text[:80]!r}. {_why_not(graph, text)}".strip(), advice, near)


def _readings(graph: Answers, text: str) -> Iterator[Named | None]:
    """What the text can be read as, most certain first; each is asked only when those before it had no answer."""
    yield _as_identifier(graph, text)
    asked = {"text": text, "texts": _spellings(text)}
    yield _as_exhibit(graph, text, asked)
    for question in (_REPORTS, _LISTINGS, _PARTS_OF_LISTINGS):
        yield _first(graph, text, [row["id"] for row in graph.read(question, asked)])
    carried = graph.read(_CONSIGNMENTS, {"consignment": consignment_id(text)}) if text else []
    yield _first(graph, text, [row["id"] for row in carried])
    if text.startswith("handset:"):
        yield _first(graph, text, [row["id"] for row in graph.read(_HANDSET, {"id": text})])


def _as_identifier(graph: Answers, text: str) -> Named | None:
    try:
        identifier = parse(text).identifier.id
    except IdentifierError:
        return None
    handsets = sorted(handsets_of(graph, [identifier]))
    if handsets:
        return _first(graph, text, handsets)
    if graph.read(_IDENTIFIER, {"id": identifier}):
        return Named(text, None, (identifier,))
    return None


def _as_exhibit(graph: Answers, text: str, asked: Mapping[str, Sequence[str]]) -> Named | None:
    found: dict[str, set[str]] = {}
    for row in graph.read(_EXHIBITS, asked):
        found.setdefault(row["exhibit"], set()).add(row["id"])
    if not found:
        return None
    called = tuple(row["id"] for row in graph.read(_CALLED, asked))
    if any(found.get(one) != found[min(found)] for one in called):
        raise SeveralError(text, called)
    return _first(graph, text, sorted(found[min(found)]))


def _first(graph: Answers, text: str, handsets: list[str]) -> Named | None:
    if not handsets:
        return None
    chosen = handsets[0] if len(handsets) == 1 else _best_known(graph, handsets)
    rows = graph.read(_IDENTIFIERS, {"id": chosen})
    contested = [row["id"] for row in rows if row["contested"]]
    perhaps = tuple(row["id"] for row in graph.read(_PERHAPS, {"ids": contested, "id": chosen})) if contested else ()
    others = tuple(handset for handset in handsets if handset != chosen and handset not in perhaps)
    return Named(text, chosen, tuple(row["id"] for row in rows), others, perhaps)


def _best_known(graph: Answers, handsets: list[str]) -> str:
    """Of the handsets that share a contested identifier: the one that was reported stolen, else one that was seized."""
    for question in (_REPORTED, _SEIZED):
        found = [row["id"] for row in graph.read(question, {"ids": handsets})]
        if found:
            return str(found[0])
    return handsets[0]


def _spellings(text: str) -> list[str]:
    """`AB/1` may be written `AB1`, and a reference in small letters.

    A listing may be named by its platform and number, an exhibit by its seizure and reference.
    """
    spellings = {text, text.upper()}
    number = parts_of(exhibit_id("x", text))[-1] if text else ""
    spellings |= {number, number.replace("/", "")}
    for mark in (":", "/"):
        platform, _, listing = text.partition(mark)
        if platform.strip() and listing.strip() and label_of(text) is None:
            spellings |= {listing_id(platform, listing), exhibit_id(platform, listing)}
    return sorted(spellings)


def known_slips(graph: Answers, text: str) -> dict[str, str]:
    """Known IMEIs that one slip of the eye or the finger would turn into the text, with the slip."""
    slips = {identifier.id: why for identifier, why in near_imeis(text)}
    if not slips:
        return {}
    known = [row["id"] for row in graph.read(_KNOWN, {"ids": sorted(slips)})]
    return {identifier: slips[identifier] for identifier in known[:NEAREST]}


def _near(graph: Answers, text: str) -> tuple[str, ...]:
    return tuple(f"{identifier} ({why})" for identifier, why in known_slips(graph, text).items())


def _why_not(graph: Answers, text: str) -> str:
    """What a text that looks like something else is."""
    exhibits = [row["id"] for row in graph.read(_CALLED, {"texts": _spellings(text)})]
    if exhibits:
        return f"It is {exhibits[0]}, which no row says is any handset."
    digits = sum(character.isdigit() for character in text)
    if digits < IMEI_DIGITS - 1 or digits > IMEI_DIGITS + 2:
        return ""
    try:
        parse(text, "imei")
    except IdentifierError as error:
        return f"As an IMEI it fails: {error.what.rstrip('.')}."
    return ""
