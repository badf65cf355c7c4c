"""The health of the cameras on the video page: today's figures from the core, and what this seat sees itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Slot

from bridge.protocol.seat import AskCameras, CamerasTold
from commandcenter.domain.video import PictureState
from commandcenter.services.camera_health.figures import Health
from commandcenter.wiring.page_grid import GridFeeds
from commandcenter.wiring.page_tree import TreeFeature
from commandcenter.wiring.page_widgets import PageWidgets
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.seen_cameras import SeenCameras
from widgets.camera_health.rows import CameraHealth
from widgets.kit.ages import Now, short_clock, utc_now

AGAIN_MS = 30_000
LOOK_MS = 1_000

Ask = Callable[[AskCameras], None]
Sentence = Callable[[str, Mapping[str, str]], str]


class HealthFeature(QObject):
    """Asks while somebody looks at the table, and keeps what it was told last; one question is on its way at a time."""

    def __init__(
        self,
        seat: SeatModel,
        ask: Ask,
        page: PageWidgets,
        feeds: GridFeeds,
        tree: TreeFeature,
        seen: SeenCameras,
        sentence: Sentence,
        *,
        now: Now = utc_now,
    ) -> None:
        super().__init__(page)
        self._seat, self._ask, self._page, self._feeds = seat, ask, page, feeds
        self._tree, self._seen, self._sentence, self._now = tree, seen, sentence, now
        self._told: CamerasTold | None = None
        self._number = 0
        self._asking = False
        self._session = ""
        self._again = QTimer(self, interval=AGAIN_MS)
        self._again.timeout.connect(self.refresh)
        self._look = QTimer(self, interval=LOOK_MS)
        self._look.timeout.connect(self._on_look)
        seat.cameras_told.connect(self._on_told)
        seat.link_changed.connect(self._on_link)
        page.page.health_turned.connect(self._on_turned)
        page.page.left.connect(self._on_left)

    @Slot()
    def refresh(self) -> None:
        """Asks, unless an answer is awaited."""
        if not self._asking:
            self._asking = True
            self._number += 1
            self._ask(AskCameras(number=self._number))

    @Slot(bool)
    def _on_turned(self, shown: bool) -> None:
        if not shown:
            self._again.stop()
            self._look.stop()
            return
        if self._session != self._seat.session_id:
            # Whoever was here before may have been allowed to see more.
            self._session, self._told, self._asking = self._seat.session_id, None, False
            self._page.health.show_note("")
            self._page.health.show_loading()
        self._again.start()
        self._look.start()
        self.refresh()
        self._on_look()

    @Slot()
    def _on_left(self) -> None:
        self._on_turned(False)

    @Slot(object)
    def _on_told(self, told: CamerasTold) -> None:
        if not self._asking or told.number != self._number:
            return
        self._asking = False
        if told.as_of is not None:
            self._told = told
            since = short_clock(told.begins, self._now()) if told.begins else ""
            self._page.health.title.set_text(self.tr("Health of the cameras since {time}").format(time=since))
            self._page.health.show_note("")
            self._show(told)
        elif self._told is None:
            self._page.health.show_empty(self._sentence(told.reason, told.values))
        else:
            self._page.health.show_note(self._old(self._told, self._sentence(told.reason, told.values)))

    def _old(self, told: CamerasTold, reason: str) -> str:
        time = short_clock(told.as_of, self._now()) if told.as_of else ""
        return self.tr("As of {time}: {reason}").format(time=time, reason=reason)

    @Slot(bool)
    def _on_link(self, live: bool) -> None:
        """Nobody has to wait for the next question to hear that there will be no answer, or that there is one again."""
        if self._page.page.health_shown and self._again.isActive():
            self.refresh()

    @Slot()
    def _on_look(self) -> None:
        """Ages grow by the second; what this seat sees is newer than any figure."""
        if self._told is not None and self._page.page.health_shown:
            self._show(self._told)

    def _show(self, told: CamerasTold) -> None:
        # While the core is away nobody knows how old the others' pictures have become.
        now = self._now() if self._seat.live or told.as_of is None else told.as_of
        rows = {it.camera: self._row(it, now) for it in told.cameras}
        for feed in self._feeds.feeds:
            if feed.camera is not None and feed.feed is not None:
                rows.setdefault(feed.camera.id, self._row(Health(camera=feed.camera.id, in_state={}), now))
        self._page.health.show_health(list(rows.values()))

    def _row(self, it: Health, now: datetime) -> CameraHealth:
        camera = self._seen.find(it.camera)
        state, age = self._present(it.camera)
        if age is None and it.picture_at is not None:
            age = max(0.0, (now - it.picture_at).total_seconds())
        return CameraHealth(
            camera=it.camera,
            name=camera.name if camera else it.camera,
            where=self._tree.row(camera).where if camera else "",
            state=state,
            availability=it.availability,
            silent=age,
            restarts=it.restarts,
            bitrate=it.bitrate,
            watched=it.watched_s,
        )

    def _present(self, camera: str) -> tuple[str, float | None]:
        """Its state now, and the age of its newest picture: as this seat sees it, else as any does."""
        for feed in self._feeds.feeds:
            if feed.camera is not None and feed.camera.id == camera and feed.feed is not None:
                status = feed.feed.status()
                return status.state, status.age
        sights = self._seat.state.sights.get(camera)
        if sights is None or sights.best.state is PictureState.UNWATCHED:
            return "", None
        return str(sights.best.state.value), None
