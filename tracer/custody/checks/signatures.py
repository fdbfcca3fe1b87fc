"""Whose keys count, and whether they signed the checkpoint and the list of what is in the bundle."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tracer.custody import checkpoint as checkpoints
from tracer.custody import layout, statement
from tracer.custody.checkpoint import Checkpoint
from tracer.custody.checks.contents import Contents
from tracer.custody.note import COSIGNS, SIGNS, Note, NoteError, Verifier, cosigned_at, open_note
from tracer.custody.report import NotVerifiedError, Report


@dataclass(frozen=True)
class Trust:
    """What the person who checks brings along: it does not come from whoever made the bundle.

    `keys`: the ledger's published keys; `witness_keys`: witnesses that must have signed; `witness_notes`: checkpoints
    kept from earlier; `authorities`: PEM certificates of time-stamping authorities.
    """

    keys: tuple[Verifier, ...] = ()
    witness_keys: tuple[Verifier, ...] = ()
    witness_notes: tuple[bytes, ...] = ()
    authorities: tuple[bytes, ...] = ()


@dataclass(frozen=True)
class Cosigned:
    """That a witness had seen the first `size` entries at `at` (seconds since 1970 UTC)."""

    witness: Verifier
    at: int
    size: int


@dataclass(frozen=True)
class Signed:
    """The bundle's checkpoint, all keys it comes with, and who signed it."""

    checkpoint: Checkpoint
    keys: tuple[Verifier, ...]
    cosigned: tuple[Cosigned, ...]
    manifest_exhibits: dict[str, int]


def check(contents: Contents, trust: Trust, report: Report) -> Signed:
    """The checkpoint, once its signatures and the manifest's are known to be of the ledger's keys."""
    keys = parse_keys(contents.one(layout.KEYS))
    note = opened(layout.CHECKPOINT, contents.one(layout.CHECKPOINT), keys)
    head = checkpoints.parse(note.text)
    report.origin, report.size = head.origin, head.size
    accepted = _accepted(contents, head, keys, trust)
    _require_signer(layout.CHECKPOINT, note, accepted, trust)
    exhibits = _manifest(contents, head, keys, accepted, trust)
    names = ", ".join(sorted(v.vkey for v, _ in note.verified if v in accepted))
    report.proven.append(f"The ledger's key signed for {head.size} entries and for the list of these files: {names}.")
    if not trust.keys:
        report.limits.append(
            "That the key is the ledger's: it came with the bundle. Get the published key from elsewhere and check "
            "again with --key."
        )
    return Signed(head, keys, cosignatures(note, head.size), exhibits)


def parse_keys(data: bytes) -> tuple[Verifier, ...]:
    """The keys in a keys.txt: one on a line, none twice."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise NotVerifiedError("keys.txt is not UTF-8.") from None
    keys = tuple(Verifier.from_vkey(line) for line in text.removesuffix("\n").split("\n"))
    if not text.endswith("\n") or len(set(keys)) != len(keys):
        raise NotVerifiedError("keys.txt does not hold one key on each line.")
    return keys


def opened(name: str, data: bytes, keys: Iterable[Verifier]) -> Note:
    """A note of the bundle: each of its signatures is by a key that the bundle names, and fits."""
    try:
        note = open_note(data, keys)
    except NoteError as error:
        raise NotVerifiedError(f"{name}: {error}") from None
    if note.unknown:
        raise NotVerifiedError(f"{name} is signed by {note.unknown[0].name[:100]}, whose key is not in keys.txt.")
    return note


def cosignatures(note: Note, size: int) -> tuple[Cosigned, ...]:
    """Which witnesses signed a checkpoint, and when."""
    return tuple(
        Cosigned(verifier, cosigned_at(signature), size)
        for verifier, signature in note.verified
        if verifier.algorithm == COSIGNS
    )


def _accepted(contents: Contents, head: Checkpoint, keys: tuple[Verifier, ...], trust: Trust) -> set[Verifier]:
    """The keys that may sign for the ledger at this size: those trusted, and those that such keys handed over to."""
    own = {key for key in keys if key.algorithm == SIGNS and key.name == head.origin}
    accepted = set(trust.keys) & own if trust.keys else set(own)
    retired: set[Verifier] = set()
    for number, data in contents.numbered(layout.ROTATION).items():
        name = layout.ROTATION.format(number)
        old, new, size = _rotation(name, data, head.origin, keys)
        if old in accepted and new in own:
            accepted.add(new)
        if head.size > size:
            retired.add(old)
    return accepted - retired


def _rotation(name: str, data: bytes, origin: str, keys: tuple[Verifier, ...]) -> tuple[Verifier, Verifier, int]:
    note = opened(name, data, keys)
    value = statement.parse(statement.NEXT_KEY, note.text)
    signers = {verifier.vkey: verifier for verifier, _ in note.verified}
    old, new, size = signers.get(value.get("old", "")), signers.get(value.get("new", "")), value.get("size")
    if set(value) != {"ledger", "new", "old", "size"} or not isinstance(size, int) or value["ledger"] != origin:
        raise NotVerifiedError(f"{name} is not about a key of this ledger.")
    if old is None or new is None:
        raise NotVerifiedError(f"{name} is not signed by both the old key and the new one.")
    return old, new, size


def _require_signer(name: str, note: Note, accepted: set[Verifier], trust: Trust) -> None:
    if any(verifier in accepted for verifier, _ in note.verified):
        return
    if trust.keys:
        raise NotVerifiedError(f"{name} is not signed by a key you trust.", "Make sure that --key is this ledger's.")
    raise NotVerifiedError(f"{name} is not signed by a key of the ledger that it names.")


def _manifest(
    contents: Contents, head: Checkpoint, keys: tuple[Verifier, ...], accepted: set[Verifier], trust: Trust
) -> dict[str, int]:
    """Holds the files to the signed list of them; gives the number of events of each exhibit that the list states."""
    note = opened(layout.MANIFEST, contents.one(layout.MANIFEST), keys)
    _require_signer(layout.MANIFEST, note, accepted, trust)
    value = statement.parse(statement.BUNDLE, note.text)
    if set(value) != {"exhibits", "files", "ledger", "size"} or not isinstance(value["exhibits"], dict):
        raise NotVerifiedError("The manifest is not one of a bundle.")
    if value["ledger"] != head.origin or value["size"] != head.size:
        raise NotVerifiedError("The manifest belongs to another ledger or another checkpoint.")
    listed, here = value["files"], {name: d for name, d in contents.digests.items() if name != layout.MANIFEST}
    if listed != here:
        raise NotVerifiedError(_difference(listed, here))
    exhibits: dict[str, int] = value["exhibits"]
    return exhibits


def _difference(listed: object, here: dict[str, str]) -> str:
    named = listed if isinstance(listed, dict) else {}
    for what, names in (
        ("is missing from the bundle", named.keys() - here.keys()),
        ("was added to the bundle", here.keys() - named.keys()),
        ("was changed", {name for name in here.keys() & named.keys() if here[name] != named[name]}),
    ):
        if names:
            return f"{min(names)} {what} ({len(names)} such file(s))."
    return "The manifest does not list the files of the bundle."
