"""A handset goes back once its block was lifted: the real commands, on lists that are loaded as any other file."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest
from custody_raids import case_rows, done, ledger_of, tracer

REPORT_COLUMNS = ("reference", "force", "imei", "imei2")
BACK = ("--by", "JT", "--identity", "passport")


def written(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def phone() -> tuple[str, str]:
    """The IMEI that JT/12 was booked by, and the other one of that phone, which only its report knows."""
    seized = next(row["imei"] for row in case_rows("seizures.csv") if row["exhibit_ref"] == "JT/12")
    reported = next(row for row in case_rows("reports.csv") if seized in (row["imei"], row["imei2"]))
    (other,) = {reported["imei"], reported["imei2"]} - {seized}
    return seized, other


def blocked(status: str, at: str, contributor: str = "Heron Mobile", imei: str = "") -> dict[str, str]:
    return {"imei": imei or phone()[1], "status": status, "at": at, "reason": "stolen", "contributor": contributor}


@pytest.fixture(scope="module")
def booked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation in which JT/12 is booked and a list blocks its other IMEI."""
    folder = tmp_path_factory.mktemp("returns")
    home = folder / "home"
    seizures = [row for row in case_rows("seizures.csv") if row["exhibit_ref"] in ("JT/12", "JT/13")]
    reports = [row for row in case_rows("reports.csv") if phone()[0] in (row["imei"], row["imei2"])]
    done(home, "custody", "officer", "add", "JT", "--name", "Jo Tarn")
    done(home, "custody", "intake", written(folder / "raid.csv", seizures), "--by", "JT")
    kept = [{name: row[name] for name in REPORT_COLUMNS} for row in reports]
    done(home, "load", written(folder / "reports.csv", kept))
    done(home, "load", written(folder / "blocks.csv", [blocked("blocked", "2023-10-02T19:00:00+01:00")]))
    return home


@pytest.fixture
def home(booked: Path, tmp_path: Path) -> Path:
    shutil.copytree(booked, tmp_path / "home")
    return tmp_path / "home"


def test_a_handset_that_is_blocked_by_its_other_imei_does_not_go_back(home: Path) -> None:
    refused = tracer(home, "custody", "return", "JT/12", *BACK)
    assert refused.returncode == 1
    assert "cannot go back yet. Blocked by Heron Mobile (stolen) since 2 Oct 2023." in refused.stderr
    assert "--despite-block" in refused.stderr
    assert not any(imei in refused.stderr for imei in phone())
    with ledger_of(home) as house:
        assert [one.code for one in house.ledger.refusals()] == ["still_blocked"]
        read = [one for one in house.records.audit() if one.act == "consulted"]
        assert {(one.actor, one.purpose) for one in read} == {("officer:JT", "Returning JT/12: was its block lifted?")}


def test_it_goes_back_once_each_who_blocked_it_lifted_that(home: Path) -> None:
    lifted = [
        blocked("unblocked", "2023-10-23T10:00:00+01:00"),
        blocked("blocked", "2023-10-23T09:00:00+01:00", "Egret"),
    ]
    done(home, "load", written(home.parent / "lifted.csv", lifted))
    assert "Blocked by Egret" in tracer(home, "custody", "return", "JT/12", *BACK).stderr
    last = written(home.parent / "last.csv", [blocked("unblocked", "2023-10-24T09:00:00+01:00", "Egret")])
    done(home, "load", last)
    assert "Returned to" in done(home, "custody", "return", "JT/12", *BACK)


def test_a_stated_reason_lets_it_go_and_is_recorded(home: Path) -> None:
    empty = tracer(home, "custody", "return", "JT/12", *BACK, "--despite-block", " ")
    assert (empty.returncode, "--despite-block" in empty.stderr) == (2, True)
    why = "the court ordered it back today, the operator lifts it on Monday"
    done(home, "custody", "return", "JT/12", *BACK, "--despite-block", why)
    history = done(home, "custody", "history", "JT/12")
    assert "withheld: despite block" in history
    assert why not in history
    asked = ("--private", "--by", "JT", "--purpose", "court")
    assert f"despite block: {why}" in done(home, "custody", "history", "JT/12", *asked)
    with ledger_of(home) as house:
        assert house.ledger.verify().good


def test_what_no_list_blocks_goes_back(home: Path) -> None:
    answer = json.loads(done(home, "custody", "return", "JT/13", *BACK, "--json"))
    assert answer["state"]["status"] == "returned"


def test_where_the_lists_cannot_be_asked_that_is_said_and_does_not_count_as_lifted(home: Path) -> None:
    (home / "graph.lbug").write_bytes(b"this is no graph")
    refused = tracer(home, "custody", "return", "JT/13", *BACK)
    assert refused.returncode == 1
    assert "It cannot be told whether a block stands" in refused.stderr
    assert "faults" not in refused.stderr
    done(home, "custody", "return", "JT/13", *BACK, "--despite-block", "the operator confirmed by telephone")
