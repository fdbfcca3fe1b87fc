"""The case's dice: the same name always gives the same throws, so that one change moves only its own rows."""

from __future__ import annotations

import random


def dice(name: str) -> random.Random:
    """A generator seeded by the name; the same on every machine with the Python the product needs."""
    return random.Random(f"heron {name}")  # noqa: S311  (a story, not a secret)
