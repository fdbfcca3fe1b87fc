"""A witness takes only a ledger that grew, and its answer is checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from custody_bundles import SmallLedger, event, ledger_of, signer, witness
from custody_servers import serving, witnessing

from tracer import merkle
from tracer.custody import canonical
from tracer.custody.checkpoint import Checkpoint, signed
from tracer.custody.note import Verifier, open_note, sign
from tracer.custody.witnesses import Witness, WitnessError, WitnessRefusedError, witness_at
from tracer.custody.witnesses.folder import FolderWitness
from tracer.custody.witnesses.http import HttpWitness
from tracer.errors import ConfigurationError

LEDGER = ledger_of(20)
FORK = SmallLedger.of([*LEDGER.leaves[:6], canonical.encode(event(6, by="officer:XX")), *LEDGER.leaves[7:]])


def prove(old: int, new: int, ledger: SmallLedger = LEDGER) -> list[bytes]:
    return merkle.consistency_proof(old, new, ledger.get)


def prove_fork(old: int, new: int) -> list[bytes]:
    return prove(old, new, FORK)


def note(size: int, ledger: SmallLedger = LEDGER) -> bytes:
    return signed(ledger.checkpoint(size), [signer()])


@pytest.fixture(params=["folder", "http"])
def any_witness(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Witness]:
    """Each kind of witness, signing."""
    keys = (signer().verifier,)
    if request.param == "http":
        with witnessing(tmp_path / "witness", *keys) as running:
            yield witness_at(f"{running.url}/ {running.key.vkey}", keys)
    else:
        yield replace(witness_at(f"folder:{tmp_path}", keys), signer=witness())


def any_witness_key(any_witness: Witness) -> Verifier:
    return any_witness.key if isinstance(any_witness, HttpWitness) else witness().verifier


def test_a_ledger_that_grows_is_witnessed(any_witness: Witness) -> None:
    for size in (1, 5, 5, 6, 20):
        answer = any_witness.submit(note(size), prove)
        opened = open_note(answer, [signer().verifier, any_witness_key(any_witness)])
        assert opened.text == LEDGER.checkpoint(size).text
        assert set(opened.names) == {signer().name, witness().name}


def test_a_fork_is_refused(any_witness: Witness) -> None:
    any_witness.submit(note(10), prove)
    for size in (10, 12, 20):
        with pytest.raises(WitnessRefusedError):
            any_witness.submit(note(size, FORK), prove_fork)
    any_witness.submit(note(12), prove)


def test_a_roll_back_is_refused(any_witness: Witness) -> None:
    any_witness.submit(note(10), prove)
    with pytest.raises(WitnessRefusedError, match="rolled back"):
        any_witness.submit(note(9), prove)


def test_a_wrong_proof_is_refused(any_witness: Witness) -> None:
    any_witness.submit(note(10), prove)
    with pytest.raises(WitnessRefusedError):
        any_witness.submit(note(12), lambda old, new: prove(old, new)[:-1])


def test_a_folder_keeps_every_checkpoint(tmp_path: Path) -> None:
    folder = FolderWitness(tmp_path, (signer().verifier,))
    for size in (3, 7):
        assert folder.submit(note(size), prove) == note(size)
    assert [path.read_bytes() for path in folder.kept()] == [note(3), note(7)]


def test_a_folder_refuses_what_is_not_of_the_ledger(tmp_path: Path) -> None:
    folder = FolderWitness(tmp_path, (signer().verifier,))
    stranger = signed(LEDGER.checkpoint(3), [signer(secret="thief")])
    with pytest.raises(WitnessRefusedError, match="unknown key"):
        folder.submit(stranger, prove)
    folder.submit(note(3), prove)
    folder.kept()[0].write_bytes(stranger)
    with pytest.raises(WitnessRefusedError):
        folder.submit(note(7), prove)
    other = sign(Checkpoint("other.example", 9, bytes(32)).text, [signer()])
    folder.kept()[0].write_bytes(note(3))
    with pytest.raises(WitnessRefusedError, match="its own folder"):
        folder.submit(other, prove)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ((403, b"who?"), WitnessError),
        ((404, b""), WitnessError),
        ((500, b"\xff" * 1000), WitnessError),
        ((302, b""), WitnessError),
        ((200, b""), WitnessError),
        ((200, b"nonsense\n"), WitnessError),
        ((200, sign("other\n", [witness()]).partition(b"\n\n")[2]), WitnessError),
        ((200, sign(LEDGER.checkpoint(5).text, [signer()]).partition(b"\n\n")[2]), WitnessError),
        ((409, b"many\n"), WitnessError),
        ((409, b"6\n"), WitnessRefusedError),
        ((409, b"3\n"), WitnessRefusedError),
        ((422, b""), WitnessRefusedError),
    ],
)
def test_an_answer_that_is_none_is_not_taken(answer: tuple[int, bytes], error: type[WitnessError]) -> None:
    asked: list[bytes] = []

    def misbehave(body: bytes) -> tuple[int, bytes]:
        asked.append(body)
        return answer

    with serving(misbehave) as url, pytest.raises(error) as raised:
        HttpWitness(url, witness().verifier).submit(note(5), prove)
    assert type(raised.value) is error
    assert len(asked) <= 2


def test_a_checkpoint_that_came_in_between_is_no_contradiction(tmp_path: Path) -> None:
    with witnessing(tmp_path / "witness", signer().verifier) as running:
        made = HttpWitness(running.url, running.key)
        made.submit(note(3), prove)
        came: list[int] = []

        def prove_slowly(old: int, new: int) -> list[bytes]:
            if old == 3 and not came:
                came.append(7)
                made.submit(note(7), prove)
            return prove(old, new)

        made.submit(note(12), prove_slowly)
        assert [running.memory.seen(signer().name), came] == [LEDGER.checkpoint(12), [7]]


def test_a_witness_that_is_away_is_said_to_be() -> None:
    with pytest.raises(WitnessError, match="does not answer"):
        HttpWitness("http://127.0.0.1:9", witness().verifier).submit(note(5), prove)


@pytest.mark.parametrize(
    "address", ["", "post:box", "folder:no/such/place", "https://w.example", "https://w.example x"]
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(ConfigurationError):
        witness_at(address, ())
