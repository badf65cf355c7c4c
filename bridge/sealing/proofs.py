"""Whether a proof holds, as RFC 9162 sections 2.1.3.2 and 2.1.4.2 say: how a seat convinces itself."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

Proof = Sequence[bytes]


def includes(root: bytes, size: int, index: int, leaf: bytes, proof: Proof) -> bool:
    """Whether the leaf hash `leaf` is number `index` of the tree of `size` leaves with that root."""
    if not 0 <= index < size:
        return False
    first, last, found = index, size - 1, leaf
    for step in proof:
        if not last:
            return False
        if first & 1 or first == last:
            found = _node(step, found)
            while first and not first & 1:
                first, last = first >> 1, last >> 1
        else:
            found = _node(found, step)
        first, last = first >> 1, last >> 1
    return not last and found == root


def goes_on(old_size: int, old_root: bytes, size: int, root: bytes, proof: Proof) -> bool:
    """Whether the tree of `size` leaves begins with the one of `old_size`.

    Of a tree without leaves nothing can be proven: 0 is refused.
    """
    if not 0 < old_size <= size:
        return False
    if old_size == size:
        return not proof and old_root == root
    steps = list(proof)
    if not old_size & (old_size - 1):
        steps.insert(0, old_root)
    return bool(steps) and _fold(old_size - 1, size - 1, steps) == (old_root, root)


def _fold(first: int, last: int, steps: Proof) -> tuple[bytes, bytes] | None:
    """Old root and new one as the steps give them; None when they are too few or too many."""
    while first & 1:
        first, last = first >> 1, last >> 1
    old = new = steps[0]
    for step in steps[1:]:
        if not last:
            return None
        if first & 1 or first == last:
            old, new = _node(step, old), _node(step, new)
            while first and not first & 1:
                first, last = first >> 1, last >> 1
        else:
            new = _node(new, step)
        first, last = first >> 1, last >> 1
    return None if last else (old, new)


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()
