"""Exhibits in custody that may be a reported phone, and of which nobody has said whose they are.

They are what the graph has: an exhibit whose search is not loaded or not finished is in none of them. What speaks for
and against each is worked out where one of them is looked at (`candidates`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby

from api.access import Actor, Permission
from api.custody_house import CustodyHouse
from api.desk import Desk
from api.in_time import InTime
from api.scope import LeftOut, scope_of
from api.usecases.custody.blocks import graph_of
from api.usecases.custody_web.reach import left_out, visible
from graph.queries.reported import Reported, reported
from tracer.custody.events import ExhibitState, seizure_of
from tracer.custody.whereabouts import natural
from tracer.errors import GraphError
from tracer.model import Basis
from tracer.records.recovery.confirmations import Confirmations
from tracer.recovery.report import Report

WAITS_S = 5.0
"""How long the graph is waited for: what is due has to be told without it as well."""


@dataclass(frozen=True, slots=True)
class ToConfirm:
    """An exhibit, and the reports that may be of it, as each file says them."""

    state: ExhibitState
    said: tuple[Reported, ...]

    @property
    def reports(self) -> tuple[Reported, ...]:
        """Each report once, on the best basis that there is."""
        best: dict[str, Reported] = {}
        for one in sorted(self.said, key=lambda said: (list(Basis).index(said.basis), -(said.score or 0))):
            best.setdefault(one.report, one)
        return tuple(best[report] for report in sorted(best))

    @property
    def since(self) -> datetime | None:
        """When it was seized; None where nobody knows."""
        return self.state.times[0].at if self.state.times else None


@dataclass(frozen=True, slots=True)
class AllToConfirm:
    """Those within somebody's reach, and what of them is closed to them."""

    exhibits: tuple[ToConfirm, ...] = ()
    left_out: LeftOut = field(default_factory=LeftOut)


def seen_to_confirm(desk: Desk, who: Actor) -> AllToConfirm:
    """Those that somebody may bring back, by the files that are open to them. Raises `GraphError`."""
    in_time: InTime = desk.kept.setdefault(__name__, InTime())
    every = to_confirm(desk.custody, in_time.ask(lambda: reported(desk.graph), WAITS_S))
    if not every:
        return AllToConfirm()
    closed = scope_of(desk, who).sources
    reached = {one.exhibit for one in visible(desk, who, (one.state for one in every), Permission.RETURNS)}
    open_to = [_open(one, closed) for one in every if one.state.exhibit in reached]
    kept = tuple(one for one in open_to if one.said)
    shut = left_out(desk, who, [seizure_of(one.state.exhibit) for one in every], Permission.RETURNS)
    return AllToConfirm(kept, shut + LeftOut(len(open_to) - len(kept)))


def unsaid_of(desk: Desk, who: Actor, state: ExhibitState) -> tuple[str, ...]:
    """What an exhibit may be that nobody has said, each in words: the phone of which report, or that nobody can tell.

    Of a report that is closed to somebody they read no more than that there is one. Nothing for what is confirmed.
    """
    in_time: InTime = desk.kept.setdefault(__name__, InTime())
    return _in_words(desk.custody, state, in_time, lambda: scope_of(desk, who).sources)


def unsaid_here(house: CustodyHouse, state: ExhibitState) -> tuple[str, ...]:
    """The same for whoever works at the machine itself, to whom all is open."""
    return _in_words(house, state, InTime(), frozenset)


def _in_words(
    house: CustodyHouse, state: ExhibitState, in_time: InTime, closed: Callable[[], frozenset[str]]
) -> tuple[str, ...]:
    try:
        found = in_time.ask(lambda: _reported(house, state.exhibit), WAITS_S)
    except GraphError as error:
        return (f"Whether it may be a reported phone cannot be told: {error.what}",)
    waiting = ToConfirm(state, _unsaid(house.records.part(Confirmations), found).get(state.exhibit, ()))
    if not waiting.said:
        return ()
    told = [
        f"It may be the phone of {one.reference} ({one.force}), {one.basis}: nobody has said whose it is."
        for one in _open(waiting, closed()).reports
    ]
    shut = len(waiting.reports) - len(told)
    return (*told, *(["It may be the phone of a report that is not open to you."] if shut else []))


def _reported(house: CustodyHouse, exhibit: str) -> tuple[Reported, ...]:
    with graph_of(house) as graph:
        return reported(graph, exhibit)


def to_confirm(house: CustodyHouse, every: Sequence[Reported]) -> tuple[ToConfirm, ...]:
    """Those of what the graph says that wait, the longest in custody first.

    What was ever confirmed of an exhibit, and taken back since, is not said of it again.
    """
    found = _unsaid(house.records.part(Confirmations), every)
    if not found:
        return ()
    states = (one for one in house.ledger.exhibits() if one.exhibit in found and not one.closed)
    here = [ToConfirm(one, found[one.exhibit]) for one in states]
    return tuple(sorted(here, key=lambda one: (one.since is None, one.since or house.now, natural(one.state.exhibit))))


def _unsaid(confirmations: Confirmations, every: Sequence[Reported]) -> dict[str, tuple[Reported, ...]]:
    matched = {one.exhibit for one in confirmations.open()}
    waiting = [one for one in every if one.exhibit not in matched]
    said = confirmations.exhibits_of({_report(one) for one in waiting})
    left = (one for one in waiting if one.exhibit not in said[_report(one)])
    return {exhibit: tuple(some) for exhibit, some in groupby(left, key=lambda one: one.exhibit)}


def _report(one: Reported) -> Report:
    return Report(one.force, one.reference)


def _open(one: ToConfirm, closed: frozenset[str]) -> ToConfirm:
    return replace(one, said=tuple(each for each in one.said if not each.sources & closed))
