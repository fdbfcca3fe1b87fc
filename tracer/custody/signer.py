"""Signs with a key that another process holds, over a Unix socket or through a command's standard input.

One request and one answer, each one line of canonical JSON: `{"op":"key"}` is answered by `{"vkey":…}`, `{"op":"last"}`
by `{"size":…}`, what its key signed for last (0: nothing yet), and `{"op":"sign","proof":[base64…],"text":…}` by
`{"signature":base64}` or `{"refused":why}`; the proof shows that the ledger grew from there (RFC 9162 section 2.1.4).
Run by itself it is the process with the key:

    python -m tracer.custody.signer --key FILE --socket PATH     answers on a socket that its owner alone can open
    python -m tracer.custody.signer --key FILE                   answers one request from standard input
"""

from __future__ import annotations

import argparse
import base64
import os
import socket
import socketserver
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from tracer.custody import canonical, checkpoint
from tracer.custody.guard import Guard, Prove, proven
from tracer.custody.keys import load_key
from tracer.custody.note import LARGEST_NOTE, NoteError, NoteSigner, Verifier
from tracer.errors import ConfigurationError, TracerError

SECONDS_TO_WAIT = 30
_LONGEST_LINE = 2 * LARGEST_NOTE


class SignerError(TracerError):
    """The process that holds the key cannot be reached, or refuses."""

    exit_code = 1


@dataclass(frozen=True)
class RemoteSigner:
    """A key elsewhere: `ask` sends one request line and gives the answer line; `prove` is the ledger's.

    Without `prove` nothing is signed that says more of the ledger than was signed before.
    """

    ask: Callable[[bytes], bytes]
    prove: Prove | None = None

    @cached_property
    def verifier(self) -> Verifier:
        """The public half, asked for once."""
        try:
            return Verifier.from_vkey(str(self._answer({"op": "key"}).get("vkey")))
        except NoteError as error:
            raise SignerError(f"The signer gives no key: {error.what}") from None

    def sign(self, text: str) -> bytes:
        """The signature bytes; raises SignerError unless they fit the text."""
        answer = self._answer({"op": "sign", "proof": self._proof(text), "text": text}).get("signature")
        try:
            signature = base64.b64decode(str(answer), validate=True)
        except ValueError:
            signature = b""
        if not self.verifier.verify(text, signature):
            raise SignerError("The signer's signature does not fit.", "Restart it with the right key.")
        return signature

    def _proof(self, text: str) -> list[str]:
        """That the ledger grew to what a checkpoint says from what was signed last; nothing for another text."""
        try:
            size = checkpoint.parse(text).size
        except NoteError:
            return []
        last = self._answer({"op": "last"}).get("size") if self.prove else None
        if self.prove is None or not isinstance(last, int) or not 0 < last < size:
            return []
        return [base64.b64encode(one).decode("ascii") for one in self.prove(last, size)]

    def _answer(self, request: dict[str, Any]) -> dict[str, Any]:
        try:
            answer = canonical.decode(self.ask(canonical.encode(request) + b"\n").removesuffix(b"\n"))
        except (OSError, subprocess.SubprocessError, canonical.CanonicalError) as error:
            raise SignerError(f"The signer does not answer: {error}.", "Start it, or name the right one.") from None
        if not isinstance(answer, dict):
            raise SignerError("The signer's answer makes no sense.")
        if "refused" in answer:
            raise SignerError(f"The signer refuses: {answer['refused']}")
        return answer


def socket_signer(path: Path, prove: Prove | None = None) -> RemoteSigner:
    """The key of the process that answers on a Unix socket."""

    def ask(request: bytes) -> bytes:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(SECONDS_TO_WAIT)
            connection.connect(str(path))
            connection.sendall(request)
            with connection.makefile("rb") as answer:
                return answer.readline(_LONGEST_LINE)

    return RemoteSigner(ask, prove)


def command_signer(command: Sequence[str], prove: Prove | None = None) -> RemoteSigner:
    """The key of a command that is run for each request."""

    def ask(request: bytes) -> bytes:
        done = subprocess.run(list(command), input=request, capture_output=True, timeout=SECONDS_TO_WAIT, check=True)
        return done.stdout

    return RemoteSigner(ask, prove)


def answer(request: bytes, signer: NoteSigner, guard: Guard) -> bytes:
    """The answer line for a request line."""
    try:
        asked = canonical.decode(request.removesuffix(b"\n"))
        if asked == {"op": "key"}:
            said: dict[str, Any] = {"vkey": signer.verifier.vkey}
        elif asked == {"op": "last"}:
            said = {"size": 0 if guard.last is None else guard.last.size}
        elif _asks_to_sign(asked):
            proof = [base64.b64decode(one, validate=True) for one in asked["proof"]]
            guard.allow(asked["text"], proven(lambda _old, _new: proof))
            said = {"signature": base64.b64encode(signer.sign(asked["text"])).decode("ascii")}
        else:
            said = {"refused": "The request makes no sense."}
    except TracerError as error:
        said = {"refused": str(error)}
    except ValueError:
        said = {"refused": "The proof makes no sense."}
    return canonical.encode(said) + b"\n"


def _asks_to_sign(asked: Any) -> bool:
    if not isinstance(asked, dict) or set(asked) != {"op", "proof", "text"} or asked["op"] != "sign":
        return False
    proof = asked["proof"]
    return isinstance(asked["text"], str) and isinstance(proof, list) and all(isinstance(one, str) for one in proof)


class SignerServer(socketserver.ThreadingUnixStreamServer):
    """Answers on a Unix socket that only the user it runs as can open."""

    daemon_threads = True

    def __init__(self, path: Path, signer: NoteSigner, guard: Guard) -> None:
        self.signer = signer
        self.guard = guard
        path.unlink(missing_ok=True)
        before = os.umask(0o177)
        try:
            super().__init__(str(path), _Handler)
        finally:
            os.umask(before)


class _Handler(socketserver.StreamRequestHandler):
    server: SignerServer
    timeout = SECONDS_TO_WAIT

    def handle(self) -> None:
        try:
            request = self.rfile.readline(_LONGEST_LINE)
            self.wfile.write(answer(request, self.server.signer, self.server.guard))
        except OSError:
            return


def main(arguments: list[str] | None = None) -> int:
    """The process that holds the key."""
    parser = argparse.ArgumentParser(prog="python -m tracer.custody.signer", description="Signs for a ledger.")
    parser.add_argument("--key", type=Path, required=True, help="the private key file")
    parser.add_argument("--memory", type=Path, help="what was signed last; beside the key when not given")
    parser.add_argument("--socket", type=Path, help="answer here until stopped")
    options = parser.parse_args(arguments)
    try:
        signer = load_key(options.key)
    except ConfigurationError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    guard = Guard(signer.name, options.memory or options.key.with_name(options.key.name + ".signed"))
    if options.socket is None:
        sys.stdout.buffer.write(answer(sys.stdin.buffer.readline(_LONGEST_LINE), signer, guard))
        return 0
    with SignerServer(options.socket, signer, guard) as server:
        sys.stderr.write(f"Signing for {signer.name} on {options.socket}\n")
        server.serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main())
