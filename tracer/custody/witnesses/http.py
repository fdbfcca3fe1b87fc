"""A witness on the network that checks consistency before it signs (C2SP tlog-witness, `add-checkpoint`)."""

from __future__ import annotations

import base64
import http.client
import urllib.error
import urllib.request
from dataclasses import dataclass

from tracer.custody import checkpoint as checkpoints
from tracer.custody.guard import Prove
from tracer.custody.note import NoteError, Signature, Verifier, assemble, open_note, parse
from tracer.custody.witnesses._base import Witness, WitnessError, WitnessRefusedError
from tracer.errors import ConfigurationError

SECONDS_TO_WAIT = 30
LARGEST_ANSWER = 100_000
_TRIES = 4


@dataclass(frozen=True)
class HttpWitness(Witness):
    """The witness whose submission prefix is `url`; `key` is what it signs with."""

    url: str
    key: Verifier

    schemes = ("http", "https")

    @property
    def name(self) -> str:
        """The name it signs under."""
        return self.key.name

    @classmethod
    def at(cls, address: str, ledger_keys: tuple[Verifier, ...]) -> HttpWitness:  # noqa: ARG003 - it has its own
        """The witness of an address and, after a space, its verifier key."""
        url, _, vkey = address.partition(" ")
        try:
            return cls(url.rstrip("/"), Verifier.from_vkey(vkey.strip()))
        except NoteError as error:
            raise ConfigurationError(
                f"The witness {url} needs its key.", f"Write it after a space: {error.what}"
            ) from None

    def submit(self, note: bytes, prove: Prove) -> bytes:
        """The note with the witness's signature. A first try shows how far the witness is, a second has the proof.

        Where somebody else's checkpoint came in between, it is asked again; of a contradiction it says the same size.
        """
        text, signatures = parse(note)
        size = checkpoints.parse(text).size
        old = 0
        status, answer = self._post(old, size, note, prove)
        for _ in range(_TRIES):
            if status != http.HTTPStatus.CONFLICT or (seen := self._seen(answer, size)) == old:
                break
            old = seen
            status, answer = self._post(old, size, note, prove)
        if status != http.HTTPStatus.OK:
            raise self._refusal(status, answer)
        return self._joined(text, signatures, answer)

    def _post(self, old: int, size: int, note: bytes, prove: Prove) -> tuple[int, bytes]:
        hashes = "".join(f"{base64.b64encode(value).decode('ascii')}\n" for value in prove(old, size))
        body = f"old {old}\n{hashes}\n".encode() + note
        request = urllib.request.Request(f"{self.url}/add-checkpoint", body, method="POST")  # noqa: S310 - at() checked it
        try:
            with _OPENER.open(request, timeout=SECONDS_TO_WAIT) as reply:
                return reply.status, reply.read(LARGEST_ANSWER)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read(LARGEST_ANSWER)
        except (OSError, http.client.HTTPException) as error:
            raise WitnessError(f"The witness {self.name} does not answer: {error}.", "Try again later.") from None

    def _seen(self, answer: bytes, size: int) -> int:
        """The size the witness saw last, from its answer that another one was expected."""
        digits = answer.strip()
        if not digits.isdigit() or len(digits) > 16:
            raise WitnessError(f"The witness {self.name} does not say what it saw last.", "Ask who runs it.")
        if int(digits) > size:
            raise WitnessRefusedError(
                f"The ledger has {size} entries, and the witness {self.name} has seen {int(digits)}.",
                "It was rolled back: restore its newest copy.",
            )
        return int(digits)

    def _refusal(self, status: int, answer: bytes) -> WitnessError:
        said = answer[:200].decode("utf-8", "replace").strip()
        if status in (http.HTTPStatus.CONFLICT, http.HTTPStatus.UNPROCESSABLE_ENTITY):
            return WitnessRefusedError(
                f"The witness {self.name} has seen another history of this ledger ({status} {said}).",
                "If this happens again, the ledger was altered: keep it as it is and find out how.",
            )
        return WitnessError(
            f"The witness {self.name} answers {status} {said}.", "Ask who runs it to enter this ledger."
        )

    def _joined(self, text: str, signatures: tuple[Signature, ...], answer: bytes) -> bytes:
        """The note with those lines of the answer that the witness's key made."""
        try:
            checked = open_note(text.encode() + b"\n" + answer, [self.key])
        except NoteError as error:
            raise WitnessError(f"The witness {self.name} did not sign: {error.what}", "Ask who runs it.") from None
        return assemble(text, [*signatures, *(signature for _, signature in checked.verified)])


def _opener() -> urllib.request.OpenerDirector:
    """Without the handler of redirects, which would send the checkpoint elsewhere as a GET: they are refusals here."""
    opener = urllib.request.OpenerDirector()
    opener.add_handler(urllib.request.ProxyHandler())
    opener.add_handler(urllib.request.HTTPHandler())
    opener.add_handler(urllib.request.HTTPSHandler())
    opener.add_handler(urllib.request.HTTPDefaultErrorHandler())
    opener.add_handler(urllib.request.HTTPErrorProcessor())
    return opener


_OPENER = _opener()
