"""The Merkle tree over the journal's stored bytes, hashed as RFC 6962 section 2.1 says."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256


def leaf_hash(data: bytes) -> bytes:
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """The right edge of the tree: roots of its complete subtrees, largest first.

    It is all that appending needs: 32 bytes per set bit of the tree's size.
    """

    def __init__(self, size: int = 0, hashes: Iterable[bytes] = ()) -> None:
        self.size = size
        self._hashes = list(hashes)
        if len(self._hashes) != size.bit_count():
            raise ValueError(f"a tree of {size} leaves has {size.bit_count()} subtrees, not {len(self._hashes)}")

    def append(self, data: bytes) -> None:
        """Adds the leaf of `data`."""
        self.extend((data,))

    def extend(self, entries: Iterable[bytes]) -> None:
        """Adds a leaf for each of the entries, in order."""
        hashes, size = self._hashes, self.size
        for data in entries:
            carried = sha256(b"\x00" + data).digest()
            rest = size
            while rest & 1:
                carried = sha256(b"\x01" + hashes.pop() + carried).digest()
                rest >>= 1
            hashes.append(carried)
            size += 1
        self.size = size

    def root(self) -> bytes:
        """32 bytes; SHA-256 of nothing for the empty tree."""
        if not self._hashes:
            return sha256().digest()
        root = self._hashes[-1]
        for left in reversed(self._hashes[:-1]):
            root = node_hash(left, root)
        return root

    def packed(self) -> bytes:
        return b"".join(self._hashes)

    @classmethod
    def unpacked(cls, size: int, packed: bytes) -> Frontier:
        return cls(size, [packed[at : at + 32] for at in range(0, len(packed), 32)])
