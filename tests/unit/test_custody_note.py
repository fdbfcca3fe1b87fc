"""Signed notes and checkpoints: published examples hold, damaged ones do not."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from custody_bundles import ORIGIN, ledger_of, signer, witness

from tracer import merkle
from tracer.custody import checkpoint
from tracer.custody.checkpoint import Checkpoint
from tracer.custody.note import COSIGNS, NoteError, Signer, Verifier, cosigned_at, open_note, parse, sign

VECTOR = json.loads((Path(__file__).parents[1] / "vectors/custody/note.json").read_text())
NOTE = (VECTOR["text"] + "\n" + VECTOR["signature"]).encode()
PETER = Verifier.from_vkey(VECTOR["vkey"])


def test_the_published_note_opens() -> None:
    assert open_note(NOTE, [PETER]).names == ("PeterNeumann",)
    assert PETER.vkey == VECTOR["vkey"]


def test_the_published_key_signs_the_published_note() -> None:
    seed = base64.b64decode(VECTOR["skey"].split("+", 4)[4])[1:]
    key = Signer("PeterNeumann", Ed25519PrivateKey.from_private_bytes(seed))
    assert sign(VECTOR["text"], [key]) == NOTE


def test_every_bit_of_a_note_counts() -> None:
    for bit in range(len(NOTE) * 8):
        changed = bytearray(NOTE)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(NoteError):
            open_note(bytes(changed), [PETER])


def test_no_part_of_a_key_is_a_key() -> None:
    vkey = VECTOR["vkey"]
    parts = {vkey[:end] for end in range(len(vkey))} | {vkey[start:] for start in range(1, len(vkey))}
    altered = {vkey[:place] + chr(ord(vkey[place]) + 1) + vkey[place + 1 :] for place in range(len(vkey))}
    unknown_algorithm = Verifier("x", bytes(32), 0x7F).vkey
    for wrong in (parts | altered | {unknown_algorithm, vkey + "\n", vkey.replace("c74f", "C74F")}) - {vkey}:
        with pytest.raises(NoteError):
            Verifier.from_vkey(wrong)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n\n",
        b"text\n",
        b"text\n\n",
        NOTE[:-1],
        NOTE + b"\n",
        NOTE.replace("— ".encode(), b"- "),
        b"a\x00b\n\n" + VECTOR["signature"].encode(),
        b"a\rb\n\n" + VECTOR["signature"].encode(),
        b"\xff\n\n" + VECTOR["signature"].encode(),
        VECTOR["text"].encode() + b"\n" + VECTOR["signature"].encode() * 101,
        "text\n\n— a b AAAAAAAA\n".encode(),
        "text\n\n— a AAAA\n".encode(),
        "text\n\n— a+b AAAAAAAA\n".encode(),
        "text\n\n—  AAAAAAAA\n".encode(),
    ],
)
def test_malformed_notes_are_refused(data: bytes) -> None:
    with pytest.raises(NoteError):
        open_note(data, [PETER])


def test_unknown_signatures_are_listed_and_not_trusted() -> None:
    both = sign("text\n", [signer(), witness()])
    note = open_note(both, [witness().verifier])
    assert note.names == ("witness.example/w1",)
    assert [signature.name for signature in note.unknown] == [ORIGIN]
    with pytest.raises(NoteError, match="unknown key"):
        open_note(both, [PETER])


def test_one_wrong_signature_spoils_the_note() -> None:
    text, (first, second) = parse(sign("text\n", [signer(), witness()]))
    swapped = sign("other\n", [signer()], [second])
    with pytest.raises(NoteError, match="does not fit"):
        open_note(swapped, [signer().verifier, witness().verifier])
    assert (text, first.name) == ("text\n", ORIGIN)


def test_a_witness_signs_the_time_too() -> None:
    _, (cosigned,) = parse(sign("text\n", [witness()]))
    assert witness().verifier.algorithm == COSIGNS
    assert cosigned_at(cosigned) == witness().clock()
    later = (witness().clock() + 1).to_bytes(8, "big") + cosigned.payload[8:]
    assert witness().verifier.verify("text\n", cosigned.payload)
    assert not witness().verifier.verify("text\n", later)
    assert not signer().verifier.verify("text\n", cosigned.payload)
    assert not witness().verifier.verify("text\n", cosigned.payload[8:])


def test_a_checkpoint_comes_back() -> None:
    made = Checkpoint(ORIGIN, 7, ledger_of(7).checkpoint().root, ("more",))
    assert made.text.split("\n")[:2] == [ORIGIN, "7"]
    assert checkpoint.parse(made.text) == made
    assert checkpoint.parse(Checkpoint(ORIGIN, 0, merkle.EMPTY_ROOT).text).size == 0


ROOT = base64.b64encode(bytes(32)).decode()


@pytest.mark.parametrize(
    "text",
    [
        "",
        f"{ORIGIN}\n1\n{ROOT}",
        f"{ORIGIN}\n1\n\n",
        f"\n1\n{ROOT}\n",
        f"{ORIGIN}\n01\n{ROOT}\n",
        f"{ORIGIN}\n-1\n{ROOT}\n",
        f"{ORIGIN}\n\u0661\n{ROOT}\n",
        f"{ORIGIN}\n{2**53}\n{ROOT}\n",
        f"{ORIGIN}\n0\n{ROOT}\n",
        f"{ORIGIN}\n1\n{ROOT[:-2]}==\n",
        f"{ORIGIN}\n1\n{ROOT.replace('=', 'B')}\n",
        f"{ORIGIN}\n1\n{ROOT[:-2]}B=\n",
        f"{ORIGIN}\n1\n{ROOT}\n\nmore\n",
        f"a b\n1\n{ROOT}\n",
    ],
)
def test_malformed_checkpoints_are_refused(text: str) -> None:
    with pytest.raises(NoteError):
        checkpoint.parse(text)
