"""The Merkle tree of RFC 6962 over tiles of 256 hashes (C2SP tlog-tiles), and its proof of a leaf (RFC 9162)."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

HASH = 32
WIDTH = 256
TILE = WIDTH * HASH
EMPTY = sha256().digest()


def leaf(data: bytes) -> bytes:
    return sha256(b"\x00" + data).digest()


def node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def fold(hashes: bytes) -> bytes:
    """The root over neighbouring subtrees of one height, 32 bytes each; only the last may be smaller.

    Of bytes that are no whole hashes it is none of any tree.
    """
    if not hashes:
        return EMPTY
    while len(hashes) >= 2 * HASH:
        whole = len(hashes) // 64 * 64
        pairs = [sha256(b"\x01" + hashes[at : at + 64]).digest() for at in range(0, whole, 64)]
        hashes = b"".join(pairs) + hashes[whole:]
    return hashes


class Pyramid:
    """The tree above the full tiles: `levels[k]` holds the roots of 2**k neighbouring tiles, 32 bytes each."""

    def __init__(self, roots: bytes) -> None:
        self.levels = [roots]
        while len(self.levels[-1]) >= 2 * HASH:
            below = self.levels[-1]
            ends = len(below) // 64 * 64
            self.levels.append(b"".join(sha256(b"\x01" + below[at : at + 64]).digest() for at in range(0, ends, 64)))

    def root(self, size: int, tail: bytes) -> bytes:
        """Of the first `size` leaves; `tail` holds the hashes of the size % 256 leaves behind the last full tile."""
        tiles = size // WIDTH
        carried = fold(tail) if tail else b""
        for height, nodes in enumerate(self.levels):
            if tiles >> height & 1:
                at = ((tiles >> height) - 1) * HASH
                left = nodes[at : at + HASH]
                carried = node(left, carried) if carried else left
        return carried or EMPTY

    def tile(self, level: int, number: int) -> bytes:
        """What the tile of a level from 1 on has to hold: at most 256 roots of tiles of the level below."""
        height = 8 * (level - 1)
        nodes = self.levels[height] if height < len(self.levels) else b""
        return nodes[number * TILE : (number + 1) * TILE]


def included(leaf_hash: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """RFC 9162, 2.1.3.2."""
    if not 0 <= index < size:
        return False
    at, last, carried = index, size - 1, leaf_hash
    for sibling in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            carried = node(sibling, carried)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            carried = node(carried, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and carried == root
