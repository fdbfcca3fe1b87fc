"""`tracer path`: how two things are joined, by the best evidence."""

from __future__ import annotations

from typing import Annotated

import typer

from api.commands._common import Json, ObservedOnly, put, put_json
from api.commands._noted import opened_noted


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("path")(path)


def path(
    start: Annotated[str, typer.Argument(metavar="A", help="An id such as handler:fonez, or an identifier.")],
    end: Annotated[str, typer.Argument(metavar="B", help="Another.")],
    observed_only: ObservedOnly = False,
    as_json: Json = False,
) -> None:
    """The best-evidenced path between any two things, each step with its source."""
    from api.show.path import path_json, path_lines
    from api.usecases.path import find_path
    from tracer.records.audit import Act

    with opened_noted("path", Act.CONSULTED, a=start, b=end) as house:
        answer = find_path(house, start, end, observed_only)
    if as_json:
        put_json(path_json(answer))
        return
    for line in path_lines(answer):
        put(line)
