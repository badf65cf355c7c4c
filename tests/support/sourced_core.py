"""A core with a real journal and any number of sources, its loop in a thread; a tool asks it and tells it things."""

from __future__ import annotations

import sqlite3
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import zmq

from bridge.core.building import Around, Place, build_loop
from bridge.protocol import seat as wire
from bridge.source.keys import Keys, new_keys
from commandcenter.adapters.store.reading import JournalReader
from commandcenter.adapters.store.sql_store import SqlStore
from commandcenter.adapters.store.sqlite import state_file
from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.changes.alarms import AlarmRaised
from commandcenter.domain.changes.keys import LinkRefused
from commandcenter.domain.changes.sources import EventQuarantined
from commandcenter.domain.journal import CORE, Entry
from commandcenter.domain.keys import EVERYTHING, Key, KeyKind
from commandcenter.domain.people import EVERYWHERE, Role
from commandcenter.domain.state import Position
from commandcenter.services.core import Core
from commandcenter.services.operating import command_table
from commandcenter.services.permissions import ADMINISTRATOR, ROLES, Person, Standing
from tests.support.cores import START
from tests.support.ports import ANY_PORT
from tests.support.seat_core import Peer
from tests.support.waiting import eventually

PATIENCE_S = 15.0
ANYTHING = Person(
    id="admin",
    name="管理员",
    permissions=ADMINISTRATOR | ROLES[Role.DUTY_OFFICER],
    scope=EVERYWHERE,
    standing=Standing.PRESENT,
)
POSITION = "SELECT value FROM things WHERE kind = 'position' AND id = CAST(? AS BLOB)"


class SourcedCore:
    """`places` are the endpoints of its sources by id. Methods may be called while the loop runs; it stops with it.

    Whoever asks is `person`; `prepare` makes of the core what it should be before the loop runs.
    """

    def __init__(
        self,
        folder: Path,
        keys: Keys,
        places: Mapping[str, str],
        person: Person = ANYTHING,
        prepare: Callable[[Core], object] = lambda core: None,
    ) -> None:
        self.journal = folder / "journal.sqlite"
        self.keys, self.desk = keys, new_keys("desk")
        self._tool_keys = new_keys("tool")
        self.store = SqlStore(self.journal)
        self.core = Core(self.store, command_table(), Catalogue(), _now)
        self.context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self._trust_seats()
        prepare(self.core)
        around = Around(people=lambda state, here: person, local_keys=list, now=_now, version="test", secrets={})
        sources = [Place(name, endpoint, name) for name, endpoint in places.items()]
        self.loop, self.telemetry, self.endpoint = build_loop(self.context, self.core, keys, ANY_PORT, sources, around)
        self.thread = threading.Thread(target=self.loop.run, name="core-loop")
        self.thread.start()
        self._tool = Peer(self.endpoint, self._tool_keys, keys.public)

    def close(self) -> None:
        self._tool.close()
        self.loop.stop()
        self.thread.join()
        self.context.term()
        self.store.close()

    def command(self, name: str, **args: object) -> None:
        """Given by the tool; it must be obeyed."""
        raw = msgspec.Raw(msgspec.msgpack.encode(args))
        self._tool.say(wire.Command(id=uuid.uuid4().hex, name=name, args=raw, done_at=datetime.now(UTC)))
        answer = self._tool.expect(wire.Answer)
        assert answer.ok, answer

    def trust(self, source: str, keys: Keys, *types: str) -> None:
        self.command("keys.trust", public=keys.public, kind="source", id=source, types=types or EVERYTHING)

    def revoke(self, keys: Keys) -> None:
        self.command("keys.revoke", public=keys.public)

    def status(self) -> wire.Status:
        self._tool.say(wire.AskStatus())
        return self._tool.expect(wire.Status)

    def beat(self) -> wire.Beat:
        return self.status().beat

    def health(self, source: str) -> wire.SourceHealth:
        return next(health for health in self.beat().sources if health.source == source)

    def until(self, source: str, good: Callable[[wire.SourceHealth], bool], seconds: float = PATIENCE_S) -> float:
        """Waits until the source's health is so; the seconds that it took."""
        return eventually(lambda: good(self.health(source)), seconds, f"{source}")

    def until_live(self, source: str) -> float:
        return self.until(source, lambda health: health.state is wire.LinkState.LIVE)

    def until_trouble(self, source: str, trouble: str) -> float:
        return self.until(source, lambda health: health.trouble == trouble)

    def entries(self, first: int = 0) -> list[Entry]:
        reader = JournalReader(self.journal)
        try:
            return list(reader.entries(first))
        finally:
            reader.close()

    def actions(self, *sources: str) -> list[tuple[str, str]]:
        """(actor, action) of what these sources have caused."""
        return [(entry.actor, entry.action) for entry in self.entries() if entry.actor in sources]

    def raised(self, *sources: str) -> list[str]:
        """The subjects of the alarms that these sources, all if none is named, have raised."""
        changes = [entry.change for entry in self.entries() if not sources or entry.actor in sources]
        return [change.alarm.subject for change in changes if isinstance(change, AlarmRaised)]

    def refusals(self) -> list[tuple[str, str]]:
        """(who, why) of each link.refused."""
        changes = [entry.change for entry in self.entries()]
        return [(change.who, change.reason) for change in changes if isinstance(change, LinkRefused)]

    def quarantined(self) -> list[EventQuarantined]:
        return [entry.change for entry in self.entries() if isinstance(entry.change, EventQuarantined)]

    def until_taken(self, source: str, seq: int, seconds: float = PATIENCE_S) -> float:
        """Waits until the source's events up to `seq` are in the journal."""

        return eventually(lambda: self.position(source) >= seq, seconds, f"{source} up to {seq}")

    def position(self, source: str) -> int:
        """The number of the last event that is on disk, 0 for none."""
        with closing(sqlite3.connect(f"file:{state_file(self.journal)}?mode=ro", uri=True)) as journal:
            found = journal.execute(POSITION, (source,)).fetchone()
        return msgspec.msgpack.decode(found[0], type=Position).seq if found else 0

    def _trust_seats(self) -> None:
        kinds = ((self.desk, KeyKind.CONSOLE), (self._tool_keys, KeyKind.TOOL))
        self.core.trust(
            Key(public=keys.public, kind=kind, id=keys.id, by=CORE, trusted_at=START) for keys, kind in kinds
        )


@contextmanager
def sourced_core(
    folder: Path,
    places: Mapping[str, str],
    keys: Keys | None = None,
    person: Person = ANYTHING,
    prepare: Callable[[Core], object] = lambda core: None,
) -> Iterator[SourcedCore]:
    core = SourcedCore(folder, keys or new_keys("core"), places, person, prepare)
    try:
        yield core
    finally:
        core.close()


def _now() -> datetime:
    return datetime.now(UTC)
