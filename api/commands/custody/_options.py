"""Options that many commands share, as one dataclass in place of one parameter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, fields
from functools import wraps
from inspect import Parameter, Signature, signature
from typing import Any, get_type_hints


def with_options(command: Callable[..., None], name: str, shared: type[Any]) -> Callable[..., None]:
    """The command with an option for each field of the dataclass `shared` in place of its parameter `name`."""
    hints = get_type_hints(command, include_extras=True)
    own = [each.replace(annotation=hints[key]) for key, each in signature(command).parameters.items() if key != name]

    @wraps(command)
    def run(**given: Any) -> None:
        options = shared(**{each.name: given.pop(each.name) for each in fields(shared) if each.init})
        command(**{name: options, **given})

    parameters = [*(each.replace(kind=Parameter.KEYWORD_ONLY) for each in own), *_options(shared)]
    run.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {each.name: each.annotation for each in parameters}
    return run


def _options(shared: type[Any]) -> list[Parameter]:
    hints = get_type_hints(shared, include_extras=True)
    return [
        Parameter(
            each.name,
            Parameter.KEYWORD_ONLY,
            default=Parameter.empty if each.default is MISSING else each.default,
            annotation=hints[each.name],
        )
        for each in fields(shared)
        if each.init
    ]
