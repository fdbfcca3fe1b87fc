"""The committed description of the API is that of the code."""

from __future__ import annotations

import json
from pathlib import Path

from api.app import create_app
from api.settings import read_settings

ROOT = Path(__file__).parents[2]


def test_the_committed_description_is_that_of_the_code() -> None:
    described = json.loads((ROOT / "docs" / "openapi.json").read_text(encoding="utf-8"))
    now = json.loads(json.dumps(create_app(read_settings({})).openapi()))
    assert now == described, "Run script/openapi and look at what changed."


def test_every_operation_says_what_it_answers() -> None:
    described = create_app(read_settings({})).openapi()
    operations = [(path, each) for path, methods in described["paths"].items() for each in methods.values()]
    assert operations
    silent = [path for path, each in operations if not each.get("summary") or not each.get("description")]
    assert silent == []


def test_every_number_that_may_be_asked_for_has_a_limit() -> None:
    """One that is larger than the machine's own numbers would be a fault in whatever counts with it."""
    described = create_app(read_settings({})).openapi()
    operations = [(path, each) for path, methods in described["paths"].items() for each in methods.values()]
    unlimited = [
        (path, given["name"])
        for path, each in operations
        for given in each.get("parameters", ())
        for one in given["schema"].get("anyOf", [given["schema"]])
        if one.get("type") in {"integer", "number"} and "maximum" not in one
    ]
    assert unlimited == []
