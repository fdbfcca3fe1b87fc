"""Bundles that were changed on purpose: by somebody without a key, and by a thief of the ledger's key.

The thief signs whatever fits, but cannot sign for the witness; whoever checks knows the ledger's and the witness's keys
and has a checkpoint from earlier.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from custody_bundles import (
    ORIGIN,
    SmallLedger,
    contents_of,
    event,
    ledger_of,
    members,
    pack,
    signer,
    soaking,
    witness,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from tracer import merkle
from tracer.custody import bundle, canonical, layout, statement
from tracer.custody.bundle import write_bundle
from tracer.custody.checkpoint import signed
from tracer.custody.checks.signatures import Trust
from tracer.custody.keys import rotate
from tracer.custody.note import open_note, sign
from tracer.custody.verify import verify_bundle

SIZE, KEPT, EARLIER, EXHIBITS = 13, 8, 5, 3
LEDGER = ledger_of(SIZE, EXHIBITS)
INDEXES = tuple(range(1, SIZE, EXHIBITS))
GOOD = contents_of(LEDGER, INDEXES, old=KEPT, kept=(EARLIER, KEPT))
TRUST = Trust(
    keys=(signer().verifier,),
    witness_keys=(witness().verifier,),
    witness_notes=(signed(LEDGER.checkpoint(KEPT), [signer()]),),
)
EXAMPLES = 20_000 if soaking() else 500

Files = dict[str, bytes]
Chance = random.Random


# Without a key: the files are moved about and changed.


def drop(files: Files, chance: Chance) -> None:
    del files[chance.choice(sorted(files))]


def swap(files: Files, chance: Chance) -> None:
    first, second = chance.sample(sorted(files), 2)
    files[first], files[second] = files[second], files[first]


def truncate(files: Files, chance: Chance) -> None:
    name = chance.choice(sorted(files))
    files[name] = files[name][: chance.randrange(len(files[name]))]


def extend(files: Files, chance: Chance) -> None:
    name = chance.choice(sorted(files))
    files[name] += chance.choice([b"\n", b" ", b"\0", files[name]])


def alter(files: Files, chance: Chance) -> None:
    name = chance.choice(sorted(files))
    place = chance.randrange(len(files[name]))
    changed = bytearray(files[name])
    changed[place] = (changed[place] + chance.randrange(1, 256)) % 256
    files[name] = bytes(changed)


def rename(files: Files, chance: Chance) -> None:
    name = chance.choice(sorted(files))
    files[chance.choice(["entries/99.json", "proofs/99.json", "witnesses/w9.note", "note.txt"])] = files.pop(name)


def add(files: Files, chance: Chance) -> None:
    kind = chance.choice([layout.ENTRY, layout.PROOF, layout.DISCLOSED, layout.WITNESS, layout.KEPT, layout.TIMESTAMP])
    files[kind.format(chance.randrange(90, 99))] = files[chance.choice(sorted(files))]


# With the ledger's key, but not the witness's: another tree.


def rebuilt(leaves: list[bytes], chance: Chance) -> bundle.Contents:
    """All that a thief can make of other leaves: every proof fits; the old words of witness and ledger stay or go."""
    ledger = SmallLedger.of(leaves)
    indexes = [i for i, leaf in enumerate(leaves) if canonical.decode(leaf)["exhibit"] == "exhibit:RAID-1:AB/2"]
    made = contents_of(ledger, indexes or [0], old=None)
    kept = chance.choice([{}, GOOD.witnesses, {"w1": GOOD.witnesses["w1"]}, {"earlier": GOOD.witnesses["earlier"]}])
    there = [size for size in (EARLIER, KEPT) if size <= len(leaves)]
    proofs = {size: tuple(merkle.consistency_proof(size, len(leaves), ledger.get)) for size in there}
    consistency = chance.choice([proofs, GOOD.consistency])
    own = {size: signed(ledger.checkpoint(size), [signer()]) for size in there}
    before = chance.choice([{}, own, GOOD.kept, {EARLIER: GOOD.kept[EARLIER]}])
    return replace(made, witnesses=kept, consistency=consistency, kept=before, openings=(), attachments=())


def rewrite(chance: Chance) -> bundle.Contents:
    leaves = list(LEDGER.leaves)
    place = chance.randrange(SIZE)
    changes = [{"by": "officer:XX"}, {"at": "2025-01-01T00:00:00Z"}, {"location": "store:SOUTH"}, {"kind": "dispose"}]
    leaves[place] = canonical.encode(event(place, EXHIBITS, **chance.choice(changes)))
    return rebuilt(leaves, chance)


def leave_out(chance: Chance) -> bundle.Contents:
    """An event is taken out, and those after it are numbered anew."""
    gone = chance.randrange(SIZE)
    events = [canonical.decode(leaf) for place, leaf in enumerate(LEDGER.leaves) if place != gone]
    reached: dict[str, int] = {}
    for said in events:
        reached[said["exhibit"]] = said["sequence"] = reached.get(said["exhibit"], 0) + 1
    return rebuilt([canonical.encode(said) for said in events], chance)


def reorder(chance: Chance) -> bundle.Contents:
    leaves = list(LEDGER.leaves)
    first, second = chance.sample(range(SIZE), 2)
    leaves[first], leaves[second] = leaves[second], leaves[first]
    return rebuilt(leaves, chance)


def fork(chance: Chance) -> bundle.Contents:
    start = chance.randrange(SIZE)
    places = range(start, start + chance.randrange(1, 9))
    other = [canonical.encode(event(place, EXHIBITS, by="officer:XX")) for place in places]
    return rebuilt([*LEDGER.leaves[:start], *other], chance)


def roll_back(chance: Chance) -> bundle.Contents:
    return rebuilt(LEDGER.leaves[: chance.randrange(2, KEPT)], chance)


def new_key(chance: Chance) -> bundle.Contents:
    """The thief hands over to a key of its own, and signs another history with that."""
    made = rewrite(chance)
    thief = signer(secret="thief")
    head = open_note(made.checkpoint, [signer().verifier]).text
    keys = (*made.keys, thief.verifier.vkey)
    return replace(made, checkpoint=sign(head, [thief]), keys=keys, rotations=(rotate(ORIGIN, 1, signer(), thief),))


# With the ledger's key, and the tree as the witness saw it: what a signed list of files cannot hide.


def resign(files: Files) -> None:
    """Signs for the files as they are now."""
    note = open_note(files.pop(layout.MANIFEST), [signer().verifier])
    value = statement.parse(statement.BUNDLE, note.text)
    value["files"] = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    counts: dict[str, int] = {}
    for name, data in files.items():
        if name.startswith("entries/"):
            try:
                exhibit = json.loads(data)["exhibit"]
            except (ValueError, LookupError, TypeError):
                continue
            counts[exhibit] = counts.get(exhibit, 0) + 1
    files[layout.MANIFEST] = statement.make(statement.BUNDLE, {**value, "exhibits": counts}, [signer()])


def entry_name(chance: Chance, among: tuple[int, ...] = INDEXES) -> tuple[int, str]:
    index = chance.choice(among)
    return index, layout.ENTRY.format(index)


def drop_one_of_the_middle(files: Files, chance: Chance) -> None:
    index, name = entry_name(chance, INDEXES[:-1])
    for gone in (name, layout.PROOF.format(index), layout.DISCLOSED.format(index)):
        files.pop(gone, None)


def alter_entry(files: Files, chance: Chance) -> None:
    index, name = entry_name(chance)
    files[name] = canonical.encode(event(index, EXHIBITS, by="officer:XX"))


def alter_bytes(files: Files, chance: Chance) -> None:
    _, name = entry_name(chance)
    changed = bytearray(files[name])
    changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    files[name] = bytes(changed)


def swap_entries(files: Files, chance: Chance) -> None:
    (one, first), (other, second) = entry_name(chance, INDEXES[:2]), entry_name(chance, INDEXES[2:])
    files[first], files[second] = files[second], files[first]
    if chance.random() < 0.5:
        one_proof, other_proof = layout.PROOF.format(one), layout.PROOF.format(other)
        files[one_proof], files[other_proof] = files[other_proof], files[one_proof]


def alter_proof(files: Files, chance: Chance) -> None:
    index, _ = entry_name(chance)
    name = layout.PROOF.format(index)
    proof = json.loads(files[name])
    change: Callable[[], object] = chance.choice(
        [
            lambda: proof.update(index=index + 1),
            lambda: proof.update(treeSize=SIZE + 1),
            proof["hashes"].pop,
            lambda: proof["hashes"].append(proof["hashes"][0]),
            proof["hashes"].reverse,
            lambda: proof.update(hashes="none"),
            lambda: proof.update(more=1),
            lambda: proof.pop("index"),
            lambda: proof["hashes"].__setitem__(0, 5),
        ]
    )
    change()
    files[name] = canonical.encode(proof)


def alter_disclosure(files: Files, chance: Chance) -> None:
    name = layout.DISCLOSED.format(INDEXES[0])
    found = json.loads(files[name])
    opening = found["openings"][0]
    part = chance.choice(sorted(opening))
    opening[part] = chance.choice([opening[part] + "0", opening[part][:-1], "", "00" * 32, 7, None, [opening[part]]])
    found["openings"] *= chance.choice([1, 1, 2])
    files[name] = canonical.encode(found)


def swap_photograph(files: Files, chance: Chance) -> None:
    name = next(name for name in files if name.startswith("attachments/"))
    data = chance.randbytes(100)
    if chance.random() < 0.5:
        files[name] = data
    else:
        files[layout.ATTACHMENT.format(hashlib.sha256(data).hexdigest())] = data


def alter_witness(files: Files, chance: Chance) -> None:
    name = chance.choice([layout.WITNESS.format("w1"), layout.WITNESS.format("earlier")])
    ledger = ledger_of(SIZE, EXHIBITS + 1)
    size = chance.choice([3, KEPT, SIZE, SIZE])
    forged = sign(ledger.checkpoint(size).text, [signer()])
    cosigned = files[name].decode().rstrip("\n").rpartition("\n")[2]
    files[name] = chance.choice([forged, forged + cosigned.encode() + b"\n", files[name][:-3] + b"A=\n"])


def alter_kept(files: Files, chance: Chance) -> None:
    """An earlier checkpoint of the ledger's own says something else, or stands under another size."""
    size = chance.choice([EARLIER, KEPT])
    name = layout.KEPT.format(size)
    other = ledger_of(SIZE, EXHIBITS + 1)
    text = LEDGER.checkpoint(size).text
    forged = [
        signed(other.checkpoint(size), [signer()]),
        signed(LEDGER.checkpoint(size - 1), [signer()]),
        sign(text.replace("north", "south"), [signer()]),
        sign(text, [signer(secret="thief")]),
        sign(text, [witness()]),
        text.encode(),
        files[name][:-3] + b"A=\n",
        files[layout.CHECKPOINT],
    ]
    if chance.random() < 0.3:
        files[layout.KEPT.format(chance.choice([0, size - 1, SIZE, SIZE + 1]))] = files.pop(name)
    else:
        files[name] = chance.choice(forged)


def alter_consistency(files: Files, chance: Chance) -> None:
    size = chance.choice([EARLIER, KEPT])
    name = layout.CONSISTENCY.format(size)
    proof = json.loads(files[name])
    change: Callable[[], object] = chance.choice(
        [
            lambda: proof.update(oldSize=size + 1),
            lambda: proof.update(treeSize=SIZE + 1),
            proof["hashes"].pop,
            lambda: proof["hashes"].append(proof["hashes"][0]),
            lambda: proof.update(hashes=[]),
        ]
    )
    change()
    files[name] = canonical.encode(proof)
    if chance.random() < 0.2:
        del files[name]


def alter_keys(files: Files, chance: Chance) -> None:
    lines = files[layout.KEYS].decode().splitlines()
    thief = signer(secret="thief").verifier.vkey
    new = chance.choice([lines[:1], lines[1:], [thief, lines[1]], [*lines, lines[0]], [lines[0], "x"], []])
    files[layout.KEYS] = "".join(f"{line}\n" for line in new).encode()


WITHOUT_A_KEY = (drop, swap, truncate, extend, alter, rename, add)
ANOTHER_TREE = (rewrite, leave_out, reorder, fork, roll_back, new_key)
SIGNED_ANEW = (
    drop_one_of_the_middle,
    alter_entry,
    alter_bytes,
    swap_entries,
    alter_proof,
    alter_disclosure,
    swap_photograph,
    alter_witness,
    alter_kept,
    alter_consistency,
    alter_keys,
)


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("mutations") / "good.zip"
    write_bundle(path, GOOD, signer())
    return path


@pytest.fixture(scope="module")
def good_files(good: Path) -> Files:
    return members(good)


def test_what_nobody_changed_is_accepted(good: Path, good_files: Files, tmp_path: Path) -> None:
    files = dict(good_files)
    resign(files)
    for path in (good, pack(tmp_path / "signed.zip", files)):
        assert verify_bundle(path, TRUST).problems == []


@settings(max_examples=EXAMPLES)
@given(seed=st.integers(0, 2**64 - 1))
def test_no_mutation_is_accepted(good: Path, good_files: Files, seed: int) -> None:
    chance = random.Random(seed)
    mutation = chance.choice([*WITHOUT_A_KEY, *ANOTHER_TREE, *SIGNED_ANEW])
    path = good.with_name("bad.zip")
    if mutation in ANOTHER_TREE:
        write_bundle(path, mutation(chance), signer(secret="thief") if mutation is new_key else signer())
    else:
        files = dict(good_files)
        mutation(files, chance)
        if mutation in SIGNED_ANEW:
            resign(files)
        pack(path, files)
    if path.read_bytes() == good.read_bytes():
        return
    report = verify_bundle(path, TRUST)
    assert not report.verified, f"{mutation.__name__} was accepted"
    assert report.words().startswith("NOT VERIFIED")
