"""What a witness is: somebody else who keeps the newest checkpoint, and takes only one that grew from it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

from tracer.custody import checkpoint as checkpoints
from tracer.custody.checkpoint import Checkpoint
from tracer.custody.guard import Prove
from tracer.custody.note import Verifier, open_note
from tracer.errors import TracerError


class WitnessError(TracerError):
    """The witness cannot be reached just now; the checkpoint can be given to it later."""

    exit_code = 1


class WitnessRefusedError(WitnessError):
    """The witness has seen another history: the ledger was rolled back, forked or restored from an old copy."""


class Witness(ABC):
    """One place outside the ledger that keeps checkpoints. Found by its scheme in this folder."""

    schemes: ClassVar[tuple[str, ...]]
    """What its addresses begin with, before the first colon."""

    @property
    @abstractmethod
    def name(self) -> str:
        """What to call it to a person, and its answers among those kept."""

    @classmethod
    @abstractmethod
    def at(cls, address: str, ledger_keys: tuple[Verifier, ...]) -> Witness:
        """The witness at an address; raises ConfigurationError when there can be none."""

    @abstractmethod
    def submit(self, note: bytes, prove: Prove) -> bytes:
        """Gives it a signed checkpoint; gives back the note to keep, with the witness's signatures if it makes any.

        `prove` is asked for the consistency proof from what the witness saw last. Giving it the same checkpoint again
        does no harm. Raises WitnessRefusedError when the ledger did not grow from that, WitnessError when there is no
        answer.
        """


def read_checkpoint(note: bytes, keys: tuple[Verifier, ...]) -> Checkpoint:
    """The checkpoint in a note that one of the keys has signed; raises NoteError."""
    return checkpoints.parse(open_note(note, keys).text)
