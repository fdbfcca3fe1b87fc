"""The steps of a path as its list says them: each with what it rests on and its row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graph.queries.expand import Tie
from graph.queries.path import Step
from graph.views import Reason


@dataclass(frozen=True, slots=True)
class ToldStep:
    """A step as it is stated, from `start` to `end`; `file` is the file's name, empty where worked out."""

    step: Step
    start: str
    end: str
    file: str
    reasons: tuple[Reason, ...]


def told_steps(steps: Iterable[Step], ties: Iterable[Tie], files: Mapping[str, str]) -> tuple[ToldStep, ...]:
    """The steps with the reasons that the ties of the picture have for them."""
    known = tuple(ties)
    return tuple(_told(one, known, files) for one in steps)


def _told(step: Step, ties: tuple[Tie, ...], files: Mapping[str, str]) -> ToldStep:
    ends = ((step.from_id, step.from_name), (step.to_id, step.to_name))
    (start, first), (end, last) = ends if step.direction == "out" else ends[::-1]
    said = (step.type, start, end, step.source)
    same = (tie for tie in ties if (tie.link.type, tie.link.start, tie.link.end, tie.link.source) == said)
    file = files.get(step.source.id, step.source.id) if step.source else ""
    return ToldStep(step, first, last, file, next((tie.reasons for tie in same), ()))
