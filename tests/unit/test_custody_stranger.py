"""A stranger's check: what docs/custody-bundle.md says, done with nothing but the standard library and Ed25519."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import zipfile
from base64 import b64decode
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tracer.custody import layout

ROOT = Path(__file__).parents[2]
BUNDLE = ROOT / "tests/vectors/custody/bundle.zip"
GROWN = ROOT / "tests/vectors/custody/grown.zip"


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def signed_by(note: bytes, keys: str) -> tuple[str, set[str]]:
    """The text of a note and who signed it; every signature is checked."""
    text, _, lines = note.decode().rpartition("\n\n")
    text += "\n"
    names = set()
    for line in lines.splitlines():
        _, name, encoded = line.split(" ")
        signature = b64decode(encoded)
        key = next(key for key in keys.split("\n") if key.startswith(f"{name}+{signature[:4].hex()}+"))
        algorithm, *raw = b64decode(key.split("+", 2)[2])
        assert sha256(f"{name}\n".encode() + bytes([algorithm, *raw]))[:4] == signature[:4]
        message, signature = text.encode(), signature[4:]
        if algorithm == 4:
            at = int.from_bytes(signature[:8], "big")
            message, signature = f"cosignature/v1\ntime {at}\n{text}".encode(), signature[8:]
        Ed25519PublicKey.from_public_bytes(bytes(raw)).verify(signature, message)
        names.add(name)
    return text, names


def climb(leaf: bytes, index: int, size: int, hashes: list[str]) -> bytes:
    """The root that a proof leads to: RFC 9162, section 2.1.3.2."""
    place, last = index, size - 1
    for sibling in map(b64decode, hashes):
        if place & 1 or place == last:
            leaf = sha256(b"\x01" + sibling + leaf)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            leaf = sha256(b"\x01" + leaf + sibling)
        place, last = place >> 1, last >> 1
    assert last == 0
    return leaf


def test_a_stranger_gets_the_same_answer() -> None:
    with zipfile.ZipFile(BUNDLE) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    keys = files["keys.txt"].decode()
    text, signers = signed_by(files["checkpoint"], keys)
    origin, size, root = text.splitlines()
    assert signers == {origin}

    manifest, signers = signed_by(files["manifest"], keys)
    kind, listed = manifest.splitlines()
    said = json.loads(listed)
    assert (kind, signers) == ("tracer-custody-bundle/v1", {origin})
    assert said["files"] == {name: sha256(data).hex() for name, data in files.items() if name != "manifest"}

    reached: dict[str, int] = {}
    for name in sorted((name for name in files if name.startswith("entries/")), key=lambda name: int(name[8:-5])):
        index, event = int(name[8:-5]), json.loads(files[name])
        proof = json.loads(files[f"proofs/{index}.json"])
        assert climb(sha256(b"\x00" + files[name]), index, int(size), proof["hashes"]) == b64decode(root)
        reached[event["exhibit"]] = reached.get(event["exhibit"], 0) + 1
        assert (event["ledger"], event["sequence"]) == (origin, reached[event["exhibit"]])
        for opening in json.loads(files.get(f"disclosed/{index}.json", b'{"openings":[]}'))["openings"]:
            message = {"event": event["id"]} | {part: opening[part] for part in ("field", "salt", "text")}
            canonical = json.dumps(message, separators=(",", ":"), sort_keys=True, ensure_ascii=False).encode()
            made = hmac.new(bytes.fromhex(opening["key"]), canonical, hashlib.sha256)
            assert made.hexdigest() == event["private"][opening["field"]]
    assert reached == said["exhibits"]
    assert signed_by(files["witnesses/w1.note"], keys)[0] == text


def joined(old: int, new: int, root: bytes, hashes: list[str]) -> tuple[bytes, bytes]:
    """The old and the new root that a proof of growth leads to: RFC 9162, section 2.1.4.2."""
    path = list(map(b64decode, hashes))
    if old & (old - 1) == 0:
        path.insert(0, root)
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    before = after = path[0]
    for sibling in path[1:]:
        if place & 1 or place == last:
            before, after = sha256(b"\x01" + sibling + before), sha256(b"\x01" + sibling + after)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            after = sha256(b"\x01" + after + sibling)
        place, last = place >> 1, last >> 1
    assert last == 0
    return before, after


def test_a_stranger_sees_that_the_ledger_only_grew() -> None:
    with zipfile.ZipFile(GROWN) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    keys = files["keys.txt"].decode()
    origin, size, head = signed_by(files["checkpoint"], keys)[0].splitlines()
    kept = sorted(name for name in files if name.startswith("checkpoints/"))
    assert kept == ["checkpoints/2.note", "checkpoints/3.note", "checkpoints/5.note"]
    for name in kept:
        text, signers = signed_by(files[name], keys)
        assert signers == {origin}
        _, old, root = text.splitlines()
        proof = json.loads(files[f"witnesses/{old}.json"])
        assert (name, proof["oldSize"], proof["treeSize"]) == (f"checkpoints/{old}.note", int(old), int(size))
        roots = joined(int(old), int(size), b64decode(root), proof["hashes"])
        assert roots == (b64decode(root), b64decode(head))


def test_the_page_names_every_kind_of_file() -> None:
    page = (ROOT / "docs/custody-bundle.md").read_text()
    named = set(re.findall(r"^\| `([^`]+)` \|", page, re.MULTILINE))
    kinds = {layout.CHECKPOINT, layout.KEYS, layout.MANIFEST, layout.README, "entries/N.json", "proofs/N.json"}
    kinds |= {"disclosed/N.json", "checkpoints/S.note", "witnesses/LABEL.note", "witnesses/S.json", "rotations/N.note"}
    kinds |= {"timestamps/LABEL.tsr", "attachments/SHA256"}
    assert kinds <= named
    for kind in kinds - {"attachments/SHA256"}:
        assert layout.kind_of(re.sub(r"\b[NS]\b", "7", kind).replace("LABEL", "w1")), kind
