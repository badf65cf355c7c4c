"""Live video for a seat: `VideoPool` asks the machine's video service for cameras, and gives each a `Feed`.

    pool = VideoPool()
    feed = pool.open("rtsp://camera/stream", 640, 360)
    picture = feed.latest()     # None, or the newest picture in shared memory
    feed.status()               # connecting, live, late, static, frozen, lost, …, and why
    pool.stop()

Nothing that a camera, libVLC, a worker or the service does raises here; the feeds say it. Calls return at once and
belong on one thread; one plain thread of the pool's own talks to the service, which it starts when nobody answers.
"""

from __future__ import annotations

from functools import partial

from bridge.video.allotted import Limits
from bridge.video.client import ServiceLink
from bridge.video.clip import Limits as ClipLimits
from bridge.video.feed import Feed, Sight
from bridge.video.known_sizes import KnownSizes
from bridge.video.messages import MOST_PIXELS, MOST_SESSIONS, MOST_SIDE, Watch
from bridge.video.recorded import Clip
from bridge.video.starting import start_service
from commandcenter.domain.stream_address import LONGEST, checked_address

SERVICE = "seats"
SESSIONS = 2  # that a camera is taken to give at once
LINGER_S = 5.0


class VideoPool:
    """What `workers` and `streams_per_worker` say counts when this seat is the one that starts the service."""

    def __init__(
        self,
        service: str = SERVICE,
        *,
        workers: int = Limits().workers,
        streams_per_worker: int = Limits().streams_per_worker,
        linger_s: float = LINGER_S,
    ) -> None:
        """`service` is a name; seats of one user that say the same name share their video. ValueError: not a name."""
        self.sizes = KnownSizes()
        limits = Limits(workers=workers, streams_per_worker=streams_per_worker)
        start = partial(start_service, service, limits.workers, limits.streams_per_worker, linger_s)
        self._link = ServiceLink(service, start)

    def open(self, url: str, width: int, height: int, *, camera: str = "", sessions: int = SESSIONS) -> Feed:
        """Show this camera in pictures of width x height pixels or more (its own shape is in `Picture.aspect`).

        No more than `sessions` streams of `camera` (its address, when it has no name) are ever taken at once.
        A refused address is a feed that has failed and says so. ValueError for an impossible size, number of sessions
        or name: the service parts with a seat that asks for such.
        """
        _check(width, height, camera, sessions)
        self._link.start()
        feed = Feed(PoolSlot(self._link, camera, sessions), (width, height))
        feed.show(url)
        return feed

    def record(
        self, url: str, width: int, height: int, file: int, limits: ClipLimits, *, camera: str, sessions: int
    ) -> Clip:
        """Write what a feed of the same words shows into an open file, from the next key frame on. No second decode.

        `file` stays the caller's, and open until `Clip.close`. AddressError for an address that is not played,
        ValueError as `open`.
        """
        url = checked_address(url)
        _check(width, height, camera, sessions)
        self._link.start()
        wish = Watch(feed=0, camera=camera or url, sessions=sessions, url=url, width=width, height=height)
        return Clip(self._link, wish, file, limits)

    def stop(self) -> None:
        """Leave the service (less than a second). Pictures that somebody still holds stay readable."""
        self._link.stop()

    def worker_pids(self) -> list[int]:
        """Of the workers that ran half a second ago."""
        return list(self._link.workers)

    @property
    def service_pid(self) -> int:
        """0 while there is none."""
        return self._link.service_pid


class PoolSlot:
    """A feed's place at the service: turns its wishes into messages."""

    def __init__(self, link: ServiceLink, camera: str, sessions: int) -> None:
        self.sight: Sight | None = None
        self.denied = False
        self._link = link
        self._camera = camera
        self._sessions = sessions
        self._number = 0

    def open(self, url: str, box: tuple[int, int]) -> None:
        self.close()
        width, height = box
        wish = Watch(feed=0, camera=self._camera or url, sessions=self._sessions, url=url, width=width, height=height)
        self._number = self._link.watch(wish, self)

    def close(self) -> None:
        if self._number:
            self._link.unwatch(self._number)
        self._number = 0
        self.sight = None
        self.denied = False

    def see(self, sight: Sight | None) -> None:
        """On the link's thread, and never for an address that was left."""
        self.sight = sight
        self.denied = False

    def deny(self) -> None:
        """On the link's thread."""
        self.denied = True


def _check(width: int, height: int, camera: str, sessions: int) -> None:
    """What the service would refuse. Raises ValueError."""
    if not (0 < width <= MOST_SIDE and 0 < height <= MOST_SIDE and width * height <= MOST_PIXELS):
        raise ValueError(f"pictures have sides of 1 to {MOST_SIDE} and {MOST_PIXELS} pixels, not {width} x {height}")
    if not 1 <= sessions <= MOST_SESSIONS:
        raise ValueError(f"a camera gives 1 to {MOST_SESSIONS} sessions, not {sessions}")
    if len(camera) > LONGEST:
        raise ValueError(f"a camera's name has {LONGEST} characters at most, not {len(camera)}")
