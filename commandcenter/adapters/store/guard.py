"""What a store is guarded with: a key that does not lie in the database, and what it makes of content.

Keyed BLAKE2b (RFC 7693): on a machine without instructions for SHA-256 it costs a quarter of an HMAC.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

MAC = 32
KEY_ID = 8


class Guard(NamedTuple):
    """`key` has 32 bytes. `seals` says whether the log's own key, as it lies on disk, has signed that note.

    `key_id` tells one key from another, and nothing else of it. `begun` is a file beside the key that is there since
    heads are kept: without it a journal may have none.
    """

    key: bytes
    seals: Callable[[str], bool]
    begun: Path
    key_id: bytes

    def begin(self) -> None:
        """From now on a journal without a head is one whose head was taken away."""
        # Where it cannot be made heads are kept all the same.
        with suppress(OSError):
            self.begun.touch(exist_ok=True)

    def mac(self, about: bytes, *parts: bytes) -> bytes:
        """Of parts whose lengths follow from what they are; `about` says what it is made for, in 16 bytes at most."""
        return blake2b(b"".join(parts), key=self.key, person=about, digest_size=MAC).digest()


def guarded_by(key: bytes, seals: Callable[[str], bool], begun: Path) -> Guard:
    return Guard(key, seals, begun, blake2b(key=key, person=b"cc key", digest_size=KEY_ID).digest())


def number(value: int) -> bytes:
    return value.to_bytes(8, "big", signed=True)
