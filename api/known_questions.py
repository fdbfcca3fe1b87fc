"""Refuses a parameter that an operation does not have: a misspelt filter would let everything in without a word."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import Request
from fastapi.dependencies.models import Dependant

from tracer.errors import UsageError

_ANYWHERE = frozenset({"purpose"})
"""What the audit notes with whatever is asked."""


def only_known_questions(request: Request) -> None:
    """Raises `UsageError` for a query parameter that the operation does not declare."""
    known = set(_names(request.scope["route"].dependant))
    for name in request.query_params:
        if name not in known and name not in _ANYWHERE:
            raise UsageError(
                f"There is no parameter {name[:40]!r} here.",
                f"Leave it out; there are {', '.join(sorted(known))}." if known else "Leave it out.",
            )


def _names(dependant: Dependant) -> Iterator[str]:
    yield from (field.alias for field in dependant.query_params)
    for one in dependant.dependencies:
        yield from _names(one)
