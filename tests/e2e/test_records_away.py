"""While the records database is away a command says its key, and nobody outside learns where the database is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import structlog
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import make_url
from sqlalchemy.exc import OperationalError
from tracer_command import Tracer

from api import problems
from api.commands.custody._said import Said
from api.web.plain_words import plain
from tracer.records.failures import explained

AWAY = "postgresql+psycopg://keeper:hunter2@127.0.0.1:1/exhibits"
MOVE = ("custody", "move", "JT/1", "--to", "place:van", "--by", "JT")


def test_the_key_is_said_with_the_error_where_none_was_given(tmp_path: Path) -> None:
    tracer = Tracer(tmp_path, {"TRACER_HOME": str(tmp_path / "home"), "TRACER_RECORDS_URL": AWAY})
    told = tracer(*MOVE, expect=2).err
    assert "hunter2" not in told
    assert re.search(r"--key [0-9a-f]{32}\b", told)
    assert "--key" not in tracer(*MOVE, "--key", "mine-1", expect=2).err


def test_a_refusal_after_which_nothing_can_have_arrived_says_no_key(tmp_path: Path) -> None:
    tracer = Tracer(tmp_path)
    tracer("custody", "officer", "add", "JT", "--name", "PC Tan")
    assert "--key" not in tracer(*MOVE, expect=1).err


def test_the_key_that_is_said_is_the_one_it_goes_by() -> None:
    one = Said("JT")
    assert one.statement().key == one.made
    assert Said("JT", key="mine-1").statement().key == "mine-1"


@pytest.fixture
def outside() -> TestClient:
    app = FastAPI()
    problems.add_to(app)

    @app.get("/api/v1/exhibits")
    def fails() -> None:
        cause = type("OperationalError", (Exception,), {})("connection to keeper@127.0.0.1 failed")
        raise explained(OperationalError("SELECT 1", {}, cause), make_url(AWAY))

    return TestClient(app)


def test_outside_nobody_learns_where_the_database_is_and_the_log_does(outside: TestClient) -> None:
    with structlog.testing.capture_logs() as log:
        answer = outside.get("/api/v1/exhibits")
    assert (answer.status_code, answer.json()["detail"]) == (503, "The records database cannot be reached.")
    for secret in ("keeper", "127.0.0.1", 'exhibits"', "hunter2"):
        assert secret not in answer.text
    assert "keeper" in log[0]["why"]
    assert "hunter2" not in str(log)


def test_a_page_that_shows_an_error_beside_a_form_does_not_say_it_either() -> None:
    cause = type("OperationalError", (Exception,), {})("connection to keeper@127.0.0.1 failed")
    shown = plain(explained(OperationalError("SELECT 1", {}, cause), make_url(AWAY)))
    assert shown is not None
    assert "keeper" not in f"{shown.what} {shown.do}"
