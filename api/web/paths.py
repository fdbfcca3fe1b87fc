"""References in addresses: they may hold strokes, spaces and anything else."""

from __future__ import annotations

from urllib.parse import quote


def quoted(text: str) -> str:
    """A reference as a part of an address; its strokes stay, since the pages take them."""
    return quote(text, safe="/")
