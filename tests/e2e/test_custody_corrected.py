"""What is put right by a command is told as a scan would tell it, and is in the graph when the command ends."""

from __future__ import annotations

import fcntl
from pathlib import Path
from typing import Any

import pytest
from custody_raids import imei
from tracer_command import Tracer

HEADER = "seizure_ref,at,place,officer,exhibit_ref,imei,serial,seal,power\n"
AT = "2023-10-15T11:00:00+01:00"
MISREAD, STOLEN, OTHER = imei(901), imei(902), imei(903)
REPORTS = f"reference,force,offence,imei\nCR2,Met,robbery,{STOLEN}\n"
BLOCKED = f"imei,status,at,contributor\n{STOLEN},blocked,{AT},Vodafone\n"
EARLIER = f"W1,{AT},Unit 1,PC Lo,LO/9,{STOLEN},,,s8\n"
BOOKED = f"W2,{AT},Unit 2,JT,JT/1,{MISREAD},,Q1,s8\nW2,{AT},Unit 2,JT,JT/2,{OTHER},,,s8\n"


@pytest.fixture
def booked(tmp_path: Path) -> Tracer:
    """An installation that knows of a theft, of an earlier seizure, and of two phones that JT booked from a table."""
    found = Tracer(tmp_path, {"TRACER_HOME": str(tmp_path / "home"), "TRACER_FORCE": "Met"})
    for name, text in (
        ("reports", REPORTS),
        ("blocklist", BLOCKED),
        ("earlier", HEADER + EARLIER),
        ("raid", HEADER + BOOKED),
    ):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    found("custody", "officer", "add", "JT", "--name", "PC Tan")
    found("load", "reports.csv", "blocklist.csv", "earlier.csv")
    found("custody", "intake", "raid.csv", "--by", "JT")
    return found


def exhibits(tracer: Tracer, phone: str) -> list[tuple[str, Any]]:
    told = tracer("follow", phone, "--json").json["exhibits"]
    return sorted((one["id"], one["seal"]) for one in told)


def corrected(tracer: Tracer, *right: str) -> str:
    said = ("--seizure", "W2", "--reason", "misread", "--by", "JT")
    return tracer("custody", "correct", "JT/1", "1", *right, *said).err


def test_a_corrected_imei_is_told_as_a_scan_tells_it_and_is_followed_at_once(booked: Tracer) -> None:
    earlier, ours = ("exhibit:W1:LO/9", None), ("exhibit:W2:JT/1", "Q1")
    assert exhibits(booked, "CR2") == [earlier]
    told = corrected(booked, "--imei", STOLEN)
    assert "! STOLEN: CR2, Met: robbery" in told
    assert "! Blocked by Vodafone" in told
    assert "! It was already seized once, as W1:LO/9." in told
    assert "not in the graph" not in told
    assert exhibits(booked, "CR2") == [earlier, ours]
    booked("custody", "seal", "JT/2", "Q2", "--seizure", "W2", "--by", "JT")
    booked("custody", "split", "JT/2", "JT/2/1=Q3", "--seizure", "W2", "--by", "JT")
    assert exhibits(booked, OTHER) == [("exhibit:W2:JT/2", "Q2")]
    assert "It is exhibit:W2:JT/2/1" in booked("follow", "exhibit:W2:JT/2/1", expect=1).err
    again = booked("graph", "rebuild", "--json").json["digest"]
    assert booked("graph", "status", "--json").json["digest"] == again
    assert exhibits(booked, "CR2") == [earlier, ours]


def test_an_imei_of_which_nothing_is_known_tells_nothing(booked: Tracer) -> None:
    told = corrected(booked, "--imei", imei(904))
    assert not [line for line in told.splitlines() if line.startswith("!")]
    assert "! DUPLICATE: JT/2 shows the same." in corrected(booked, "--imei", OTHER)


def test_what_cannot_be_brought_is_said_to_wait_and_is_brought_by_a_rebuild(booked: Tracer) -> None:
    with (booked.home / "bookings.lock").open("a") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        told = corrected(booked, "--imei", STOLEN)
        assert "is not in the graph yet" in told
        assert "tracer graph migrate" in told
        assert "not in the graph yet" in booked("graph", "migrate").err
    assert ("exhibit:W2:JT/1", "Q1") not in exhibits(booked, "CR2")
    booked("graph", "rebuild")
    assert ("exhibit:W2:JT/1", "Q1") in exhibits(booked, "CR2")


def test_what_changes_nothing_in_the_graph_leaves_it_closed(booked: Tracer) -> None:
    graph = booked.home / "graph.lbug"
    assert graph.exists(), sorted(booked.home.iterdir())
    graph.rename(graph.with_name("away"))
    corrected(booked, "--location", "place:unit-2")
    booked("custody", "move", "JT/1", "--to", "place:unit-2", "--seizure", "W2", "--by", "JT")
    assert not graph.exists()


def test_an_imei_that_is_taken_off_is_on_nothing_any_more(booked: Tracer) -> None:
    assert exhibits(booked, OTHER) == [("exhibit:W2:JT/2", None)]
    refused = booked("custody", "correct", "JT/2", "1", "--imei", "", "--reason", "x", "--by", "JT", expect=2)
    assert "It is not said what the IMEI is" in refused.err
    said = ("--seizure", "W2", "--reason", "misread", "--by", "JT")
    booked("custody", "correct", "JT/2", "1", "--imei", "none", "--imei2", STOLEN, *said)
    assert exhibits(booked, OTHER) == []
    assert ("exhibit:W2:JT/2", None) in exhibits(booked, "CR2")
    booked("custody", "correct", "JT/2", "1", "--imei2", "none", "--key", "off-1", *said)
    assert exhibits(booked, "CR2") == [("exhibit:W1:LO/9", None)]
    booked("graph", "rebuild")
    assert exhibits(booked, "CR2") == [("exhibit:W1:LO/9", None)]
