"""The tree gives the roots and proofs that are published for it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tracer import merkle

VECTORS = json.loads((Path(__file__).parents[1] / "vectors/custody/merkle.json").read_text())
LEAVES = [merkle.leaf_hash(bytes.fromhex(leaf)) for leaf in VECTORS["leaves"]]
ROOTS = [bytes.fromhex(root) for root in VECTORS["roots"]]


NODES: dict[tuple[int, int], bytes] = {}


def get(level: int, index: int) -> bytes:
    return NODES[level, index]


for place, leaf in enumerate(LEAVES):
    NODES |= merkle.appended(place, leaf, get)


def hashes(vector: dict[str, list[str]]) -> list[bytes]:
    return [bytes.fromhex(value) for value in vector["hashes"]]


@pytest.mark.parametrize("size", range(9))
def test_roots(size: int) -> None:
    assert merkle.root(LEAVES[:size]) == ROOTS[size] == merkle.root_at(size, get)


@pytest.mark.parametrize("vector", VECTORS["inclusion"])
def test_inclusion(vector: dict[str, object]) -> None:
    index, size = vector["index"], vector["size"]
    assert merkle.inclusion_proof(index, size, get) == hashes(vector)
    assert merkle.verify_inclusion(LEAVES[index], index, size, hashes(vector), ROOTS[size])


@pytest.mark.parametrize("vector", VECTORS["consistency"])
def test_consistency(vector: dict[str, object]) -> None:
    old, new = vector["old"], vector["new"]
    assert merkle.consistency_proof(old, new, get) == hashes(vector)
    assert merkle.verify_consistency(old, new, ROOTS[old], ROOTS[new], hashes(vector))


def test_what_cannot_be_is_refused() -> None:
    for index, size in ((0, 0), (3, 3), (-1, 2)):
        with pytest.raises(ValueError, match="is not in a tree"):
            merkle.inclusion_proof(index, size, get)
        assert not merkle.verify_inclusion(LEAVES[0], index, size, [], ROOTS[1])
    with pytest.raises(ValueError, match="did not grow"):
        merkle.consistency_proof(3, 2, get)
    assert not merkle.verify_consistency(3, 2, ROOTS[3], ROOTS[2], [])
    assert not merkle.verify_consistency(0, 2, ROOTS[1], ROOTS[2], [])
    assert not merkle.verify_consistency(2, 4, ROOTS[2], ROOTS[4], [ROOTS[1], ROOTS[2]])
    assert not merkle.verify_inclusion(LEAVES[0], 0, 1, [b""], ROOTS[1])
