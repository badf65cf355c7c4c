"""What lies over a seat's pictures: what a video AI has just found there, and who looks at it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from time import monotonic

from PySide6.QtCore import QObject, QTimer, Slot

from commandcenter.domain.alarms import Alarm
from commandcenter.domain.people import Role
from commandcenter.domain.state import Touched
from commandcenter.services.ai_boxes import LASTS_S, AiBoxes, Seen
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.video import TileFeed
from widgets.kit.ages import Monotonic, Now, utc_now
from widgets.video_grid.view import VideoGrid
from widgets.video_tile.overlay import Box

LOOK_MS = 500

Feeds = Callable[[], Iterable[TileFeed]]


class BoxesFeature(QObject):
    """Looks twice a second which tiles have which camera: what was found a moment ago is still there then.

    `words` says what an alarm's box is called that has no word of its source's.
    """

    def __init__(
        self,
        seat: SeatModel,
        feeds: Feeds,
        words: Callable[[Alarm], str],
        parent: QObject,
        *,
        now: Now = utc_now,
        clock: Monotonic = monotonic,
    ) -> None:
        super().__init__(parent)
        self._seat, self._feeds, self._words = seat, feeds, words
        self._now, self._clock = now, clock
        self._boxes = AiBoxes()
        seat.replaced.connect(self._on_replaced)
        seat.alarms_changed.connect(self._on_alarms)
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    @Slot()
    def look(self) -> None:
        now, clock = self._now(), self._clock()
        for feed in self._feeds():
            camera = feed.camera
            if camera is not None and feed.tile.isVisible():
                seen = self._boxes.of(camera.id, now, camera.code)
                if seen or feed.tile.boxes:
                    feed.tile.set_boxes([self._box(it, clock) for it in seen])

    def _box(self, seen: Seen, clock: float) -> Box:
        box, alarm = seen.box, self._seat.state.alarms.get(seen.alarm)
        return Box(
            left=box.left,
            top=box.top,
            width=box.width,
            height=box.height,
            word=box.word or (self._words(alarm) if alarm is not None else ""),
            priority=seen.priority,
            until=clock + max(0.0, LASTS_S - seen.age),
        )

    @Slot()
    def _on_replaced(self) -> None:
        self._boxes.reset(self._seat.state.alarms.values())
        self.look()

    @Slot(list, list)
    def _on_alarms(self, changed: list[Alarm], cleared: list[str]) -> None:
        for alarm in changed:
            self._boxes.note(alarm)
        for alarm_id in cleared:
            self._boxes.drop(alarm_id)
        self.look()


class WatermarkFeature(QObject):
    """Over the pictures that people in some positions look at stand their name, seat and the time, to the minute.

    The wall is one of those positions: nobody has signed in there, so it is the seat and the time.
    """

    def __init__(
        self,
        seat: SeatModel,
        positions: Collection[Role],
        feeds: Feeds,
        parent: QObject,
        *,
        wall: bool = False,
        grid: VideoGrid | None = None,
        now: Now = utc_now,
    ) -> None:
        """A tile of `grid` has it with its first picture; the others at the next look."""
        super().__init__(parent)
        self._seat, self._positions, self._feeds = seat, frozenset(positions), feeds
        self._wall, self._now = wall, now
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)
        if not self._positions:
            return
        self._timer.start()
        seat.replaced.connect(self.look)
        seat.things_changed.connect(self._on_things)
        if grid is not None:
            grid.placed.connect(self.look)
            grid.wanted.connect(self.look)

    def lines(self) -> tuple[str, ...]:
        time = self._now().astimezone().strftime("%Y-%m-%d %H:%M")
        session = self._seat.session
        if self._wall:
            return (self._seat.name, time) if Role.WALL in self._positions else ()
        if session is None or session.role not in self._positions:
            return ()
        return f"{session.name} {session.account}", self._seat.name, time

    @Slot(object)
    def _on_things(self, kind: Touched) -> None:
        if kind is Touched.SESSION:
            self.look()

    @Slot()
    def look(self) -> None:
        lines = self.lines()
        for feed in self._feeds():
            feed.tile.set_watermark(lines)
