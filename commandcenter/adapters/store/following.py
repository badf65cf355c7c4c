"""The projections as a writing store keeps them: level with the journal, made anew where they are not to be trusted.

Where they lie in a file of their own, what goes wrong there never stops the core: their rows wait in memory then, and
are written when it works again. After a crash the journal itself brings them up to date.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy import Connection

from commandcenter.adapters.store import bases, evidence, projections
from commandcenter.adapters.store.differing import Differing
from commandcenter.adapters.store.guard import Guard
from commandcenter.adapters.store.leaves import Leaves
from commandcenter.adapters.store.mark import Mark, Thing
from commandcenter.adapters.store.projections import Reflected
from commandcenter.adapters.store.rows import Rows
from commandcenter.adapters.store.statements import Statements, write
from commandcenter.adapters.store.transactions import Database, transaction
from commandcenter.domain.state import Quarantined, State, Touched
from commandcenter.services.ports import Flaw, StoreTrouble

log = logging.getLogger(__name__)

RETRY_S = 1.0

# (entries done, of how many); called now and then while projections are made anew.
Progress = Callable[[int, int], None]
Found = TypeVar("Found")


def no_progress(done: int, size: int) -> None:
    """For whoever does not ask."""


class _Altered(StoreTrouble):
    """Somebody without the key has changed the projections."""


class _Unmarked(StoreTrouble):
    """They were made without a key, or with another one."""


class Following:
    """Raises StoreTrouble only for what concerns the evidence as well. `clock` gives monotonic seconds.

    `altered`: they were found changed by somebody without the key. `unproven` is what the caller has found of the
    journal's end; `flaw` is that, or what was found of the rest when they were made of it; while there is one they get
    no mark, so that the next start finds it as well.
    """

    def __init__(
        self,
        database: Database,
        put: Statements,
        guard: Guard | None,
        progress: Progress,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.altered = False
        self.unproven: Flaw | None = None
        self._accepted = False
        self._differing = Differing()
        self._mark = Mark(guard) if guard else None
        self._database = database
        self._put = put
        self._progress = progress
        self._clock = clock
        self._waiting: Rows | None = None
        self._again = 0.0

    def accept(self) -> None:
        """The journal is taken as it is from now on."""
        self._accepted = True

    @property
    def flaw(self) -> Flaw | None:
        return None if self._accepted else self.unproven or self._differing.flaw

    def catch_up(self, size: int) -> None:
        """Level with a journal of `size` entries."""
        try:
            self._advance(size)
        except StoreTrouble as error:
            if error.passing and self._database.together:
                raise
            self._say(error)
            self._advance_anew(size)
        self._waiting = None

    def _say(self, error: StoreTrouble) -> None:
        level = logging.INFO if isinstance(error, _Unmarked) else logging.WARNING
        if isinstance(error, _Altered):
            self.altered, level = True, logging.CRITICAL
        log.log(level, "the projections are made anew from the journal: %s", error)

    def write(self, connection: Connection, rows: Rows) -> None:
        """In the transaction that writes the evidence; `written` once that is on disk."""
        mac = b""
        if self._mark is not None:
            self._mark.put(rows.things)
            if self.flaw is None:
                mac = self._mark.mac(projections.VERSION, rows.size, rows.leaf)
        write(connection, self._put.projections(rows, projections.VERSION, mac))

    def written(self) -> None:
        if self._mark is not None:
            self._mark.kept()

    def follow(self, rows: Rows) -> None:
        """After the evidence is on disk."""
        if self._waiting is not None:
            self._waiting.merge(rows)
            rows = self._waiting
            if self._clock() < self._again:
                return
        try:
            self._write_alone(rows)
        except StoreTrouble as error:
            if self._waiting is None:
                log.error("the projections cannot be written at present, the journal can: %s", error)
            self._waiting, self._again = rows, self._clock() + RETRY_S
        else:
            if self._waiting is not None:
                log.warning("the projections can be written again")
            self._waiting = None

    def state(self, size: int) -> State:
        """The state after `size` entries, all that the journal has."""

        def read(connection: Connection) -> State:
            state = self._trusted(connection)
            while state.size < size:
                projections.step(connection, state, size)
            return state

        return self._read(read, size)

    def _write_alone(self, rows: Rows) -> None:
        with self._transaction() as connection:
            self.write(connection, rows)
        self.written()

    def answer(self, command_id: str, size: int) -> bytes | None:
        command = command_id.encode()
        if self._waiting is not None and command in self._waiting.answers:
            return self._waiting.answers[command][0]
        return self._read(lambda connection: projections.answer_in(connection, command), size)

    def quarantined(self, entry: int, size: int) -> Quarantined | None:
        key = Touched.QUARANTINE.value, str(entry).encode()
        if self._waiting is not None and key in self._waiting.things:
            data = self._waiting.things[key]
            return None if data is None else projections.quarantined_of(data)
        return self._read(lambda connection: projections.waiting_in(connection, entry), size)

    def anew(self, size: int) -> None:
        """Made from the journal, whatever is there."""
        self._waiting = None
        self._advance_anew(size)

    def close(self) -> None:
        """Writes what still waits, if that is possible."""
        if self._waiting is not None:
            try:
                self._write_alone(self._waiting)
            except StoreTrouble as error:
                log.warning("the projections stay behind, the next start brings them up to date: %s", error)

    def _advance(self, size: int) -> None:
        with self._transaction() as connection:
            projections.make(connection)
            state = self._trusted(connection)
            if projections.reflected(connection) is None and (kept := bases.kept_of(connection)):
                write(connection, self._put.base(kept.base))
        while state.size < size:
            with self._transaction() as connection:
                self.write(connection, projections.step(connection, state, size, self._look_in(connection, size)))
            self.written()
            self._progress(state.size, size)

    def _look_in(self, connection: Connection, size: int) -> projections.Look:
        """What the state is made of has to be what was written: who may do what would be anybody's word else."""
        leaves = Leaves(size, evidence.tiles_of(connection))

        def look(first: int, datas: Sequence[bytes]) -> None:
            if self._compares:
                self._differing.look(leaves, first, datas)

        return look

    def _advance_anew(self, size: int) -> None:
        try:
            self._database.renew()
            self._advance(size)
        except (StoreTrouble, OSError) as error:
            if self._database.together:
                raise
            log.error("the projections are kept in memory only: %s", error)
            self._database.forgo()
            self._advance(size)

    def _read(self, read: Callable[[Connection], Found], size: int) -> Found:
        """Projections that cannot be read are made anew, once."""
        try:
            with self._transaction(reading=True) as connection:
                return read(connection)
        except StoreTrouble as error:
            if error.passing and self._database.together:
                raise
        self.catch_up(size)
        with self._transaction(reading=True) as connection:
            return read(connection)

    @contextmanager
    def _transaction(self, *, reading: bool = False) -> Iterator[Connection]:
        with transaction(self._database.state, reading=reading) as connection:
            yield connection

    def _trusted(self, connection: Connection) -> State:
        """The state that the projections hold. Raises StoreTrouble when they are not this journal's, or not whole."""
        found, kept = projections.reflected(connection), bases.kept_of(connection)
        if found is not None and not projections.fits(connection, found):
            raise StoreTrouble(f"they are of version {found.version}, or of another journal")
        if found is not None and kept is not None and found.size <= kept.entry:
            # Until the entry that says that others went, rows may need what stood in those.
            raise StoreTrouble(f"they are of {found.size} entries, and the journal was pruned since")
        try:
            if found is not None:
                things = projections.things_in(connection)
                self._require_mark(found, things)
                return projections.state_in(connection, found.size, things)
            base = kept.base if kept else bases.Base(size=0)
            if self._mark is not None:
                self._mark.begin(base.things)
            self._differing = Differing()
            if kept is not None and self._compares:
                self._differing.look_at_base(connection, kept)
            return base.state
        except (ValueError, LookupError) as error:
            raise StoreTrouble(f"{type(error).__name__}: {error}", damaged=True) from error

    @property
    def _compares(self) -> bool:
        return self._mark is not None and self.unproven is None and not self._accepted

    def _require_mark(self, found: Reflected, things: Sequence[Thing]) -> None:
        if self._mark is None:
            return
        self._mark.begin(things)
        if not found.mac:
            # Those of a journal with a flaw stay without.
            if self.flaw is None:
                raise _Unmarked("they were made without a key")
        elif not self._mark.is_ours(found.mac):
            raise _Unmarked("they were made with another key")
        elif not self._mark.fits(found.mac, *found[:3]):
            raise _Altered("somebody else has written to them")
