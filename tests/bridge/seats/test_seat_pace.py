"""Seats that do not keep pace, do not read, or are frozen: told so or forgotten; the core stays as small as it is."""

from __future__ import annotations

import gc
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from bridge.core.seat_door import Line
from bridge.core.seat_pace import WINDOW_ENTRIES, Pace
from bridge.mailbox import Mailbox
from bridge.protocol import seat as wire
from bridge.seat.happenings import Entered, Happening, LinkChanged, SeatMailbox
from bridge.source.keys import Keys, write_keys
from commandcenter.services.permissions import ABSENT
from tests.support.seat_core import SeatCore, collect, linked, peer
from tests.support.waiting import eventually

ROOT = Path(__file__).parents[3]


def health(core: SeatCore) -> list[wire.SeatHealth]:
    return list(core.do(lambda: core.server.health(lambda seat: ABSENT)))


def test_two_seats_get_the_same_entries_in_the_same_order(core: SeatCore, tmp_path: Path) -> None:
    boxes: list[SeatMailbox] = [Mailbox(lambda: None) for _ in range(2)]
    seen: list[list[Happening]] = [[], []]
    places = [(core.endpoint, core.trust(name=f"desk-{at}"), core.keys.public, boxes[at]) for at in range(2)]
    with linked(*places[0], tmp_path / "0.sqlite"), linked(*places[1], tmp_path / "1.sqlite"):
        for box, found in zip(boxes, seen, strict=True):
            collect(box, found, lambda found=found: LinkChanged(True) in found)  # type: ignore[misc]  # bound at once
        first = core.core.state.size
        core.publish_made_up(10_000)
        for box, found in zip(boxes, seen, strict=True):
            collect(box, found, lambda found=found: len(entered(found)) == 10_000)  # type: ignore[misc]  # as above
    assert entered(seen[0]) == entered(seen[1]) == list(range(first, first + 10_000))


def entered(seen: list[Happening]) -> list[int]:
    return [entry.seq for item in seen if isinstance(item, Entered) for entry in item.entries]


def test_a_seat_that_reads_nothing_costs_the_core_little_and_is_told_that_it_is_behind(
    core: SeatCore, keys: Keys
) -> None:
    with peer(core, keys) as seat:
        joined = seat.join()
        size = core.core.state.size
        core.publish_made_up(2000)
        gc.collect()
        before = psutil.Process().memory_info().rss
        for _ in range(10):
            core.publish_made_up(20_000)
            seat.acknowledge(joined, size)
        gc.collect()
        grown = psutil.Process().memory_info().rss - before
        logging.getLogger(__name__).info("grown by %.1f MB", grown / 1e6)
        # Both ends are in this process: twice the window of 20,000 entries of half a kilobyte, and some room.
        assert grown < 40e6
        (shown,) = health(core)
        assert (shown.behind, shown.unread <= WINDOW_ENTRIES) == (True, True)
        read = size
        while not isinstance(message := seat.hear(), wire.Behind):
            if isinstance(message, wire.Entries):
                assert message.first == read
                read += len(message.entries)
        assert read - size <= WINDOW_ENTRIES
        seat.acknowledge(joined, read)
        again = seat.join()
        assert again.number != joined.number
        core.publish_made_up(1)
        assert seat.expect(wire.Entries).first == size + 202_000
        assert [shown.behind for shown in health(core)] == [False]


def test_a_seat_that_acknowledges_gets_everything_however_much_it_is(core: SeatCore, keys: Keys) -> None:
    with peer(core, keys) as seat:
        joined = seat.join()
        read = core.core.state.size
        for _ in range(10):
            core.publish_made_up(4000)
            until = core.core.state.size
            while read < until:
                entries = seat.expect(wire.Entries)
                assert entries.first == read
                read += len(entries.entries)
            seat.acknowledge(joined, read)


def test_who_pretends_to_have_read_another_snapshot_is_not_believed(core: SeatCore, keys: Keys) -> None:
    with peer(core, keys) as seat:
        joined = seat.join()
        size = core.core.state.size
        core.publish_made_up(1000)
        seat.say(wire.SeatBeat(joined=joined.number + 1, size=2**63 - 1))
        eventually(lambda: [it.unread for it in health(core)] == [1000], 5)
        seat.say(wire.SeatBeat(joined=joined.number, size=2**63 - 1))
        eventually(lambda: [it.unread for it in health(core)] == [0], 5)
        core.publish_made_up(1000)
        seat.acknowledge(joined, size + 1500)
        eventually(lambda: [it.unread for it in health(core)] == [500], 5)


def test_a_second_snapshot_is_not_sent_before_the_first_has_been_read(core: SeatCore, keys: Keys) -> None:
    with peer(core, keys) as seat:
        for _ in range(3):
            seat.say(wire.Join(version=wire.VERSION))
        joined = seat.expect(wire.Joined)
        assert [seat.expect(wire.SeatFault).code for _ in range(2)] == ["busy", "busy"]
        seat.acknowledge(joined, 0)
        assert seat.join().number != joined.number


def test_telemetry_waits_for_a_slow_seat_and_then_comes_with_the_newest_values(core: SeatCore, keys: Keys) -> None:
    with peer(core, keys) as seat:
        joined = seat.join()
        numbers = []
        for value in (1.0, 2.0):
            core.do(lambda value=value: core.readings.put("s", "a", value))  # type: ignore[misc]  # bound at once
            numbers.append(seat.expect(wire.Samples).number)
        for value in (3.0, 4.0, 5.0):
            core.do(lambda value=value: core.readings.put("s", "a", value))  # type: ignore[misc]  # as above
            core.do(core.desk.send_telemetry)
        core.do(lambda: core.readings.put("s", "b", 6.0))
        core.do(lambda: core.readings.put("z", "a", 7.0))
        core.do(core.desk.send_telemetry)
        core.do(core.desk.beat)
        # All this time nothing but beats.
        assert isinstance(seat.hear(), wire.Beat)
        seat.acknowledge(joined, 0, samples=numbers[-1])
        message = seat.expect(wire.Samples)
    found = {reading.key: reading.sample.values for reading in message.samples}
    assert found == {("s", "a"): {"value": 5.0}, ("s", "b"): {"value": 6.0}, ("z", "a"): {"value": 7.0}}


def test_a_snapshot_holds_telemetry_by_its_source(core: SeatCore, keys: Keys) -> None:
    core.do(lambda: core.readings.put("s", "a", 1.0))
    core.do(lambda: core.readings.put("z", "a", 2.0))
    core.readings.past.append(("z", "a", [wire.Point(1.0, 2.0)]))
    with peer(core, keys) as seat:
        seat.join()
    (part,) = seat.parts
    assert {reading.source: reading.sample.values for reading in part.samples} == {
        "s": {"value": 1.0},
        "z": {"value": 2.0},
    }
    assert part.series == (wire.Series("z", "a", (wire.Point(1.0, 2.0),)),)


def test_a_silent_seat_is_forgotten_and_asked_to_join_when_it_speaks_again(core: SeatCore, keys: Keys) -> None:
    with peer(core, keys) as seat:
        joined = seat.join()
        eventually(lambda: health(core) == [], 10)
        assert seat.expect(wire.Behind).size == core.core.state.size
        seat.acknowledge(joined, 0)
        assert seat.expect(wire.SeatFault).code == "not-joined"


@contextmanager
def seat_process(core: SeatCore, keys: Keys, folder: Path) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """A seat of its own process and the file with what it says."""
    write_keys(folder / "desk.json", keys)
    arguments = [core.endpoint, str(folder / "desk.json"), core.keys.public, str(folder / "out.sqlite")]
    command = [sys.executable, "-m", "tests.support.seat_process", *arguments]
    with (folder / "said").open("w") as said:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=said, text=True, cwd=ROOT)
    try:
        yield process, folder / "said"
    finally:
        os.kill(process.pid, signal.SIGCONT)
        process.communicate(timeout=20)


def test_a_frozen_seat_is_forgotten_with_all_that_waits_for_it_and_comes_back_whole(
    core: SeatCore, keys: Keys, tmp_path: Path
) -> None:
    with seat_process(core, keys, tmp_path) as (process, said):
        eventually(lambda: f"live {core.core.state.size}" in said.read_text(), 20)
        os.kill(process.pid, signal.SIGSTOP)
        core.publish_made_up(100_000)
        eventually(lambda: health(core) == [], 15)
        core.publish_made_up(1000)
        os.kill(process.pid, signal.SIGCONT)
        eventually(lambda: said.read_text().endswith(f"live {core.core.state.size}\n"), 20)
        core.raise_alarm(1)
        eventually(lambda: said.read_text().endswith(f"live {core.core.state.size}\n"), 20)
        assert [shown.seat for shown in health(core)] == ["desk"]


def test_a_window_is_counted_in_bytes_as_well() -> None:
    pace = Pace(b"1", "key", "desk", wire.SeatKind.CONSOLE, Line(0, 0))
    pace.restart(7, 100, iter(()), 0.0)
    assert pace.has_room(50_000, 10**9)
    pace.sent(101, 30 * 1024 * 1024)
    assert (pace.has_room(1, 1024 * 1024), pace.has_room(1, 3 * 1024 * 1024)) == (True, False)
    pace.hear(wire.SeatBeat(joined=7, size=101), 0.0)
    assert pace.has_room(1, 3 * 1024 * 1024)
