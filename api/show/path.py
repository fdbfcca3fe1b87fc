"""A path, as JSON or as lines."""

from __future__ import annotations

from dataclasses import asdict

from api.show.story import SIGNS
from graph.queries.path import PathAnswer, Step


def path_json(answer: PathAnswer) -> dict[str, object]:
    """The object `tracer path --json` prints; `steps` is empty when none was found."""
    return {
        "from": answer.start,
        "to": answer.end,
        "steps": [_step(step) for step in answer.steps],
        "cost": answer.cost,
        "lookedAt": {"nodes": answer.nodes_looked_at, "links": answer.links_looked_at},
        "shownOf": [asdict(one) for one in answer.shown_of],
        "givenUp": answer.given_up,
    }


def path_lines(answer: PathAnswer) -> list[str]:
    """One line for each step, then what was not looked at."""
    if not answer.steps and answer.start != answer.end:
        lines = [f"No path from {answer.start} to {answer.end} was found."]
    else:
        lines = [_line(number, step) for number, step in enumerate(answer.steps, 1)]
    lines.append(f"Looked at {answer.nodes_looked_at:,} things and {answer.links_looked_at:,} links.")
    lines += [f"{one.id} has {one.of:,} links: {one.shown:,} were looked at." for one in answer.shown_of]
    if answer.given_up:
        lines.append("The search was given up at its bounds: a path may exist all the same.")
    return lines


def _line(number: int, step: Step) -> str:
    arrow = f"-{step.type}->" if step.direction == "out" else f"<-{step.type}-"
    grade = f" {step.grade}" if step.grade else ""
    source = f"{step.source.id} row {step.source.row}" if step.source else "worked out"
    ends = f"{step.from_name} ({step.from_id}) {arrow} {step.to_name} ({step.to_id})"
    return f"{number}. {ends}  {SIGNS[step.basis]} {step.basis}{grade}, {source}"


def _step(step: Step) -> dict[str, object]:
    source = {"id": step.source.id, "row": step.source.row} if step.source else None
    return {
        "from": {"id": step.from_id, "name": step.from_name},
        "type": step.type,
        "direction": step.direction,
        "to": {"id": step.to_id, "name": step.to_name},
        "basis": str(step.basis),
        "grade": step.grade,
        "score": step.score,
        "source": source,
    }
