"""What a witness answers (C2SP tlog-witness, `add-checkpoint`): a cosignature, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from tracer import merkle
from tracer.custody.cosigner import Cosigner
from tracer.custody.note import NoteError, Signature, assemble, open_note
from tracer.custody.witness_service.memory import Memory
from tracer.custody.witness_service.request import Asked, MalformedError, read_request
from tracer.errors import ConfigurationError

SIZE = "text/x.tlog.size"
PLAIN = "text/plain; charset=utf-8"


@dataclass(frozen=True)
class Answer:
    """A status and a body. `origin` and `size` are what the checkpoint asked for says, once its ledger is known."""

    status: HTTPStatus
    body: str
    kind: str = PLAIN
    origin: str | None = None
    size: int | None = None


@dataclass(frozen=True)
class WitnessService:
    """A witness: its key and what it remembers."""

    signer: Cosigner
    memory: Memory

    def add_checkpoint(self, body: bytes) -> Answer:
        """The answer to what was posted. Two requests at once are answered one after the other."""
        try:
            asked = read_request(body)
        except MalformedError as error:
            return Answer(HTTPStatus.BAD_REQUEST, f"{error.what}\n")
        try:
            return self._signed_by_its_ledger(asked)
        except ConfigurationError:
            # The reason names files of this machine: its operator finds it with `tracer witness ledgers`.
            return Answer(HTTPStatus.SERVICE_UNAVAILABLE, "The witness cannot read or write what it has seen.\n")

    def _signed_by_its_ledger(self, asked: Asked) -> Answer:
        origin = asked.checkpoint.origin
        keys = [key for key in self.memory.ledger_keys() if key.name == origin]
        if not keys:
            return Answer(HTTPStatus.NOT_FOUND, "The witness does not know this ledger.\n")
        try:
            checked = open_note(asked.note, keys)
        except NoteError:
            return self._answer(asked, HTTPStatus.FORBIDDEN, "No key known of this ledger signed that.\n")
        # Lines of keys that are not known could be anything, and are not kept.
        note = assemble(checked.text, [signature for _, signature in checked.verified])
        with self.memory.held():
            return self._grown(asked, note)

    def _grown(self, asked: Asked, note: bytes) -> Answer:
        """Where the ledger grew from what was seen last, that is taken down first and signed after."""
        now = asked.checkpoint
        last = self.memory.seen(now.origin)
        size, root = (last.size, last.root) if last else (0, merkle.EMPTY_ROOT)
        if asked.old != size:
            return self._answer(asked, HTTPStatus.CONFLICT, f"{size}\n", SIZE)
        if asked.old == now.size and now.root != root:
            self.memory.keep_refused(now, note)
            return self._answer(asked, HTTPStatus.CONFLICT, f"{size}\n", SIZE)
        if not merkle.verify_consistency(size, now.size, root, now.root, asked.proof):
            self.memory.keep_refused(now, note)
            return self._answer(asked, HTTPStatus.UNPROCESSABLE_ENTITY, "The proof does not show that it grew.\n")
        self.memory.keep(now, note)
        made = Signature(self.signer.name, self.signer.verifier.key_id, self.signer.sign(now.text))
        return self._answer(asked, HTTPStatus.OK, made.line)

    def _answer(self, asked: Asked, status: HTTPStatus, body: str, kind: str = PLAIN) -> Answer:
        return Answer(status, body, kind, asked.checkpoint.origin, asked.checkpoint.size)
