"""The right edge of the ledger's tree: all that is needed to append, in a few hashes kept in one row."""

from __future__ import annotations

from tracer import merkle
from tracer.records.custody_rows import NodeRow


class Edge:
    """A tree of `size` leaves, by the hashes of the complete subtrees that make it up, from left to right."""

    def __init__(self, size: int, hashes: bytes) -> None:
        self.size = size
        nodes = merkle.root_nodes(size)
        step = merkle.HASH_SIZE
        self._known = {node: hashes[n * step : (n + 1) * step] for n, node in enumerate(nodes)}
        self._new: list[NodeRow] = []

    def append(self, leaf_hash: bytes) -> int:
        """Adds a leaf and gives its index."""
        index = self.size
        for node, value in merkle.appended(index, leaf_hash, self._get).items():
            self._known[node] = value
            if node[0]:
                self._new.append(NodeRow(*node, value))
        self.size += 1
        return index

    def take_new_nodes(self) -> list[NodeRow]:
        """The subtrees completed since they were last taken. What the edge no longer needs is forgotten."""
        taken, self._new = self._new, []
        self._known = {node: self._known[node] for node in merkle.root_nodes(self.size)}
        return taken

    def root(self) -> bytes:
        """The root over all leaves."""
        return merkle.root_at(self.size, self._get)

    def to_bytes(self) -> bytes:
        """The hashes of the edge, as they are given to the constructor."""
        return b"".join(self._known[node] for node in merkle.root_nodes(self.size))

    def _get(self, level: int, index: int) -> bytes:
        return self._known[level, index]
