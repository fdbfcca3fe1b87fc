"""`tracer custody raid`: book what a search finds, scan after scan."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands._common import Json, put, put_json, say, shown_progress
from api.commands.custody._bringing import brought

if TYPE_CHECKING:
    from api.usecases.custody.raid_opening import Search

LONGEST = 65_536
"""Bytes of one line; the rest of a longer one is let go of."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("raid")(raid)


def raid(  # noqa: PLR0913, PLR0917 - each is an option of the command
    seizure: Annotated[str, typer.Option(help="The reference of the seizure.")],
    by: Annotated[
        str,
        typer.Option("--by", envvar="TRACER_OFFICER", help="Who books: the initials that references begin with."),
    ],
    place: Annotated[str | None, typer.Option(help="Where: a place's name or id.")] = None,
    power: Annotated[str | None, typer.Option(help="The legal power, such as a search warrant.")] = None,
    expected: Annotated[
        int | None, typer.Option(min=0, max=999_999, help="How many things were counted; in the raid: .count NUMBER.")
    ] = None,
    at: Annotated[str | None, typer.Option(help="When, in ISO 8601, where it is booked afterwards.")] = None,
    address: Annotated[str | None, typer.Option(help="The address of the place.")] = None,
    force: Annotated[
        str | None, typer.Option(envvar="TRACER_FORCE", help="Your force, so that another's reports are told apart.")
    ] = None,
    new_place: Annotated[
        bool, typer.Option("--new-place", help="The place is a new one, though known ones are written much like it.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Book a raid: one scan a line, each booked before it is answered. Run it again to go on after a stop.

    Place, legal power and count are said by whoever opens it. Others leave them out, and join it as it was opened.
    """
    from api.usecases.custody.raid_joining import Scene
    from api.usecases.custody.raid_opening import Search

    search = Search(Scene(seizure, place, power, expected, address), by, at, force, new_place)
    if not _scanned(search, as_json):
        raise typer.Exit(1)


def _scanned(search: Search, as_json: bool) -> bool:
    """Whether the session was ended by `.finish` with the count agreed."""
    from api.settings import read_settings
    from api.usecases.custody.raid_commands import take
    from api.usecases.custody.raid_opening import opened_raid
    from api.usecases.custody.raid_over import finished_when
    from api.usecases.custody.raid_replies import reply_json, reply_lines

    ended = agreed = False
    settings = read_settings()
    with opened_raid(settings, search, say) as session:
        raid, booked = session.count.raid(), len(session.booker.book.items)
        where = f"at {raid.place}, {raid.address}" if raid.address else f"at {raid.place}"
        say(f"{raid.reference} {where}, under {raid.power}: {booked} of {raid.counted} are booked.")
        if raid.finished_at is not None:
            say(f"It was finished {finished_when(raid)}. To go on with it: .resume")
        for line in _lines():
            reply = take(session, line)
            if reply is None:
                continue
            if as_json:
                put_json(reply_json(reply))
            else:
                for text in reply_lines(reply):
                    put(text)
            sys.stdout.flush()
            if reply.ends:
                ended, agreed = True, session.expected == len(session.booker.book.items)
                break
    _bring()
    if not ended:
        go_on = shlex.join(("tracer", "custody", "raid", "--seizure", raid.reference, "--by", search.officer))
        say(f"Not finished. What was booked is kept. To go on: {go_on}")
    return ended and agreed


def _bring() -> None:
    from api.settings import read_settings
    from api.usecases.custody.bring import bring_when_free

    with shown_progress() as bar:
        done = brought(lambda: bring_when_free(read_settings(), bar))
    for loaded in done:
        say(f"{loaded.rows} {'booking' if loaded.rows == 1 else 'bookings'} brought to the graph as {loaded.source}.")


def _lines() -> Iterator[str]:
    """Lines from the keyboard or the scanner; whatever the bytes are, text comes of them."""
    prompts = sys.stdin.isatty()
    while True:
        if prompts:
            sys.stderr.write("scan> ")
            sys.stderr.flush()
        line = sys.stdin.buffer.readline(LONGEST)
        if not line:
            return
        rest = line
        while rest and not rest.endswith(b"\n") and len(rest) >= LONGEST:
            rest = sys.stdin.buffer.readline(LONGEST)
        yield line.decode("utf-8", errors="replace")
