"""A witness takes only a ledger that grew, and its answer is checked."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from custody_bundles import SmallLedger, event, ledger_of, signer, witness

from tracer import merkle
from tracer.custody import canonical, checkpoint
from tracer.custody.checkpoint import Checkpoint, signed
from tracer.custody.note import NoteError, open_note, sign
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


@dataclass
class Service:
    """A witness as C2SP tlog-witness describes it, which can also be told to misbehave."""

    newest: Checkpoint | None = None
    answer: tuple[int, bytes] | None = None
    asked: list[bytes] = field(default_factory=list)
    url: str = ""

    def take(self, body: bytes) -> tuple[int, bytes]:
        self.asked.append(body)
        if self.answer:
            return self.answer
        head, _, text = body.partition(b"\n\n")
        first, *hashes = head.decode().split("\n")
        old = int(first.removeprefix("old "))
        try:
            opened = open_note(text, [signer().verifier])
        except NoteError:
            return 403, b"unknown key\n"
        asked = checkpoint.parse(opened.text)
        seen = self.newest or Checkpoint(asked.origin, 0, merkle.EMPTY_ROOT)
        if old != seen.size:
            return 409, f"{seen.size}\n".encode()
        if not merkle.verify_consistency(
            old, asked.size, seen.root, asked.root, [base64.b64decode(value) for value in hashes]
        ):
            return 409 if old == asked.size else 422, b""
        self.newest = asked
        return 200, sign(asked.text, [witness()]).partition(b"\n\n")[2]


@pytest.fixture
def service() -> Iterator[Service]:
    made = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            status, body = made.take(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            if status == 302:
                self.send_header("Location", made.url)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        made.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield made
        server.shutdown()
        thread.join()


@pytest.fixture(params=["folder", "http"])
def any_witness(request: pytest.FixtureRequest, tmp_path: Path, service: Service) -> Witness:
    """Each kind of witness, signing."""
    keys = (signer().verifier,)
    if request.param == "http":
        return witness_at(f"{service.url}/ {witness().verifier.vkey}", keys)
    return replace(witness_at(f"folder:{tmp_path}", keys), signer=witness())


def test_a_ledger_that_grows_is_witnessed(any_witness: Witness) -> None:
    for size in (1, 5, 5, 6, 20):
        answer = any_witness.submit(note(size), prove)
        opened = open_note(answer, [signer().verifier, witness().verifier])
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
def test_an_answer_that_is_none_is_not_taken(
    service: Service, answer: tuple[int, bytes], error: type[WitnessError]
) -> None:
    service.answer = answer
    with pytest.raises(error) as raised:
        HttpWitness(service.url, witness().verifier).submit(note(5), prove)
    assert type(raised.value) is error
    assert len(service.asked) <= 2


def test_a_witness_that_is_away_is_said_to_be() -> None:
    with pytest.raises(WitnessError, match="does not answer"):
        HttpWitness("http://127.0.0.1:9", witness().verifier).submit(note(5), prove)


@pytest.mark.parametrize(
    "address", ["", "post:box", "folder:no/such/place", "https://w.example", "https://w.example x"]
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(ConfigurationError):
        witness_at(address, ())
