"""What kinds of things and of statements are called on the network page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from graph.queries.expand import Count

KINDS: Mapping[str, tuple[str, str]] = {
    "Handset": ("handset", "handsets"),
    "Identifier": ("identifier", "identifiers"),
    "Ping": ("ping", "pings"),
    "Sighting": ("sighting", "sightings"),
    "Country": ("country", "countries"),
    "Place": ("place", "places"),
    "TheftReport": ("theft report", "theft reports"),
    "Owner": ("owner", "owners"),
    "Handler": ("handler", "handlers"),
    "Account": ("account", "accounts"),
    "Listing": ("listing", "listings"),
    "Seizure": ("seizure", "seizures"),
    "Exhibit": ("exhibit", "exhibits"),
    "Consignment": ("consignment", "consignments"),
    "Part": ("part", "parts"),
    "FraudEvent": ("fraud event", "fraud events"),
}
"""One of each label, and several."""

RELATIONS: Mapping[str, str] = {
    "HAS_IDENTIFIER": "has the identifier",
    "PINGED": "pinged",
    "SIGHTED": "was seen",
    "IN_COUNTRY": "is in",
    "CONCERNS": "concerns",
    "OWNS": "owns",
    "USES": "uses",
    "POSTED": "posted",
    "OFFERS": "offers",
    "RUNS": "runs",
    "WORKS_AT": "works at",
    "ASSOCIATES_WITH": "associates with",
    "HELD": "held",
    "SEIZED_IN": "was seized in",
    "TOOK_PLACE_AT": "took place at",
    "FOUND_AT": "was found at",
    "FOUND_WITH": "was found with",
    "IDENTIFIED_AS": "is identified as",
    "SENT": "sent",
    "CARRIED": "carried",
    "SENT_FROM": "was sent from",
    "SENT_TO": "was sent to",
    "CAME_FROM": "came from",
    "FOUND_IN": "was found in",
    "FOLLOWED_THEFT_OF": "followed the theft of",
    "PAID_TO": "paid to",
}
"""Each relationship as a sentence says it, from where it starts to where it ends."""


def counted(counts: Iterable[Count]) -> str:
    """`33 handsets, 3 accounts, 1 place`."""
    said = [f"{one.things:,} {KINDS[one.label][one.things != 1]}" for one in counts]
    return ", ".join(said)
