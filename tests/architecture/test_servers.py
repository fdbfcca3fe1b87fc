"""The servers that tests meet are real, and what starts them tells a person what is missing."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import hypothesis
import neo4j
import pytest
import sqlalchemy as sa

ROOT = Path(__file__).resolve().parents[2]


def test_settings_of_the_test_run_do_not_reach_the_product() -> None:
    assert [name for name in os.environ if name.startswith(("NEO4J_", "TRACER_"))] == []


def test_neo4j_is_a_real_server(neo4j_settings: dict[str, str]) -> None:
    account = (neo4j_settings["username"], neo4j_settings["password"])
    with neo4j.GraphDatabase.driver(neo4j_settings["uri"], auth=account) as driver:
        answer = driver.execute_query(
            "CALL dbms.components() YIELD name, versions RETURN versions[0] AS version",
            database_=neo4j_settings["database"],
        )
    assert answer.records[0]["version"].startswith("5.26.")


def test_neo4j_refuses_a_wrong_password(neo4j_settings: dict[str, str]) -> None:
    wrong = (neo4j_settings["username"], "not the password")
    with (
        neo4j.GraphDatabase.driver(neo4j_settings["uri"], auth=wrong) as driver,
        pytest.raises(neo4j.exceptions.AuthError),
    ):
        driver.verify_connectivity()


def test_postgres_is_a_real_server_with_an_empty_database(postgres_url: str) -> None:
    engine = sa.create_engine(postgres_url)
    with engine.begin() as connection:
        assert connection.scalar(sa.text("SELECT version()")).startswith("PostgreSQL")
    engine.dispose()


def test_tests_of_the_one_neo4j_share_a_worker(pytestconfig: pytest.Config) -> None:
    dealers = pytestconfig.hook.pytest_xdist_make_scheduler.get_hookimpls()
    (scope_of,) = [one.plugin.scope_of for one in dealers if hasattr(one.plugin, "scope_of")]
    asks_for_the_settings = "tests/architecture/test_servers.py::test_neo4j_is_a_real_server"
    asks_for_every_engine = "tests/contract/test_graph_many.py::test_many_statements_of_one_batch[neo4j]"
    opens_it_through_a_helper = "tests/contract/test_graph_engines.py::test_engines_agree"
    knows_it_as_an_address = "tests/e2e/test_told_plainly.py::test_a_wrong_password"
    reaching = (asks_for_the_settings, asks_for_every_engine, opens_it_through_a_helper, knows_it_as_an_address)
    assert {scope_of(test) for test in reaching} == {"neo4j"}
    assert scope_of("tests/unit/test_ids.py::test_one") == "tests/unit/test_ids.py"


def test_what_takes_longest_is_dealt_out_first(pytestconfig: pytest.Config) -> None:
    dealers = pytestconfig.hook.pytest_xdist_make_scheduler.get_hookimpls()
    (place_of,) = [one.plugin.place_of for one in dealers if hasattr(one.plugin, "place_of")]
    found = ["tests/unit/test_ids.py::test_one", "tests/contract/test_records_turn.py::test_one"]
    found += ["tests/e2e/test_web_day.py::test_one", "tests/e2e/test_told_plainly.py::test_a_wrong_password"]
    assert sorted(found, key=place_of) == found[::-1]


def test_a_soak_tries_other_examples_each_time() -> None:
    """Where CI is set, as `script/soak` sets it, Hypothesis would have every profile make the same ones again."""
    assert not hypothesis.settings.get_profile("soak").derandomize


@pytest.mark.parametrize(
    ("program", "code"), [("sh,nothing-of-this-name:dash", 0), ("nothing-of-this-name:a-package", 2)]
)
def test_need_says_what_to_install_where_it_cannot(tmp_path: Path, program: str, code: int) -> None:
    for name in ("id", "sh"):
        (tmp_path / name).symlink_to(shutil.which(name) or name)
    bash = shutil.which("bash") or "bash"
    # Without apt-get on the path it may install nothing, whoever runs this.
    done = subprocess.run(
        [bash, ROOT / "script" / "need", program],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code
    assert ("sudo apt-get install --no-install-recommends a-package" in done.stderr) == bool(code)
