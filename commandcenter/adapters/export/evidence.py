"""The evidence of a journal for an archive, read beside whoever writes it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, select

from commandcenter.adapters.store import evidence
from commandcenter.adapters.store.bases import kept_of
from commandcenter.adapters.store.head import stored_head
from commandcenter.adapters.store.tables import CHECKPOINTS, COSIGNATURES, CREDENTIALS, JOURNAL

AT_ONCE = 1_000


class StoredEvidence:
    """Implements `archive.Evidence` on one connection; raises what the database raises."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def entries(self, first: int, count: int) -> Sequence[tuple[int, bytes]]:
        wanted = select(JOURNAL.c.seq, JOURNAL.c.entry).where(JOURNAL.c.seq >= first).order_by(JOURNAL.c.seq)
        return [(seq, bytes(data)) for seq, data in self._connection.execute(wanted.limit(count))]

    def tile(self, level: int, number: int) -> bytes:
        return evidence.tile_of(self._connection, level, number)

    def credentials(self) -> Iterator[tuple[str, bytes]]:
        wanted = select(CREDENTIALS.c.account, CREDENTIALS.c.value).order_by(CREDENTIALS.c.account)
        for account, value in self._connection.execute(wanted):
            yield account, bytes(value)

    def base(self) -> bytes:
        kept = kept_of(self._connection)
        return kept.value if kept else b""

    def head(self) -> tuple[int, bytes, bytes] | None:
        return stored_head(self._connection)

    def checkpoints(self, size: int) -> Iterator[tuple[str, datetime, list[str]]]:
        after = -1
        while part := self._part(after, size):
            lines = self._lines(part[0][0], part[-1][0])
            for covers, at, note in part:
                yield note, at, lines.get(covers, [])
            after = part[-1][0]

    def _part(self, after: int, size: int) -> list[tuple[int, datetime, str]]:
        wanted = select(CHECKPOINTS.c.size, CHECKPOINTS.c.at, CHECKPOINTS.c.note)
        inside = (CHECKPOINTS.c.size > after) & (CHECKPOINTS.c.size <= size)
        rows = self._connection.execute(wanted.where(inside).order_by(CHECKPOINTS.c.size).limit(AT_ONCE))
        return [
            (int(covers), datetime.fromtimestamp(at, UTC), bytes(note).decode("utf-8", "replace"))
            for covers, at, note in rows
        ]

    def _lines(self, first: int, last: int) -> dict[int, list[str]]:
        wanted = select(COSIGNATURES.c.size, COSIGNATURES.c.line)
        inside = (COSIGNATURES.c.size >= first) & (COSIGNATURES.c.size <= last)
        found: dict[int, list[str]] = {}
        for at, line in self._connection.execute(
            wanted.where(inside).order_by(COSIGNATURES.c.size, COSIGNATURES.c.name)
        ):
            found.setdefault(int(at), []).append(line)
        return found
