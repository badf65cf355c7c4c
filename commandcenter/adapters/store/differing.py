"""What of a journal is not what was written: no state is made of it unless somebody took it as it is.

An entry `journal.restored` tells of that. It excuses just what was there then, so that whatever is altered later is
found all the same, and only when it is itself what was written.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

import msgspec
from sqlalchemy import Connection

from commandcenter.adapters.store import bases, evidence
from commandcenter.adapters.store.guard import number
from commandcenter.adapters.store.leaves import Leaves
from commandcenter.domain.changes.retention import JournalPruned
from commandcenter.domain.changes.sealing import JournalRestored
from commandcenter.domain.errors import UNDECODABLE
from commandcenter.domain.journal import AnyChange, Entry
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.ports import Accepted, Flaw

ALTERED = QT_TRANSLATE_NOOP("trouble", "entry {first} is not what it was when it was written")
BASE = QT_TRANSLATE_NOOP("trouble", "what the pruned entries left is not what entry {last} says")

AT_ONCE = 10_000
RESTORED = b"journal.restored"


class Differing:
    """Found while a journal passes by, from its first entry on; `accepted` is all that was found, excused or not."""

    def __init__(self) -> None:
        self._altered, self._entries = "", sha256()
        self._base = ""
        self._flaw: Flaw | None = None
        self._base_flaw: Flaw | None = None

    @property
    def flaw(self) -> Flaw | None:
        return self._base_flaw or self._flaw

    @property
    def accepted(self) -> Accepted:
        return Accepted(altered=self._altered, base=self._base)

    def look_at_base(self, connection: Connection, kept: bases.Kept) -> None:
        """What the pruned entries left has to be what the entry says that they did."""
        datas, held = evidence.entries_of(connection, kept.entry, 1), sha256(kept.value).hexdigest()
        change = _change(datas[0]) if datas else None
        said = (change.first, change.base) if isinstance(change, JournalPruned) else None
        if said != (kept.base.size, held):
            self._base, self._base_flaw = held, Flaw(reason=BASE, first=0, last=kept.entry)

    def look(self, leaves: Leaves, first: int, datas: Sequence[bytes]) -> None:
        """In order."""
        found = dict(leaves.differing(first, datas))
        if not found and self.flaw is None:
            return
        for seq, data in enumerate(datas, first):
            if seq in found:
                self._add(seq, found[seq])
            elif self.flaw is not None and RESTORED in data:
                self._excuse(_change(data))

    def _add(self, seq: int, leaf: bytes) -> None:
        self._entries.update(number(seq) + leaf)
        self._altered = self._entries.hexdigest()
        self._flaw = self._flaw or Flaw(reason=ALTERED, first=seq, last=seq)

    def _excuse(self, change: AnyChange | None) -> None:
        if not isinstance(change, JournalRestored):
            return
        if change.altered == self._altered:
            self._flaw = None
        if change.base == self._base:
            self._base_flaw = None


def differing_in(connection: Connection, size: int) -> Accepted:
    """In all of a journal of `size` entries."""
    found, kept = Differing(), bases.kept_of(connection)
    if kept is not None:
        found.look_at_base(connection, kept)
    leaves, at = Leaves(size, evidence.tiles_of(connection)), evidence.first_of(connection)
    while datas := evidence.entries_of(connection, at, min(AT_ONCE, size - at)):
        found.look(leaves, at, datas)
        at += len(datas)
    return found.accepted


def _change(data: bytes) -> AnyChange | None:
    try:
        return msgspec.msgpack.decode(data, type=Entry).change
    except UNDECODABLE:
        return None
