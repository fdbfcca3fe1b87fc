"""`tracer custody checkpoint`: sign what the ledger is now, and give that to witnesses."""

from __future__ import annotations

from typing import Annotated

import typer

from api.commands._common import Json, put, put_json, say
from api.commands.custody._common import opened_custody

Witnesses = Annotated[
    list[str] | None,
    typer.Option("--witness", help="A folder, an address (URL VKEY), a name, or NAME=ADDRESS to remember."),
]


def register(group: typer.Typer) -> None:
    """Add the command."""
    group.command("checkpoint")(checkpoint)


def checkpoint(
    witness: Witnesses = None,
    timestamp: Annotated[str | None, typer.Option(help="A time-stamping authority's URL (RFC 3161).")] = None,
    every: Annotated[float | None, typer.Option(help="Again every so many minutes, until stopped.", min=0.001)] = None,
    as_json: Json = False,
) -> None:
    """Sign the ledger's size and root, keep that, and give it to the witnesses named, or to all that are remembered."""
    from api.usecases.custody.schedule import repeat

    def once() -> bool:
        return _once(witness or [], timestamp, as_json)

    if every is None:
        done = once()
    else:
        say(f"A checkpoint every {every:g} minutes, until this is stopped.")
        done = repeat(once, every * 60, say)
    if not done:
        raise typer.Exit(1)


def _once(witnesses: list[str], timestamp: str | None, as_json: bool) -> bool:
    from api.show.custody_proof import made_json, made_lines
    from api.usecases.custody.checkpoints import checkpoint as usecase

    with opened_custody() as house:
        made = usecase(house, witnesses, timestamp)
    if as_json:
        put_json(made_json(made))
    else:
        put("\n".join(made_lines(made)))
    if not made.given:
        say("It is kept here alone: give it to somebody else with --witness, so that a ledger set back would show.")
    return made.complete
