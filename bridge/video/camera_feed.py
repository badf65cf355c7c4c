"""A camera in a tile: the stream that suits the tile's size, and never a black moment when that changes.

The other stream is opened beside the present one and takes its place when its pictures come. A camera that gives no
second session is let go first; its last picture stays meanwhile, as a copy, and dated. Where the main stream dies and
the sub stream lives, that is shown until the main stream is back; and where there is no session for one stream, the
other is, if it runs.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from bridge.video.choice import Offer, Profile, Size, choose
from bridge.video.feed import Picture, Traffic
from bridge.video.frames import Reason
from bridge.video.known_sizes import KnownSizes
from bridge.video.status import SEEN, FeedState, FeedStatus, Stillness

PATIENCE_S = 10.0  # for the first picture of another stream
SESSION_PATIENCE_S = 2.0  # for a session that the present stream gave back: somebody else may have taken it
AGAIN_S = 30.0  # after which another stream that did not come is tried again
DENIED_S = 1.0  # without a session and a picture for so long, and the other stream is looked for
DEAD_S = 2.0  # after which another stream is looked for in the place of one that sends nothing
HOLD_S = 300.0  # for so long no live stream is let go for one that was dead
IN_VAIN_S = 3600.0  # nor for one whose session somebody else kept
TURN_BITS = 48

DEAD = frozenset({FeedState.LOST, FeedState.FROZEN, FeedState.UNSUPPORTED})
"""What the camera's other stream may help against; where it refuses the password that would be one try more."""


class OneFeed(Protocol):
    """A feed of one stream, as the pool opens it."""

    def latest(self, turn: int = 0) -> Picture | None: ...

    def status(self) -> FeedStatus: ...

    def shape(self) -> Size: ...

    def traffic(self) -> Traffic: ...

    def stillness(self) -> Stillness | None: ...

    def go_on(self, before: Stillness | None) -> None: ...

    def close(self) -> None: ...


class Opener(Protocol):
    """The video pool."""

    @property
    def sizes(self) -> KnownSizes:
        """What all its tiles have learnt of the cameras."""

    def open(self, url: str, width: int, height: int, *, camera: str, sessions: int) -> OneFeed: ...


@dataclass(frozen=True, slots=True)
class KeptPicture:
    """A picture of our own; nobody writes over it."""

    pixels: memoryview
    width: int
    height: int
    stride: int
    aspect: float
    sequence: int
    taken: float  # by the feed's clock

    def intact(self) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class _Opened:
    profile: Profile
    feed: OneFeed
    since: float

    def seen(self) -> bool:
        """Its pictures come. A decode that is shared may have one that is long old."""
        return self.feed.latest() is not None and self.feed.status().state in SEEN


class CameraFeed:
    """For one thread, like the feeds under it.

    It moves on when it is asked for its status, and while another stream is awaited also when asked for a picture.
    """

    def __init__(self, pool: Opener, offer: Offer, tile: Size, *, now: Callable[[], float] = time.monotonic) -> None:
        """`tile` is its size in device pixels; `now` gives monotonic seconds."""
        self._pool = pool
        self._offer = pool.sizes.completed(offer)
        self._noted: tuple[str, Size] | None = None  # of the stream that is shown
        self._tile = tile
        self._enlarged = False
        self._now = now
        self._turns = 0
        self._closed = False
        self._next: _Opened | None = None
        self._kept: KeptPicture | None = None
        self._former: Profile | None = None  # let go for the present one, which has no picture yet
        self._hold_until = 0.0  # no live stream is let go for another one before: it was in vain
        self._not_before = 0.0
        self._dead_since: float | None = None
        self._denied_since: float | None = None
        self._present = self._open(choose(self._offer, tile, enlarged=False, present=None))

    @property
    def profile(self) -> Profile:
        """Of the stream that is shown."""
        return self._present.profile

    def want(self, width: int, height: int, enlarged: bool = False) -> None:
        """The tile has that many device pixels now; `enlarged` also when it is zoomed into."""
        if enlarged != self._enlarged:
            self._not_before = self._hold_until = 0.0  # a person asks for it
        self._tile, self._enlarged = (max(1, width), max(1, height)), enlarged
        self._move_on()

    def latest(self) -> Picture | KeptPicture | None:
        """The newest whole picture of whichever stream has one."""
        if self._next is not None or self._former is not None:  # asked at the screen's pace; `status` sees the rest
            self._move_on()
        picture = self._present.feed.latest(self._turns << TURN_BITS)
        if picture is None:
            return self._kept
        self._kept = None
        return picture

    def status(self) -> FeedStatus:
        """Of the stream that is shown, or that is awaited when another was let go for it."""
        self._move_on()
        status = self._present.feed.status()
        if self._kept is not None and status.age is None and not self._closed:
            return replace(status, age=self._now() - self._kept.taken)
        return status

    def traffic(self) -> Traffic:
        """Of the stream that is shown; another one counts from nothing."""
        return self._present.feed.traffic()

    def close(self) -> None:
        self._closed = True
        self._drop_next()
        self._kept = None
        self._present.feed.close()

    def _open(self, profile: Profile) -> _Opened:
        width, height = profile.box
        offer = self._offer
        feed = self._pool.open(profile.address, width, height, camera=offer.camera, sessions=offer.sessions)
        return _Opened(profile, feed, self._now())

    def _move_on(self) -> None:
        if self._closed:
            return
        self._learn_sizes()
        if self._former is not None:
            self._await_session(self._former)
        if self._former is None:
            self._look_elsewhere()
            self._decide()
            if self._next is not None:
                self._await_picture(self._next)

    def _learn_sizes(self) -> None:
        """Only what is news: a stream that is dead must not go on to say how large it was."""
        address, size = self._present.profile.address, self._present.feed.shape()
        if all(size) and self._noted != (address, size):
            self._noted = address, size
            self._pool.sizes.note(self._offer, address, size)
        self._offer = self._pool.sizes.completed(self._offer)

    def _look_elsewhere(self) -> None:
        """Without a session for the present stream, the other one may run already; they take turns until one comes."""
        status = self._present.feed.status()
        denied = status.state not in SEEN and status.reason == Reason.SESSIONS_TAKEN.code
        other = self._other() if denied else None
        if other is None:
            self._denied_since = None
            return
        if self._denied_since is None:
            self._denied_since = self._now()
        if self._now() - self._denied_since >= DENIED_S:
            self._denied_since = None
            self._put_off()
            self._drop_next()
            self._keep_picture()
            self._take(self._open(other))

    def _decide(self) -> None:
        """Have the right stream opened beside the present one, and no other."""
        going = self._next or self._present
        wanted = choose(self._offer, self._tile, enlarged=self._enlarged, present=going.profile)
        if self._main_is_dead():
            wanted = self._other() or wanted
        if wanted == going.profile:
            return
        self._drop_next()
        if wanted != self._present.profile and self._now() >= self._not_before:
            self._next = self._open(wanted)

    def _main_is_dead(self) -> bool:
        """It is shown, has sent nothing for a while, and there is another."""
        if self._other() is None or self._present.profile.address != self._offer.main:
            self._dead_since = None
            return False
        if self._present.feed.status().state not in DEAD:
            self._dead_since = None
            return False
        if self._dead_since is None:
            self._dead_since = self._now()
        return self._now() - self._dead_since >= DEAD_S

    def _other(self) -> Profile | None:
        """Of the stream that is not shown, for this tile."""
        offer = self._offer
        if offer.sub in ("", offer.main):
            return None
        if self._present.profile.address == offer.main:
            offer = replace(offer, main=offer.sub, main_size=offer.sub_size)
        offer = replace(offer, sub="")
        return choose(offer, self._tile, enlarged=False, present=self._next.profile if self._next else None)

    def _await_picture(self, coming: _Opened) -> None:
        if coming.seen() or self._present.feed.latest() is None:
            self._put_off_dead_main()
            self._take(coming)
        elif self._must_let_go(coming):
            self._put_off_dead_main()
            self._keep_picture()
            self._former = self._present.profile
            self._take(coming)
        elif self._now() - coming.since > PATIENCE_S:
            self._drop_next()
            self._not_before = self._now() + AGAIN_S

    def _must_let_go(self, coming: _Opened) -> bool:
        if coming.feed.status().reason != Reason.SESSIONS_TAKEN.code:
            return False
        return self._now() >= self._hold_until or self._present.feed.status().state not in SEEN

    def _put_off_dead_main(self) -> None:
        if self._main_is_dead():
            self._put_off()

    def _put_off(self) -> None:
        """What is left now is not to be had; no live stream is let go for it soon."""
        self._not_before = self._now() + AGAIN_S
        self._hold_until = self._now() + HOLD_S

    def _await_session(self, former: Profile) -> None:
        """The present stream has no picture yet, and the former one was let go for it."""
        waited = self._now() - self._present.since
        if self._present.seen():
            self._former = None
            return
        taken = self._present.feed.status().reason == Reason.SESSIONS_TAKEN.code
        if waited > (SESSION_PATIENCE_S if taken else PATIENCE_S):
            self._former = None
            self._hold_until = self._now() + (IN_VAIN_S if taken else HOLD_S)
            self._not_before = self._now() + AGAIN_S
            self._take(self._open(former))

    def _take(self, coming: _Opened) -> None:
        coming.feed.go_on(self._present.feed.stillness())
        self._present.feed.close()
        self._present, self._next = replace(coming, since=self._now()), None
        self._turns += 1

    def _keep_picture(self) -> None:
        picture = self._present.feed.latest()
        if picture is None:
            return
        self._turns += 1
        self._kept = KeptPicture(
            pixels=memoryview(bytes(picture.pixels)),
            width=picture.width,
            height=picture.height,
            stride=picture.stride,
            aspect=picture.aspect,
            sequence=self._turns << TURN_BITS,
            taken=self._now() - (self._present.feed.status().age or 0.0),
        )

    def _drop_next(self) -> None:
        if self._next is not None:
            self._next.feed.close()
            self._next = None
