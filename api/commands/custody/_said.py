"""The options that go with every event: who, when, why, and what makes a retry safe."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from functools import wraps
from typing import TYPE_CHECKING, Annotated
from uuid import uuid4

import typer

from api.commands._common import Json, say
from api.commands.custody._options import with_options

if TYPE_CHECKING:
    from api.usecases.custody.record import Statement

Exhibit = Annotated[str, typer.Argument(help="The exhibit: its reference (AB/1), its seal, or its whole id.")]
Seizure = Annotated[str | None, typer.Option(help="The seizure, where several have the reference.")]


@dataclass(frozen=True, slots=True)
class Said:
    """What those options said."""

    by: Annotated[str, typer.Option("--by", envvar="TRACER_OFFICER", help="Who did it: the officer's initials.")]
    at: Annotated[
        str | None, typer.Option(help="When, as 2023-10-15T11:42 (London) or with an offset; now if left out.")
    ] = None
    undated: Annotated[str | None, typer.Option(help="What is known of the time, when it is not known.")] = None
    reason: Annotated[str | None, typer.Option(help="Why. Kept private.")] = None
    note: Annotated[str | None, typer.Option(help="Anything else worth writing down. Kept private.")] = None
    on_behalf: Annotated[str | None, typer.Option("--for", help="The laboratory or store they do it for.")] = None
    key: Annotated[str | None, typer.Option(help="The same key again records nothing twice.")] = None
    expect: Annotated[int | None, typer.Option(help="The number of the exhibit's last event as you saw it.", min=0)] = (
        None
    )
    seizure: Seizure = None
    as_json: Json = False

    made: str = field(init=False, default_factory=lambda: uuid4().hex)
    """The key it goes by where none was given."""

    def statement(self) -> Statement:
        """The same without how the answer is shown."""
        from api.usecases.custody.record import Statement

        said = {each.name: getattr(self, each.name) for each in fields(Statement)}
        return Statement(**{**said, "key": self.key or self.made})


def with_said(command: Callable[..., None]) -> Callable[..., None]:
    """The command with the options of `Said` in place of its parameter `said`.

    Where the records fail nobody can tell whether it arrived: the key it went by is said with the error.
    """

    @wraps(command)
    def keyed(*, said: Said, **given: object) -> None:
        from tracer.errors import RecordsError

        try:
            command(said=said, **given)
        except RecordsError:
            if said.key is None:
                say(f"It may have arrived or not. To send it again without recording it twice: --key {said.made}")
            raise

    return with_options(keyed, "said", Said)
