"""The Merkle tree of RFC 6962 and RFC 9162 section 2.1, over SHA-256: roots, proofs and their checks.

Pure functions. Stored trees are read through `get(level, index)`, the hash over the 2^level leaves that begin at
index * 2^level; only complete subtrees are ever asked for, so a stored hash never changes as the tree grows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence

Get = Callable[[int, int], bytes]
Node = tuple[int, int]

HASH_SIZE = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """The hash of one leaf: SHA-256 of a zero byte and the leaf's bytes."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node: SHA-256 of a one byte and the two hashes below it."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(leaf_hashes: Iterable[bytes]) -> bytes:
    """The root over leaf hashes in order; SHA-256 of nothing when there are none."""
    row = list(leaf_hashes)
    if not row:
        return EMPTY_ROOT
    while len(row) > 1:
        # A last hash without a partner rises as it is: that is the RFC's split at the largest power of two.
        alone = row[-1:] if len(row) % 2 else []
        row = [node_hash(left, right) for left, right in zip(row[::2], row[1::2], strict=False)] + alone
    return row[0]


def root_at(size: int, get: Get) -> bytes:
    """The root of the first `size` leaves of a stored tree, from O(log size) hashes."""
    return _fold(root_nodes(size), get) if size else EMPTY_ROOT


def root_nodes(size: int) -> list[Node]:
    """The complete subtrees that make up the first `size` leaves, from left to right."""
    return _cover(0, size)


def appended(size: int, new_leaf_hash: bytes, get: Get) -> dict[Node, bytes]:
    """The nodes to store when a leaf is added to a tree of `size` leaves: the leaf and each subtree it completes."""
    level, index, value = 0, size, new_leaf_hash
    nodes = {(0, size): value}
    while index % 2:
        value = node_hash(get(level, index - 1), value)
        level, index = level + 1, index // 2
        nodes[level, index] = value
    return nodes


def inclusion_proof(index: int, size: int, get: Get) -> list[bytes]:
    """The audit path of leaf `index` in the tree of `size` leaves, lowest hash first (RFC 9162 section 2.1.3.1)."""
    return [_fold(nodes, get) for nodes in inclusion_nodes(index, size)]


def inclusion_nodes(index: int, size: int) -> list[list[Node]]:
    """The stored nodes behind each hash of an inclusion proof, so that all can be read at once."""
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is not in a tree of {size}")
    start, end = 0, size
    path: list[list[Node]] = []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(_cover(middle, end))
            end = middle
        else:
            path.append(_cover(start, middle))
            start = middle
    return path[::-1]


def consistency_proof(old: int, new: int, get: Get) -> list[bytes]:
    """The proof that the tree of `old` leaves begins the tree of `new` leaves (RFC 9162 section 2.1.4.1).

    Empty when `old` is nothing or everything: there is nothing to prove beyond comparing roots.
    """
    return [_fold(nodes, get) for nodes in consistency_nodes(old, new)]


def consistency_nodes(old: int, new: int) -> list[list[Node]]:
    """The stored nodes behind each hash of a consistency proof."""
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {new} leaves did not grow from one of {old}")
    if old in (0, new):
        return []
    start, end = 0, new
    path: list[list[Node]] = []
    while end != old:
        middle = start + _split(end - start)
        if old <= middle:
            path.append(_cover(middle, end))
            end = middle
        else:
            path.append(_cover(start, middle))
            start = middle
    # The checker has the old root already, so the subtree that is all of the old tree is left out.
    return ([_cover(start, end)] if start else []) + path[::-1]


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], expected_root: bytes) -> bool:
    """Whether a leaf hash is at `index` of the tree of `size` leaves with this root (RFC 9162 section 2.1.3.2)."""
    if not 0 <= index < size or not _are_hashes(proof, leaf, expected_root):
        return False
    place, last, value = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if place % 2 or place == last:
            value = node_hash(sibling, value)
            while not place % 2 and place:
                place, last = place >> 1, last >> 1
        else:
            value = node_hash(value, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and value == expected_root


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the tree of `old` leaves is the beginning of the tree of `new` leaves (RFC 9162 section 2.1.4.2)."""
    if not 0 <= old <= new or not _are_hashes(proof, old_root, new_root):
        return False
    if old == new:
        return not proof and old_root == new_root
    if old == 0:
        return not proof and old_root == EMPTY_ROOT
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    return bool(path) and _grown(old, new, path) == (old_root, new_root)


def _grown(old: int, new: int, path: list[bytes]) -> tuple[bytes, bytes] | None:
    """The old and the new root that a consistency path leads to; None when it has the wrong length."""
    place, last = old - 1, new - 1
    while place % 2:
        place, last = place >> 1, last >> 1
    before = after = path[0]
    for sibling in path[1:]:
        if last == 0:
            return None
        if place % 2 or place == last:
            before, after = node_hash(sibling, before), node_hash(sibling, after)
            while not place % 2 and place:
                place, last = place >> 1, last >> 1
        else:
            after = node_hash(after, sibling)
        place, last = place >> 1, last >> 1
    return (before, after) if last == 0 else None


def _are_hashes(proof: Sequence[bytes], *others: bytes) -> bool:
    return all(len(value) == HASH_SIZE for value in (*proof, *others))


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1


def _cover(start: int, end: int) -> list[Node]:
    """The complete subtrees over leaves start to end, where start is a multiple of the largest of them."""
    nodes: list[Node] = []
    while start < end:
        level = (end - start).bit_length() - 1
        nodes.append((level, start >> level))
        start += 1 << level
    return nodes


def _fold(nodes: list[Node], get: Get) -> bytes:
    value = get(*nodes[-1])
    for node in reversed(nodes[:-1]):
        value = node_hash(get(*node), value)
    return value
