"""What a fact lets people search for: the things it tells of, as the graph draws them, and the identifiers it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from graph.fold import fold
from graph.ids import parts_of
from graph.port import Graph
from graph.projections import draw
from graph.queries.names import NAMED_BY, name_of
from tracer.model import StoredFact
from tracer.records.search_index import Entry
from tracer.records.search_text import compact, long_numbers, plain

_KINDS: Mapping[str, str] = {
    "TheftReport": "report",
    "Exhibit": "exhibit",
    "Handler": "handler",
    "Place": "place",
    "Account": "account",
    "Listing": "listing",
    "Consignment": "consignment",
    "Part": "part",
}
_ABOUT: Mapping[str, str] = {
    "reports": "TheftReport",
    "seizures": "Exhibit",
    "listings": "Listing",
    "consignments": "Consignment",
    "places": "Place",
    "parts": "Part",
}
"""For each kind of fact, what it is about: found by all that the row says."""
_KEYS: Mapping[str, tuple[str, ...]] = {
    "Exhibit": ("reference", "seal"),
    "Listing": ("listingId", "url"),
    "Consignment": ("waybill",),
}
_TOLD: Mapping[str, tuple[str, ...]] = {
    "TheftReport": ("offence", "location", "colour"),
    "Exhibit": ("make", "model", "colour", "condition", "seal"),
    "Place": ("kind", "address"),
    "Listing": ("description", "price", "currency", "location"),
    "Consignment": ("declared",),
}
_UNSAID = frozenset({"at", "until", "zone", "lat", "lon", "posted_at", "reported_at", "sent_at", "grade"})
"""Columns whose text nobody looks for."""

_IDENTIFIERS = "MATCH (i:Identifier) RETURN i.id AS id"
_HOW_MANY = "MATCH (i:Identifier) RETURN count(i) AS n"


def entries_of(fact: StoredFact) -> Iterator[Entry]:
    """Everything a fact tells of that can be searched for."""
    drawing = draw(fact, [None] * len(fact.phones))
    # A row that names a thing by its id may tell its name as well: what counts is what the graph will say.
    things = {(node.label, node.id): node.properties for node in fold(drawing.claims)}
    about = _ABOUT.get(fact.kind)
    numbers = {spelling for label, id_ in things if label == "Account" for spelling in _spellings(parts_of(id_))}
    for (label, id_), properties in things.items():
        if label in _KINDS:
            yield _entry(fact, (label, id_), properties, numbers if label == about else None)
    if fact.kind == "notes":
        yield _note(fact)
    for phone in fact.phones:
        for identifier in phone.identifiers:
            yield _identifier(identifier, fact, " ".join(part for part in (phone.make, phone.model) if part))


def observed_identifiers(graph: Graph) -> Iterator[Entry]:
    """Every identifier there is: what was only observed is in no fact."""
    for row in graph.read(_IDENTIFIERS):
        yield _identifier(row["id"])


def count_of_identifiers(graph: Graph) -> int:
    """How many identifiers there are."""
    return int(graph.read(_HOW_MANY)[0]["n"])


def _entry(fact: StoredFact, thing: tuple[str, str], properties: Mapping[str, Any], whole: set[str] | None) -> Entry:
    """`whole` has further keys of what the fact is about; None for what it only names."""
    label, id_ = thing
    title = name_of(label, {"id": id_, **dict.fromkeys(NAMED_BY[label]), **properties})
    told = " · ".join(str(properties[name]) for name in _TOLD.get(label, ()) if properties.get(name))
    words = [title, told, parts_of(id_)[-1], *(_said(fact) if whole is not None else ())]
    keys = {compact(part) for part in parts_of(id_)[-1:]}
    keys |= {compact(str(properties[name])) for name in _KEYS.get(label, ()) if properties.get(name)}
    if whole is not None:
        keys |= whole
        keys |= {compact(one.partition(":")[2]) for phone in fact.phones for one in phone.identifiers}
    if label == "Exhibit":
        keys.add(compact(str(fact.body["seizure_ref"])))
    keys |= _spellings(parts_of(id_)) | long_numbers(" ".join(words))
    return Entry(_KINDS[label], id_, title, told, tuple(keys - {""}), plain(" ".join(words)), fact.source)


def _identifier(identifier: str, fact: StoredFact | None = None, model: str = "") -> Entry:
    kind, _, value = identifier.partition(":")
    title = f"{kind.upper()} {value}"
    keys = (compact(value), *_spellings(("phone", value) if kind == "msisdn" else ()))
    return Entry("handset", identifier, title, model, keys, plain(f"{title} {model}"), fact.source if fact else None)


def _note(fact: StoredFact) -> Entry:
    """Found by its words, and leading to the handset it is about."""
    text, author = str(fact.body["note"]), str(fact.body["author"])
    words = plain(f"{text} {author}")
    return Entry(
        "note",
        str(fact.body["identifier"]),
        f"Note by {author}",
        text,
        (fact.id, *long_numbers(text)),
        words,
        fact.source,
    )


def _said(fact: StoredFact) -> list[str]:
    return [str(value) for name, value in fact.body.items() if isinstance(value, str) and name not in _UNSAID]


def _spellings(parts: tuple[str, ...]) -> set[str]:
    """A phone number as it is written at home and abroad."""
    if len(parts) < 2 or parts[0] != "phone":
        return set()
    import phonenumbers

    try:
        number = phonenumbers.parse(parts[1] if parts[1].startswith("+") else f"+{parts[1]}")
    except phonenumbers.NumberParseException:
        return set()
    forms = (phonenumbers.PhoneNumberFormat.NATIONAL, phonenumbers.PhoneNumberFormat.E164)
    return {compact(phonenumbers.format_number(number, form)) for form in forms}
