"""`tracer demo`: the fictional case that comes with the product."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.commands._common import opened, put, say, shown_progress


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("demo")(demo)


def demo(
    map_file: Annotated[Path, typer.Option("--map", help="Where to write the map.")] = Path("operation-heron.html"),
) -> None:
    """Load Operation Heron, follow one handset, and write its map."""
    from api.show.loaded import loaded_line
    from api.show.story import print_story
    from api.usecases import follow, load
    from tracer import demo as case

    say(case.LEGEND)
    with shown_progress() as bar:
        for result in load.load_into(opened, case.case_files(), load.ask_of(None, None, None), bar):
            say(f"  {loaded_line(result)}")
    with opened(read_only=True) as house:
        story = follow.follow(house, case.FOLLOW, observed_only=False)
        follow.write_map(story, map_file, house.settings, "Operation Heron is a fictional case.")
    print_story(story)
    put(f"\nOpen the map: {map_file.absolute().as_uri()}")
    put(f"Go on with:   tracer follow {case.CASE.b.imei}")
    put("              tracer rank handlers")
    put("              tracer path handler:fonez handler:dray")
