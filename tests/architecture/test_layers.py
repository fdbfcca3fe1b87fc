"""The layers hold, and each rule about them can be broken."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("api", "maps", "graph", "tracer")

# Rule, a file that does not exist in the product, and an import that the rule forbids there.
OFFENCES = [
    ("Layers: api, then maps, then graph, then tracer", "tracer/offender_layers.py", "import graph.port"),
    ("SQLAlchemy only in tracer.records", "api/offender_sql.py", "from sqlalchemy import text"),
    ("Graph drivers only in graph.engines", "graph/queries/offender_driver.py", "import neo4j"),
    ("py2neo only in graph.notebook", "graph/offender_py2neo.py", "import py2neo"),
    ("Web framework and command line only in api", "maps/offender_web.py", "from fastapi import FastAPI"),
    ("folium only in maps", "api/offender_folium.py", "import folium"),
    ("Engines are chosen in api.bootstrap alone", "maps/offender_engines.py", "import graph.engines"),
    ("tracer.custody is reached from api alone", "graph/offender_custody.py", "import tracer.custody.offended"),
    (
        "What reasons about values reads no source and no database",
        "tracer/trace/offender_reading.py",
        "from tracer import records",
    ),
    ("Verify without ledger or records", "tracer/custody/checks/offender_ledger.py", "import tracer.custody.ledger"),
    ("A witness without ledger or records", "tracer/custody/witness_service/offender.py", "import tracer.records"),
]


def _lint(folder: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("lint-imports")
    environment = {**os.environ, "PYTHONPATH": str(folder), "NO_COLOR": "1", "COLUMNS": "200"}
    return subprocess.run(
        [program, "--no-cache"], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def _verdicts(output: str) -> dict[str, str]:
    return dict(re.findall(r"^(.+?) +(KEPT|BROKEN)\b", output, flags=re.MULTILINE))


def _copy_product(folder: Path) -> None:
    shutil.copy(ROOT / ".importlinter", folder)
    for package in PACKAGES:
        for source in (ROOT / package).rglob("*.py"):
            target = folder / source.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)


@pytest.fixture(scope="module")
def offended(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The verdicts on a copy of the product with one offence against each rule."""
    folder = tmp_path_factory.mktemp("offended")
    _copy_product(folder)
    custody = folder / "tracer" / "custody"
    custody.mkdir(exist_ok=True)
    (custody / "__init__.py").touch()
    (custody / "offended.py").touch()
    for _, file, line in OFFENCES:
        (folder / file).write_text(line + "\n", encoding="utf-8")
    return _verdicts(_lint(folder).stdout)


def test_the_product_keeps_every_rule() -> None:
    done = _lint(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    assert set(_verdicts(done.stdout)) == {rule for rule, _, _ in OFFENCES}


@pytest.mark.parametrize("rule", [rule for rule, _, _ in OFFENCES])
def test_a_rule_can_be_broken(offended: dict[str, str], rule: str) -> None:
    assert offended[rule] == "BROKEN"
