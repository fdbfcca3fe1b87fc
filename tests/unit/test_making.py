"""Making frozen things fast makes the same things."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError, dataclass, field, replace

import pytest

from graph.views import Event
from tracer.making import maker
from tracer.model import Basis, PhoneSet, SourceRow


@dataclass(frozen=True, slots=True)
class _Thing:
    name: str
    size: int = 3
    marks: list[str] = field(default_factory=list)


def test_what_is_made_is_what_a_call_would_have_made() -> None:
    make = maker(_Thing)
    assert make("a") == _Thing("a")
    assert make("a", size=4, marks=["x"]) == _Thing("a", 4, ["x"])
    assert type(make("a")) is _Thing
    assert make("a").marks is not make("b").marks
    assert hash(maker(SourceRow)("s", 1)) == hash(SourceRow("s", 1))
    made = maker(Event)("ping", None, Basis.OBSERVED, None, "Located")
    assert made == Event("ping", None, Basis.OBSERVED, None, "Located")
    assert pickle.loads(pickle.dumps(made)) == replace(made, place=None) == made


def test_it_is_as_frozen_and_as_strict() -> None:
    made = maker(_Thing)("a")
    with pytest.raises(FrozenInstanceError):
        made.size = 5  # type: ignore[misc]
    with pytest.raises(TypeError):
        maker(_Thing)()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="PhoneSet"):
        maker(PhoneSet)
