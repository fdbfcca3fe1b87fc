"""Keys stay with their owner, hand over to the next one, and sign no two histories."""

from __future__ import annotations

import stat
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from custody_bundles import ORIGIN, SmallLedger, ledger_of, signer

from tracer import merkle
from tracer.custody import canonical, statement
from tracer.custody.checkpoint import Checkpoint
from tracer.custody.guard import Grown, Guard, SigningRefusedError, proven, unproven
from tracer.custody.keys import create_key, load_key, rotate, vkeys
from tracer.custody.note import NoteError, Signer, open_note, sign
from tracer.custody.signer import RemoteSigner, SignerError, SignerServer, answer, command_signer, socket_signer
from tracer.errors import ConfigurationError


def test_a_key_is_kept_for_its_owner_alone(tmp_path: Path) -> None:
    made = create_key(tmp_path / "key", ORIGIN)
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    assert load_key(tmp_path / "key").verifier == made.verifier
    assert vkeys(made.verifier) == f"{made.verifier.vkey}\n"
    with pytest.raises(ConfigurationError, match="cannot be made"):
        create_key(tmp_path / "key", ORIGIN)
    with pytest.raises(ConfigurationError, match="cannot name a key"):
        create_key(tmp_path / "other", "two words")


def test_a_key_that_others_may_read_is_not_used(tmp_path: Path) -> None:
    create_key(tmp_path / "key", ORIGIN)
    (tmp_path / "key").chmod(0o640)
    with pytest.raises(ConfigurationError, match="chmod 600"):
        load_key(tmp_path / "key")


def test_a_damaged_key_is_not_used(tmp_path: Path) -> None:
    create_key(tmp_path / "key", ORIGIN)
    good = (tmp_path / "key").read_bytes()
    for data in (b"", good[:-3], good.replace(b"custody", b"Custody"), b"\xff" + good, good + b"\n", good * 2):
        (tmp_path / "key").write_bytes(data)
        with pytest.raises(ConfigurationError):
            load_key(tmp_path / "key")


def test_one_key_hands_over_to_the_next() -> None:
    old, new = signer(), signer(secret="next")
    note = open_note(rotate(ORIGIN, 5, old, new), [old.verifier, new.verifier])
    assert len(note.verified) == 2
    said = statement.parse(statement.NEXT_KEY, note.text)
    assert said == {"ledger": ORIGIN, "new": new.verifier.vkey, "old": old.verifier.vkey, "size": 5}
    for wrong in ((old, old), (old, signer("other.example"))):
        with pytest.raises(NoteError):
            rotate(ORIGIN, 5, *wrong)


@pytest.fixture
def guard(tmp_path: Path) -> Guard:
    return Guard(ORIGIN, tmp_path / "signed")


def grown(ledger: SmallLedger) -> Grown:
    """As that ledger's own proofs show it."""
    return proven(lambda old, new: merkle.consistency_proof(old, new, ledger.get))


def test_a_key_signs_only_what_grows(guard: Guard) -> None:
    ledger = ledger_of(9)
    guard.allow(ledger.checkpoint(5).text, unproven)
    guard.allow(ledger.checkpoint(5).text, unproven)
    guard.allow(ledger.checkpoint(8).text, grown(ledger))
    with pytest.raises(SigningRefusedError, match="set back"):
        guard.allow(ledger.checkpoint(7).text, grown(ledger))
    with pytest.raises(SigningRefusedError, match="another history"):
        guard.allow(SmallLedger.of([b"x"] * 8).checkpoint().text, grown(ledger))
    again = Guard(ORIGIN, guard.memory)
    with pytest.raises(SigningRefusedError, match="set back"):
        again.allow(ledger.checkpoint(7).text, grown(ledger))


def test_a_key_signs_no_longer_history_that_left_the_one_it_signed(guard: Guard) -> None:
    ledger = ledger_of(9)
    forked = SmallLedger.of([*ledger.leaves[:7], b"other", b"events"])
    guard.allow(ledger.checkpoint(8).text, unproven)
    for shown in (grown(forked), grown(ledger), unproven):
        with pytest.raises(SigningRefusedError, match="first 8 entries"):
            guard.allow(forked.checkpoint().text, shown)
    with pytest.raises(SigningRefusedError, match="first 8 entries"):
        guard.allow(ledger.checkpoint().text, unproven)
    guard.allow(ledger.checkpoint().text, grown(ledger))


def test_a_key_signs_for_its_own_ledger_alone(guard: Guard) -> None:
    guard.allow(statement.text_of(statement.BUNDLE, {"ledger": ORIGIN}), unproven)
    for text in (
        Checkpoint("other.example", 1, bytes(32)).text,
        statement.text_of(statement.BUNDLE, {"ledger": "other.example"}),
        statement.text_of("something/v1", {"ledger": ORIGIN}),
        "I owe you a thousand pounds\n",
        f"{statement.BUNDLE}\nnot json\n",
    ):
        with pytest.raises(SigningRefusedError):
            guard.allow(text, unproven)


def test_a_damaged_memory_stops_the_signing(guard: Guard) -> None:
    for damage in (b"", b"{}", b"[1]", b'{"root":"","size":"x"}'):
        guard.memory.write_bytes(damage)
        with pytest.raises(ConfigurationError, match="damaged"):
            guard.allow(ledger_of(1).checkpoint().text, unproven)


@pytest.fixture
def served(tmp_path: Path, guard: Guard) -> Iterator[Path]:
    with SignerServer(tmp_path / "signer", signer(), guard) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield tmp_path / "signer"
        server.shutdown()
        thread.join()


def test_a_key_in_another_process_signs_over_a_socket(served: Path) -> None:
    assert stat.S_IMODE(served.stat().st_mode) == 0o600
    remote = socket_signer(served)
    text = ledger_of(3).checkpoint().text
    assert sign(text, [remote]) == sign(text, [signer()])
    with pytest.raises(SignerError, match="set back"):
        remote.sign(ledger_of(2).checkpoint().text)
    assert sign(text, [remote]) == sign(text, [signer()])
    grew, forked = ledger_of(7), SmallLedger.of([*ledger_of(2).leaves, b"other", b"events"])
    for ledger in (grew, forked):
        for prove in (None, lambda old, new, ledger=ledger: merkle.consistency_proof(old, new, ledger.get)):
            proving = socket_signer(served, prove)
            if ledger is grew and prove:
                assert sign(ledger.checkpoint().text, [proving]) == sign(ledger.checkpoint().text, [signer()])
            else:
                with pytest.raises(SignerError, match=r"first 3 entries|set back"):
                    proving.sign(ledger.checkpoint().text)


def test_a_command_signs_too(tmp_path: Path) -> None:
    made = create_key(tmp_path / "key", ORIGIN)
    remote = command_signer([sys.executable, "-m", "tracer.custody.signer", "--key", str(tmp_path / "key")])
    text = ledger_of(3).checkpoint().text
    assert sign(text, [remote]) == sign(text, [made])


def test_a_signer_that_does_not_answer_is_said_to(tmp_path: Path) -> None:
    for remote in (
        socket_signer(tmp_path / "nobody"),
        command_signer([str(tmp_path / "nothing")]),
        command_signer([sys.executable, "-c", "raise SystemExit(3)"]),
        RemoteSigner(lambda _: b"nonsense\n"),
        RemoteSigner(lambda _: b"[]\n"),
        RemoteSigner(lambda _: b'{"vkey":"x"}\n'),
    ):
        with pytest.raises(SignerError):
            remote.sign("text\n")


def test_a_signature_that_does_not_fit_is_not_used(guard: Guard) -> None:
    def lies(request: bytes) -> bytes:
        asked = canonical.decode(request.removesuffix(b"\n"))
        other = Signer(ORIGIN, signer(secret="thief").private_key)
        return answer(request, signer() if asked["op"] == "key" else other, guard)

    with pytest.raises(SignerError, match="does not fit"):
        RemoteSigner(lies).sign(ledger_of(1).checkpoint().text)


@pytest.mark.parametrize("request_line", [b"", b"{}\n", b"nonsense", b'{"op":"sign","text":1}', b'{"op":"quit"}'])
def test_a_request_that_makes_no_sense_is_refused(request_line: bytes, guard: Guard) -> None:
    assert "refused" in canonical.decode(answer(request_line, signer(), guard).removesuffix(b"\n"))
    assert not guard.memory.exists()
