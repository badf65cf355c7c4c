"""What a video AI has seen and where in the picture: rectangles from an event's values, and those that are of now.

A box belongs over the moving picture only while it is fresh: what was seen a minute ago has gone from that place.
Whatever a source sends instead of boxes gives none, and no error: the alarm itself stands in the queue as ever.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterable
from datetime import datetime

import msgspec

from commandcenter.domain.alarms import Alarm
from commandcenter.domain.priority import Priority
from commandcenter.domain.written import UNSEEN

MAX_BOXES = 16
MAX_TEXT = 512
MAX_WORD = 32
MAX_CAMERA = 128
LASTS_S = 60.0
MAX_ALARMS = 20_000
"""That are remembered at once, those which occurred last."""
MAX_ON_CAMERA = 16
"""Alarms whose boxes are on one camera at once, those which occurred last."""
NAMES = ("box", "boxes")

_SHARE = re.compile(r"0(\.[0-9]{1,9})?|1(\.0{1,9})?")
# Decimals that add up to 1 exactly may be a little more as binary numbers.
_ROUNDING = 1e-9


class Box(msgspec.Struct, frozen=True, gc=False):
    """Shares of the picture's width and height, within 0–1 from its upper left corner; `word`: the source's, or ""."""

    left: float
    top: float
    width: float
    height: float
    word: str = ""


class Seen(msgspec.Struct, frozen=True, gc=False):
    """A box to draw, `age` seconds old, of the alarm with that id."""

    box: Box
    alarm: str
    priority: Priority
    age: float


def camera_of(alarm: Alarm) -> str:
    """Id or code of the camera that has seen it, as the source says; "" for none."""
    camera = alarm.values.get("camera")
    return camera if isinstance(camera, str) and len(camera) <= MAX_CAMERA else ""


def boxes_of(alarm: Alarm) -> tuple[Box, ...]:
    """All boxes of the alarm's newest event, in order; none when anything about one of them is wrong."""
    said = [alarm.values[name] for name in NAMES if name in alarm.values]
    if len(said) != 1 or not isinstance(said[0], str) or len(said[0]) > MAX_TEXT:
        return ()
    pieces = said[0].split(";")
    if len(pieces) > MAX_BOXES:
        return ()
    found = [box for piece in pieces if (box := _box(piece)) is not None]
    return tuple(found) if len(found) == len(pieces) else ()


def _box(text: str) -> Box | None:
    before, colon, numbers = text.rpartition(":")
    word = before.strip(" ")
    if colon and not _is_word(word):
        return None
    shares = [it for it in numbers.split(" ") if it]
    if len(shares) != 4 or not all(map(_SHARE.fullmatch, shares)):
        return None
    left, top, width, height = map(float, shares)
    if not width or not height or left + width > 1 + _ROUNDING or top + height > 1 + _ROUNDING:
        return None
    return Box(left, top, width, height, word)


def _is_word(text: str) -> bool:
    """Something that is seen on one line and steers no screen."""
    return len(text) <= MAX_WORD and ":" not in text and text.isprintable() and text.strip(UNSEEN) != ""


class _Known(msgspec.Struct, frozen=True, gc=False):
    """`count` of its occurrences when it occurred last, at `occurred` by the core's clock; no boxes when it is over."""

    camera: str
    count: int
    occurred: datetime
    priority: Priority
    boxes: tuple[Box, ...]


class AiBoxes:
    """The boxes of open alarms by camera; it follows each change of one in steps that do not grow with their number."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, _Known] = OrderedDict()  # as they occurred
        self._on_camera: dict[str, dict[str, None]] = {}

    def __len__(self) -> int:
        """Alarms that are remembered."""
        return len(self._known)

    def reset(self, alarms: Iterable[Alarm]) -> None:
        """These are open now, and nothing is known of how they came to be so."""
        self._known.clear()
        self._on_camera.clear()
        for alarm in alarms:
            self.note(alarm)

    def note(self, alarm: Alarm) -> None:
        """The alarm is as it stands here now. One that is over or hidden shows nothing until it occurs again."""
        before = self._known.get(alarm.id)
        camera, boxes = camera_of(alarm), boxes_of(alarm)
        if alarm.cleared_at is not None or not camera or not boxes:
            self.drop(alarm.id)
            return
        shown = boxes if alarm.active and alarm.hidden_by is None else ()
        occurred = _occurred(alarm, before)
        again = before is None or before.camera != camera or before.count != alarm.count
        if again:
            self.drop(alarm.id)
        self._known[alarm.id] = _Known(camera, alarm.count, occurred, alarm.priority, shown)
        if not shown:
            self._lift(camera, alarm.id)
        elif before is None or again or not before.boxes:
            self._place(camera, alarm.id)
        if len(self._known) > MAX_ALARMS:
            self.drop(next(iter(self._known)))

    def drop(self, alarm: str) -> None:
        """That one is cleared or gone."""
        known = self._known.pop(alarm, None)
        if known is not None:
            self._lift(known.camera, alarm)

    def of(self, camera: str, now: datetime, code: str = "") -> tuple[Seen, ...]:
        """What to draw over the camera with that id and code, the gravest first, of each kind the newest first.

        `now` is wall-clock time (UTC). What the core's clock puts more than a minute ahead of it is not of now either.
        """
        found = []
        for name in dict.fromkeys((camera, code)):
            for alarm in self._on_camera.get(name, ()) if name else ():
                known = self._known[alarm]
                age = (now - known.occurred).total_seconds()
                if abs(age) <= LASTS_S:
                    found += [Seen(box, alarm, known.priority, max(0.0, age)) for box in known.boxes]
        return tuple(sorted(found, key=lambda it: (it.priority.rank, it.age)))

    def _place(self, camera: str, alarm: str) -> None:
        """As the newest; the oldest give way."""
        on = self._on_camera.setdefault(camera, {})
        on[alarm] = None
        if len(on) > MAX_ON_CAMERA:
            del on[next(iter(on))]

    def _lift(self, camera: str, alarm: str) -> None:
        on = self._on_camera.get(camera, {})
        on.pop(alarm, None)
        if not on:
            self._on_camera.pop(camera, None)


def _occurred(alarm: Alarm, before: _Known | None) -> datetime:
    """When it was so last. Of one that is met as it stands, only when it was so first: it may be fresher than that.

    An event that was long on its way is as old as its source says.
    """
    first = min(alarm.raised_at, alarm.received_at)
    if before is None or (before.count != alarm.count and alarm.changed_at == alarm.received_at):
        return first
    return before.occurred if before.count == alarm.count else alarm.changed_at
