"""A graph that does not answer keeps nobody waiting, and one that refuses the password stops no raid."""

from __future__ import annotations

import threading
from types import SimpleNamespace
from typing import Any

import pytest

from api.in_time import InTime
from api.usecases.custody import lookups
from api.usecases.custody.lookups import GraphLookUps
from tracer.errors import ConfigurationError, GraphError, GraphUnavailableError


def test_what_does_not_answer_is_not_asked_again_before_it_has() -> None:
    asked, may_answer = InTime(), threading.Event()
    done = threading.Event()

    def slowly() -> str:
        may_answer.wait(60)
        done.set()
        return "at last"

    with pytest.raises(GraphUnavailableError, match="does not answer"):
        asked.ask(slowly, 0.01)
    with pytest.raises(GraphUnavailableError, match="does not answer"):
        asked.ask(lambda: pytest.fail("It was asked again."), 60)
    may_answer.set()
    assert done.wait(60)
    late: Any = asked._late
    assert late.result(60) == "at last"
    assert asked.ask(lambda: "now", 60) == "now"


@pytest.mark.parametrize("error", [TimeoutError("its own"), GraphError("refused")])
def test_what_it_raises_is_raised(error: Exception) -> None:
    def fails() -> None:
        raise error

    asked = InTime()
    with pytest.raises(type(error), match=str(error)):
        asked.ask(fails, 60)
    assert asked.ask(lambda: 1, 60) == 1


def test_a_scan_is_answered_where_the_server_refuses_the_password(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(*_: object) -> None:
        raise ConfigurationError("Neo4j refused the password.", "Check NEO4J_PASSWORD.")

    monkeypatch.setattr(lookups, "not_whole", refuses)
    monkeypatch.setattr(lookups, "whole_graph", refuses)
    nothing: Any = SimpleNamespace()
    look_ups = GraphLookUps(nothing, nothing, nothing)
    assert look_ups.known("imei:1").doubt == "Neo4j refused the password."
    for ask in (lambda: look_ups.among(["imei:1"]), lambda: look_ups.came_from("board", "B1")):
        with pytest.raises(GraphError, match="refused the password"):
            ask()
