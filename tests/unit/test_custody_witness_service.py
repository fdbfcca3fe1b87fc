"""The product's own witness answers as C2SP tlog-witness says, and never signs two histories, whatever befalls it."""

from __future__ import annotations

import base64
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from pathlib import Path

import httpx
import pytest
from custody_bundles import SmallLedger, event, ledger_of, signer, witness
from custody_servers import witnessing

from tracer import merkle
from tracer.custody import canonical
from tracer.custody.checkpoint import Checkpoint, signed
from tracer.custody.keys import create_key, load_key, load_witness_key
from tracer.custody.note import cosigned_at, open_note, parse
from tracer.custody.witness_service import memory as memory_module
from tracer.custody.witness_service.memory import Memory
from tracer.custody.witness_service.service import SIZE, Answer, WitnessService
from tracer.errors import ConfigurationError, UsageError

LEDGER = ledger_of(20)
FORK = SmallLedger.of([*LEDGER.leaves[:6], canonical.encode(event(6, by="officer:XX")), *LEDGER.leaves[7:]])
ORIGIN = signer().name


@pytest.fixture
def service(tmp_path: Path) -> WitnessService:
    memory = Memory(tmp_path / "witness")
    made = memory.make_key("witness.example/w1")
    memory.add(signer().verifier.vkey)
    return WitnessService(made, memory)


def body(old: int, size: int, ledger: SmallLedger = LEDGER, note: bytes | None = None) -> bytes:
    proof = merkle.consistency_proof(old, size, ledger.get)
    lines = "".join(base64.b64encode(value).decode() + "\n" for value in proof)
    return f"old {old}\n{lines}\n".encode() + (note or signed(ledger.checkpoint(size), [signer()]))


def ask(service: WitnessService, *asked: int, ledger: SmallLedger = LEDGER) -> Answer:
    return service.add_checkpoint(body(*asked, ledger))


def test_growth_is_signed_with_the_time_and_kept(service: WitnessService) -> None:
    for old, size in ((0, 3), (3, 3), (3, 8), (8, 20)):
        given = ask(service, old, size)
        assert (given.status, given.origin, given.size) == (HTTPStatus.OK, ORIGIN, size)
        note = open_note((LEDGER.checkpoint(size).text + "\n" + given.body).encode(), [service.signer.verifier])
        assert cosigned_at(note.verified[0][1]) > 0
        assert service.memory.seen(ORIGIN) == LEDGER.checkpoint(size)
    (known,) = service.memory.ledgers()
    assert (known.origin, known.size, known.keys) == (ORIGIN, 20, (signer().verifier,))


def test_what_is_not_growth_is_refused_and_nothing_kept_of_it(service: WitnessService) -> None:
    ask(service, 0, 10)
    wrong = body(10, 12).replace(b"old 10\n", b"old 10\n" + base64.b64encode(bytes(32)) + b"\n")
    for asked, status, said in (
        (body(0, 12), 409, "10\n"),
        (body(9, 12), 409, "10\n"),
        (body(0, 9), 409, "10\n"),
        (body(10, 10, FORK), 409, "10\n"),
        (body(10, 12, FORK), 422, ""),
        (wrong, 422, ""),
        (body(10, 12).replace(b"\n\n", b"\n" + base64.b64encode(bytes(32)) + b"\n\n", 1), 422, ""),
    ):
        given = service.add_checkpoint(asked)
        assert given.status == status
        assert given.body.startswith(said)
        assert (given.kind == SIZE) == (status == HTTPStatus.CONFLICT)
        assert service.memory.seen(ORIGIN) == LEDGER.checkpoint(10)
    refused = {parse(file.read_bytes())[0] for file in (service.memory.folder / "refused").iterdir()}
    assert {FORK.checkpoint(10).text, FORK.checkpoint(12).text} <= refused
    assert ask(service, 10, 12).status == HTTPStatus.OK


def test_who_is_not_known_is_told_so(service: WitnessService) -> None:
    other = signed(Checkpoint("other.example", 5, bytes(32)), [signer("other.example")])
    assert service.add_checkpoint(body(0, 5, note=other)).status == HTTPStatus.NOT_FOUND
    stranger = signed(LEDGER.checkpoint(5), [signer(secret="thief")])
    assert service.add_checkpoint(body(0, 5, note=stranger)).status == HTTPStatus.FORBIDDEN
    elsewhere = signed(Checkpoint("other.example", 5, bytes(32)), [signer()])
    service.memory.add(signer("other.example", "another").verifier.vkey)
    assert service.add_checkpoint(body(0, 5, note=elsewhere)).status == HTTPStatus.FORBIDDEN
    assert not (service.memory.folder / "seen").exists()


@pytest.mark.parametrize(
    "asked",
    [
        b"",
        b"old 0\n\n",
        body(0, 5).replace(b"old 0", b"old -1"),
        body(0, 5).replace(b"old 0", b"old 00"),
        body(0, 5).replace(b"old 0", b"OLD 0"),
        body(0, 5).replace(b"old 0", b"old 6"),
        body(0, 5).replace(b"old 0\n", b"old 0\nno hash\n"),
        body(0, 5).replace(b"old 0\n", b"old 0\r\n"),
        body(0, 5).replace(b"old 0\n", b"old 0\n" + (base64.b64encode(bytes(32)) + b"\n") * 64),
        body(0, 5)[:-1],
        body(0, 5).replace(b"\n5\n", b"\n05\n"),
        b"old 0\n\n\xff\xfe",
    ],
)
def test_what_makes_no_sense_is_malformed(service: WitnessService, asked: bytes) -> None:
    assert service.add_checkpoint(asked).status == HTTPStatus.BAD_REQUEST


def test_of_two_histories_at_once_one_is_signed(service: WitnessService) -> None:
    ask(service, 0, 5)
    with ThreadPoolExecutor(8) as pool:
        asked = [(5, 9, ledger) for ledger in (LEDGER, FORK) * 8]
        given = list(pool.map(lambda one: (ask(service, one[0], one[1], ledger=one[2]).status, one[2]), asked))
    signed_ = {id(ledger) for status, ledger in given if status == HTTPStatus.OK}
    assert len(signed_) == 1
    assert {status for status, _ in given} == {HTTPStatus.OK, HTTPStatus.CONFLICT}
    assert service.memory.seen(ORIGIN) in (LEDGER.checkpoint(9), FORK.checkpoint(9))


@pytest.mark.parametrize("at", ["before", "after"])
def test_killed_at_any_moment_it_has_signed_nothing_that_it_does_not_remember(
    service: WitnessService, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    """The process ends at once where it would write, or where it would sign."""
    ask(service, 0, 5)
    child = os.fork()
    if child == 0:
        if at == "before":
            monkeypatch.setattr(memory_module, "write_safely", lambda *_: os._exit(9))
        else:
            monkeypatch.setattr(type(service.signer), "sign", lambda *_: os._exit(9))
        ask(service, 5, 9)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    seen = 5 if at == "before" else 9
    assert service.memory.seen(ORIGIN) == LEDGER.checkpoint(seen)
    assert ask(service, seen, 9).status == HTTPStatus.OK
    assert ask(service, 9, 9, ledger=FORK).status == HTTPStatus.CONFLICT


def test_a_damaged_memory_is_never_taken_for_an_empty_one(service: WitnessService) -> None:
    ask(service, 0, 5)
    (file,) = (service.memory.folder / "seen").iterdir()
    for damage in (b"", file.read_bytes()[:40], signed(Checkpoint("other.example", 0, merkle.EMPTY_ROOT), [signer()])):
        file.write_bytes(damage)
        given = ask(service, 0, 5, ledger=FORK)
        assert given.status == HTTPStatus.SERVICE_UNAVAILABLE
        assert str(service.memory.folder) not in given.body
        with pytest.raises(ConfigurationError, match="damaged"):
            service.memory.ledgers()


def test_a_disk_that_takes_nothing_signs_nothing(service: WitnessService) -> None:
    """Where a folder should be is a file: for whoever asks it is as a full disk is."""
    (service.memory.folder / "seen").write_text("")
    assert ask(service, 0, 5).status == HTTPStatus.SERVICE_UNAVAILABLE
    (service.memory.folder / "seen").unlink()
    (service.memory.folder / ".lock").unlink(missing_ok=True)
    (service.memory.folder / ".lock").mkdir()
    assert ask(service, 0, 5).status == HTTPStatus.SERVICE_UNAVAILABLE
    with pytest.raises(ConfigurationError, match="cannot be held"):
        service.memory.add(signer("other.example").verifier.vkey)
    assert not (service.memory.folder / "seen").exists()


def test_a_ledger_that_changes_its_key_goes_on(service: WitnessService) -> None:
    ask(service, 0, 5)
    new = signer(secret="second")
    asked = body(5, 9, note=signed(LEDGER.checkpoint(9), [new]))
    assert service.add_checkpoint(asked).status == HTTPStatus.FORBIDDEN
    service.memory.add(new.verifier.vkey)
    service.memory.add(new.verifier.vkey)
    service.memory.remove(signer().verifier.vkey)
    assert service.memory.ledger_keys() == (new.verifier,)
    assert service.add_checkpoint(asked).status == HTTPStatus.OK
    assert ask(service, 9, 12).status == HTTPStatus.FORBIDDEN
    for wrong in (signer().verifier.vkey, witness().verifier.vkey, "no key"):
        with pytest.raises(UsageError):
            service.memory.remove(wrong)


def test_its_key_is_a_witness_s_own_and_made_once(service: WitnessService, tmp_path: Path) -> None:
    file = service.memory.folder / "key"
    assert load_witness_key(file).verifier == service.signer.verifier
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with pytest.raises(ConfigurationError, match="cannot be made"):
        service.memory.make_key("witness.example/w2")
    with pytest.raises(ConfigurationError, match="another kind"):
        load_key(file)
    create_key(tmp_path / "ledger", ORIGIN)
    with pytest.raises(ConfigurationError, match="another kind"):
        load_witness_key(tmp_path / "ledger")
    with pytest.raises(ConfigurationError, match="no witness"):
        Memory(tmp_path / "none").key()


def test_it_answers_over_http(tmp_path: Path) -> None:
    with witnessing(tmp_path / "witness", signer().verifier) as running, httpx.Client(base_url=running.url) as client:
        assert client.get("/healthz").status_code == HTTPStatus.OK
        assert client.post("/add-checkpoint", content=body(0, 5)).status_code == HTTPStatus.OK
        behind = client.post("/add-checkpoint", content=body(0, 6))
        assert (behind.status_code, behind.text) == (HTTPStatus.CONFLICT, "5\n")
        assert behind.headers["Content-Type"].partition(";")[0] == SIZE
        large = client.post("/add-checkpoint", content=b"old 0\n" * 200_000)
        assert large.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        assert client.get("/add-checkpoint").status_code == HTTPStatus.METHOD_NOT_ALLOWED
