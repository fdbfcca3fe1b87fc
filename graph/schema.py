"""Labels, relationships and their properties: declared once, applied to each engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

PropertyType = Literal["text", "number", "whole", "time", "flag"]
"""`number` is a float, `whole` an integer, `time` an instant in UTC."""


@dataclass(frozen=True, slots=True)
class Label:
    """A kind of node. `id` (text, unique) is implied; `properties` are the rest."""

    name: str
    properties: dict[str, PropertyType]


@dataclass(frozen=True, slots=True)
class Relationship:
    """A type of relationship, the pairs of labels it may join, and its own properties beyond `PROVENANCE`."""

    name: str
    ends: tuple[tuple[str, str], ...]
    properties: dict[str, PropertyType]


MARKER = "ProjectedBatch"
"""Label of the nodes that say which batches are in the graph: `id` is the marker, `source` the source's id."""

PROVENANCE: dict[str, PropertyType] = {
    "fact": "text",
    "basis": "text",
    "source": "text",
    "row": "whole",
    "recordedAt": "time",
    "grade": "text",
    "score": "number",
    "reasons": "text",
    "zone": "text",
}
"""On every relationship. `fact` is the id of the statement, null where the statement is a bulk observation: its id is
the observed node's, and a second copy of millions of them doubles what a graph takes. `zone` says whether the source
stated a time zone."""

NOT_IN_DIGEST = frozenset({"fact", "source", "row", "recordedAt", "zone"})
"""Says where a statement came from, not what it says: two loads of the same rows may differ here and nowhere else."""

LABELS: tuple[Label, ...] = (
    Label("Handset", {"make": "text", "model": "text", "conflicts": "text"}),
    Label("Identifier", {"kind": "text", "value": "text", "contested": "text"}),
    Label("Ping", {"at": "time", "lat": "number", "lon": "number", "accuracyM": "number", "origin": "text"}),
    Label(
        "Sighting",
        {
            "at": "time",
            "kind": "text",
            "service": "text",
            "mcc": "text",
            "mnc": "text",
            "network": "text",
            "country": "text",
            "outcome": "text",
            "reason": "text",
            "contributor": "text",
        },
    ),
    Label("Country", {}),
    Label(
        "Place",
        {
            "kind": "text",
            "name": "text",
            "address": "text",
            "lat": "number",
            "lon": "number",
            "radiusM": "number",
            "conflicts": "text",
        },
    ),
    Label(
        "TheftReport",
        {
            "reference": "text",
            "force": "text",
            "offence": "text",
            "occurredFrom": "time",
            "occurredTo": "time",
            "reportedAt": "time",
            "lat": "number",
            "lon": "number",
            "location": "text",
            "colour": "text",
            "storage": "text",
            "insurer": "text",
            "conflicts": "text",
        },
    ),
    Label("Owner", {}),
    Label("Handler", {"name": "text", "conflicts": "text"}),
    Label("Account", {"platform": "text", "name": "text", "conflicts": "text"}),
    Label(
        "Listing",
        {
            "platform": "text",
            "listingId": "text",
            "title": "text",
            "description": "text",
            "price": "text",
            "currency": "text",
            "postedAt": "time",
            "location": "text",
            "lat": "number",
            "lon": "number",
            "url": "text",
            "conflicts": "text",
        },
    ),
    Label("Seizure", {"reference": "text", "at": "time", "officer": "text", "power": "text", "conflicts": "text"}),
    Label(
        "Exhibit",
        {
            "reference": "text",
            "seal": "text",
            "make": "text",
            "model": "text",
            "colour": "text",
            "condition": "text",
            "conflicts": "text",
        },
    ),
    Label(
        "Consignment", {"waybill": "text", "carrier": "text", "sentAt": "time", "declared": "text", "conflicts": "text"}
    ),
    Label("Part", {"kind": "text", "serial": "text"}),
    Label(
        "FraudEvent",
        {"at": "time", "kind": "text", "institution": "text", "amount": "text", "currency": "text"},
    ),
)

RELATIONSHIPS: tuple[Relationship, ...] = (
    Relationship("HAS_IDENTIFIER", (("Handset", "Identifier"),), {}),
    Relationship("PINGED", (("Identifier", "Ping"),), {}),
    Relationship("SIGHTED", (("Identifier", "Sighting"),), {}),
    Relationship("IN_COUNTRY", (("Sighting", "Country"), ("Place", "Country")), {}),
    Relationship("CONCERNS", (("TheftReport", "Handset"),), {}),
    Relationship("OWNS", (("Owner", "Handset"),), {}),
    Relationship(
        "USES", (("Handler", "Account"), ("Handler", "Identifier")), {"at": "time", "until": "time", "note": "text"}
    ),
    Relationship("POSTED", (("Account", "Listing"),), {}),
    Relationship("OFFERS", (("Listing", "Handset"), ("Listing", "Part")), {}),
    Relationship("RUNS", (("Handler", "Place"),), {"at": "time", "until": "time", "note": "text"}),
    Relationship("WORKS_AT", (("Handler", "Place"),), {"at": "time", "until": "time", "note": "text"}),
    Relationship("ASSOCIATES_WITH", (("Handler", "Handler"),), {"at": "time", "until": "time", "note": "text"}),
    Relationship("HELD", (("Handler", "Handset"),), {"at": "time", "until": "time", "note": "text"}),
    Relationship("SEIZED_IN", (("Exhibit", "Seizure"),), {}),
    Relationship("TOOK_PLACE_AT", (("Seizure", "Place"),), {}),
    Relationship("FOUND_AT", (("Exhibit", "Place"),), {}),
    Relationship("FOUND_WITH", (("Exhibit", "Handler"),), {}),
    Relationship("IDENTIFIED_AS", (("Exhibit", "Handset"),), {}),
    Relationship(
        "SENT",
        (("Handler", "Consignment"), ("Account", "Consignment")),
        {"at": "time", "until": "time", "note": "text"},
    ),
    Relationship("CARRIED", (("Consignment", "Handset"),), {}),
    Relationship("SENT_FROM", (("Consignment", "Place"), ("Consignment", "Country")), {}),
    Relationship("SENT_TO", (("Consignment", "Place"), ("Consignment", "Country")), {}),
    Relationship("CAME_FROM", (("Part", "Handset"),), {"at": "time"}),
    Relationship("FOUND_IN", (("Part", "Handset"), ("Part", "Exhibit"), ("Part", "Listing")), {"at": "time"}),
    Relationship("FOLLOWED_THEFT_OF", (("FraudEvent", "Handset"),), {}),
    Relationship("PAID_TO", (("FraudEvent", "Account"),), {}),
)

LABEL_OF = {label.name: label for label in LABELS}
RELATIONSHIP_OF = {relationship.name: relationship for relationship in RELATIONSHIPS}
OBSERVED_AS = {"pings": ("Ping", "PINGED"), "sightings": ("Sighting", "SIGHTED"), "blocklist": ("Sighting", "SIGHTED")}
"""For each kind of bulk observation: the node it becomes and the relationship that ties it to its identifier."""


def edge_properties(name: str) -> dict[str, PropertyType]:
    """Every property of a relationship type, provenance first."""
    return {**PROVENANCE, **RELATIONSHIP_OF[name].properties}
