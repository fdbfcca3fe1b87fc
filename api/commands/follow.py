"""`tracer follow`: the whole story of one handset."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.commands._common import Json, ObservedOnly, put_json, say
from api.commands._noted import opened_noted


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("follow")(follow)


def follow(
    identifier: Annotated[
        str, typer.Argument(help="An IMEI or other identifier, seal, exhibit, crime reference, listing.")
    ],
    map_file: Annotated[Path | None, typer.Option("--map", help="Also write a map to this HTML file.")] = None,
    observed_only: ObservedOnly = False,
    hide: Annotated[
        bool,
        typer.Option("--masked", help="Hide the middle of every identifier, for a screen or file that others see."),
    ] = False,
    as_json: Json = False,
) -> None:
    """Where it was, who had it, whose it is, and on what evidence."""
    from api.show.story import print_story
    from api.show.story_json import story_json
    from api.usecases.follow import follow as usecase
    from api.usecases.follow import write_map
    from api.usecases.masked import masked
    from api.wholeness import not_whole
    from tracer.records.audit import Act

    act = Act.CONSULTED if map_file is None else Act.DISCLOSED
    with opened_noted("follow", act, q=identifier, map=str(map_file) if map_file else None) as house:
        told = usecase(house, identifier, observed_only)
        story = masked(told) if hide else told
        if map_file is not None:
            lacks = not_whole(house.settings, house.records, house.graph) or ""
            write_map(story, map_file, house.settings, lacks)
    if as_json:
        put_json(story_json(story))
    else:
        print_story(story)
    if map_file is not None:
        say(f"Map written: open {map_file.absolute().as_uri()}")
