"""A seat's link on real sockets and files: what it does when a disk, a message or the screen's mailbox fails."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
import zmq

from bridge.mailbox import Mailbox
from bridge.protocol import seat as wire
from bridge.seat.link import Happening, LinkChanged, SeatLink, SeatMailbox
from bridge.seat.outbox import Outbox
from commandcenter.domain.state import State
from commandcenter.services.ports import StoreTrouble
from tests.support.core_loop import Context, Setting, actions, collect, running_core
from tests.support.cores import MemoryStore

MALFORMED = wire.Entries(first=0, entries=(b"\xc1",))


class RawCore:
    """A ROUTER and a PUB that say what the test wants, word for word."""

    def __init__(self, context: Context) -> None:
        self._router, self._pub = context.socket(zmq.ROUTER), context.socket(zmq.PUB)
        self.commands, self.changes = (
            f"tcp://127.0.0.1:{socket.bind_to_random_port('tcp://127.0.0.1')}" for socket in (self._router, self._pub)
        )
        self._peer = b""

    def expect(self, kind: type[msgspec.Struct]) -> None:
        """Waits for a message of that kind; others are passed over."""
        deadline = time.monotonic() + 10
        while not isinstance(self._next(), kind):
            assert time.monotonic() < deadline, f"no {kind.__name__} came"

    def let_in(self) -> None:
        """Answers one join, if there is one."""
        if isinstance(self._next(), wire.Join):
            self.say(joined())

    def say(self, message: wire.ToSeat | bytes) -> None:
        data = message if isinstance(message, bytes) else msgspec.msgpack.encode(message)
        self._router.send_multipart([self._peer, data])

    def publish(self, topic: bytes, data: bytes) -> None:
        self._pub.send_multipart([topic, data])

    def close(self) -> None:
        self._router.close(linger=0)
        self._pub.close(linger=0)

    def _next(self) -> wire.ToCore | None:
        if not self._router.poll(50):
            return None
        self._peer, data = self._router.recv_multipart()
        message: wire.ToCore = msgspec.msgpack.decode(data, type=wire.ToCore)
        return message


@pytest.fixture
def context() -> Iterator[Context]:
    made: Context = zmq.Context()
    yield made
    made.term()


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def setting(store: MemoryStore, context: Context) -> Iterator[Setting]:
    with running_core(store, context) as found:
        yield found


@pytest.fixture
def raw(context: Context) -> Iterator[RawCore]:
    core = RawCore(context)
    yield core
    core.close()


@pytest.fixture
def mailbox() -> SeatMailbox:
    return Mailbox(lambda: None)


@contextmanager
def linked(context: Context, core: Setting | RawCore, mailbox: SeatMailbox, outbox: Path) -> Iterator[SeatLink]:
    link = SeatLink(context, core.commands, core.changes, "desk", wire.Role.CONSOLE, mailbox, outbox)
    link.start()
    try:
        yield link
    finally:
        link.stop()


def joined() -> wire.Joined:
    state = msgspec.Raw(msgspec.msgpack.encode(State()))
    return wire.Joined(version=wire.VERSION, person="wang", person_name="王敏", state=state)


def command(number: int, name: str = "alarm.acknowledge", alarm: str = "A1") -> wire.Command:
    args = msgspec.Raw(msgspec.msgpack.encode({"alarm": alarm}))
    return wire.Command(id=f"command-{number}", name=name, args=args, done_at=datetime.now(UTC))


def answers(seen: list[Happening]) -> list[tuple[str, bool, bool]]:
    return [(item.id, item.ok, item.later) for item in seen if isinstance(item, wire.Answer)]


def raise_two_alarms(setting: Setting, mailbox: SeatMailbox, seen: list[Happening]) -> None:
    setting.source.greet()
    collect(mailbox, seen, lambda: LinkChanged(True) in seen)
    setting.source.raise_alarm(1)
    setting.source.raise_alarm(2)
    collect(mailbox, seen, lambda: actions(seen).count("alarm.raised") == 2)


@pytest.mark.expects_log("WARNING bridge.seat.outbox: row . of the outbox is no command")
def test_a_row_of_the_outbox_that_is_no_command_is_dropped_and_the_others_are_sent(
    setting: Setting, context: Context, mailbox: SeatMailbox, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "out.sqlite"
    outbox = Outbox(path)
    with sqlite3.connect(path) as database:
        database.executemany("INSERT INTO pending VALUES (?, ?)", [("a", b"\xc1"), ("b", "text"), ("c", 7)])
    database.close()
    outbox.add(command(1))
    outbox.close()
    seen: list[Happening] = []
    with linked(context, setting, mailbox, path):
        collect(mailbox, seen, lambda: answers(seen) == [("command-1", False, False)])
    dropped = [record.getMessage() for record in caplog.records if "is no command" in record.getMessage()]
    assert [line.split(" of ")[0] for line in dropped] == ["row 1", "row 2", "row 3"]
    assert rows(path) == []


def no_database(path: Path) -> Path:
    path.write_bytes(b"This is not a database. " * 100)
    return path


def other_table(path: Path) -> Path:
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE pending (something TEXT)")
    database.close()
    return path


def no_folder(path: Path) -> Path:
    path.write_bytes(b"a file where a folder should be")
    return path / "out.sqlite"


@pytest.mark.expects_log("ERROR bridge.seat.outbox: the outbox .* cannot be used")
@pytest.mark.parametrize("spoil", [no_database, other_table, no_folder])
def test_with_an_outbox_that_cannot_be_opened_commands_are_still_answered(
    setting: Setting, context: Context, mailbox: SeatMailbox, tmp_path: Path, spoil: Callable[[Path], Path]
) -> None:
    seen: list[Happening] = []
    with linked(context, setting, mailbox, spoil(tmp_path / "out")) as link:
        raise_two_alarms(setting, mailbox, seen)
        link.send(command(1))
        collect(mailbox, seen, lambda: answers(seen) == [("command-1", True, False)])


@pytest.mark.expects_log(
    "ERROR bridge.seat.outbox: this seat's disk fails", "ERROR bridge.core.working", "WARNING bridge.core.working"
)
def test_commands_that_neither_disk_takes_wait_in_memory_and_are_done_in_order(
    setting: Setting,
    store: MemoryStore,
    context: Context,
    mailbox: SeatMailbox,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    path = tmp_path / "out.sqlite"
    seen: list[Happening] = []
    with linked(context, setting, mailbox, path) as link:
        raise_two_alarms(setting, mailbox, seen)
        with sqlite3.connect(path) as database:
            database.execute("DROP TABLE pending")
        database.close()
        store.broken = StoreTrouble("no room", full=True)
        link.send(command(1, alarm="A2"))
        link.send(command(2, alarm="A1"))
        collect(mailbox, seen, lambda: len(answers(seen)) == 2)
        store.broken = None
        collect(mailbox, seen, lambda: len(answers(seen)) == 4)
    assert answers(seen)[2:] == [("command-1", True, False), ("command-2", True, False)]
    assert sum("disk fails" in record.getMessage() for record in caplog.records) == 1


@pytest.mark.expects_log("ERROR bridge.core.working", "WARNING bridge.core.working")
@pytest.mark.parametrize("restarted", [False, True])
def test_commands_given_while_the_disk_of_the_core_is_full_are_told_of_once_and_done_in_order_later(
    setting: Setting, store: MemoryStore, context: Context, mailbox: SeatMailbox, tmp_path: Path, restarted: bool
) -> None:
    path = tmp_path / "out.sqlite"
    seen: list[Happening] = []
    with linked(context, setting, mailbox, path) as link:
        raise_two_alarms(setting, mailbox, seen)
        store.broken = StoreTrouble("no room", full=True)
        link.send(command(1, alarm="A2"))
        link.send(command(2, alarm="A1"))
        collect(mailbox, seen, lambda: len(answers(seen)) == 2)
        assert answers(seen) == [("command-1", False, True), ("command-2", False, True)]
        assert all(item.reason for item in seen if isinstance(item, wire.Answer))
        if not restarted:
            store.broken = None
            collect(mailbox, seen, lambda: answers(seen)[-1] == ("command-2", True, False))
    if restarted:
        assert rows(path) == ["command-1", "command-2"]
        store.broken = None
        with linked(context, setting, mailbox, path):
            collect(mailbox, seen, lambda: answers(seen)[-1] == ("command-2", True, False))
    assert rows(path) == []
    done = [entry.entry.subject for entry in store.entries if entry.entry.action == "alarm.acknowledged"]
    assert done == ["A2", "A1"]


@pytest.mark.expects_log("WARNING bridge.seat.link: the core sent something that cannot be read")
@pytest.mark.parametrize(
    ("topic", "garbage"),
    [
        (b"", b"\xc1"),
        (b"", msgspec.msgpack.encode({"t": "answer", "id": 5})),
        (wire.ENTRIES, b"\xc1"),
        (wire.ENTRIES, msgspec.msgpack.encode(MALFORMED)),
        (wire.TELEMETRY, b""),
        (wire.BEAT, b"\xa1\xff"),
    ],
)
def test_a_message_of_the_core_that_cannot_be_read_makes_the_seat_join_again(
    raw: RawCore,
    context: Context,
    mailbox: SeatMailbox,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    topic: bytes,
    garbage: bytes,
) -> None:
    seen: list[Happening] = []
    with linked(context, raw, mailbox, tmp_path / "out.sqlite"):
        raw.expect(wire.Join)
        raw.say(joined())
        raw.expect(wire.SeatBeat)
        deadline = time.monotonic() + 10
        while "cannot be read" not in caplog.text:
            assert time.monotonic() < deadline
            if topic:
                raw.publish(topic, garbage)
            else:
                raw.say(garbage)
            raw.let_in()
        seen.extend(mailbox.drain()[0])
        raw.expect(wire.Join)
        raw.say(joined())
        collect(mailbox, seen, lambda: seen[-2:] == [joined(), LinkChanged(True)] and len(seen) > 2)
    assert LinkChanged(False) not in seen


@pytest.mark.expects_log("ERROR bridge.seat.link: the link to the core failed")
def test_a_failure_of_the_links_thread_shows_the_core_as_away_and_the_seat_joins_again(
    setting: Setting, context: Context, tmp_path: Path
) -> None:
    faults = [RuntimeError("made up")]

    def wake() -> None:
        if faults:
            raise faults.pop()

    mailbox: SeatMailbox = Mailbox(wake)
    seen: list[Happening] = []
    with linked(context, setting, mailbox, tmp_path / "out.sqlite"):
        collect(mailbox, seen, lambda: LinkChanged(True) in seen)
    kinds = [type(item).__name__ for item in seen if not isinstance(item, LinkChanged)]
    assert [item.live for item in seen if isinstance(item, LinkChanged)] == [False, True]
    assert kinds.count("Joined") >= 1


def test_a_seat_whose_mailbox_is_full_joins_again_until_the_state_has_found_room(
    raw: RawCore, context: Context, tmp_path: Path
) -> None:
    mailbox: SeatMailbox = Mailbox(lambda: None, limit=2)
    for _ in range(2):
        mailbox.happen(LinkChanged(False))
    with linked(context, raw, mailbox, tmp_path / "out.sqlite"):
        for _ in range(3):
            raw.expect(wire.Join)
            raw.say(joined())
        assert mailbox.drain()[0] == [LinkChanged(False), LinkChanged(False)]
        raw.expect(wire.Join)
        raw.say(joined())
        seen: list[Happening] = []
        collect(mailbox, seen, lambda: seen[-2:] == [joined(), LinkChanged(True)])
        raw.expect(wire.SeatBeat)


def rows(path: Path) -> list[str]:
    database = sqlite3.connect(path)
    try:
        return [row for (row,) in database.execute("SELECT id FROM pending ORDER BY rowid")]
    finally:
        database.close()
