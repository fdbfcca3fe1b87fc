"""A ledger's name can be chosen until something stands under it, however often it was looked at before."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from custody_raids import environment

from api.custody_house import custody_house
from api.settings import Settings, read_settings
from api.usecases.custody.keyring import new_key
from tracer.custody.events import CustodyEvent, EventKind, LedgerError, Officer
from tracer.records.audit import AuditQuery
from tracer.records.audit_log import AuditLog
from tracer.records.values import Asked

NORTH, SOUTH = "custody.example.org/north", "custody.example.org/south"


@pytest.fixture
def looked_at(tmp_path: Path) -> Settings:
    """An installation of which somebody looked at the ledger before its name was set."""
    settings = read_settings(environment(tmp_path / "home"))
    with custody_house(settings) as house:
        assert house.ledger.verify(()).size == 0
        house.ledger.add_officer(Officer("officer:JT", "Jo Tarn"))
    return settings


def test_an_empty_ledger_takes_the_name_that_is_set_and_one_with_entries_keeps_it(looked_at: Settings) -> None:
    north = replace(looked_at, custody_origin=NORTH)
    with custody_house(north) as house:
        assert house.ledger.origin == NORTH
        noted = house.records.part(AuditLog).search(AuditQuery(subject=f"ledger:{NORTH}"), Asked("a", "b")).entries
        assert [(one.act, dict(one.details)) for one in noted] == [("altered", {"before": looked_at.custody_origin})]
        event = CustodyEvent(EventKind.SEIZE, "exhibit:S1:JT/1", "officer:JT", house.now, power="s8")
        house.ledger.append(event, "once")
        assert house.ledger.verify(()).problems == ()
    with pytest.raises(LedgerError, match="keeps its name for ever"), custody_house(looked_at):
        pass
    with custody_house(north) as house:
        assert house.ledger.size() == 1


def test_a_ledger_with_a_key_keeps_the_name_that_the_key_carries(looked_at: Settings) -> None:
    with custody_house(looked_at) as house:
        new_key(house)
    with pytest.raises(LedgerError, match="keeps its name"), custody_house(replace(looked_at, custody_origin=SOUTH)):
        pass
