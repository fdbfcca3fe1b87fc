"""The ledger's keys: one signs, the old one hands over, and none signs what it would contradict."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from api.custody_house import CustodyHouse, custody_house
from api.settings import read_settings
from api.usecases.custody import checkpoints, keyring
from tracer.custody import statement
from tracer.custody.checkpoint import Checkpoint
from tracer.custody.events import CustodyEvent, EventKind, Officer, exhibit_id
from tracer.custody.guard import SigningRefusedError
from tracer.custody.note import Verifier, open_note
from tracer.errors import ConfigurationError, UsageError

NOON = datetime(2023, 10, 15, 12, 0, tzinfo=UTC)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[CustodyHouse]:
    with custody_house(read_settings({"TRACER_HOME": str(tmp_path / "home")})) as opened:
        opened.ledger.add_officer(Officer("officer:JT", "Jo Tarn"))
        yield opened


def book(house: CustodyHouse, number: int) -> None:
    event = CustodyEvent(EventKind.SEIZE, exhibit_id("H", f"JT/{number}"), "officer:JT", NOON)
    house.ledger.append(event, f"key {number}")


def test_the_first_key_is_made_once_and_read_by_its_owner_alone(house: CustodyHouse) -> None:
    with pytest.raises(ConfigurationError, match="keys new"):
        keyring.signer(house.settings)
    made = keyring.new_key(house)
    assert keyring.keys(house.settings) == (made,)
    assert (house.settings.custody_keys / "1.key").stat().st_mode & 0o077 == 0
    with pytest.raises(UsageError, match="rotate"):
        keyring.new_key(house)


def test_the_old_key_hands_over_to_the_new_one(house: CustodyHouse) -> None:
    old = keyring.new_key(house)
    book(house, 1)
    first = checkpoints.current(house)
    new = keyring.rotate_key(house)
    listed = keyring.keys(house.settings)
    assert [(key.vkey, key.signs) for key in listed] == [(old.vkey, False), (new.vkey, True)]
    note = open_note(keyring.rotations(house.settings)[0], [Verifier.from_vkey(key.vkey) for key in listed])
    said = statement.parse(statement.NEXT_KEY, note.text)
    assert (said["old"], said["new"], said["size"]) == (old.vkey, new.vkey, 1)
    assert len(note.verified) == 2
    second = checkpoints.current(house)
    assert (second.size, second.root) == (first.size, first.root)
    assert open_note(second.note, [Verifier.from_vkey(new.vkey)]).verified


def test_what_a_crash_left_of_a_new_key_is_no_key(house: CustodyHouse) -> None:
    keyring.new_key(house)
    for name in ("2.key.new", "2.rotation"):
        (house.settings.custody_keys / name).write_bytes(b"half")
    keyring.rotate_key(house)
    assert [key.signs for key in keyring.keys(house.settings)] == [False, True]
    assert not list(house.settings.custody_keys.glob("*.new"))


def test_no_key_signs_a_ledger_that_was_set_back(house: CustodyHouse) -> None:
    keyring.new_key(house)
    book(house, 1)
    book(house, 2)
    checkpoints.current(house)
    keyring.rotate_key(house)
    shorter = Checkpoint(house.ledger.origin, 1, house.ledger.root(1))
    with pytest.raises(SigningRefusedError, match="set back"):
        keyring.signer(house.settings).sign(shorter.text)


def test_nothing_new_is_signed_when_nothing_was_recorded(house: CustodyHouse) -> None:
    keyring.new_key(house)
    book(house, 1)
    assert checkpoints.current(house) == checkpoints.current(house)
    book(house, 2)
    assert [point.size for point in (*house.ledger.checkpoints(), checkpoints.current(house))] == [1, 2]


def test_a_witness_is_remembered_and_one_that_fails_stops_no_other(house: CustodyHouse, tmp_path: Path) -> None:
    keyring.new_key(house)
    book(house, 1)
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    made = checkpoints.checkpoint(house, [f"one={tmp_path / 'one'}", f"two={tmp_path / 'two'}"])
    assert made.complete
    for file in (tmp_path / "one").glob("*.note"):
        file.write_bytes(b"another history")
    book(house, 2)
    again = checkpoints.checkpoint(house, [])
    assert [(one.witness, one.failed is None) for one in again.given] == [("one", False), ("two", True)]
    assert not again.complete
    assert {(answer.witness, answer.size) for answer in house.ledger.answers()} == {("one", 1), ("two", 1), ("two", 2)}


@pytest.mark.parametrize("address", ["nobody", "ftp:there", "http://witness.example/", "folder:/not/there"])
def test_a_witness_that_makes_no_sense_is_refused_before_anything_is_signed(house: CustodyHouse, address: str) -> None:
    keyring.new_key(house)
    with pytest.raises((UsageError, ConfigurationError)):
        checkpoints.checkpoint(house, [address])
    assert house.ledger.checkpoints() == ()


@pytest.mark.parametrize("address", ["elsewhere", "socket:", "command:"])
def test_a_signer_that_makes_no_sense_is_refused(tmp_path: Path, address: str) -> None:
    settings = read_settings({"TRACER_HOME": str(tmp_path), "TRACER_CUSTODY_SIGNER": address})
    with pytest.raises(ConfigurationError, match="TRACER_CUSTODY_SIGNER"):
        keyring.signer(settings)


def test_a_key_in_another_process_signs(house: CustodyHouse, tmp_path: Path) -> None:
    made = keyring.new_key(house)
    key = house.settings.custody_keys / "1.key"
    command = f"{sys.executable} -m tracer.custody.signer --key {key} --memory {tmp_path / 'signed'}"
    settings = read_settings({"TRACER_HOME": str(tmp_path / "home"), "TRACER_CUSTODY_SIGNER": f"command:{command}"})
    text = Checkpoint(house.ledger.origin, 0, house.ledger.root(0)).text
    signer = keyring.signer(settings)
    assert signer.verifier.verify(text, signer.sign(text))
    assert signer.verifier.vkey == made.vkey
