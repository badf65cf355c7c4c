"""`make soak-video`: a thousand openings and closings, and sixty dead cameras; nothing may grow, in any process.

What the client (this process), the service and its workers hold is sampled all the time. The first and the last third
of the samples are printed side by side: memory that is their own (USS), threads, descriptors.
"""

from __future__ import annotations

import argparse
import contextlib
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from bridge.video.pool import VideoPool
from tests.support.cameras import Cameras, render_clip, serve
from tests.support.ports import free_port
from tests.support.video import carriers, sessions_at, video_pool
from tests.support.waiting import eventually

WARM_UP = 0.15
"""Share of the samples at the beginning that do not count: caches fill, libraries are loaded."""
MEMORY_SHARE, MEMORY_MIB = 0.05, 8.0
MORE_THREADS = MORE_DESCRIPTORS = 2.0
WHO = ("client", "service", "workers")
WHAT = ("MiB", "threads", "descriptors")
MIB = float(1 << 20)
TOGETHER = 4


@dataclass
class Samples:
    """Of each of `WHO`, what it held at each look: (MiB, threads, descriptors); workers are one sum."""

    pool: VideoPool
    rows: dict[str, list[tuple[float, float, float]]] = field(default_factory=lambda: {who: [] for who in WHO})
    falls: int = 0
    _workers: frozenset[int] = frozenset()

    def look(self) -> None:
        workers = frozenset(self.pool.worker_pids())
        self.falls += len(self._workers - workers)
        self._workers = workers
        with contextlib.suppress(psutil.NoSuchProcess):
            found = [_held([psutil.Process()]), _held([psutil.Process(self.pool.service_pid)])]
            found.append(_held([psutil.Process(pid) for pid in workers]))
            for who, row in zip(WHO, found, strict=True):
                self.rows[who].append(row)

    def thirds(self, who: str) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """The medians of the first and of the last third, after the warm-up."""
        rows = self.rows[who][int(len(self.rows[who]) * WARM_UP) :]
        third = max(1, len(rows) // 3)
        return _medians(rows[:third]), _medians(rows[-third:])

    def growing(self) -> list[str]:
        """What has grown, in words; empty when all is well."""
        found = []
        for who in WHO:
            first, last = self.thirds(who)
            limits = (first[0] * MEMORY_SHARE + MEMORY_MIB, MORE_THREADS, MORE_DESCRIPTORS)
            for what, before, after, limit in zip(WHAT, first, last, limits, strict=True):
                if after - before > limit:
                    found.append(f"{who}: {what} from {before:.1f} to {after:.1f}")
        return found

    def table(self) -> Iterator[str]:
        yield f"{'':10}" + "".join(f"{what + ' first':>20}{'last':>10}" for what in WHAT)
        for who in WHO:
            first, last = self.thirds(who)
            pairs = (f"{before:20.1f}{after:10.1f}" for before, after in zip(first, last, strict=True))
            yield f"{who:10}" + "".join(pairs)
        yield f"samples {len(self.rows['client'])}, workers that came and went {self.falls}"


def cycles(pool: VideoPool, cameras: Cameras, names: Sequence[str], count: int, together: int = TOGETHER) -> Samples:
    """So many openings, each to its first picture, and closings; looked at when all is closed."""
    samples = Samples(pool)
    for turn in range(count // together):
        feeds = [pool.open(cameras.url(names[(turn + at) % len(names)]), 320, 180) for at in range(together)]
        eventually(lambda feeds=feeds: all(feed.latest() for feed in feeds), 20)  # type: ignore[misc]
        for feed in feeds:
            feed.close()
        eventually(lambda: not any(sessions_at(cameras.url(name)) for name in names[:1]), 10)
        eventually(lambda: not carriers(pool), 10)
        samples.look()
    return samples


def dead_cameras(pool: VideoPool, urls: Sequence[str], seconds: float) -> Samples:
    """All of them wanted for so long."""
    feeds = [pool.open(url, 320, 180) for url in urls]
    eventually(lambda: all(feed.status().state in ("lost", "connecting") for feed in feeds), 10)
    samples = Samples(pool)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(min(1.0, seconds / 30))
        samples.look()
    assert {feed.status().state for feed in feeds} <= {"lost", "connecting"}, {feed.status().state for feed in feeds}
    for feed in feeds:
        feed.close()
    eventually(lambda: not carriers(pool), 20)
    return samples


@contextmanager
def dead_addresses(count: int) -> Iterator[list[str]]:
    """Half refuse the connection; half take it and never say a word."""
    silent = socket.socket()
    silent.bind(("127.0.0.1", 0))
    silent.listen(4096)
    port, nobody = silent.getsockname()[1], free_port()
    try:
        yield [f"rtsp://127.0.0.1:{port if at % 2 else nobody}/dead{at}" for at in range(count)]
    finally:
        silent.close()


def _held(processes: Sequence[psutil.Process]) -> tuple[float, float, float]:
    memory = sum(it.memory_full_info().uss for it in processes) / MIB
    return memory, float(sum(it.num_threads() for it in processes)), float(sum(it.num_fds() for it in processes))


def _medians(rows: Sequence[tuple[float, ...]]) -> tuple[float, ...]:
    return tuple(statistics.median(column) for column in zip(*rows, strict=True))


def _say(*lines: str) -> None:
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


def _soak(title: str, run: Callable[[], Samples]) -> list[str]:
    _say(title)
    began = time.monotonic()
    samples = run()
    _say(f"in {time.monotonic() - began:.0f} s", *samples.table())
    return [f"{title}: {it}" for it in samples.growing()]


def main(arguments: Sequence[str]) -> int:
    """Exit codes: 0 nothing grows, 1 something does, 2 wrong arguments."""
    parser = argparse.ArgumentParser(prog="tests.bench.soak_video", description=__doc__)
    parser.add_argument("--cycles", type=int, default=1000)
    parser.add_argument("--dead", type=int, default=60, help="cameras that never answer")
    parser.add_argument("--seconds", type=float, default=600.0, help="for which they are wanted")
    options = parser.parse_args(arguments)
    names = ("one", "two", "three", "four")
    found: list[str] = []
    if options.cycles:
        with (
            tempfile.TemporaryDirectory() as folder,
            serve(render_clip(Path(folder) / "clip.h264"), names) as cameras,
            video_pool() as pool,
        ):
            title = f"{options.cycles} openings and closings"
            found += _soak(title, lambda: cycles(pool, cameras, names, options.cycles))
    if options.dead:
        with dead_addresses(options.dead) as urls, video_pool(workers=8, streams_per_worker=8) as pool:
            title = f"{options.dead} dead cameras for {options.seconds:.0f} s"
            found += _soak(title, lambda: dead_cameras(pool, urls, options.seconds))
    _say(*(found or ["nothing grows"]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
