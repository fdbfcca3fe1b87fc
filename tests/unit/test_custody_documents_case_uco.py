"""`case_validate`, the validator of the CASE community, accepts the file without a warning, and finds what is wrong."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from custody_document_samples import CHAIN, RAID, case, exhibit

from tracer.custody.documents._errors import DocumentError
from tracer.custody.documents._input import CaseData, ExhibitHistory
from tracer.custody.documents.case_uco import case_uco

# The validator with every way to the network taken away first: it carries the ontology.
OFFLINE = """
import socket, sys
def refuse(*_, **__):
    raise SystemExit("the validator asked for the network")
socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refuse
from case_utils.case_validate import main
sys.argv[0] = "case_validate"
sys.exit(main())
"""


def _validate(data: bytes, folder: Path) -> subprocess.CompletedProcess[str]:
    file = folder / "case.jsonld"
    file.write_bytes(data)
    command = [sys.executable, "-c", OFFLINE, "--built-version", "case-1.5.0", str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def _nodes(data: bytes, kind: str) -> list[dict[str, Any]]:
    return [node for node in json.loads(data)["@graph"] if node["@type"].endswith(f":{kind}")]


def test_the_validator_accepts_it_with_no_warning(tmp_path: Path) -> None:
    done = _validate(case_uco(case()), tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split("\n")[:2] == ["Validation Report", "Conforms: True"]
    assert "Result" not in done.stdout


def test_the_validator_accepts_hostile_text(tmp_path: Path) -> None:
    hostile = '\u202e"}],"@id":"x"\x00\ud800 http://example.org/ {{ _:b0 中 é'
    sheet = exhibit(reference=hostile, description=hostile, make=hostile, imeis=(hostile,), power=hostile)
    lines = tuple(replace(line, what=hostile, holder=hostile, location=hostile) for line in CHAIN)
    done = _validate(case_uco(CaseData(hostile, hostile, (ExhibitHistory(sheet, lines),))), tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_validator_would_say_what_is_wrong(tmp_path: Path) -> None:
    data = case_uco(replace(case(), histories=(ExhibitHistory(exhibit(), CHAIN[:1]),))).decode()
    assert data.count('"action:startTime"') == data.count('"observable:model"') == 1
    wrong = data.replace('"action:startTime"', '"action:beganAt"').replace(
        '"observable:model": "', '"observable:model": 5, "x": "'
    )
    done = _validate(wrong.encode(), tmp_path)
    assert done.returncode != 0
    assert "observable/model" in done.stdout or "observable:model" in done.stdout
    assert "beganAt" in done.stderr


def test_every_event_is_an_action_in_order_and_tells_who_where_and_when() -> None:
    actions = _nodes(case_uco(case()), "InvestigativeAction")
    assert len(actions) == len(CHAIN)
    assert "investigation:wasInformedBy" not in actions[0]
    for before, action in pairwise(actions):
        assert action["investigation:wasInformedBy"] == [{"@id": before["@id"]}]
    assert actions[0]["action:startTime"]["@value"] == "2023-10-15T11:00:00Z"
    assert "action:performer" in actions[0]
    assert "action:performer" not in actions[1]
    assert "action:startTime" not in actions[4]
    assert "Time: time not known (between 10 and 11 on 17 October)" in actions[4]["core:description"]
    assert "Doubt (gap): Nobody held it. The vehicle waited at the gate" in actions[2]["core:description"]


def test_every_reference_is_to_something_in_the_file() -> None:
    document = json.loads(case_uco(case()))
    written = {node["@id"] for node in document["@graph"]}
    assert len(written) == len(document["@graph"])

    def named(value: Any) -> set[str]:
        if isinstance(value, dict):
            return {value["@id"]} if set(value) == {"@id"} else set().union(*map(named, value.values()))
        return set().union(*map(named, value)) if isinstance(value, list) else set()

    assert named(document["@graph"]) <= written


def test_the_same_case_gives_the_same_file_and_another_ledger_other_ids() -> None:
    assert case_uco(case()) == case_uco(case())
    mine, other = (json.loads(case_uco(replace(case(), origin=origin)))["@graph"] for origin in ("a", "b"))
    assert not {node["@id"] for node in mine} & {node["@id"] for node in other}


def test_a_handset_keeps_its_identifiers_and_a_sim_is_no_phone() -> None:
    data = case_uco(case())
    (phone,) = _nodes(data, "MobileDeviceFacet")
    assert phone["observable:IMEI"] == list(exhibit().imeis)
    assert len(_nodes(data, "MobileDevice")) == 1
    assert [record.get("investigation:rootExhibitNumber") for record in _nodes(data, "ProvenanceRecord")] == [
        None,
        ["AB/1"],
    ]


def test_a_case_without_exhibits_or_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(DocumentError, match="no exhibit"):
        case_uco(replace(case(), histories=()))
    naive = replace(CHAIN[0], at=RAID.replace(tzinfo=None))
    with pytest.raises(DocumentError, match="without a zone"):
        case_uco(replace(case(), histories=(ExhibitHistory(exhibit(), (naive,)),)))
