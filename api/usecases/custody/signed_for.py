"""Whether the ledger is the one that its key signed for and its witnesses keep: one set back agrees with itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from api.custody_house import CustodyHouse
from api.usecases.custody.checkpoints import remembered
from api.usecases.custody.keyring import guard_of, keys
from tracer.custody.checkpoint import Checkpoint
from tracer.custody.kept import Problem
from tracer.custody.note import NoteError, Verifier
from tracer.custody.witnesses._base import read_checkpoint
from tracer.custody.witnesses.folder import FolderWitness
from tracer.errors import ConfigurationError


def signed_otherwise(house: CustodyHouse) -> tuple[Problem, ...]:
    """What was signed and does not fit the ledger: by the key's memory, and by the folders that are its witnesses.

    A witness elsewhere, and a key in another process, are asked whenever a checkpoint is made.
    """
    return (*_by_its_key(house), *_in_folders(house))


def _by_its_key(house: CustodyHouse) -> Iterator[Problem]:
    where = "what its key signed last"
    try:
        last = guard_of(house.settings, house.ledger.origin).last
    except ConfigurationError as error:
        yield Problem(where, error.what)
        return
    if last is None:
        return
    yield from _against(house, where, last)
    kept = max((one.size for one in house.ledger.checkpoints()), default=0)
    if kept < last.size <= house.ledger.size():
        newest = f"the newest that is kept is over {kept}" if kept else "none is kept"
        yield Problem("checkpoints", f"One over {last.size} entries was signed, and {newest}: some were removed.")


def _in_folders(house: CustodyHouse) -> Iterator[Problem]:
    verifiers = tuple(Verifier.from_vkey(key.vkey) for key in keys(house.settings))
    for name, address in remembered(house).items():
        kind, _, path = address.partition(":")
        if kind not in FolderWitness.schemes or not Path(path).is_dir():
            continue
        kept = FolderWitness.at(address, verifiers).kept()
        if not kept:
            continue
        where = f"the witness {name}"
        try:
            newest = read_checkpoint(kept[-1].read_bytes(), verifiers)
        except (NoteError, OSError):
            yield Problem(where, f"The checkpoint {kept[-1].name} that it keeps is not one of this ledger.")
            continue
        yield from _against(house, where, newest)


def _against(house: CustodyHouse, where: str, signed: Checkpoint) -> Iterator[Problem]:
    size = house.ledger.size()
    if signed.origin != house.ledger.origin:
        yield Problem(where, f"It is of the ledger {signed.origin}.")
    elif signed.size > size:
        yield Problem(where, f"It is over {signed.size} entries, and there are {size}: the ledger was set back.")
    elif house.ledger.root(signed.size) != signed.root:
        yield Problem(where, f"The first {signed.size} entries are not those that it is over: the ledger was altered.")
