"""The mark on the projections: a sum over all their things, under a key that a database's administrator has not."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping
from hashlib import blake2b

from commandcenter.adapters.store.guard import MAC, Guard, number

ROW, META = b"cc thing", b"cc projections"
MOST = 1 << 8 * MAC

ThingKey = tuple[str, bytes]
Thing = tuple[str, bytes, bytes]


class Mark:
    """Knows what each thing on disk adds to the sum, so that one which changes costs no look at the others.

    Who has not the key knows none of the addends, and sees nothing of the sum but what the last step makes of it.
    """

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._row = blake2b(key=guard.key, person=ROW, digest_size=MAC)
        self._addends: dict[ThingKey, int] = {}
        self._sum = 0
        self._coming: dict[ThingKey, int] = {}
        self._coming_sum = 0

    def begin(self, things: Iterable[Thing]) -> None:
        """Those that are on disk."""
        self._addends = {(kind, name): self._addend(kind, name, value) for kind, name, value in things}
        self._sum = sum(self._addends.values()) % MOST
        self._coming, self._coming_sum = {}, self._sum

    def put(self, things: Mapping[ThingKey, bytes | None]) -> None:
        """What is being written; counts from `kept` on, and until then the next one takes its place."""
        self._coming = {key: 0 if value is None else self._addend(*key, value) for key, value in things.items()}
        known = self._addends
        more = sum(addend - known.get(key, 0) for key, addend in self._coming.items())
        self._coming_sum = (self._sum + more) % MOST

    def kept(self) -> None:
        """What was put is on disk."""
        for key, addend in self._coming.items():
            if addend:
                self._addends[key] = addend
            else:
                self._addends.pop(key, None)
        self._sum, self._coming = self._coming_sum, {}

    def mac(self, version: int, size: int, leaf: bytes) -> bytes:
        """Of the projections with what was put last; begins with the key's name."""
        made = self._guard.mac(META, number(version), number(size), leaf, self._coming_sum.to_bytes(MAC, "big"))
        return self._guard.key_id + made

    def is_ours(self, mac: bytes) -> bool:
        """Whether it says that it was made with this key."""
        return mac.startswith(self._guard.key_id)

    def fits(self, mac: bytes, version: int, size: int, leaf: bytes) -> bool:
        return hmac.compare_digest(mac, self.mac(version, size, leaf))

    def _addend(self, kind: str, name: bytes, value: bytes) -> int:
        hashed = self._row.copy()
        hashed.update(b"%s\0%d\0%s%s" % (kind.encode(), len(name), name, value))
        return int.from_bytes(hashed.digest(), "big")
