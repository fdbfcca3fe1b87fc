"""What is said where nobody knows a place that is named."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from api.usecases.custody.naming import find_place
from tracer.custody.events import CustodyPlace, PlaceKind
from tracer.errors import NotFoundError

ADVICE = "Register it (tracer custody store add), or write another place as place:NAME."
MAIN = CustodyPlace("store:MAIN", PlaceKind.STORE, "Main store")


@pytest.mark.parametrize(
    ("places", "do", "near"), [((MAIN,), f"{ADVICE} There are:", ("store:MAIN",)), ((), ADVICE, ())]
)
def test_those_there_are_are_announced_where_there_are_any(
    places: tuple[CustodyPlace, ...], do: str, near: tuple[str, ...]
) -> None:
    ledger: Any = SimpleNamespace(places=lambda: places)
    with pytest.raises(NotFoundError) as told:
        find_place(ledger, "NOWHERE")
    assert (told.value.do, told.value.near) == (do, near)
