"""Who sees which rows: what was loaded for a case is seen by those who work on it, and by nobody else."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from api.access import Actor, Belongs, Decision, ForbiddenError, Permission, decide
from api.desk import Desk
from graph.ids import seizure_id
from tracer.model import SourceRow

BREAK_THE_GLASS = "Ask its officers, or open it with a reason: your supervisor will see that."


@dataclass(frozen=True, slots=True)
class Scope:
    """What is closed to somebody. `closed` and `seizures` have, by id, the cases that would open a file or a seizure.

    What belongs to another force is closed and has no case that would open it.
    """

    closed: Mapping[str, frozenset[str]] = field(default_factory=dict)
    seizures: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def sources(self) -> frozenset[str]:
        """The files that are closed, for questions that must pass them over."""
        return frozenset(self.closed)

    def opens(self, source: SourceRow | None) -> bool:
        """Whether what rests on this row may be seen. What rests on no row is for the caller to decide."""
        return source is None or source.id not in self.closed

    def opens_seizure(self, reference: str) -> bool:
        """Whether a seizure, by its reference, may be seen."""
        return not reference or seizure_id(reference) not in self.seizures

    def cases(self, sources: Iterable[str]) -> frozenset[str]:
        """The cases that would open these files."""
        return frozenset(case for source in sources for case in self.closed.get(source, ()))


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many lines of an answer were not shown, and of which cases."""

    lines: int = 0
    cases: frozenset[str] = frozenset()

    def __add__(self, other: LeftOut) -> LeftOut:
        return LeftOut(self.lines + other.lines, self.cases | other.cases)


def scope_of(desk: Desk, who: Actor, seizures: Collection[str] = ()) -> Scope:
    """What is closed to somebody of all the files there are, and of some seizures, given by reference."""
    files = [source.id for source in desk.records.sources()]
    asked = sorted({seizure_id(reference) for reference in seizures if reference})
    force = desk.settings.force
    of_files, of_seizures = desk.cases.of_sources(files), desk.cases.of_seizures(asked) if asked else {}
    shut = _closed(who, files, of_files, force), _closed(who, asked, of_seizures, force)
    own = openable(desk, who, {case for some in shut for cases in some.values() for case in cases})
    return Scope(*({one: cases & own for one, cases in some.items()} for some in shut))


def openable(desk: Desk, who: Actor, cases: Collection[str]) -> frozenset[str]:
    """Those of some cases that somebody could open with a reason: of their own force, if they may look at all.

    Of another force's case they are told nothing, not even which it is.
    """
    if not cases or not who.may(Permission.TRACE):
        return frozenset()
    return frozenset(case.id for case in desk.cases.every() if case.force == who.person.force) & frozenset(cases)


def refuse(left_out: LeftOut) -> ForbiddenError:
    """What to raise where all there is of a thing is closed."""
    if not left_out.cases:
        return ForbiddenError("This belongs to another force.", "Ask its officers.")
    return ForbiddenError("This belongs to a case that you do not work on.", BREAK_THE_GLASS, left_out.cases)


def _closed(
    who: Actor, things: Iterable[str], cases: Mapping[str, frozenset[str]], force: str
) -> dict[str, frozenset[str]]:
    closed = {}
    decided: dict[frozenset[str], Decision] = {}
    for thing in things:
        belongs = cases.get(thing, frozenset())
        if belongs not in decided:
            decided[belongs] = decide(who, Permission.TRACE, Belongs(belongs), force)
        if not decided[belongs].allowed:
            closed[thing] = decided[belongs].cases
    return closed
