"""What a handset's story is made of: one file for each kind of thing that can happen to it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from graph.queries.story._found import Found, Subject
from tracer.registry import modules_in


@cache
def chapters() -> tuple[Callable[[Subject], Found], ...]:
    """Every chapter of a story, in order of name."""
    return tuple(module.find for module in modules_in("graph.queries.story"))
