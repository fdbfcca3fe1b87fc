"""`tracer stays`: where a handset rested."""

from __future__ import annotations

from typing import Annotated

import typer

from api.commands._common import Json, put, put_json
from api.commands._noted import opened_noted


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("stays")(stays)


def stays(
    identifier: Annotated[str, typer.Argument(help="An IMEI or other identifier, seal, exhibit or crime reference.")],
    as_json: Json = False,
) -> None:
    """Stays worked out from its pings: place, from when to when, and on how many pings each rests."""
    from api.show.story_json import event_json
    from api.usecases.follow import follow
    from tracer.records.audit import Act
    from tracer.times import iso

    with opened_noted("stays", Act.CONSULTED, q=identifier) as house:
        found = [event for event in follow(house, identifier, observed_only=False).events if event.kind == "stay"]
    if as_json:
        put_json([event_json(event) for event in found])
        return
    for event in found:
        since, until = (iso(at) if at else "undated" for at in (event.at, event.until))
        told = f", told in part, graded {event.grade}" if event.grade else ""
        put(f"{since} to {until}  {event.summary}, {event.reasons[0].text}{told}")
    put(f"{len(found):,} stays.")
