"""The options that go with every event: who, when, why, and what makes a retry safe."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields
from functools import wraps
from inspect import Parameter, Signature, signature
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

from api.commands._common import Json

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
    key: Annotated[str | None, typer.Option(help="The same key again records nothing twice.")] = None
    expect: Annotated[int | None, typer.Option(help="The number of the exhibit's last event as you saw it.", min=0)] = (
        None
    )
    seizure: Seizure = None
    as_json: Json = False

    def statement(self) -> Statement:
        """The same without how the answer is shown."""
        from api.usecases.custody.record import Statement

        return Statement(**{each.name: getattr(self, each.name) for each in fields(self) if each.name != "as_json"})


def with_said(command: Callable[..., None]) -> Callable[..., None]:
    """The command with the options of `Said` in place of its parameter `said`."""
    hints = get_type_hints(command, include_extras=True)
    own = [
        each.replace(annotation=hints[name]) for name, each in signature(command).parameters.items() if name != "said"
    ]
    common = get_type_hints(Said, include_extras=True)

    @wraps(command)
    def run(**given: Any) -> None:
        said = Said(**{each.name: given.pop(each.name) for each in fields(Said)})
        command(said=said, **given)

    parameters = [*(each.replace(kind=Parameter.KEYWORD_ONLY) for each in own), *_options(common)]
    run.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {each.name: each.annotation for each in parameters}
    return run


def _options(hints: dict[str, Any]) -> list[Parameter]:
    return [
        Parameter(
            each.name,
            Parameter.KEYWORD_ONLY,
            default=Parameter.empty if each.default is MISSING else each.default,
            annotation=hints[each.name],
        )
        for each in fields(Said)
    ]
