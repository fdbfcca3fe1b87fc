"""The keys that sign for the ledger: made, handed over from one to the next, and listed. Private parts never leave.

In the folder of keys, key `1` is `1.key` (private, its owner's alone) and `1.vkey` (to be published); `2.rotation` is
the statement by which key 1 hands over to key 2. `TRACER_CUSTODY_SIGNER` names a signer in another process instead.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from api.custody_house import CustodyHouse
from api.settings import Settings
from tracer.custody.guard import Grown, Guard, Prove, proven, unproven
from tracer.custody.keys import create_key, load_key, rotate
from tracer.custody.note import NoteSigner, Verifier
from tracer.custody.safely import write_safely
from tracer.custody.signer import command_signer, socket_signer
from tracer.errors import ConfigurationError, UsageError


@dataclass(frozen=True, slots=True)
class ListedKey:
    """A key of the ledger: its number, its public part, and whether it signs now."""

    number: int
    vkey: str
    signs: bool


@dataclass(frozen=True, slots=True)
class Guarded:
    """A key in this process that signs nothing which contradicts what it signed before."""

    signer: NoteSigner
    guard: Guard
    grown: Grown

    @property
    def verifier(self) -> Verifier:
        """The public half."""
        return self.signer.verifier

    def sign(self, text: str) -> bytes:
        """The signature. Raises `SigningRefusedError`."""
        self.guard.allow(text, self.grown)
        return self.signer.sign(text)


def new_key(house: CustodyHouse) -> ListedKey:
    """Makes the first key. Raises `UsageError` when there is one."""
    with _held(house.settings.custody_keys):
        if house.settings.custody_signer:
            raise UsageError("Another process holds the ledger's key.", "TRACER_CUSTODY_SIGNER names it.")
        if _numbers(house.settings.custody_keys):
            raise UsageError("The ledger has a key.", "To change it: tracer custody keys rotate")
        return _make(house, 1, None)


def rotate_key(house: CustodyHouse) -> ListedKey:
    """Makes the next key, to which the one that signs now hands over."""
    with _held(house.settings.custody_keys):
        old = signer(house.settings)
        numbers = _numbers(house.settings.custody_keys)
        return _make(house, (numbers[-1] if numbers else 1) + 1, old)


def keys(settings: Settings) -> tuple[ListedKey, ...]:
    """The ledger's keys, oldest first."""
    folder = settings.custody_keys
    published = sorted((int(path.stem), path) for path in folder.glob("*.vkey") if path.stem.isdigit())
    signs = _signing_vkey(settings)
    found = [ListedKey(number, path.read_text(encoding="utf-8").strip(), False) for number, path in published]
    listed = [ListedKey(one.number, one.vkey, one.vkey == signs) for one in found]
    if signs is not None and all(not one.signs for one in listed):
        listed.append(ListedKey(len(listed) + 1, signs, True))
    return tuple(listed)


def signer(settings: Settings, prove: Prove | None = None) -> NoteSigner:
    """What signs for the ledger now; its checkpoints only with the ledger's proofs.

    Raises `ConfigurationError` when nothing does.
    """
    if settings.custody_signer:
        return _elsewhere(settings.custody_signer, prove)
    numbers = _numbers(settings.custody_keys)
    if not numbers:
        raise ConfigurationError("The ledger has no key to sign with.", "Make one: tracer custody keys new")
    held = load_key(settings.custody_keys / f"{numbers[-1]}.key")
    return Guarded(held, guard_of(settings, held.name), proven(prove) if prove else unproven)


def guard_of(settings: Settings, origin: str) -> Guard:
    """What the keys in this process have signed. One memory for all: a rotation lets no older history be signed."""
    return Guard(origin, settings.custody_keys / "signed")


def rotations(settings: Settings) -> tuple[bytes, ...]:
    """The statements by which each key handed over to the next, oldest first."""
    found = [path for path in settings.custody_keys.glob("*.rotation") if path.stem.isdigit()]
    return tuple(path.read_bytes() for path in sorted(found, key=lambda path: int(path.stem)))


def _signing_vkey(settings: Settings) -> str | None:
    if not settings.custody_signer and not _numbers(settings.custody_keys):
        return None
    return signer(settings).verifier.vkey


def _make(house: CustodyHouse, number: int, old: NoteSigner | None) -> ListedKey:
    folder = house.settings.custody_keys
    # The private key gets its name last: what was left by a crash before that is no key, and is written anew.
    draft = folder / f"{number}.key.new"
    draft.unlink(missing_ok=True)
    made = create_key(draft, house.ledger.origin)
    if old is not None:
        write_safely(folder / f"{number}.rotation", rotate(house.ledger.origin, house.ledger.size(), old, made))
    write_safely(folder / f"{number}.vkey", f"{made.verifier.vkey}\n".encode())
    draft.rename(folder / f"{number}.key")
    return ListedKey(number, made.verifier.vkey, True)


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Nobody else makes a key until the block ends: two who did at once would each take the other's draft away."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with FileLock(folder / ".making.lock"):
        yield


def _numbers(folder: Path) -> list[int]:
    return sorted(int(path.stem) for path in folder.glob("*.key") if path.stem.isdigit())


def _elsewhere(address: str, prove: Prove | None) -> NoteSigner:
    kind, _, rest = address.partition(":")
    if kind == "socket" and rest:
        return socket_signer(Path(rest), prove)
    if kind == "command" and rest:
        return command_signer(shlex.split(rest), prove)
    raise ConfigurationError(
        f"TRACER_CUSTODY_SIGNER is {address!r}.", "Write socket:PATH of a signer's socket, or command:… that runs one."
    )
