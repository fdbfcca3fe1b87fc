"""A handler or a shop as somebody may see it: is it enough to act?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from api.access import Actor
from api.desk import Desk
from api.scope import LeftOut, refuse, scope_of
from graph.analytics.around import Around, Offer, around, direct_sources, located_places
from graph.analytics.handled import Handled
from graph.evidence import Link
from graph.ids import label_of, parts_of
from graph.views import Event, PlaceView, Story
from tracer.model import Basis, SourceRow


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


def as_story(desk: Desk, found: Dealer) -> Story:
    """What of it has a place, for the map: the shop itself or those that they run, and where things were offered."""
    at = [found.around.id] if found.is_shop else []
    at += [end for link in found.around.ties if label_of(end := found.other_end(link)) == "Place"]
    places = tuple(located_places(desk.graph, at))
    events = tuple(_offered(offer, found.is_shop) for offer in found.around.offers if offer.lat is not None)
    return Story(found.name, None, None, None, (), (), (), (), places, (), (*events, *map(_here, places)))


def _here(place: PlaceView) -> Event:
    where = {"lat": place.lat, "lon": place.lon, "place": place.name}
    return Event("place", None, Basis.OBSERVED, None, f"{place.name}, {place.kind}", **where)  # type: ignore[arg-type]


def _offered(offer: Offer, shop: bool) -> Event:
    by = "by those who run it" if shop else "by an account of theirs"
    return Event(
        kind="listing",
        at=offer.at,
        basis=Basis.OBSERVED,
        source=None,
        summary=f"Offered {by} on {offer.platform}: “{offer.title}”",
        lat=offer.lat,
        lon=offer.lon,
        place=offer.location,
        details={"listing": offer.id},
    )


def _arrow(link: Link, here: str) -> str:
    words = link.type.replace("_", " ").casefold()
    return f"– {words} →" if link.start == here else f"← {words} –"
