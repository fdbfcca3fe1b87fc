"""The fast tree against a slow one written out of the text of RFC 6962, and proofs that must not hold."""

from __future__ import annotations

import hashlib

from custody_bundles import SmallLedger
from hypothesis import given
from hypothesis import strategies as st

from tracer import merkle

sizes = st.integers(1, 70)


def split(count: int) -> int:
    power = 1
    while power * 2 < count:
        power *= 2
    return power


def tree_hash(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962, section 2.1."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    k = split(len(leaves))
    return hashlib.sha256(b"\x01" + tree_hash(leaves[:k]) + tree_hash(leaves[k:])).digest()


def path(m: int, leaves: list[bytes]) -> list[bytes]:
    """PATH of RFC 6962, section 2.1.1."""
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if m < k:
        return [*path(m, leaves[:k]), tree_hash(leaves[k:])]
    return [*path(m - k, leaves[k:]), tree_hash(leaves[:k])]


def subproof(m: int, leaves: list[bytes], whole: bool) -> list[bytes]:
    """SUBPROOF of RFC 6962, section 2.1.2."""
    if m == len(leaves):
        return [] if whole else [tree_hash(leaves)]
    k = split(len(leaves))
    if m <= k:
        return [*subproof(m, leaves[:k], whole), tree_hash(leaves[k:])]
    return [*subproof(m - k, leaves[k:], False), tree_hash(leaves[:k])]


def leaves_of(size: int) -> list[bytes]:
    return [b"leaf %d" % index for index in range(size)]


@given(sizes, st.data())
def test_roots_and_proofs_are_those_of_the_rfc(size: int, data: st.DataObject) -> None:
    leaves = leaves_of(size)
    ledger = SmallLedger.of(leaves)
    root = tree_hash(leaves)
    assert merkle.root(map(merkle.leaf_hash, leaves)) == merkle.root_at(size, ledger.get) == root

    index = data.draw(st.integers(0, size - 1))
    proof = merkle.inclusion_proof(index, size, ledger.get)
    assert proof == path(index, leaves)
    assert merkle.verify_inclusion(merkle.leaf_hash(leaves[index]), index, size, proof, root)

    old = data.draw(st.integers(1, size))
    grown = merkle.consistency_proof(old, size, ledger.get)
    assert grown == subproof(old, leaves, True)
    assert merkle.verify_consistency(old, size, tree_hash(leaves[:old]), root, grown)


@given(sizes, st.data())
def test_a_proof_holds_for_its_own_place_alone(size: int, data: st.DataObject) -> None:
    leaves = leaves_of(size)
    ledger = SmallLedger.of(leaves)
    index, other = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size - 1))
    proof = merkle.inclusion_proof(index, size, ledger.get)
    leaf, root = merkle.leaf_hash(leaves[index]), tree_hash(leaves)
    if other != index:
        assert not merkle.verify_inclusion(leaf, other, size, proof, root)
        assert not merkle.verify_inclusion(merkle.leaf_hash(leaves[other]), index, size, proof, root)
    for wrong in (proof[:-1], [*proof, root], proof[::-1]):
        if wrong != proof:
            assert not merkle.verify_inclusion(leaf, index, size, wrong, root)
    assert not merkle.verify_inclusion(merkle.leaf_hash(b"other"), index, size, proof, root)


@given(sizes, st.data())
def test_no_proof_joins_another_history(size: int, data: st.DataObject) -> None:
    leaves = leaves_of(size)
    old = data.draw(st.integers(1, size))
    changed = data.draw(st.integers(0, old - 1))
    forked = [*leaves[:changed], b"other", *leaves[changed + 1 :]]
    ledger = SmallLedger.of(forked)
    proof = merkle.consistency_proof(old, size, ledger.get)
    assert not merkle.verify_consistency(old, size, tree_hash(leaves[:old]), tree_hash(forked), proof)


@given(st.integers(-2, 20), st.integers(-2, 20), st.lists(st.binary(max_size=33), max_size=6), st.binary(max_size=33))
def test_any_input_gets_an_answer(first: int, second: int, proof: list[bytes], root: bytes) -> None:
    assert merkle.verify_inclusion(root, first, second, proof, root) in (True, False)
    assert merkle.verify_consistency(first, second, root, root, proof) in (True, False)


@given(sizes)
def test_what_is_stored_never_changes(size: int) -> None:
    ledger = SmallLedger.of(leaves_of(size))
    before = dict(ledger.nodes)
    ledger.append(b"one more")
    assert before.items() <= ledger.nodes.items()
