"""One box for everything: what is known by a number, a name, a reference or any part of one, grouped by kind."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import quote

from api.access import Actor
from api.addresses import exhibit_page
from api.bootstrap import House
from api.desk import Desk
from api.scope import LeftOut, Scope, scope_of
from api.usecases.custody.naming import all_named
from graph.ids import account_id, exhibit_id, label_of, parts_of, seizure_id
from graph.queries.search import count_of_identifiers, entries_of, observed_identifiers
from graph.queries.sources import sources_of_identifiers
from graph.queries.subject import known_slips
from graph.schema import OBSERVED_AS
from tracer.custody.events import reference_of
from tracer.errors import IdentifierError
from tracer.identifiers import parse
from tracer.records.search_index import KINDS, Found, SearchIndex
from tracer.records.search_text import LONG_NUMBER, LONGEST, SHORTEST, all_words, compact, part_of_key, plain

SHOWN = 10
MOST = 500
"""Answers of a kind that are counted; where there are more, that is said."""
NAMES: Mapping[str, str] = {
    "handset": "Handsets",
    "report": "Theft reports",
    "exhibit": "Exhibits",
    "handler": "Handlers",
    "place": "Shops and places",
    "account": "Accounts and sellers",
    "listing": "Listings",
    "consignment": "Parcels",
    "part": "Parts",
    "note": "Notes",
}
_PAGES: Mapping[str, str] = {
    "handset": "/handset?q=",
    "report": "/handset?q=",
    "note": "/handset?q=",
    "handler": "/handler?id=",
    "place": "/shop?id=",
}
"""The page of each kind of thing; the network tells of the others, which may be tied to no handset yet."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that answers; `source` is a row that tells of it."""

    kind: str
    id: str
    title: str
    told: str
    href: str


@dataclass(frozen=True, slots=True)
class Group:
    """The answers of one kind: those shown, and of how many (`more` where that is only the least)."""

    kind: str
    name: str
    hits: tuple[Hit, ...]
    of: int
    more: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question of the box comes to. `near` are known IMEIs that it may be a slip of, with the slip."""

    text: str
    groups: tuple[Group, ...]
    near: tuple[tuple[str, str], ...]
    left_out: LeftOut

    @property
    def of(self) -> int:
        """How many answers there are."""
        return sum(group.of for group in self.groups)


def search(desk: Desk, who: Actor, text: str, shown: int = SHOWN) -> Answer:
    """Everything open to somebody that a text is, or is a part of."""
    text = text.strip()[:LONGEST]
    if not compact(text):
        return Answer(text, (), (), LeftOut())
    index = catch_up(desk.house)
    keys = _keys(text)
    exact = [one for key in keys for one in index.named(key, MOST)]
    found = [*_booked(desk, text), *exact, *(one for key in keys for one in _parts(index, key))]
    if not _is_number(text) and (words := all_words(plain(text))):
        found += index.find(words, MOST)
    found = [one for one in found if _has_short_words(one, text)]
    scope = scope_of(desk, who, {parts_of(one.id)[0] for one in found if one.kind == "exhibit"})
    kept, left_out = _open(desk, scope, found)
    named = {one.id for one in exact}
    order = sorted(KINDS, key=lambda kind: not any(one.id in named for one in kept.get(kind, ())))
    booked = booked_among(desk, [one.id for one in kept.get("exhibit", [])[:shown]])
    groups = tuple(group for kind in order if (group := _group(kind, kept.get(kind, []), shown, booked)).of)
    near = () if exact else tuple(_near(desk, scope, text))
    return Answer(text, groups, near, left_out)


def catch_up(house: House) -> SearchIndex:
    """The index with all that is recorded in it. Costs next to nothing where nothing was loaded since."""
    index = SearchIndex(house.settings.home / "search.sqlite")
    sources = [one for one in house.records.sources() if one.kind not in {*OBSERVED_AS, "tac"}]
    stamp = _hashed(f"{one.id} {one.rows}" for one in sources)
    if not index.has(stamp):
        batches = {f"{one.id}:{n}": one.id for one in sources for n in house.records.committed_batches(one.id)}
        for batch in index.lacks(list(batches)):
            facts = house.records.facts_of_batch(batches[batch], int(batch.rpartition(":")[2]))
            index.take(batch, (entry for fact in facts for entry in entries_of(fact)))
        index.take(stamp, ())
    seen = f"{count_of_identifiers(house.graph)} identifiers"
    if not index.has(seen):
        index.take(seen, observed_identifiers(house.graph))
    return index


def booked_among(desk: Desk, exhibits: Collection[str]) -> frozenset[str]:
    """Those of some exhibits that the custody ledger has; the others are known by a loaded file alone."""
    if not exhibits:
        return frozenset()
    with desk.records.custody().reading() as reader:
        return frozenset(reader.states(exhibits))


def href_of(kind: str, id_: str, booked: Collection[str] = ()) -> str:
    """The page of a thing: of an exhibit that is not booked, that of its handset."""
    if kind == "exhibit":
        return exhibit_page(id_, booked)
    return f"{_PAGES.get(kind, '/network?q=')}{quote(id_, safe='')}"


def _hashed(texts: Iterable[str]) -> str:
    return hashlib.blake2b("\n".join(texts).encode(), digest_size=16).hexdigest()


def _keys(text: str) -> list[str]:
    """The compact texts that a key must be for the text to name it: as written, and as each kind of key is read."""
    said = [text]
    if label_of(text):
        said.append(parts_of(text)[-1])
    with suppress(IdentifierError):
        said.append(parse(text).identifier.id.partition(":")[2])
    account = account_id(None, text)
    if account.startswith("account:phone:"):
        said.append(account.removeprefix("account:phone:"))
    said.append(parts_of(exhibit_id("x", text))[-1])
    return [key for key in dict.fromkeys(map(compact, said)) if key]


def _parts(index: SearchIndex, key: str) -> list[Found]:
    """What has a key that begins or ends with this; only where nothing does, what has it anywhere in a key."""
    if len(key) < SHORTEST:
        return []
    edged = index.edged(key, MOST * len(KINDS))
    return edged if edged or _is_number(key) else index.find(part_of_key(key), MOST)


def _is_number(text: str) -> bool:
    """Whether it is as long as an IMEI: such numbers are keys, wherever a row has them, and no part of anything."""
    found = compact(text)
    return found.isdecimal() and len(found) >= LONG_NUMBER


def _has_short_words(found: Found, text: str) -> bool:
    """Words too short for the index are looked for in what is shown, unless the whole was found as a key."""
    short = [word for word in plain(text).split() if len(word) < SHORTEST]
    if not short or len(plain(text).split()) == len(short):
        return True
    shown = plain(f"{found.title} {found.told}")
    return compact(text) in compact(shown) or all(word in shown for word in short)


def _booked(desk: Desk, text: str) -> list[Found]:
    """Exhibits as the ledger has them: by a seal that was put on later, or booked and not yet loaded."""
    return [
        Found("exhibit", state.exhibit, reference_of(state.exhibit), f"seal {state.seal}" if state.seal else "", None)
        for state in all_named(desk.ledger, text)
    ]


def _open(desk: Desk, scope: Scope, found: list[Found]) -> tuple[dict[str, list[Found]], LeftOut]:
    """Each thing once by kind, in order, with a title that an open file gives it; and how many were left out."""
    seen = _observed_openly(desk, scope, found)
    kept: dict[str, dict[str, Found]] = {}
    hidden: dict[str, frozenset[str]] = {}
    for one in found:
        if _may_see(scope, one, seen):
            some = kept.setdefault(one.kind, {})
            some[one.id] = max(some.get(one.id, one), one, key=_telling)
        else:
            hidden[one.id] = hidden.get(one.id, frozenset()) | _cases_of(scope, one)
    told = {one for some in kept.values() for one in some}
    shut = {id_: cases for id_, cases in hidden.items() if id_ not in told and cases}
    cases = frozenset(case for some in shut.values() for case in some)
    return {kind: list(some.values()) for kind, some in kept.items()}, LeftOut(len(shut), cases)


def _telling(found: Found) -> tuple[bool, bool, int]:
    """How much an entry says: of several about one thing the best is shown, by the name rather than by the id."""
    return bool(found.told), found.title != parts_of(found.id)[-1], len(found.title)


def _may_see(scope: Scope, found: Found, seen: set[str]) -> bool:
    if found.kind == "exhibit" and not scope.opens_seizure(parts_of(found.id)[0]):
        return False
    return found.id in seen if found.source is None else scope.opens(found.source)


def _cases_of(scope: Scope, found: Found) -> frozenset[str]:
    if found.kind == "exhibit" and (cases := scope.seizures.get(seizure_id(parts_of(found.id)[0]))):
        return cases
    return scope.cases([found.source.id]) if found.source else frozenset()


def _observed_openly(desk: Desk, scope: Scope, found: list[Found]) -> set[str]:
    """Of the things that no row tells of by itself, those that may be seen."""
    unsaid = {one.id for one in found if one.source is None}
    if not scope.closed:
        return unsaid
    exhibits = {one for one in unsaid if one.startswith("exhibit:")}
    sources = sources_of_identifiers(desk.graph, unsaid - exhibits)
    loaded = {one: desk.records.facts_mentioning([one]) for one in exhibits}
    return {one for one, of in sources.items() if of - scope.sources} | {
        one for one, facts in loaded.items() if not facts or any(scope.opens(fact.source) for fact in facts)
    }


def _group(kind: str, found: list[Found], shown: int, booked: Collection[str]) -> Group:
    hits = tuple(Hit(kind, one.id, one.title, _told(one), href_of(kind, one.id, booked)) for one in found[:shown])
    return Group(kind, NAMES[kind], hits, min(len(found), MOST), len(found) >= MOST)


def _told(found: Found) -> str:
    """What is told of it; of an exhibit the seizure first, as its reference is used in many."""
    of = f"of {parts_of(found.id)[0]}" if found.kind == "exhibit" else ""
    return " · ".join(filter(None, (of, found.told)))


def _near(desk: Desk, scope: Scope, text: str) -> Iterator[tuple[str, str]]:
    slips = known_slips(desk.graph, text)
    observed = sources_of_identifiers(desk.graph, slips) if scope.closed else {}
    for identifier, why in slips.items():
        facts = desk.records.facts_mentioning([identifier]) if scope.closed else ()
        told = {fact.source.id for fact in facts} | observed.get(identifier, frozenset())
        if not scope.closed or told - scope.sources:
            yield identifier, why
