"""Published and collected examples of every kind."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tracer.errors import IdentifierError
from tracer.identifiers import kinds, parse

VECTORS = Path(__file__).parents[1] / "vectors"


def _load(part: str) -> list[dict[str, Any]]:
    imei = json.loads((VECTORS / "imei.json").read_text(encoding="utf-8"))[part]
    others = json.loads((VECTORS / "identifiers.json").read_text(encoding="utf-8"))[part]
    return [{"kind": "imei", **v} for v in imei] + others


@pytest.mark.parametrize("vector", _load("accepted"), ids=lambda v: f"{v['kind']}-{v['text']!a}")
def test_accepted(vector: dict[str, Any]) -> None:
    parsed = parse(vector["text"], vector["kind"])
    assert parsed.identifier.id == f"{vector['kind']}:{vector['value']}"
    assert list(parsed.notes) == vector["notes"]


@pytest.mark.parametrize("vector", _load("refused"), ids=lambda v: f"{v['kind']}-{v['text']!a}")
def test_refused(vector: dict[str, Any]) -> None:
    with pytest.raises(IdentifierError) as refusal:
        parse(vector["text"], vector["kind"])
    assert refusal.value.what == vector["what"]
    assert refusal.value.do.endswith((".", "!"))


def test_every_kind_has_vectors_both_ways() -> None:
    for part in ("accepted", "refused"):
        assert {v["kind"] for v in _load(part)} == set(kinds())
