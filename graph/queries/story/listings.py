"""Offers to sell it or a part of it, and who posted them."""

from __future__ import annotations

from graph.queries.story._found import RESTS_ON, Found, Row, Subject, distinct, joined, person_of, rests_on
from graph.views import Event, Person

_WHAT = (
    " RETURN l.id AS id, l.platform AS platform, l.listingId AS listing, l.title AS title, l.price AS price,"
    " l.currency AS currency, l.postedAt AS at, l.location AS location, l.lat AS lat, l.lon AS lon, l.url AS url,"
)
_WHOLE = (
    f"MATCH (l:Listing)-[r:OFFERS]->(h:Handset {{id: $handset}}) {_WHAT} null AS part, {RESTS_ON} ORDER BY id, fact"
)
_PARTS = (
    "MATCH (h:Handset {id: $handset})<-[:CAME_FROM]-(p:Part)<-[r:OFFERS]-(l:Listing)"
    f" {_WHAT} p.kind AS part, {RESTS_ON} ORDER BY id, fact"
)
_POSTED = (
    "MATCH (l:Listing {id: $listing})<-[r:POSTED]-(a:Account) OPTIONAL MATCH (a)<-[u:USES]-(w:Handler)"
    " RETURN a.id AS account, a.name AS name, w.id AS handler, w.name AS handler_name, u.basis AS basis,"
    " u.source AS source, u.row AS row, u.grade AS grade, u.score AS score, u.reasons AS reasons, u.fact AS fact"
    " ORDER BY account, handler, fact"
)


def find(subject: Subject) -> Found:
    """Each listing once, with the accounts and handlers behind it."""
    events: list[Event] = []
    people: list[Person] = []
    for row in distinct([*subject.of_handset(_WHOLE), *subject.of_handset(_PARTS)], "id"):
        posted = subject.graph.read(_POSTED, {"listing": row["id"]})
        events.append(_listing(row, sorted({one["name"] for one in posted})))
        people.extend(_poster(one) for one in posted if one["handler"])
    return Found(events=tuple(events), people=tuple(people))


def _listing(row: Row, sellers: list[str]) -> Event:
    price = joined(" ".join(part for part in (row["price"], row["currency"]) if part))
    offered = f"its {row['part']} offered" if row["part"] else "offered"
    told = joined(f"“{row['title']}”", price, row["location"], " and ".join(sellers))
    return Event(
        kind="listing",
        at=row["at"],
        summary=f"{offered.capitalize()} on {row['platform']}: {told}",
        lat=row["lat"],
        lon=row["lon"],
        place=row["location"],
        details={"listing": row["id"], "title": row["title"], "url": row["url"], "sellers": ", ".join(sellers)},
        **rests_on(row),
    )


def _poster(row: Row) -> Person:
    return person_of(row, row["handler"], row["handler_name"], f"uses the account {row['name']}, which offered it")
