"""Live video for a seat: `VideoPool` keeps a few worker processes and gives every camera a `Feed`.

    pool = VideoPool(workers=3)
    feed = pool.open("rtsp://camera/stream", 640, 360)
    picture = feed.latest()     # None, or the newest picture in shared memory
    feed.status()               # connecting, live, late, static, frozen, lost, …, and why
    pool.stop()

Nothing that a camera, libVLC or a worker does raises here; the feeds say it. Calls return at once and belong on one
thread; one plain thread of the pool's own supervises the workers. A camera that ends or fails is tried again for ever.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from dataclasses import dataclass
from queue import Empty, SimpleQueue

import zmq

from bridge.video.feed import Feed
from bridge.video.frames import FrameMemory, create_memory
from bridge.video.link import WorkerLink
from bridge.video.messages import Close, Open

TURN_MS = 100
STOOD_STILL_S = 1.0

log = logging.getLogger(__name__)


class VideoPool:
    """`workers` processes of `streams_per_worker` places each; a process starts with its first camera.

    Cameras are spread over the workers, so that the death of one darkens as few tiles as may be.
    """

    def __init__(self, workers: int = 2, streams_per_worker: int = 4, max_pixels: int = 1920 * 1080) -> None:
        if workers < 1 or streams_per_worker < 1:
            raise ValueError("a pool has at least one worker with one place")
        self._max_pixels = max_pixels
        self._memories = [[create_memory(max_pixels) for _ in range(streams_per_worker)] for _ in range(workers)]
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self._links = [WorkerLink(self._context, memories) for memories in self._memories]
        self._supervisor = Supervisor(self._links)
        self._slots = [
            [PoolSlot(link, index, FrameMemory(descriptor), self._supervisor) for index, descriptor in enumerate(row)]
            for link, row in zip(self._links, self._memories, strict=True)
        ]

    def open(self, url: str, width: int, height: int) -> Feed:
        """Show this camera in pictures of width x height pixels (its own shape is in `Picture.aspect`).

        A refused address or a full pool is a feed that has failed and says so. ValueError for an impossible size.
        """
        if not (width > 0 and height > 0 and width * height <= self._max_pixels):
            raise ValueError(f"pictures have 1 to {self._max_pixels} pixels, not {width} x {height}")
        self._supervisor.start()
        feed = Feed(self._free_slot(), (width, height))
        feed.show(url)
        return feed

    def stop(self) -> None:
        """End all workers and wait for it (less than a second). Pictures that somebody still holds stay readable."""
        self._supervisor.stop()
        self._context.destroy(linger=0)
        for row in self._memories:
            for descriptor in row:
                os.close(descriptor)
        self._memories = []

    def worker_pids(self) -> list[int]:
        """Of the workers that run."""
        return [link.pid for link in self._links if link.pid]

    def _free_slot(self) -> PoolSlot | None:
        row = max(self._slots, key=lambda row: sum(not slot.taken for slot in row))
        slot = next((slot for slot in row if not slot.taken), None)
        if slot is not None:
            slot.taken = True
        return slot


class PoolSlot:
    """A feed's place in a worker: turns its wishes into messages."""

    def __init__(self, link: WorkerLink, index: int, memory: FrameMemory, supervisor: Supervisor) -> None:
        self.memory = memory
        self.taken = False
        self._link = link
        self._index = index
        self._supervisor = supervisor
        self._generation = 0

    @property
    def life(self) -> int:
        return self._link.life

    @property
    def lost(self) -> bool:
        return self._link.lost

    def open(self, url: str, box: tuple[int, int]) -> int:
        self._generation += 1
        width, height = box
        self._supervisor.ask(
            self._link, Open(slot=self._index, generation=self._generation, url=url, width=width, height=height)
        )
        return self._generation

    def close(self) -> None:
        self._supervisor.ask(self._link, Close(slot=self._index))

    def release(self) -> None:
        self.close()
        self.taken = False


@dataclass(frozen=True, slots=True)
class _Wish:
    link: WorkerLink
    message: Open | Close


class Supervisor:
    """The thread that owns the workers' sockets and processes."""

    def __init__(self, links: list[WorkerLink]) -> None:
        self._links = links
        self._wishes: SimpleQueue[_Wish] = SimpleQueue()
        self._wake = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        if self._thread is None and not self._stopping.is_set():
            self._thread = threading.Thread(target=self._run, name="video-supervisor", daemon=True)
            self._thread.start()

    def ask(self, link: WorkerLink, message: Open | Close) -> None:
        """From any thread: have the worker told."""
        if not self._stopping.is_set():
            self._wishes.put(_Wish(link, message))
            os.eventfd_write(self._wake, 1)

    def stop(self) -> None:
        if self._stopping.is_set():
            return
        self._stopping.set()
        os.eventfd_write(self._wake, 1)
        if self._thread is not None:
            self._thread.join()
        os.close(self._wake)

    def _run(self) -> None:
        last = time.monotonic()
        while not self._stopping.is_set():
            try:
                self._wait()
                now = time.monotonic()
                if now - last > STOOD_STILL_S:
                    for link in self._links:
                        link.forgive(now - last)
                last = now
                self._turn(now)
            except Exception:  # the thread loop: a fault in one turn must not end the supervision
                log.exception("supervising the video workers")
                self._stopping.wait(1.0)
        for link in self._links:
            link.stop()

    def _wait(self) -> None:
        poller = zmq.Poller()
        poller.register(self._wake, zmq.POLLIN)
        for link in self._links:
            for thing in link.watched():
                poller.register(thing, zmq.POLLIN)
        if self._wake in dict(poller.poll(TURN_MS)):
            os.eventfd_read(self._wake)

    def _turn(self, now: float) -> None:
        while True:
            try:
                wish = self._wishes.get_nowait()
            except Empty:
                break
            wish.link.ask(wish.message)
        for link in self._links:
            link.step(now)
