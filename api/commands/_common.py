"""What several commands share: settings, options and the progress bar."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from api.bootstrap import House
    from api.show.progress import Bar

Json = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]
ObservedOnly = Annotated[bool, typer.Option("--observed-only", help="Leave out what was worked out.")]


@contextmanager
def opened(read_only: bool = False) -> Iterator[House]:
    """The installation that the environment's settings name. Whoever only asks is told where the graph is not whole."""
    from api.bootstrap import house
    from api.settings import read_settings
    from api.wholeness import DO, not_whole

    with house(read_settings(), read_only) as open_house:
        if read_only and (why := not_whole(open_house.settings, open_house.records, open_house.graph)):
            say(f"{why} {DO}")
        yield open_house


@contextmanager
def shown_progress() -> Iterator[Bar]:
    """A progress bar on stderr; plain lines where that is no terminal."""
    from api.show.progress import Bar

    with Bar() as bar:
        yield bar


def put(text: str) -> None:
    """Write a line of an answer to stdout. Where its reader went away (a pager, `head`), the work goes on unheard."""
    try:
        sys.stdout.write(text + "\n")
    except BrokenPipeError:
        unheard()


def unheard() -> None:
    """Let all that is still written to stdout vanish."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def put_json(value: object) -> None:
    """Write an answer as one line of JSON to stdout."""
    import json

    put(json.dumps(value, ensure_ascii=False))


def say(text: str) -> None:
    """Write a message to stderr."""
    sys.stderr.write(text + "\n")
