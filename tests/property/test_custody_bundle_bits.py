"""No bit of a bundle can change: not in its files, and not in the zip around them."""

from __future__ import annotations

import io
import random
from collections.abc import Iterable

from custody_bundles import contents_of, ledger_of, members, pack, signer, soaking

from tracer.custody.bundle import write_bundle
from tracer.custody.report import UnreadableError
from tracer.custody.verify import verify_stream

EVENTS = 64
SAMPLE = 2_000


def accepted(data: bytes) -> bool:
    """By somebody who brings nothing along, and so notices least."""
    try:
        return verify_stream(io.BytesIO(data)).verified
    except UnreadableError:
        return False


def some(bits: int, seed: int) -> Iterable[int]:
    """Every bit in a soak; otherwise the first and last hundred bytes, and others by chance."""
    if soaking():
        return range(bits)
    edges = [*range(800), *range(bits - 800, bits)]
    return edges + random.Random(seed).sample(range(bits), SAMPLE)


def test_no_bit_of_the_file_can_change(tmp_path) -> None:
    path = tmp_path / "bundle.zip"
    write_bundle(path, contents_of(ledger_of(EVENTS), range(EVENTS), old=30, kept=(7, 30)), signer())
    good = path.read_bytes()
    assert accepted(good)
    for bit in some(len(good) * 8, seed=1):
        changed = bytearray(good)
        changed[bit // 8] ^= 1 << bit % 8
        assert not accepted(bytes(changed)), f"bit {bit} changed unnoticed"


def test_no_bit_can_change_even_when_the_zip_is_made_to_fit(tmp_path) -> None:
    """Packed anew, so that checksums of the zip fit and only the signatures and hashes can tell."""
    path = tmp_path / "bundle.zip"
    write_bundle(path, contents_of(ledger_of(6, 2), range(1, 6, 2), old=3, kept=(2, 3)), signer())
    files = members(path)
    places = [(name, bit) for name, data in files.items() for bit in range(len(data) * 8)]
    chosen = places if soaking() else random.Random(2).sample(places, SAMPLE)
    for name, bit in chosen:
        changed = bytearray(files[name])
        changed[bit // 8] ^= 1 << bit % 8
        pack(path, files | {name: bytes(changed)})
        assert not accepted(path.read_bytes()), f"bit {bit} of {name} changed unnoticed"
