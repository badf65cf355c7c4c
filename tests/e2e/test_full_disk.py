"""A disk that really fills up under a running core: said within seconds, nothing lost, work goes on by itself."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from bridge.core.working import DISK_FULL
from bridge.mailbox import Mailbox
from bridge.protocol.seat import Beat
from bridge.seat.happenings import SeatMailbox
from bridge.source.keys import open_keys
from commandcenter.adapters.data_folder import DataFolder
from commandcenter.app.watching import LAST_ROOM
from commandcenter.domain.changes.alarms import AlarmRaised, AlarmReturned
from commandcenter.domain.changes.system import CoreResumed
from commandcenter.domain.events import EventId
from commandcenter.settings import read_settings
from tests.support.centre import ROOT, Centre, bare_centre
from tests.support.seat_core import linked
from tests.support.waiting import eventually

MIB = 1 << 20
SIZE, RESERVE = 48 * MIB, 4 * MIB
SOON_S = 20.0


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """The folder of a centre whose data folder is a disk of 48 MiB."""
    if os.geteuid() != 0:
        pytest.skip("only root may mount a small disk; tests/bridge/seats/test_told_disk.py shows it without one")
    place = tmp_path / "data"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(place)]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        pytest.skip(f"no mounting here: {done.stderr.decode().strip()}")
    yield tmp_path
    subprocess.run(["umount", "-l", str(place)], check=True)


class Watched:
    """A seat at its link: what its header would show."""

    def __init__(self, mailbox: SeatMailbox) -> None:
        self._mailbox = mailbox
        self._told: str | None = None

    @property
    def trouble(self) -> str | None:
        """None before the first beat."""
        for value in self._mailbox.drain()[1].values():
            if isinstance(value, Beat):
                self._told = value.trouble
        return self._told


def fill(path: Path) -> None:
    """To the last byte, as often as it takes: something may have been freed meanwhile."""
    with path.open("ab", buffering=0) as rest:
        for size in (MIB, 4096, 1):
            with suppress(OSError):
                while True:
                    rest.write(b"x" * size)


def raise_alarms(centre: Centre, first: int, count: int) -> None:
    for number in range(first, first + count):
        centre.tell_source(f"raise P{number} minor {'flood ' * 60}")


def taken(centre: Centre) -> list[int]:
    """Numbers of the source's events in the journal, in its order."""
    return [entry.cause.seq for entry in centre.entries() if isinstance(entry.cause, EventId) and entry.cause.seq]


def own_alarms(centre: Centre, kind: type[AlarmRaised] | type[AlarmReturned]) -> set[str]:
    changes = [entry.change for entry in centre.entries()]
    return {change.alarm.type for change in changes if isinstance(change, kind) and change.alarm.source == "core"}


def prepared(folder: Path) -> Centre:
    centre = bare_centre(folder)
    settings = centre.data / "settings.toml"
    more = f"[disk]\nreserve_mib = {RESERVE // MIB}\n"
    settings.write_text(settings.read_text() + more)
    return centre


def test_a_disk_that_fills_up_is_said_costs_nothing_and_is_left_behind_when_there_is_room(small_disk: Path) -> None:
    centre = prepared(small_disk)
    folder, rest = DataFolder(centre.data), centre.data / "rest"
    keys = open_keys(folder.seat_keys("console", "desk-1"), "desk-1")
    mailbox: SeatMailbox = Mailbox(lambda: None)
    try:
        centre.start_source()
        centre.start("core")
        centre.wait(lambda: centre.actions("device.known"), "the source is connected")
        centre.wait((centre.data / "reserve").exists, "room is kept in reserve")
        endpoint = read_settings(folder.settings).core.endpoint
        with linked(endpoint, keys, folder.core_public.read_text().strip(), mailbox, small_disk / "outbox") as link:
            assert link is not None
            seat = Watched(mailbox)
            eventually(lambda: seat.trouble == "", 30, "the seat is at its link and all is well")
            go_through(centre, seat, rest)
        raised, returned = own_alarms(centre, AlarmRaised), own_alarms(centre, AlarmReturned)
        assert ("disk.full" in raised, "disk.full" in returned) == (True, True)
        assert sum(isinstance(entry.change, CoreResumed) for entry in centre.entries()) >= 2
        assert json.loads(centre.run("journal", "--verify", "--json").stdout)["verified"] is True
        command = [sys.executable, "-m", "audit", "verify", str(centre.data)]
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=60, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    finally:
        centre.stop()


def go_through(centre: Centre, seat: Watched, rest: Path) -> None:
    raise_alarms(centre, 0, 20)
    centre.wait(lambda: len(taken(centre)) == 21, "events are taken in as long as all is well")
    # Full: the reserve is given up, what happens is recorded with it, and every seat is told.
    fill(rest)
    raise_alarms(centre, 20, 20)
    # (whoever fills the disk may take a part of what was given up)
    eventually(lambda: seat.trouble in (DISK_FULL, LAST_ROOM), SOON_S, "the seat is told that the disk is full")
    centre.wait(lambda: "disk.full" in own_alarms(centre, AlarmRaised), "the alarm is raised", SOON_S)
    centre.wait(lambda: len(taken(centre)) == 41, "events are recorded with the reserve", 15)
    eventually(lambda: seat.trouble == LAST_ROOM, SOON_S, "the seat is told that the reserve is used")
    # Full to the last byte: nothing is taken in, and nothing is called taken in.
    began = time.monotonic()
    number = 40
    while seat.trouble != DISK_FULL:
        assert time.monotonic() - began < 60
        fill(rest)
        raise_alarms(centre, number, 5)
        number += 5
    fill(rest)
    before = len(taken(centre))
    raise_alarms(centre, number, 20)
    number += 20
    eventually(lambda: seat.trouble == DISK_FULL, SOON_S)
    assert len(taken(centre)) == before
    # Room again: nobody has to do anything.
    rest.unlink()
    centre.wait(lambda: len(taken(centre)) == number + 1, "all events arrive when there is room")
    assert taken(centre) == list(range(1, number + 2))
    eventually(lambda: seat.trouble == "", SOON_S, "the seat is told that all is well")
    centre.wait((centre.data / "reserve").exists, "room is kept in reserve again")
    centre.wait(lambda: "disk.full" in own_alarms(centre, AlarmReturned), "the alarm is over")
