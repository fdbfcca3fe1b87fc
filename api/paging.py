"""Pages of a list by cursor: a place in it, which whoever asks hands back for the next page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, TypeVar

from fastapi import Query

T = TypeVar("T")
Cursor = Annotated[int, Query(ge=0, le=10**9, description="`next` of the page before.")]
Limit = Annotated[int, Query(ge=1, le=500)]


def paged(found: Sequence[T], cursor: int, limit: int) -> tuple[Sequence[T], str | None]:
    """One page, and the cursor of the next, None at the end."""
    after = cursor + limit
    return found[cursor:after], str(after) if after < len(found) else None
