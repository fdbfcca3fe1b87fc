"""A database set back to an older copy is not verified, however well it agrees with itself, and not signed for."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from custody_ledgers import STORE, event, open_ledger, record, seizure
from records_databases import VAULT
from sqlalchemy import delete

from api.custody_house import CustodyHouse
from api.settings import read_settings
from api.usecases.custody.checkpoints import checkpoint
from api.usecases.custody.keyring import new_key
from api.usecases.custody.verify import verify
from tracer.custody.guard import SigningRefusedError
from tracer.records.custody_tables import checkpoint as checkpoints
from tracer.records.evidence import EvidenceStore
from tracer.records.records import Records


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "usb").mkdir()
    return tmp_path


def opened(home: Path) -> CustodyHouse:
    records = Records.open(f"sqlite:///{home}/records.db", VAULT)
    ledger = open_ledger(records)
    settings = replace(read_settings({"TRACER_HOME": str(home)}), custody_origin=ledger.origin)
    return CustodyHouse(settings, records, EvidenceStore(home / "evidence", VAULT), ledger)


@pytest.fixture
def set_back(home: Path) -> Iterator[CustodyHouse]:
    """A ledger with two entries whose key and whose witness know of three."""
    house = opened(home)
    record(house.ledger, seizure(), seizure(13))
    new_key(house)
    house.records.close()
    shutil.copy(home / "records.db", home / "older.db")
    house = opened(home)
    record(house.ledger, event("move", location=STORE))
    assert checkpoint(house, [f"usb=folder:{home}/usb"]).complete
    assert verify(house).problems == ()
    house.records.close()
    shutil.copy(home / "older.db", home / "records.db")
    house = opened(home)
    yield house
    house.records.close()


def test_a_ledger_that_was_set_back_is_not_verified(set_back: CustodyHouse) -> None:
    found = {one.where: one.what for one in verify(set_back).problems}
    assert found.keys() == {"what its key signed last", "the witness usb"}
    assert all("over 3 entries, and there are 2" in what for what in found.values())


def test_one_that_went_on_from_there_is_neither_verified_nor_signed_for(set_back: CustodyHouse) -> None:
    record(set_back.ledger, event("examine"), event("restrict"))
    found = {one.where: one.what for one in verify(set_back).problems}
    assert found.keys() == {"what its key signed last", "the witness usb", "checkpoints"}
    assert "first 3 entries are not those" in found["the witness usb"]
    with pytest.raises(SigningRefusedError, match="first 3 entries"):
        checkpoint(set_back, [])
    assert set_back.ledger.checkpoints() == ()


def test_checkpoints_that_were_removed_are_missed(home: Path) -> None:
    house = opened(home)
    record(house.ledger, seizure())
    new_key(house)
    checkpoint(house, [])
    with house.records.custody().writing() as writer:
        writer.connection.execute(delete(checkpoints))
    (problem,) = verify(house).problems
    assert (problem.where, problem.what) == (
        "checkpoints",
        "One over 1 entries was signed, and none is kept: some were removed.",
    )
    house.records.close()
