"""Looks at the disks once a second, in threads of its own: a network folder that hangs must not hold up the core.

On the data folder's disk some room is kept in reserve. When that disk is full the reserve is given up, so that the
record, the alarm and an orderly end still find room; it is made again when there is plenty.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from threading import Event, Lock, Thread
from typing import NamedTuple

from commandcenter.services.disk import DATA, DiskUse

log = logging.getLogger(__name__)

EVERY_S = 1.0
STOP_S = 2.0
NAME = "reserve"
# Where five times as much is free, the reserve is not what fills the disk.
PLENTY = 5
# With less than this left, hardly anything can be written.
NOTHING = 1 << 20
VAIN = "this disk sets nothing aside for an empty file"


class Space(NamedTuple):
    """Bytes that this process may still write, of the disk, and the share that is in use."""

    free: int
    total: int
    used: float


def space(folder: Path) -> Space:
    """As `df` computes it: what is set aside for root counts as gone. Raises OSError."""
    found = os.statvfs(folder)
    used = found.f_blocks - found.f_bfree
    usable = used + found.f_bavail
    return Space(found.f_bavail * found.f_frsize, found.f_blocks * found.f_frsize, used / usable if usable else 1.0)


class Reserve:
    """A file of `size` bytes that holds nothing but room; 0 for none. Used from two threads."""

    def __init__(self, folder: Path, size: int, measure: Callable[[Path], Space] = space) -> None:
        self.size = size
        self._folder = folder
        self._measure = measure
        self._path = folder / NAME
        self._lock = Lock()
        self._trouble = ""

    @property
    def held(self) -> int:
        """Bytes that are really set aside."""
        try:
            return self._path.stat().st_blocks * 512
        except OSError:
            return 0

    def give_up(self) -> bool:
        """Whether there was one."""
        with self._lock:
            try:
                self._path.unlink()
            except OSError:
                return False
        log.error("the disk of %s is full: the room that was kept in reserve is used now", self._folder)
        return True

    def keep(self) -> bool:
        """Makes it when there is plenty; False when the disk refused although there would have been room."""
        with self._lock:
            # What a core that was killed had begun keeps nothing for anybody.
            _remove(self._path.with_suffix(".new"))
            if not self.size:
                _remove(self._path)
                return True
            if self.held >= self.size or self._measure(self._folder).free < PLENTY * self.size:
                return True
            return self._trouble == VAIN or self._make()

    def _make(self) -> bool:
        fresh = self._path.with_suffix(".new")
        try:
            _allocate(fresh, self.size)
            fresh.replace(self._path)
        except OSError as error:
            _remove(fresh)
            self._warn(error.strerror or str(error))
            return False
        if self.held < self.size:
            # A disk that squeezes what is alike: an empty file keeps nothing there.
            _remove(self._path)
            self._warn(VAIN)
            return True
        self._trouble = ""
        log.info("%d MiB are kept in reserve in %s", self.size >> 20, self._folder)
        return True

    def _warn(self, why: str) -> None:
        """Once, and again when it is something else."""
        if why != self._trouble:
            log.warning("no room can be kept in reserve in %s: %s", self._folder, why)
        self._trouble = why


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink()


def _allocate(path: Path, size: int) -> None:
    """Raises OSError."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    try:
        os.posix_fallocate(descriptor, 0, size)
    finally:
        os.close(descriptor)


class DiskWatch:
    """`places` are folders by what they are for; one that lies on the data folder's disk is not looked at twice.

    Below the share `room` of the data folder's disk in use there is room again.
    """

    def __init__(
        self, places: Mapping[str, Path], reserve: Reserve, room: float, measure: Callable[[Path], Space] = space
    ) -> None:
        self._places = dict(places)
        self._reserve = reserve
        self._room = room
        self._measure = measure
        self._seen: dict[str, DiskUse] = {}
        self._full = False
        self._gave_up = False
        self._held = 0
        self._ended = Event()
        self._threads = [
            Thread(target=self._watch, args=(place,), name=f"disk {place}", daemon=True) for place in self._places
        ]

    @property
    def seen(self) -> tuple[DiskUse, ...]:
        """The newest of each disk that could be looked at."""
        return tuple(self._seen.copy().values())

    @property
    def full(self) -> bool:
        """The data folder's disk has refused something, and there is no room yet."""
        return self._full

    @property
    def held(self) -> int:
        """Bytes in reserve when the disk was last looked at."""
        return self._held

    def refused(self) -> None:
        """The data folder's disk is full: what is kept in reserve is given up."""
        self._full = True
        self._gave_up |= self._reserve.give_up()

    def start(self) -> None:
        """Looks once by itself, so that there is something to see."""
        if DATA in self._places:
            self.look(DATA)
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._ended.set()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(STOP_S)

    def look(self, place: str) -> None:
        """What its thread does once a second."""
        try:
            found = self._found(place)
            if place == DATA and found is not None:
                self._look_for_room(found)
        except OSError as error:
            if self._seen.pop(place, None):
                log.warning("the disk of %s cannot be looked at: %s", self._places[place], error.strerror)
            return
        if found is None:
            self._seen.pop(place, None)
            return
        self._seen[place] = DiskUse(
            place=place,
            folder=str(self._places[place]),
            free=found.free,
            total=found.total,
            used=found.used,
            full=place == DATA and self._full,
        )

    def _look_for_room(self, found: Space) -> None:
        """What was given up is not room that somebody has made."""
        kept = self._reserve.keep()
        self._held = self._reserve.held
        made = not self._gave_up or self._held or found.free >= 2 * self._reserve.size
        if kept and made and found.used < self._room:
            self._full = self._gave_up = False

    def _found(self, place: str) -> Space | None:
        """None for a disk that is looked at as the data folder's already. Raises OSError."""
        folder = self._places[place]
        if place != DATA and folder.stat().st_dev == self._places[DATA].stat().st_dev:
            return None
        return self._measure(folder)

    def _watch(self, place: str) -> None:
        while not self._ended.wait(EVERY_S):
            self.look(place)


def make_room(folder: Path) -> None:
    """Before a core starts on a full disk: gives up what an earlier one has kept in reserve there."""
    with suppress(OSError):
        if space(folder).free < NOTHING:
            Reserve(folder, 0).give_up()
