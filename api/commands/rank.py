"""`tracer rank`: which handlers and shops matter most, by what measure, on what evidence."""

from __future__ import annotations

from typing import Annotated

import typer

from api.commands._common import Json, put, put_json
from api.commands._noted import opened_noted


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("rank")(rank)


def rank(
    what: Annotated[str, typer.Argument(help="handlers or shops", metavar="handlers|shops")],
    by: Annotated[str, typer.Option(help="The measure to rank by: handled, degree or betweenness.")] = "handled",
    limit: Annotated[int, typer.Option(min=1, help="How many to show.")] = 20,
    as_json: Json = False,
) -> None:
    """Rank handlers or shops, with how much of each rests on observation."""
    from api.show.ranking import ranked_json, ranked_lines
    from graph.analytics.rank import rank as ranked
    from tracer.records.audit import Act

    with opened_noted("rank", Act.CONSULTED, what=what, by=by) as house:
        found = ranked(house.graph, what, by)
    if as_json:
        put_json([ranked_json(one) for one in found[:limit]])
        return
    for line in ranked_lines(found, limit, by):
        put(line)
