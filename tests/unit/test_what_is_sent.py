"""Bodies of requests are taken as they are described: by the names said there, and one kind of value for no other."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import pytest
from pydantic import ValidationError

from api.schemas._wire import Said


class Colour(StrEnum):
    RED = "red"


class Asked(Said):
    """One field of each kind."""

    how_many: int = 0
    share: float | None = None
    agreed: bool = False
    begins: datetime | None = None
    names: tuple[str, ...] = ()
    colours: tuple[Colour, ...] = ()
    inner: Said | None = None


@pytest.mark.parametrize(
    "said",
    [
        {"howMany": 3, "share": 0.5, "agreed": True, "begins": "2026-01-05T10:00:00Z"},
        {"share": 1, "begins": None, "names": ["a"], "colours": ["red"], "inner": {}},
    ],
)
def test_what_is_described_is_taken(said: dict[str, object]) -> None:
    assert Asked.model_validate(said).model_dump(exclude_unset=True).keys()


@pytest.mark.parametrize(
    "said",
    [
        {"howMany": True},
        {"howMany": "3"},
        {"share": False},
        {"share": "0.5"},
        {"agreed": 1},
        {"agreed": "yes"},
        {"begins": 0},
        {"begins": 1.5},
        {"begins": "0"},
        {"begins": "1767607200"},
        {"how_many": 3},
    ],
)
def test_no_kind_of_value_is_taken_for_another_and_no_name_but_the_described(said: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Asked.model_validate(said)
