"""`tracer graph`: the projection, which can always be made anew from the records."""

from __future__ import annotations

import typer

from api.commands._common import Json, opened, put, put_json, say, shown_progress
from api.commands._noted import opened_noted
from api.commands.custody._bringing import brought


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    group = typer.Typer(no_args_is_help=True, help="The graph: what it holds, and making it anew from the records.")
    group.command("status")(status)
    group.command("rebuild")(rebuild)
    group.command("migrate")(migrate)
    app.add_typer(group, name="graph")


def status(as_json: Json = False) -> None:
    """What the graph holds, and the digest of all it says."""
    with opened(read_only=True) as house:
        now = house.graph.status()
    if as_json:
        put_json(
            {
                "engine": now.engine,
                "nodes": dict(now.nodes),
                "relationships": dict(now.relationships),
                "digest": now.digest,
            }
        )
        return
    put(f"engine {now.engine}")
    for name, count in (*now.nodes.items(), *now.relationships.items()):
        if count:
            put(f"  {name:<20} {count:>12,}")
    put(f"digest {now.digest}")


def rebuild(as_json: Json = False) -> None:
    """Clear the graph on the engine that is set, and project all that is recorded again."""
    from api.usecases.custody.bring import bring_into
    from api.usecases.rebuild import rebuild as usecase
    from tracer.records.audit import Act

    with opened_noted("graph rebuild", Act.ALTERED, read_only=False) as house, shown_progress() as bar:
        count = usecase(house, bar, bar.tell)
        brought(lambda: bring_into(house, bar))
        digest = house.graph.status().digest
    _answer("rebuilt", count, digest, as_json)


def migrate(as_json: Json = False) -> None:
    """Bring the engine that is set up to date: its schema, and all that is recorded and not shown yet."""
    from api.usecases.custody.bring import bring_into
    from api.usecases.rebuild import catch_up as usecase
    from tracer.records.audit import Act

    with opened_noted("graph migrate", Act.ALTERED, read_only=False) as house, shown_progress() as bar:
        count = usecase(house, bar, bar.tell)
        brought(lambda: bring_into(house, bar))
        digest = house.graph.status().digest
    _answer("brought up to date", count, digest, as_json)


def _answer(what: str, count: int, digest: str, as_json: bool) -> None:
    if as_json:
        put_json({"sources": count, "digest": digest})
    else:
        say(f"The graph is {what} from {count:,} sources.")
        put(f"digest {digest}")
