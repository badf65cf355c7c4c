"""What a store is guarded with: a key that does not lie in the database, and what it makes of content.

Keyed BLAKE2b (RFC 7693): on a machine without instructions for SHA-256 it costs a quarter of an HMAC.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b
from typing import NamedTuple

MAC = 32
KEY_ID = 8


class Guard(NamedTuple):
    """`key` has 32 bytes. `seals` says whether the log's own key, as it lies on disk, has signed that note.

    `key_id` tells one key from another, and nothing else of it. `sealed`: there is a key of the seal on disk, so what
    has no head can be expected to be sealed. `keep` puts the key on disk if it was made just now: not before it is
    known that nothing was written with another one.
    """

    key: bytes
    seals: Callable[[str], bool]
    sealed: bool
    keep: Callable[[], None]
    key_id: bytes

    def mac(self, about: bytes, *parts: bytes) -> bytes:
        """Of parts whose lengths follow from what they are; `about` says what it is made for, in 16 bytes at most."""
        return blake2b(b"".join(parts), key=self.key, person=about, digest_size=MAC).digest()


def guarded_by(key: bytes, seals: Callable[[str], bool], keep: Callable[[], None], *, sealed: bool = True) -> Guard:
    return Guard(key, seals, sealed, keep, blake2b(key=key, person=b"cc key", digest_size=KEY_ID).digest())


def number(value: int) -> bytes:
    return value.to_bytes(8, "big", signed=True)
