"""A parameter that an operation does not have is refused: a misspelt filter must not show everything."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tracer_command import Tracer
from web_house import House, opened_house


@pytest.fixture(scope="module")
def house(heron: Tracer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with opened_house(heron.home, tmp_path_factory.mktemp("house")) as made:
        yield made


def test_a_misspelt_filter_is_refused_and_the_right_ones_are_named(house: House) -> None:
    answer = house.ask("GET", "/api/v1/custody/exhibits?holdr=JT", "custody officer")
    assert answer.status_code == 422
    assert "'holdr'" in answer.json()["detail"]
    assert "holder" in answer.json()["do"]
    assert house.ask("GET", "/api/v1/custody/exhibits?holder=JT", "custody officer").status_code == 200


@pytest.mark.parametrize("question", ["=1", "limit=5&LIMIT=6", "holder=JT&constructor=1"])
def test_nothing_is_passed_over(house: House, question: str) -> None:
    assert house.ask("GET", f"/api/v1/custody/exhibits?{question}", "custody officer").status_code == 422


def test_a_purpose_may_be_told_with_whatever_is_asked(house: House) -> None:
    assert house.ask("GET", "/api/v1/custody/exhibits?purpose=a+review", "custody officer").status_code == 200
