"""What an answer leaves out, as the API tells it."""

from __future__ import annotations

from api.schemas.story import LeftOutView
from api.scope import LeftOut


def left_out_told(left_out: LeftOut) -> LeftOutView:
    """How much, and the cases that would open it."""
    return LeftOutView(lines=left_out.lines, cases=sorted(left_out.cases))
