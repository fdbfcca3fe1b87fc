"""Where the page of a thing is."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import quote

from graph.ids import parts_of


def exhibit_page(exhibit: str, booked: Collection[str]) -> str:
    """The page of an exhibit; of one that is not among those booked, and known by a file alone, its handset's."""
    if exhibit not in booked:
        return f"/handset?q={quote(exhibit, safe='')}"
    seizure, reference = parts_of(exhibit)
    return f"/exhibits/{quote(reference, safe='/')}?seizure={quote(seizure, safe='')}"
