"""A tour step by step: what is shown, what is opened ahead, what is left out; by a clock that only passes.

It opens nothing itself. The seat opens what a `View` names, tells at the next step how those pictures are, and shows
what it is told to: a picture that is there goes only when the next one is.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

import msgspec

from commandcenter.domain.tours import Tour

PATIENCE_S = 10.0
"""A camera that is opened ahead and has neither picture nor fault by then is left out for this round."""
SHORTEST_REST_S = 5.0

NO_PICTURE = "connecting"

EARLIER = 8
"""Steps that one can go back."""


class Picture(Enum):
    """How an opened camera is: its picture there, still to come, or none to be had."""

    READY = "ready"
    WAITING = "waiting"
    DEAD = "dead"


class Feed(msgspec.Struct, frozen=True):
    """`state` is the word for what is wrong: lost, refused, unsupported, frozen …"""

    picture: Picture
    state: str = ""


Look = Callable[[str], Feed]
"""How a camera is, as far as the seat knows; asked only of those that a view before this one has named."""


class Round(msgspec.Struct, frozen=True, kw_only=True):
    """One round that is over: cameras shown, those left out with their states, how long it took."""

    number: int
    shown: tuple[str, ...]
    skipped: dict[str, str]
    seconds: float


class View(msgspec.Struct, frozen=True, kw_only=True):
    """What the seat is to show, and to open without showing it; at most one more stream for each tile.

    `left_s` until the next pictures are due. `dead`: no camera of the last round had a picture. `ended`: rounds that
    ended in this step.
    """

    showing: tuple[str, ...]
    ahead: tuple[str, ...]
    round: int
    left_s: float
    held: bool = False
    dead: bool = False
    ended: tuple[Round, ...] = ()


class _Course:
    """What has become of the cameras in one round."""

    def __init__(self, number: int, now: float) -> None:
        self.number = number
        self.began = now
        self.shown: list[str] = []
        self.skipped: dict[str, str] = {}

    def over(self, now: float) -> Round:
        seconds = round(now - self.began, 1)
        return Round(number=self.number, shown=tuple(self.shown), skipped=dict(self.skipped), seconds=seconds)


class Touring:
    """One run of a tour at one seat. All times are monotonic seconds; `step` is called several times a second."""

    def __init__(self, tour: Tour, now: float, patience_s: float = PATIENCE_S) -> None:
        self._tour = tour
        self._patience_s = patience_s
        self._showing: tuple[str, ...] = ()
        self._since = now
        self._ahead: dict[str, float] = {}
        self._present = self._coming = _Course(1, now)
        self._rest = list(tour.steps)
        self._resting_until = now
        self._dead = False
        self._held_at: float | None = None
        self._hold_next = False
        self._earlier: list[tuple[str, ...]] = []
        self._again: list[tuple[str, ...]] = []
        self._repeats = False
        self._backward = False

    def step(self, now: float, look: Look) -> View:
        """What is to be seen from now on."""
        if self._held_at is not None:
            return self._view(self._held_at)
        ended: list[Round] = []
        if now >= self._resting_until:
            self._drop_dead(now, look)
            ready = {camera for camera in self._ahead if look(camera).picture is Picture.READY}
            self._fill(now)
            if self._left(now) <= 0 and not self._ahead:
                ended = self._give_up(now)
            elif self._left(now) <= 0 and ready.issuperset(self._ahead):
                ended = self._advance(now)
                self._fill(now)
                if self._hold_next:
                    self._hold_next = False
                    self.hold(now)
        return self._view(now, tuple(ended))

    def hold(self, now: float) -> None:
        """What is shown stays, and the time that it still has; nothing when it is held already."""
        if self._held_at is None and not self._hold_next:
            self._held_at = now

    def forward(self, now: float) -> None:
        """The next pictures as soon as they are there; a tour that is held is held again with them."""
        held = self._held_at is not None or self._hold_next
        self.resume(now)
        self._hold_next = held
        if self._showing:
            self._since = min(self._since, now - self._tour.dwell)

    def back(self, now: float) -> None:
        """What was shown before once more, then it goes on as it was; no round knows of it. Nothing before the second.

        Eight times in a row at most.
        """
        if not self._earlier:
            return
        if self._ahead and not self._repeats:
            self._rest.insert(0, tuple(self._ahead))
        elif self._ahead:
            self._again.insert(0, tuple(self._ahead))
        if not self._backward:
            self._again.insert(0, self._showing)
        self._again.insert(0, self._earlier.pop())
        self._ahead, self._repeats, self._backward = {}, False, True
        self.forward(now)

    def resume(self, now: float) -> None:
        """From the place where it was held."""
        self._hold_next = False
        if self._held_at is None:
            return
        passed, self._held_at = now - self._held_at, None
        self._since += passed
        self._resting_until += passed
        self._ahead = {camera: at + passed for camera, at in self._ahead.items()}

    def change(self, tour: Tour) -> None:
        """The list is another one; what this round has still to show goes on in its new order."""
        self._tour = tour
        known = set(tour.all)
        self._showing = tuple(camera for camera in self._showing if camera in known)
        if self._repeats:
            self._ahead = {}
        self._earlier, self._again = [], []
        self._repeats = self._backward = False
        self._ahead = {camera: at for camera, at in self._ahead.items() if camera in known}
        for course in (self._present, self._coming):
            course.shown = [camera for camera in course.shown if camera in known]
            course.skipped = {camera: state for camera, state in course.skipped.items() if camera in known}
        done = {*self._coming.shown, *self._coming.skipped, *self._ahead}
        steps = (tuple(camera for camera in step if camera not in done) for step in tour.steps)
        self._rest = [step for step in steps if step]

    def _left(self, now: float) -> float:
        """Seconds that what is shown still has; it stays longer while the next is not there."""
        return self._since + (self._tour.dwell if self._showing else 0.0) - now

    def _drop_dead(self, now: float, look: Look) -> None:
        """Only of what was named before: what is new has not been looked at yet."""
        for camera, asked in list(self._ahead.items()):
            feed = look(camera)
            late = feed.picture is Picture.WAITING and now - asked >= self._patience_s
            if feed.picture is Picture.DEAD or late:
                del self._ahead[camera]
                if not self._repeats:
                    self._coming.skipped[camera] = feed.state or NO_PICTURE

    def _fill(self, now: float) -> None:
        """Opens ahead: the next group, or the next camera in the place of a dead one where they are no groups."""
        if not self._ahead:
            self._repeats = bool(self._again)
        if self._repeats:
            self._ahead = self._ahead or dict.fromkeys(self._again.pop(0), now)
            return
        if not self._ahead and not self._rest and self._coming.shown and self._coming is self._present:
            self._coming = _Course(self._present.number + 1, now)
            self._rest = list(self._tour.steps)
        if self._tour.groups:
            wanted = () if self._ahead or not self._rest else self._rest.pop(0)
        elif not self._ahead or self._left(now) > -self._patience_s:
            wanted = self._take(self._tour.tiles - len(self._ahead))
        else:
            # So many were dead, one after the other, that it goes on with those that are there.
            wanted = ()
        self._ahead.update(dict.fromkeys(wanted, now))

    def _take(self, count: int) -> tuple[str, ...]:
        """The next `count` cameras of the list; one that is shown in this very round does not come again."""
        flat = [camera for step in self._rest for camera in step]
        taken, rest = flat[:count], flat[count:]
        self._rest = [tuple(rest)] if rest else []
        return tuple(taken)

    def _advance(self, now: float) -> list[Round]:
        ended: list[Round] = []
        if not self._repeats and self._coming is not self._present:
            ended = [self._present.over(now)]
            self._present = self._coming
            self._present.began = now
        if self._showing and not self._backward:
            self._earlier = [*self._earlier, self._showing][-EARLIER:]
        self._showing, self._since, self._dead = tuple(self._ahead), now, False
        if not self._repeats:
            self._present.shown += self._showing
        self._ahead, self._backward = {}, False
        return ended

    def _give_up(self, now: float) -> list[Round]:
        """Nobody of the coming round has a picture, or nobody is left of a list: a rest, and then all of them anew."""
        if self._rest:
            return []
        ended = [] if self._coming is self._present else [self._present.over(now)]
        ended.append(self._coming.over(now))
        self._dead = True
        self._present = self._coming = _Course(self._coming.number + 1, now)
        self._rest = list(self._tour.steps)
        self._resting_until = now + max(SHORTEST_REST_S, float(self._tour.dwell))
        return ended

    def _view(self, now: float, ended: tuple[Round, ...] = ()) -> View:
        next_at = max(self._resting_until, now + self._left(now))
        return View(
            showing=self._showing,
            ahead=tuple(self._ahead),
            round=self._present.number,
            left_s=round(max(0.0, next_at - now), 3),
            held=self._held_at is not None or self._hold_next,
            dead=self._dead,
            ended=ended,
        )
