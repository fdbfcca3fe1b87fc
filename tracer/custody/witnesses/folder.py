"""A folder as witness: a share of another department, a memory stick in a safe. It keeps all it is given."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from tracer import merkle
from tracer.custody.checkpoint import Checkpoint
from tracer.custody.guard import Prove
from tracer.custody.note import NoteError, NoteSigner, Verifier, parse, sign
from tracer.custody.safely import write_safely
from tracer.custody.witnesses._base import Witness, WitnessError, WitnessRefusedError, read_checkpoint
from tracer.errors import ConfigurationError

_FILE = re.compile(r"([0-9]{16})\.note")


@dataclass(frozen=True)
class FolderWitness(Witness):
    """Keeps the checkpoints of one ledger as `SIZE.note` files and never overwrites one.

    `keys` are the ledger's. With a `signer` (a Cosigner, away from the ledger's machine) it signs what it takes.
    """

    folder: Path
    keys: tuple[Verifier, ...]
    signer: NoteSigner | None = None

    schemes = ("folder",)

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.folder.name

    @classmethod
    def at(cls, address: str, ledger_keys: tuple[Verifier, ...]) -> FolderWitness:
        """The witness in the folder that follows `folder:`."""
        folder = Path(address.removeprefix("folder:"))
        if not folder.is_dir():
            raise ConfigurationError(f"There is no folder {folder} to keep checkpoints in.", "Make it, or mount it.")
        return cls(folder, ledger_keys)

    def submit(self, note: bytes, prove: Prove) -> bytes:
        """Keeps the checkpoint, if the ledger grew to it from the newest one here."""
        asked = self._read(note, "The checkpoint")
        try:
            with FileLock(self.folder / ".lock", timeout=30):
                return self._keep(note, asked, prove)
        except OSError as error:
            raise WitnessError(f"The folder {self.folder} cannot be written: {error}.", "Mount it.") from None

    def kept(self) -> list[Path]:
        """The files of all checkpoints here, the newest last: one of them is what `tracer-verify --witness` takes."""
        return sorted(path for path in self.folder.iterdir() if _FILE.fullmatch(path.name))

    def _keep(self, note: bytes, asked: Checkpoint, prove: Prove) -> bytes:
        kept = self.kept()
        if kept:
            newest = kept[-1].read_bytes()
            last = self._read(newest, str(kept[-1]))
            _require_growth(last, asked, prove)
            if last.size == asked.size:
                return newest
        if self.signer is not None:
            text, signatures = parse(note)
            note = sign(text, [self.signer], signatures)
        write_safely(self.folder / f"{asked.size:016d}.note", note)
        return note

    def _read(self, note: bytes, what: str) -> Checkpoint:
        try:
            return read_checkpoint(note, self.keys)
        except NoteError as error:
            raise WitnessRefusedError(f"{what} is not one of this ledger: {error.what}", error.do) from None


def _require_growth(last: Checkpoint, asked: Checkpoint, prove: Prove) -> None:
    if asked.origin != last.origin:
        raise WitnessRefusedError(f"The folder keeps checkpoints of {last.origin}.", "Give each ledger its own folder.")
    if asked.size < last.size:
        raise WitnessRefusedError(
            f"The ledger has {asked.size} entries, and had {last.size} when the witness last saw it.",
            "It was rolled back: restore its newest copy.",
        )
    proof = prove(last.size, asked.size)
    if not merkle.verify_consistency(last.size, asked.size, last.root, asked.root, proof):
        raise WitnessRefusedError(
            f"The first {last.size} entries are not what they were when the witness last saw them.",
            "The ledger was altered: keep it as it is and find out how.",
        )
