"""A handler or a shop as somebody may see it: is it enough to act?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.access import Actor
from api.desk import Desk
from api.scope import LeftOut, Scope, refuse, scope_of
from graph.analytics.around import Around, Offer, around, direct_sources, located_places
from graph.analytics.handled import Handled
from graph.evidence import Link, basis_words
from graph.ids import label_of, parts_of
from graph.views import Event, PlaceView, Story
from tracer.model import Basis, SourceRow

_POSITIONS = ("places", "seizures")
"""The kinds of rows that say where a place is."""


@dataclass(frozen=True, slots=True)
class Dealer:
    """What its page shows. `counts` is how many of its handsets rest on each basis; `files` names the sources."""

    around: Around
    name: str
    address: str
    counts: Mapping[str, int]
    files: Mapping[str, str]
    left_out: LeftOut

    @property
    def is_shop(self) -> bool:
        """Whether it is a place."""
        return self.around.label == "Place"

    def name_of(self, id_: str) -> str:
        """What a thing in its links is called."""
        return self.around.names.get(id_, id_)

    def source_words(self, source: SourceRow | None) -> str:
        """A row as a person finds it."""
        return f"{self.files.get(source.id, source.id)}, row {source.row}" if source else "worked out"

    def chain_words(self, handled: Handled) -> str:
        """By what chain of statements it handled a handset."""
        here, said = self.around.id, [self.name]
        for link in handled.chain:
            there = link.end if link.start == here else link.start
            said.append(f"{_arrow(link, here)} {self.name_of(there)}")
            here = there
        return " ".join(said)

    def chain_sources(self, chain: tuple[Link, ...]) -> str:
        """The rows that a chain of statements rests on."""
        return "; ".join(dict.fromkeys(self.source_words(link.source) for link in chain))

    def link_words(self, link: Link) -> str:
        """A statement with its basis and its row."""
        said = f"{self.name_of(link.start)} {link.type.replace('_', ' ').casefold()} {self.name_of(link.end)}"
        return f"{said}: {basis_words(link.basis, link.grade, link.score)}, {self.source_words(link.source)}"

    def other_end(self, link: Link) -> str:
        """What a link of its own ties it to."""
        return link.end if link.start == self.around.id else link.start


def dealer(desk: Desk, who: Actor, id_: str) -> Dealer:
    """Raises `NotFoundError`, and `ForbiddenError` where all that is known of it is closed."""
    scope = scope_of(desk, who)
    found = around(desk.graph, id_.strip(), scope.sources)
    shut = [source for source in direct_sources(desk.graph, found.id) if source in scope.closed] if scope.closed else []
    left_out = LeftOut(len(shut), scope.cases(shut))
    facts = desk.records.facts_mentioning([found.id]) if scope.closed else ()
    if not found.handsets and not found.ties and not any(scope.opens(fact.source) for fact in facts) and scope.closed:
        raise refuse(left_out + LeftOut(1, scope.cases(fact.source.id for fact in facts)))
    whole = all(scope.opens(fact.source) for fact in facts)
    counts = Counter(one.basis.value for one in found.handsets)
    return Dealer(
        around=found,
        name=found.names[found.id] if whole else parts_of(found.id)[-1],
        address=str(found.place.get("address") or "") if whole else "",
        counts={basis.value: counts[basis.value] for basis in Basis},
        files={source.id: source.name for source in desk.records.sources()},
        left_out=left_out,
    )


def as_story(desk: Desk, who: Actor, found: Dealer) -> Story:
    """What of it has a place, for the map: the shop itself or those that they run, and where things were offered.

    A place is drawn where a row that is open to who asks says where it is.
    """
    scope = scope_of(desk, who)
    best_last = sorted(found.around.ties, key=lambda link: link.order, reverse=True)
    ties = {end: link for link in best_last if label_of(end := found.other_end(link)) == "Place"}
    at = [found.around.id] if found.is_shop else sorted(ties)
    told = {one: row for one in at if (row := position_row(desk, scope, one)) is not None}
    places = tuple(located_places(desk.graph, told))
    offers = tuple(_offered(offer, found) for offer in found.around.offers if offer.lat is not None)
    here = tuple(_here(one, ties.get(one.id), told[one.id], found) for one in places)
    return Story(found.name, None, None, None, (), (), (), (), places, (), (*offers, *here))


def position_row(desk: Desk, scope: Scope, place: str) -> SourceRow | None:
    """The row that says where a place is, of those that are open: a list of places before a seizure there."""
    facts = [one for one in desk.records.facts_mentioning([place]) if scope.opens(one.source)]
    said = [one for one in facts if one.kind in _POSITIONS and one.body.get("lat") is not None]
    return min(said, key=lambda one: (_POSITIONS.index(one.kind), one.id)).source if said else None


def _here(place: PlaceView, tie: Link | None, row: SourceRow, found: Dealer) -> Event:
    """A place that is tied to a handler rests on the tie; a shop of its own page on the row that says where it is."""
    rests = _rests_on(tie) if tie else {"basis": Basis.OBSERVED, "source": row}
    said = {"statement": found.link_words(tie)} if tie else {}
    return Event(
        kind="place",
        at=None,
        summary=f"{place.name}, {place.kind}",
        lat=place.lat,
        lon=place.lon,
        place=place.name,
        details={**said, "position": found.source_words(row)},
        **rests,
    )


def _offered(offer: Offer, found: Dealer) -> Event:
    return Event(
        kind="listing",
        at=offer.at,
        summary=f"Offered by {found.name_of(offer.seller)} on {offer.platform}: “{offer.title}”",
        lat=offer.lat,
        lon=offer.lon,
        place=offer.location,
        details={
            "listing": offer.id,
            **{f"statement {number}": found.link_words(link) for number, link in enumerate(offer.chain, 1)},
        },
        **_rests_on(offer.rests_on),
    )


def _rests_on(link: Link) -> dict[str, Any]:
    """What an event says it rests on, where that is one statement."""
    return {"basis": link.basis, "source": link.source, "grade": link.grade, "score": link.score}


def _arrow(link: Link, here: str) -> str:
    words = link.type.replace("_", " ").casefold()
    return f"– {words} →" if link.start == here else f"← {words} –"
