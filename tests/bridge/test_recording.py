"""Recorder and replay on real sockets: beside a core that is not disturbed, and into one that knows no difference."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import msgpack
import pytest
import zmq

from bridge.core.source_link import SourceLink
from bridge.core.source_socket import SourceSocket
from bridge.protocol import source as wire
from bridge.recording.keeper import Keeper
from bridge.recording.played import played_source
from bridge.recording.player import Player
from bridge.recording.reader import Reader
from bridge.recording.recorder import Recorder
from bridge.recording.records import FORMAT, Entry, EventCame, Header, LogOpened, Recorded, SampleCame
from bridge.recording.tap import Tap
from bridge.recording.telling import AsNow, as_it_was
from bridge.recording.writer import Writer
from bridge.source import Source, SourceError
from bridge.source.keys import new_keys, read_keys, write_keys
from commandcenter.domain.alarms import Alarm
from tests.support.bad_envelopes import BEYOND, MAX_SEQ
from tests.support.dealer_core import Core as BareCore
from tests.support.dealer_core import introduce
from tests.support.good_source import keys_of
from tests.support.ports import free_name
from tests.support.rough_source import RoughSource, packed
from tests.support.sourced_core import SourcedCore, sourced_core
from tests.support.waiting import eventually

# In the kit's order, for it is compared byte for byte.
FLOOD = {
    "at": "2025-03-01T08:00:00+08:00",
    "kind": "raise",
    "type": "pump.flood",
    "title": "泵房进水",
    "priority": "major",
}
NOON = datetime(2026, 11, 21, 4, 0, 0, tzinfo=UTC)
Context = zmq.Context[zmq.Socket[bytes]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Of a source whose core has keys there too."""
    return introduce(tmp_path / "pumps", "pumps").parent


@contextmanager
def pumps(folder: Path, endpoint: str = "tcp://127.0.0.1:*") -> Iterator[Source]:
    with Source("pumps", endpoint, folder, "tcp://127.0.0.1:*") as source:
        yield source


class Running(NamedTuple):
    keeper: Keeper
    tap: Tap

    def until(self, events: int) -> None:
        eventually(lambda: self.keeper.of("pumps").events >= events, 10, f"{events} events are recorded")


@contextmanager
def recording(endpoint: str, folder: Path, file: Path, *, from_start: bool = False) -> Iterator[Running]:
    """A recorder with the core's key, linked already."""
    header = Header(format=FORMAT, version=1, made_at=NOON, centre="c", sources=(Recorded(id="pumps"),))
    keeper = Keeper(Writer(file, header), ["pumps"], time.monotonic)
    context: Context = zmq.Context()
    core, server = read_keys(folder / "core.json"), read_keys(folder / "keys.json").public
    socket = SourceSocket(context, core, "pumps", endpoint, keeper, time.monotonic)
    tap = Tap(SourceLink(socket, time.monotonic, listens=True), keeper, from_start)
    recorder = Recorder([tap], keeper, lambda: {"pumps": server}, lambda: None)
    thread = threading.Thread(target=recorder.run, name="recorder")
    thread.start()
    try:
        eventually(lambda: tap.link.state.value == "live", 10, "the recorder is linked")
        yield Running(keeper, tap)
    finally:
        recorder.stop()
        thread.join()
        context.destroy(linger=0)


def read(file: Path) -> list[Entry]:
    with Reader(file) as reader:
        return list(reader)


def events(file: Path) -> list[tuple[int, str]]:
    """(number, subject) of each."""
    return [(it.seq, msgpack.unpackb(it.event)["subject"]) for it in read(file) if isinstance(it, EventCame)]


def flood(subject: str) -> dict[str, object]:
    return {**FLOOD, "subject": subject}


# ---- recording


def test_events_and_telemetry_are_kept_byte_for_byte_with_the_time_they_came(folder: Path, tmp_path: Path) -> None:
    with pumps(folder) as source:
        source.emit(flood("before"))
        with recording(source.endpoint, folder, tmp_path / "a") as running:
            sent = flood("P1")
            source.emit(sent)
            running.until(1)
            sample = {"at": "2025-03-01T08:00:00Z", "key": "level", "type": "pump.level", "values": {"value": 1.5}}

            def is_kept() -> bool:
                source.publish(sample)
                return running.keeper.of("pumps").samples > 0

            eventually(is_kept, 10, "a sample is recorded")
        epoch = source.epoch
    log, event, *samples = read(tmp_path / "a")
    assert isinstance(log, LogOpened)
    assert (log.epoch, log.first, log.head, log.after) == (epoch, 1, 1, 1)
    assert isinstance(event, EventCame)
    assert (event.seq, event.event) == (2, msgpack.packb(sent))
    assert {it.sample for it in samples if isinstance(it, SampleCame)} == {msgpack.packb(sample)}
    assert 0 <= log.us <= event.us <= samples[0].us < 60e6
    assert running.keeper.of("pumps").missing == 0


def test_from_the_start_everything_that_the_source_holds_is_recorded(folder: Path, tmp_path: Path) -> None:
    with pumps(folder) as source:
        source.emit_many([flood(f"P{number}") for number in range(1, 1501)])
        with recording(source.endpoint, folder, tmp_path / "a", from_start=True) as running:
            running.until(1500)
    assert events(tmp_path / "a") == [(number, f"P{number}") for number in range(1, 1501)]


def test_nothing_stays_at_the_source_and_what_the_core_lacks_is_kept_for_it(folder: Path, tmp_path: Path) -> None:
    with pumps(folder) as source, BareCore(source.endpoint, folder, name="core") as core:
        source.emit_many([flood(f"P{number}") for number in range(1, 4)])
        core.hello()
        core.pull(source.epoch, 0)
        core.receive()
        core.send(t="durable", epoch=source.epoch, seq=1)
        with recording(source.endpoint, folder, tmp_path / "a", from_start=True) as running:
            running.until(3)
        with pytest.raises(SourceError, match=r"core \(1 of 3\) lack"):
            source.end_log(timeout=0.5)
        core.send(t="durable", epoch=source.epoch, seq=3)
        source.end_log(timeout=5)
    with closing(sqlite3.connect(folder / "outbox.sqlite")) as outbox:
        assert outbox.execute("SELECT key, core FROM cores").fetchall() == [(core.keys.public, "core")]


def test_the_cores_own_link_goes_on_undisturbed_beside_the_recorder(folder: Path, tmp_path: Path) -> None:
    with pumps(folder) as source, BareCore(source.endpoint, folder, name="core") as core:
        core.hello()
        core.pull(source.epoch, 0)
        with recording(source.endpoint, folder, tmp_path / "a") as running:
            for number in range(1, 11):
                source.emit(flood(f"P{number}"))
            running.until(10)
        got = 0
        while got < 10:
            batch = core.receive()
            assert (batch["t"], batch["first"]) == ("batch", got + 1)
            got += len(batch["events"])
        assert source.faults == {}


def test_a_restart_of_the_source_loses_and_doubles_nothing(folder: Path, tmp_path: Path) -> None:
    endpoint = free_name()
    with pumps(folder, endpoint) as source:
        source.emit(flood("P1"))
        link = recording(endpoint, folder, tmp_path / "a", from_start=True)
        running = link.__enter__()
        running.until(1)
    with pumps(folder, endpoint) as source:
        source.emit(flood("P2"))
        running.until(2)
        link.__exit__(None, None, None)
    assert events(tmp_path / "a") == [(1, "P1"), (2, "P2")]
    assert [type(it) for it in read(tmp_path / "a")].count(LogOpened) == 1


def test_the_next_log_of_a_source_is_recorded_as_another_one(folder: Path, tmp_path: Path) -> None:
    with pumps(folder) as source, BareCore(source.endpoint, folder, name="core") as core:
        source.emit(flood("P1"))
        core.hello()
        core.pull(source.epoch, 0)
        core.receive()
        with recording(source.endpoint, folder, tmp_path / "a", from_start=True) as running:
            running.until(1)
            core.send(t="durable", epoch=source.epoch, seq=1)
            first = source.epoch
            source.end_log(timeout=5)
            source.emit(flood("P2"))
            running.until(2)
        assert events(tmp_path / "a") == [(1, "P1"), (1, "P2")]
        logs = [it for it in read(tmp_path / "a") if isinstance(it, LogOpened)]
        assert [(log.epoch, log.after) for log in logs] == [(first, 0), (source.epoch, 0)]
        assert running.keeper.of("pumps").missing == 0


@pytest.mark.expects_log("WARNING bridge.core.source_link: source pumps sent something that was refused .field")
def test_an_event_whose_number_is_none_is_refused_and_the_file_stays_whole(folder: Path, tmp_path: Path) -> None:
    with RoughSource("pumps", read_keys(folder / "keys.json")) as rough:
        greeted = threading.Thread(target=rough.welcome, kwargs={"first": MAX_SEQ, "head": MAX_SEQ})
        greeted.start()
        with recording(rough.endpoint, folder, tmp_path / "a", from_start=True) as running:
            greeted.join()
            rough.say(packed(BEYOND))
            assert rough.expect(wire.Fault).code == "field"
            rough.say(packed({**BEYOND, "events": [flood("last")]}))
            running.until(1)
    assert events(tmp_path / "a") == [(MAX_SEQ, "last")]


# ---- replay


class Stage(NamedTuple):
    source: Source
    core: SourcedCore

    def alarms(self) -> list[Alarm]:
        return sorted(self.core.core.state.alarms.values(), key=lambda alarm: alarm.subject)

    def play(self, file: Path, *, speed: float = 0, now: datetime | None = None) -> float:
        """Returns the seconds it took."""
        player = Player({0: self.source}, threading.Event())
        player.wait_for_core(lambda linked: None)
        player.clear(NOON)
        began = time.monotonic()
        with Reader(file) as reader:
            tell = AsNow(NOON, now, speed or 1.0) if now else as_it_was
            player.play(reader, speed, tell, lambda played: None)
        player.wait_until_taken(lambda events: None)
        return time.monotonic() - began


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    keys = new_keys("core")
    write_keys(tmp_path / "played" / "keys.json", new_keys("pumps", [keys.public]))
    with (
        played_source("pumps", "tcp://127.0.0.1:*", tmp_path / "played", "tcp://127.0.0.1:*") as source,
        sourced_core(tmp_path, {"pumps": source.endpoint}, keys) as core,
    ):
        core.trust("pumps", keys_of(tmp_path / "played"))
        yield Stage(source, core)


def record_of(file: Path, *entries: Entry) -> Path:
    """A recording made by hand, of two sources of which one is played."""
    sources = (Recorded(id="pumps"), Recorded(id="lifts"))
    with Writer(file, Header(format=FORMAT, version=1, made_at=NOON, centre="c", sources=sources)) as writer:
        for entry in entries:
            writer.write(entry)
    return file


def event(us: int, body: Mapping[str, object], place: int = 0) -> EventCame:
    return EventCame(us=us, source=place, seq=us + 1, event=msgpack.packb(body, datetime=True))


def test_what_was_recorded_of_a_real_source_makes_the_same_alarms_in_a_training_core(
    folder: Path, stage: Stage, tmp_path: Path
) -> None:
    with pumps(folder) as source, recording(source.endpoint, folder, tmp_path / "a", from_start=True) as running:
        source.emit_many([flood("P1"), flood("P2"), {**FLOOD, "kind": "raise", "subject": "P1", "title": "更高"}])
        source.emit({"kind": "return", "at": "2025-03-01T09:00:00+08:00", "type": "pump.flood", "subject": "P2"})
        running.until(4)
    stage.play(tmp_path / "a")
    first, second = stage.alarms()
    assert (first.subject, first.title, first.count, first.active) == ("P1", "更高", 2, True)
    assert first.raised_at == datetime(2025, 3, 1, 0, 0, 0, tzinfo=UTC)
    assert (second.subject, second.active) == ("P2", False)
    assert second.returned_at == datetime(2025, 3, 1, 1, 0, 0, tzinfo=UTC)


@pytest.mark.expects_log("WARNING bridge.source: pumps: from core: quarantined")
def test_an_event_that_the_centre_could_not_read_is_played_as_it_came(stage: Stage, tmp_path: Path) -> None:
    broken = EventCame(us=0, source=0, seq=1, event=b"\x81\xa1x\x01")
    stage.play(record_of(tmp_path / "a", broken, event(1, flood("P1"))))
    assert [it.subject for it in stage.alarms() if it.source == "pumps"] == ["P1"]
    assert stage.core.core.state.quarantined == {"pumps": 1}


def test_speed_is_kept_and_other_sources_are_left_out(stage: Stage, tmp_path: Path) -> None:
    file = record_of(
        tmp_path / "a",
        event(0, flood("P1")),
        event(1_000_000, flood("lift"), place=1),
        event(8_000_000, flood("P2")),
    )
    assert 1.0 <= stage.play(file, speed=8) < 4.0
    assert [it.subject for it in stage.alarms()] == ["P1", "P2"]


def test_with_now_all_times_are_moved_and_none_lies_ahead(stage: Stage, tmp_path: Path) -> None:
    entries = [
        event(0, {**flood("old"), "at": "2026-11-21T11:50:00+08:00"}),
        event(0, {**flood("P1"), "at": NOON}),
        event(4_000_000, {**flood("P2"), "at": "2026-11-21T04:00:04Z"}),
    ]
    began = datetime(2026, 11, 1, 8, 0, 0, tzinfo=UTC)
    stage.play(record_of(tmp_path / "a", *entries), speed=4, now=began)
    assert {it.subject: it.raised_at for it in stage.alarms()} == {
        "old": datetime(2026, 11, 1, 7, 50, 0, tzinfo=UTC),
        "P1": began,
        "P2": datetime(2026, 11, 1, 8, 0, 1, tzinfo=UTC),
    }


def test_telemetry_reaches_the_core(stage: Stage, tmp_path: Path) -> None:
    sample = {"key": "level", "type": "pump.level", "at": "2025-03-01T08:00:00Z", "values": {"value": 1.5}}
    stage.play(record_of(tmp_path / "a", SampleCame(us=0, source=0, sample=msgpack.packb(sample))))
    eventually(lambda: ("pumps", "level") in stage.core.telemetry.newest, 10, "the sample is there")
    assert stage.core.telemetry.newest["pumps", "level"].values == {"value": 1.5}


def test_a_device_command_is_refused_because_it_is_a_replay(folder: Path, tmp_path: Path) -> None:
    played = played_source("pumps", "tcp://127.0.0.1:*", folder, "tcp://127.0.0.1:*")
    with played as source, BareCore(source.endpoint, folder) as core:
        device = {"device": "YZ-9", "type": "loudspeaker", "name": "", "actions": ["speak"]}
        source.emit_packed([msgpack.packb({"kind": "device", "at": "2025-03-01T08:00:00Z", **device})])
        core.hello()
        core.send(
            t="command", key="k", device="YZ-9", action="speak", args={"text": "x"}, deadline="2099-01-01T00:00:00Z"
        )
        assert core.receive() == {"t": "result", "key": "k", "outcome": "refused", "detail": "replay"}


def test_playing_again_ends_what_was_raised_before_and_doubles_nothing(stage: Stage, tmp_path: Path) -> None:
    stage.play(record_of(tmp_path / "a", event(0, flood("P1")), event(1, flood("P2"))))
    stage.play(record_of(tmp_path / "b", event(0, flood("P2"))))
    assert [(it.subject, it.active) for it in stage.alarms()] == [("P1", False), ("P2", True)]


def test_stopping_ends_a_long_wait_at_once(stage: Stage, tmp_path: Path) -> None:
    file = record_of(tmp_path / "a", event(0, flood("P1")), event(3600_000_000, flood("P2")))
    stopped = threading.Event()
    player = Player({0: stage.source}, stopped)
    with Reader(file) as reader:
        thread = threading.Thread(target=player.play, args=(reader, 1.0, as_it_was, lambda played: None))
        thread.start()
        eventually(lambda: player.played.events == 1, 10, "the first event is played")
        stopped.set()
        thread.join(2)
        assert not thread.is_alive()
    assert player.played.events == 1
