"""What is kept of entries that left the journal: the state that they had made, and what a verifier needs of them."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from commandcenter.adapters.store.evidence import entries_of
from commandcenter.adapters.store.rows import KINDS, Put, Rows
from commandcenter.adapters.store.tables import BASES
from commandcenter.domain.alarms import Alarm
from commandcenter.domain.applying import apply
from commandcenter.domain.errors import UNDECODABLE
from commandcenter.domain.journal import Entry
from commandcenter.domain.rules.watch import Watch
from commandcenter.domain.state import State, Touch, Touched
from commandcenter.services.ports import Stamped, StoreTrouble

AT_ONCE = 2_000
MOST_BYTES = 15 * 1024 * 1024
# Of these kinds the verifier needs the changes themselves: whose signatures count, and where a log ended.
MARKED = frozenset(("seal.key", "witness.known", "journal.restored", "journal.pruned", "journal.forked"))

Look = Callable[[Entry], None]
Progress = Callable[[int, int], None]


class Base(msgspec.Struct, frozen=True, kw_only=True):
    """After `size` entries: alarms that were open, all other things as the projections hold them, how many were raised.

    `marks`: the changes of kinds `MARKED` by their entries' numbers; `digests`: by account the newest entry that names
    the digest of its sealed secrets, and that digest.
    """

    size: int
    raised: int = 0
    alarms: tuple[Alarm, ...] = ()
    things: tuple[tuple[str, bytes, bytes], ...] = ()
    marks: tuple[tuple[int, dict[str, Any]], ...] = ()
    digests: dict[str, tuple[int, str]] = {}

    @property
    def stored(self) -> bytes:
        """Raises StoreTrouble when it is more than a verifier reads."""
        value = zlib.compress(msgspec.msgpack.encode(self), 6)
        if len(value) > MOST_BYTES:
            raise StoreTrouble(f"what is to be kept of the entries is too large: {len(value)} bytes")
        return value

    @property
    def state(self) -> State:
        """Raises ValueError and LookupError for things that this program does not know."""
        return state_of(self.size, self.raised, self.alarms, self.things)


class Kept(msgspec.Struct, frozen=True):
    """`entry` is that which says that the entries went; `value` are the stored bytes, which it names the digest of."""

    entry: int
    value: bytes

    @property
    def base(self) -> Base:
        try:
            return msgspec.msgpack.decode(zlib.decompress(self.value), type=Base)
        except (zlib.error, *UNDECODABLE) as error:
            raise StoreTrouble(f"what the pruned entries left is damaged: {error}", damaged=True) from error


def kept_of(connection: Connection) -> Kept | None:
    """None for a journal that begins with its first entry."""
    row = connection.execute(select(BASES.c.entry, BASES.c.value).order_by(BASES.c.size.desc()).limit(1)).first()
    return None if row is None else Kept(row.entry, bytes(row.value))


def state_of(size: int, raised: int, alarms: Sequence[Alarm], things: Sequence[tuple[str, bytes, bytes]]) -> State:
    """Raises ValueError and LookupError."""
    state = State(size=size, raised=raised)
    for alarm in alarms:
        state.keep_alarm(alarm)
    found: list[tuple[Put, str, Any]] = []
    for kind_name, thing_id, data in things:
        kind = KINDS[Touched(kind_name)]
        found.append((kind.put, thing_id.decode(), msgspec.msgpack.decode(data, type=kind.of)))
    # The tables keep no order, and of what is counted the one that was not for longest goes first.
    for put, name, value in sorted(found, key=lambda it: _last_counted(it[2])):
        put(state, name, value)
    state.linkages = {run.id: run for run in state.linkages.values() if run.live or run.alarm in state.alarms}
    return state


def _last_counted(thing: object) -> tuple[datetime, ...]:
    return thing.times[-1:] if type(thing) is Watch else ()


def made(connection: Connection, size: int, look: Look, progress: Progress) -> Base:
    """What the entries below `size` come to; `look` sees each of those that are still there.

    Raises StoreTrouble when one is missing or is none.
    """
    kept = kept_of(connection)
    making = _Making(kept.base if kept else Base(size=0))
    first = making.state.size
    while making.state.size < size:
        datas = entries_of(connection, making.state.size, min(AT_ONCE, size - making.state.size))
        try:
            making.take(datas, look)
        except (ValueError, LookupError, *UNDECODABLE) as error:
            text = f"entry {making.state.size} does not follow: {type(error).__name__}: {error}"
            raise StoreTrouble(text, damaged=True) from error
        progress(making.state.size - first, size - first)
    return making.base


class _Making:
    def __init__(self, base: Base) -> None:
        self.state = base.state
        self._things = {(kind, name): value for kind, name, value in base.things}
        self._marks, self._digests = list(base.marks), dict(base.digests)
        self._decode = msgspec.msgpack.Decoder(Entry).decode

    @property
    def base(self) -> Base:
        return Base(
            size=self.state.size,
            raised=self.state.raised,
            alarms=tuple(self.state.alarms.values()),
            things=tuple((kind, name, value) for (kind, name), value in sorted(self._things.items())),
            marks=tuple(self._marks),
            digests=self._digests,
        )

    def take(self, datas: Sequence[bytes], look: Look) -> None:
        part = [Stamped(self._decode(data), data) for data in datas]
        if not part:
            raise ValueError("the journal has no such entry")
        touched: list[Touch] = []
        for stamped in part:
            look(stamped.entry)
            touched += apply(self.state, stamped.entry)
            self._mark(stamped)
        touched += [Touch(Touched.POSITION, name, position) for name, position in self.state.positions.items()]
        for key, value in Rows(part, touched, {}).things.items():
            if value is None:
                self._things.pop(key, None)
            else:
                self._things[key] = value

    def _mark(self, stamped: Stamped) -> None:
        seq, marked = stamped.entry.seq, stamped.entry.change.__struct_config__.tag in MARKED
        if not marked and b"account" not in stamped.data:
            return
        change = msgspec.msgpack.decode(stamped.data)["change"]
        if marked:
            self._marks.append((seq, change))
            return
        account, digest = change.get("account"), change.get("digest")
        if isinstance(account, dict):
            digest, account = account.get("digest", ""), account.get("id")
        if isinstance(account, str) and isinstance(digest, str) and not str(change["do"]).startswith("approval."):
            self._digests[account] = (seq, digest)
