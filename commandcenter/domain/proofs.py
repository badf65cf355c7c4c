"""Proofs out of the journal's Merkle tree: that an entry is in it, that one tree goes on from another (RFC 6962).

They are made of stored tiles alone, whatever the size: the entries are not read.
"""

from __future__ import annotations

from functools import cache

from commandcenter.domain.merkle import HASH, TILE, TileOf, fold, node_hash


def inclusion_proof(index: int, size: int, tile: TileOf) -> list[bytes]:
    """The path from leaf `index` to the root of the first `size` leaves, its sibling first.

    Raises ValueError when there is no such leaf, or a tile lacks hashes.
    """
    if not 0 <= index < size:
        raise ValueError(f"there is no leaf {index} in a tree of {size}")
    tile = cache(tile)
    path = []
    first, end = 0, size
    while end - first > 1:
        middle = first + _largest_below(end - first)
        if index < middle:
            path.append(_subtree(middle, end, tile))
            end = middle
        else:
            path.append(_subtree(first, middle, tile))
            first = middle
    return path[::-1]


def consistency_proof(old: int, new: int, tile: TileOf) -> list[bytes]:
    """What shows that the first `old` of `new` leaves are those of the tree of `old` leaves.

    Nothing for `old` 0, whose proof nobody needs, and for two of one size. Raises ValueError when
    `old` is larger than `new`, or a tile lacks hashes.
    """
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {new} leaves does not go on from one of {old}")
    if old in (0, new):
        return []
    tile = cache(tile)
    path = []
    first, end = 0, new
    while end != old:
        middle = first + _largest_below(end - first)
        if old <= middle:
            path.append(_subtree(middle, end, tile))
            end = middle
        else:
            path.append(_subtree(first, middle, tile))
            first = middle
    # A whole left edge is the old root itself, which the verifier has.
    if first > 0:
        path.append(_subtree(first, end, tile))
    return path[::-1]


def root_of(size: int, tile: TileOf) -> bytes:
    """The root of the first `size` leaves, at least one; raises ValueError when a tile lacks hashes."""
    if size < 1:
        raise ValueError(f"no root is kept of a tree of {size}")
    return _subtree(0, size, cache(tile))


def _largest_below(width: int) -> int:
    """The largest power of two smaller than `width`."""
    return 1 << (width - 1).bit_length() - 1


def _subtree(first: int, end: int, tile: TileOf) -> bytes:
    """The root over the leaves from `first` to before `end`, as RFC 6962 splits a tree."""
    complete = []
    while first < end:
        height = (end - first).bit_length() - 1
        complete.append(_complete(first >> height, height, tile))
        first += 1 << height
    root = complete.pop()
    while complete:
        root = node_hash(complete.pop(), root)
    return root


def _complete(number: int, height: int, tile: TileOf) -> bytes:
    """The root over 2^height leaves, those from `number` * 2^height on."""
    level, rest = divmod(height, 8)
    count = 1 << rest
    first = number << rest
    at = first % TILE
    hashes = tile(level, first // TILE)[at * HASH : (at + count) * HASH]
    if len(hashes) != count * HASH:
        raise ValueError(f"tile {first // TILE} of level {level} lacks hashes {at} to {at + count - 1}")
    return fold(hashes)
