"""Signs with a key that another process holds, over a Unix socket or through a command's standard input.

One request and one answer, each one line of canonical JSON: `{"op":"key"}` is answered by `{"vkey":…}`, and
`{"op":"sign","text":…}` by `{"signature":base64}` or `{"refused":why}`. Run by itself it is the process with the key:

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

from tracer.custody import canonical
from tracer.custody.guard import Guard
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
    """A key elsewhere: `ask` sends one request line and gives the answer line."""

    ask: Callable[[bytes], bytes]

    @cached_property
    def verifier(self) -> Verifier:
        """The public half, asked for once."""
        try:
            return Verifier.from_vkey(str(self._answer({"op": "key"}).get("vkey")))
        except NoteError as error:
            raise SignerError(f"The signer gives no key: {error.what}") from None

    def sign(self, text: str) -> bytes:
        """The signature bytes; raises SignerError unless they fit the text."""
        answer = self._answer({"op": "sign", "text": text}).get("signature")
        try:
            signature = base64.b64decode(str(answer), validate=True)
        except ValueError:
            signature = b""
        if not self.verifier.verify(text, signature):
            raise SignerError("The signer's signature does not fit.", "Restart it with the right key.")
        return signature

    def _answer(self, request: dict[str, str]) -> dict[str, Any]:
        try:
            answer = canonical.decode(self.ask(canonical.encode(request) + b"\n").removesuffix(b"\n"))
        except (OSError, subprocess.SubprocessError, canonical.CanonicalError) as error:
            raise SignerError(f"The signer does not answer: {error}.", "Start it, or name the right one.") from None
        if not isinstance(answer, dict):
            raise SignerError("The signer's answer makes no sense.")
        if "refused" in answer:
            raise SignerError(f"The signer refuses: {answer['refused']}")
        return answer


def socket_signer(path: Path) -> RemoteSigner:
    """The key of the process that answers on a Unix socket."""

    def ask(request: bytes) -> bytes:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(SECONDS_TO_WAIT)
            connection.connect(str(path))
            connection.sendall(request)
            with connection.makefile("rb") as answer:
                return answer.readline(_LONGEST_LINE)

    return RemoteSigner(ask)


def command_signer(command: Sequence[str]) -> RemoteSigner:
    """The key of a command that is run for each request."""

    def ask(request: bytes) -> bytes:
        done = subprocess.run(list(command), input=request, capture_output=True, timeout=SECONDS_TO_WAIT, check=True)
        return done.stdout

    return RemoteSigner(ask)


def answer(request: bytes, signer: NoteSigner, guard: Guard) -> bytes:
    """The answer line for a request line."""
    try:
        asked = canonical.decode(request.removesuffix(b"\n"))
        if asked == {"op": "key"}:
            said = {"vkey": signer.verifier.vkey}
        elif isinstance(asked, dict) and set(asked) == {"op", "text"} and isinstance(asked["text"], str):
            guard.allow(asked["text"])
            said = {"signature": base64.b64encode(signer.sign(asked["text"])).decode("ascii")}
        else:
            said = {"refused": "The request makes no sense."}
    except TracerError as error:
        said = {"refused": str(error)}
    return canonical.encode(said) + b"\n"


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
