"""How far somebody sees in the network, and what they mean by a name."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from api.access import Actor
from api.desk import Desk
from api.scope import LeftOut, Scope, refuse, scope_of
from api.usecases.path import node_named
from api.usecases.search import booked_among
from api.usecases.seen import of_several, seen_path
from graph.ids import account_id, handler_id, place_id
from graph.port import Graph
from graph.queries.expand import Asked, Reach, Tie, counts, expand, find, seized_in, seizure_references, subjects_named
from graph.queries.path import PathAnswer
from graph.queries.things import Thing, things
from tracer.errors import IdentifierError, NotFoundError
from tracer.model import Basis


@dataclass(frozen=True, slots=True)
class Sight:
    """What is closed to somebody, and the statements that count for them."""

    scope: Scope
    reach: Reach

    @property
    def whole(self) -> bool:
        """Whether nothing is closed."""
        return not self.reach.hidden and not self.reach.shut


def booked_of(desk: Desk, shown: Iterable[Thing]) -> frozenset[str]:
    """Those of the exhibits among some things that the custody ledger has: the others have no page of their own."""
    return booked_among(desk, [one.id for one in shown if one.label == "Exhibit"])


def sight_of(desk: Desk, who: Actor, bases: Collection[Basis] = tuple(Basis), least_score: float = 0.0) -> Sight:
    """How far somebody sees, of the statements they ask for."""
    scope = scope_of(desk, who, seizure_references(desk.graph))
    seizures = frozenset(scope.seizures)
    shut = seizures | seized_in(desk.graph, seizures)
    return Sight(scope, Reach(frozenset(bases), least_score, scope.sources, shut))


def subject_of(graph: Graph, sight: Sight, text: str) -> Thing:
    """The thing that a text names: an id, an identifier, a reference, or the name of a handler, a shop or an account.

    Raises `NotFoundError`, and `ForbiddenError` where all that is said of it is closed.
    """
    found = _named(graph, sight, text.strip())
    if not is_open(graph, found, sight):
        everything = Reach()
        labels = [one.label for one in counts(graph, found, everything)]
        ties = [tie for label in labels for tie in expand(graph, found, Asked(label, limit=50, reach=everything)).ties]
        sources = [tie.link.source.id for tie in ties if tie.link.source]
        raise refuse(LeftOut(len(ties), sight.scope.cases(sources) | _of_seizure(found, sight)))
    return found


def files_of(desk: Desk, ties: Iterable[Tie]) -> dict[str, str]:
    """What the files are called that statements rest on, by the source's id."""
    return desk.records.file_names({tie.link.source.id for tie in ties if tie.link.source})


def path_between(desk: Desk, who: Actor, named: tuple[str, str], observed_only: bool) -> tuple[Sight, PathAnswer]:
    """The best path between what two texts name, and how far somebody sees. Raises as `subject_of`."""
    sight = sight_of(desk, who)
    start, end = (subject_of(desk.graph, sight, text).id for text in named)
    return sight, open_path(desk, who, sight, (start, end), observed_only)


def open_path(desk: Desk, who: Actor, sight: Sight, ends: tuple[str, str], observed_only: bool) -> PathAnswer:
    """The best path between two things, by id; none where it would lead over an exhibit that is closed."""
    found = seen_path(desk, who, ends, observed_only)
    if sight.reach.shut.isdisjoint(step.to_id for step in found.steps):
        return found
    return replace(found, steps=(), cost=None)


def is_open(graph: Graph, one: Thing, sight: Sight) -> bool:
    """Whether any statement about a thing may be seen; a thing of which nothing is stated hides nothing."""
    if sight.whole:
        return True
    if one.id in sight.reach.shut:
        return False
    visible = Reach(hidden=sight.reach.hidden, shut=sight.reach.shut)
    return bool(counts(graph, one, visible)) or not counts(graph, one, Reach())


def _of_seizure(one: Thing, sight: Sight) -> frozenset[str]:
    """The cases that would open a seizure, or the seizure that an exhibit is of."""
    belongs = [
        cases
        for seizure, cases in sight.scope.seizures.items()
        if one.id == seizure or one.id.startswith(f"exhibit:{seizure.partition(':')[2]}:")
    ]
    return frozenset(case for cases in belongs for case in cases)


def _named(graph: Graph, sight: Sight, text: str) -> Thing:
    if not text:
        raise NotFoundError("Nothing was asked for.", "Give an identifier, a name, a reference or an id.")
    known = things(graph, [text, *_as_names(text)])
    if text in known:
        return known[text]
    called = subjects_named(graph, text) or tuple(one for one in _as_names(text) if one in known)
    if called:
        return find(graph, called[0])

    def opened(exhibits: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(one for one in exhibits if is_open(graph, find(graph, one), sight))

    try:
        return find(graph, of_several(lambda one: node_named(graph, one), text, opened))
    except NotFoundError as error:
        if sight.whole:
            raise
        # What is near may be of a case that is closed.
        raise NotFoundError(
            "Nothing that is open to you answers to this.", error.do if not error.near else ""
        ) from None


def _as_names(text: str) -> list[str]:
    found = []
    for make in (handler_id, place_id, lambda name: account_id(None, name)):
        try:
            found.append(make(text))
        except IdentifierError:
            continue
    return found
