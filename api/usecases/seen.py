"""What the questions of tracing come to for one person: the answer, without what is closed to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from api.access import Actor
from api.desk import Desk
from api.scope import LeftOut, Scope, refuse, scope_of
from api.scope_story import is_empty, open_part
from api.usecases.follow import told_in_full
from api.usecases.path import node_named
from graph.analytics.rank import Ranked, rank
from graph.follow import follow, stated
from graph.ids import parts_of
from graph.queries.path import PathAnswer, best_path
from graph.queries.sources import sources_of_identifiers
from graph.views import Story
from tracer.errors import NotFoundError, SeveralError

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class SeenStory:
    """A story as somebody may see it, and what was left out of it."""

    story: Story
    left_out: LeftOut


def seen_story(desk: Desk, who: Actor, text: str, observed_only: bool = False) -> SeenStory:
    """The story of what a text names.

    Raises what `stated_story` does.
    """
    return _seen(desk, who, text, lambda one: follow(desk.graph, one, observed_only))


def stated_story(desk: Desk, who: Actor, text: str) -> SeenStory:
    """The same as its sources state it, with nothing worked out.

    Raises `NotFoundError`, `ForbiddenError` where all of it is closed, and `SeveralError` where several exhibits that
    are open answer to it.
    """
    return _seen(desk, who, text, lambda one: stated(desk.graph, one))


def _seen(desk: Desk, who: Actor, text: str, ask: Callable[[str], Story]) -> SeenStory:
    scope = scope_of(desk, who)
    try:
        found = of_several(ask, text, _open_exhibits(desk, who))
    except NotFoundError as error:
        raise _not_found(desk, scope, error) from error
    if found.exhibits:
        scope = scope_of(desk, who, [one.seizure for one in found.exhibits])
    part, left_out = open_part(found, scope, desk.records.facts_mentioning)
    if left_out.lines and is_empty(part):
        raise refuse(left_out)
    return SeenStory(told_in_full(desk.house, part, scope.opens), left_out)


def of_several(ask: Callable[[str], Answer], text: str, opened: Callable[[tuple[str, ...]], tuple[str, ...]]) -> Answer:
    """The answer for a text; where several exhibits are called so, for the only one that is open to who asks.

    Raises `SeveralError` with those that are open where they are several.
    """
    try:
        return ask(text)
    except SeveralError as error:
        seen = opened(error.meant)
        if len(seen) > 1:
            raise SeveralError(text, seen) from None
        return ask((seen or error.meant)[0])


def _open_exhibits(desk: Desk, who: Actor) -> Callable[[tuple[str, ...]], tuple[str, ...]]:
    def opened(exhibits: tuple[str, ...]) -> tuple[str, ...]:
        scope = scope_of(desk, who, [parts_of(one)[0] for one in exhibits])
        return tuple(one for one in exhibits if _opens(desk, scope, one))

    return opened


def _opens(desk: Desk, scope: Scope, exhibit: str) -> bool:
    if not scope.opens_seizure(parts_of(exhibit)[0]):
        return False
    facts = desk.records.facts_mentioning([exhibit]) if scope.closed else ()
    return not facts or any(scope.opens(fact.source) for fact in facts)


def seen_path(desk: Desk, who: Actor, ends: tuple[str, str], observed_only: bool = False) -> PathAnswer:
    """The best path that rests on nothing closed. Raises `NotFoundError` where an end is not known."""
    scope = scope_of(desk, who)
    opened = _open_exhibits(desk, who)
    start, end = (of_several(lambda one: node_named(desk.graph, one), text, opened) for text in ends)
    return best_path(desk.graph, start, end, observed_only, scope.sources)


def seen_rank(desk: Desk, who: Actor, what: str, by: str) -> tuple[Ranked, ...]:
    """Handlers or shops ranked on what is open. Raises `UsageError` for what cannot be ranked."""
    return rank(desk.graph, what, by, scope_of(desk, who).sources)


def _not_found(desk: Desk, scope: Scope, error: NotFoundError) -> NotFoundError:
    """The same without what is closed: a near identifier, or an exhibit that is no handset, may be of a case."""
    if not scope.closed:
        return error
    ids = {near: near.partition(" ")[0] for near in error.near}
    seen = sources_of_identifiers(desk.graph, ids.values())
    told = {
        one: {fact.source.id for fact in desk.records.facts_mentioning([one])} | seen.get(one, frozenset())
        for one in ids.values()
    }
    near = tuple(said for said, one in ids.items() if told[one] - scope.sources)
    return NotFoundError("Nothing that is open to you answers to this.", error.do if near else "", near)
