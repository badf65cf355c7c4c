"""Tours at a desk: its video page shows one while it is open; the desk starts and ends those of the wall as well."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QObject, QTimer, Slot

from bridge.video.choice import Size
from commandcenter.domain.journal import CORE
from commandcenter.domain.state import Touched
from commandcenter.domain.tours import RunState, Tour
from commandcenter.services import touring
from commandcenter.wiring.evidence import EvidenceFeature
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.sending import Commands
from commandcenter.wiring.tour_driver import TourDriver
from commandcenter.wiring.tour_found import FoundFeature
from commandcenter.wiring.tour_holding import TourHolding, which
from commandcenter.wiring.video_page import VideoPageFeature
from commandcenter.wiring.wording import Wording
from widgets.notice.view import NoticeBar
from widgets.tour.state import Round, Skipped, TourShown
from widgets.video_grid.geometry import Layout

WALL = "wall"
END = "end"
USUAL: Size = (640, 360)
LOOKS_S = 600.0
"""For so long after they have put cameras there, somebody looks at them: a tour that begins meanwhile waits."""


class TourFeature(QObject):
    """A tour of this desk has the grid while the page is open; what was in it before comes back when the tour ends.

    Whoever puts other cameras there has the grid from then on: the tour is held, and shows nothing until it is let go
    on. Who may not hold it has the grid until the page is left.
    """

    def __init__(
        self,
        seat: SeatModel,
        commands: Commands,
        wording: Wording,
        page: VideoPageFeature,
        evidence: EvidenceFeature,
        notices: NoticeBar,
    ) -> None:
        super().__init__(page)
        self._seat, self._commands = seat, commands
        self._page, self._widgets, self._notices = page, page.widgets, notices
        self._before: tuple[Layout, tuple[str, ...]] | None = None
        self._warned: object = None
        self._put_at = -LOOKS_S  # monotonic: when somebody last put cameras there
        self._offered: list[tuple[str, str]] = []
        self.driver = TourDriver(seat, commands, page.ahead, self._size, page.seen.may, self)
        self._holding = TourHolding(seat, commands, self.driver)
        FoundFeature(seat, commands, wording, self._widgets, evidence, self.driver, notices.show_notice)
        self.driver.begun.connect(self._on_begun)
        self.driver.shown.connect(self._on_shown)
        self.driver.told.connect(self._on_told)
        self.driver.round_ended.connect(self._on_round)
        self._holding.went_on.connect(self.driver.take_back)
        self._connect_bar()
        self._widgets.grid.installEventFilter(self)
        self._widgets.grid.arranged.connect(self._on_arranged)
        self._widgets.page.left.connect(self._on_left)
        seat.replaced.connect(self._offer)
        seat.things_changed.connect(self._on_things)

    def _connect_bar(self) -> None:
        bar, report = self._widgets.tour, self._widgets.report
        bar.start_requested.connect(self._on_start)
        bar.hold_requested.connect(self._holding.hold)
        bar.resume_requested.connect(self._on_resume)
        bar.stop_requested.connect(self._on_stop)
        bar.step_requested.connect(self._on_step)
        report.opened.connect(self._page.put)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The pictures have come or gone, with the page or without; their tiles have their sizes a moment later."""
        if watched is self._widgets.grid and event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
            QTimer.singleShot(0, self, self._on_seen)
        return super().eventFilter(watched, event)

    @Slot()
    def _on_seen(self) -> None:
        self.driver.rest(not self._widgets.grid.isVisible())
        self._warn()

    @Slot()
    def _on_left(self) -> None:
        """A tour that nobody has held goes on when they come back."""
        self._put_at = -LOOKS_S
        self.driver.rest(True)
        if self._holding.going:
            self.driver.take_back()

    @Slot()
    def _on_arranged(self) -> None:
        """By somebody's hand: theirs are the pictures that stay, also when the tour ends."""
        if not self._page.feeds.by_hand:
            return
        self._put_at = time.monotonic()
        if self.driver.run is not None and not self.driver.aside:
            self._set_aside()

    def _set_aside(self) -> None:
        self._before = None
        self._page.feeds.toured = frozenset()
        self.driver.set_aside()
        self._holding.hold_once()

    def _size(self) -> Size:
        width, height, _ = self._widgets.grid.wish(0)
        return (width, height) if width and height else USUAL

    @Slot()
    def _offer(self) -> None:
        """Each tour for this desk and for the wall, and the end of the one that runs there."""
        offered = []
        for tour in sorted(self._seat.state.tours.values(), key=_called):
            offered.append((f"{self._seat.name}/{tour.id}", tour.name))
            offered.append((f"{WALL}/{tour.id}", self.tr("{name}, at the wall").format(name=tour.name)))
        run = self._seat.state.touring.get(WALL)
        if run is not None and run.state is not RunState.ENDED:
            offered.append((END, self.tr("End {name} at the wall").format(name=run.name)))
        if offered != self._offered:
            # Not at each round of any seat: the list may be open under somebody's hand.
            self._offered = offered
            self._widgets.tour.offer(offered)

    @Slot(object)
    def _on_things(self, kind: Touched) -> None:
        if kind in (Touched.TOUR, Touched.TOURING):
            self._offer()
            self._warn()

    def _warn(self) -> None:
        """Once for each run that nobody sees."""
        run = self.driver.run
        if run is None or self._widgets.page.isVisible() or self._warned == which(run):
            return
        self._warned = which(run)
        text = self.tr("The tour {name} waits until the video page is open: F8").format(name=run.name)
        self._notices.show_notice(text, key=f"tour {run.tour} {run.since}")

    @Slot(object)
    def _on_begun(self, tour: Tour) -> None:
        """What another one has skipped is no news of this one; and one that comes by itself wipes nobody's cameras."""
        self._widgets.report.show_round(None)
        run = self.driver.run
        if run is not None and run.by == CORE and time.monotonic() - self._put_at < LOOKS_S:
            self._set_aside()

    @Slot(tuple)
    def _on_shown(self, cameras: tuple[str, ...]) -> None:
        grid, tour = self._widgets.grid, self.driver.tour
        if tour is None:
            return
        if self._before is None:
            self._before = grid.arrangement, grid.kept
        self._put_at = -LOOKS_S
        layout = Layout(tour.tiles)
        with self._turning(toured=frozenset(cameras)):
            if grid.arrangement is not layout:
                grid.set_arrangement(layout)
            grid.set_cameras(cameras)

    @Slot(object)
    def _on_told(self, told: TourShown | None) -> None:
        self._widgets.tour.show_tour(told)
        if told is None:
            self._widgets.report.show_round(None)
            self._restore()

    def _restore(self) -> None:
        """Theirs again, and in the record as such."""
        if self._before is None:
            return
        (layout, cameras), self._before = self._before, None
        with self._turning(toured=frozenset()):
            self._widgets.grid.set_arrangement(layout)
            self._widgets.grid.set_cameras(cameras)

    @contextmanager
    def _turning(self, toured: frozenset[str]) -> Iterator[None]:
        """What is put within is nobody's doing; `toured` are the cameras that are opened by nobody."""
        feeds = self._page.feeds
        feeds.by_hand, feeds.toured = False, toured
        yield
        feeds.look()
        feeds.by_hand = True

    @Slot(object)
    def _on_round(self, it: touring.Round) -> None:
        skipped = tuple(
            Skipped(camera=camera, name=self._camera_name(camera), state=state)
            for camera, state in sorted(it.skipped.items())
        )
        told = Round(number=it.number, cameras=len(it.shown) + len(skipped), skipped=skipped)
        self._widgets.report.show_round(told)

    @Slot(str)
    def _on_start(self, key: str) -> None:
        seat, _, tour = key.partition("/")
        if key == END:
            self._commands("tour.stop", seat=WALL)
        else:
            self._commands("tour.start", tour=tour, seat=seat)

    @Slot(str)
    def hold_at(self, camera: str) -> None:
        """Somebody steers that camera: a tour does not turn on from under their hands."""
        if camera in self.driver.showing and not self.driver.aside:
            self._holding.hold_once()

    @Slot()
    def _on_resume(self) -> None:
        self.driver.take_back()
        self._holding.go_on()

    @Slot()
    def _on_stop(self) -> None:
        self._commands("tour.stop")

    @Slot(int)
    def _on_step(self, by: int) -> None:
        """Whoever asks for its next pictures wants them in place of their own."""
        self.driver.take_back()
        if by > 0:
            self.driver.forward()
        else:
            self.driver.back()

    def _camera_name(self, camera: str) -> str:
        known = self._seat.state.cameras.get(camera)
        return known.name if known else camera


def _called(tour: Tour) -> tuple[str, str]:
    return tour.name, tour.id
