"""Brings what a command recorded to the graph. Where that cannot be it is kept, and that is said."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from api.commands._common import say

if TYPE_CHECKING:
    from tracer.ingest import Loaded


def brought(act: Callable[[], list[Loaded]]) -> list[Loaded]:
    """What `act` loaded."""
    from api.wholeness import GRAPH_TROUBLE

    try:
        return act()
    except GRAPH_TROUBLE as error:
        say(f"What was recorded is kept, and some of it is not in the graph yet. {error}")
        say("It follows while the server runs, with what is recorded next, or with: tracer graph migrate")
        return []
