"""Tours at a desk: its video page shows one while it is open; the desk starts and ends those of the wall as well."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Slot

from bridge.video.choice import Size
from commandcenter.domain.state import Touched
from commandcenter.domain.tours import RunState, Tour, TourRun
from commandcenter.services import touring
from commandcenter.wiring.evidence import EvidenceFeature, Snap
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.sending import Commands
from commandcenter.wiring.tour_driver import TourDriver
from commandcenter.wiring.video_page import VideoPageFeature
from commandcenter.wiring.wording import Wording
from widgets.notice.view import NoticeBar
from widgets.tour.state import Round, Skipped, TourShown
from widgets.video_grid.geometry import Layout

WALL = "wall"
END = "end"
USUAL: Size = (640, 360)
CAPTURE = "capture."
"""Types of the catalogue that a person finds by looking, as the video AI does."""


class TourFeature(QObject):
    """A tour of this desk has the grid while the page is open; what was in it before comes back when the tour ends."""

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
        self._seat, self._commands, self._wording = seat, commands, wording
        self._page, self._widgets, self._notices = page, page.widgets, notices
        self._before: tuple[Layout, tuple[str, ...]] | None = None
        self._warned: object = None
        self._held: object = None  # the run that was asked to hold, until it goes on
        self._evidence = evidence
        self._snap: Snap | None = None
        self.driver = TourDriver(seat, commands, page.ahead, self._size, page.seen.may, self)
        self.driver.shown.connect(self._on_shown)
        self.driver.told.connect(self._on_told)
        self.driver.round_ended.connect(self._on_round)
        self._connect_bar()
        self._widgets.page.installEventFilter(self)
        seat.replaced.connect(self._offer)
        seat.things_changed.connect(self._on_things)

    def _connect_bar(self) -> None:
        bar, found, report = self._widgets.tour, self._widgets.found, self._widgets.report
        bar.start_requested.connect(self._on_start)
        bar.hold_requested.connect(self._on_hold)
        bar.resume_requested.connect(self._on_resume)
        bar.stop_requested.connect(self._on_stop)
        bar.step_requested.connect(self._on_step)
        bar.found_requested.connect(self._on_found_requested)
        found.found.connect(self._on_found)
        found.given_up.connect(found.hide)
        report.opened.connect(self._page.put)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The page has come or gone; its tiles have their sizes a moment later."""
        if watched is self._widgets.page and event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
            QTimer.singleShot(0, self, self._on_page)
        return super().eventFilter(watched, event)

    @Slot()
    def _on_page(self) -> None:
        self.driver.rest(not self._widgets.page.isVisible())
        self._warn()

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
            offered.insert(0, (END, self.tr("End {name} at the wall").format(name=run.name)))
        self._widgets.tour.offer(offered)

    @Slot(object)
    def _on_things(self, kind: Touched) -> None:
        if kind in (Touched.TOUR, Touched.TOURING):
            self._held = None
            self._offer()
            self._warn()

    def _warn(self) -> None:
        """Once for each run that nobody sees."""
        run = self.driver.run
        if run is None or not self.driver.resting or self._warned == _which(run):
            return
        self._warned = _which(run)
        text = self.tr("The tour {name} waits until the video page is open: F8").format(name=run.name)
        self._notices.show_notice(text, key=f"tour {run.tour} {run.since}")

    @Slot(tuple)
    def _on_shown(self, cameras: tuple[str, ...]) -> None:
        grid, tour = self._widgets.grid, self.driver.tour
        if tour is None:
            return
        if self._before is None:
            self._before = grid.arrangement, grid.kept
        layout = Layout(tour.tiles)
        if grid.arrangement is not layout:
            grid.set_arrangement(layout)
        self._put(cameras)

    def _put(self, cameras: tuple[str, ...]) -> None:
        """What a tour turns is opened by nobody: it is not in the record as if a person had."""
        feeds = self._page.feeds
        feeds.by_hand = False
        self._widgets.grid.set_cameras(cameras)
        feeds.look()
        feeds.by_hand = True

    @Slot(object)
    def _on_told(self, told: TourShown | None) -> None:
        self._widgets.tour.show_tour(told)
        if told is None and self._before is not None:
            (layout, cameras), self._before = self._before, None
            self._widgets.grid.set_arrangement(layout)
            self._put(cameras)

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
        run = self.driver.run
        if run is None or camera not in self.driver.showing or run.state is RunState.HELD or self._held == _which(run):
            return
        self._held = _which(run)
        self._commands("tour.hold")

    @Slot()
    def _on_hold(self) -> None:
        self._commands("tour.hold")

    @Slot()
    def _on_resume(self) -> None:
        self._commands("tour.resume")

    @Slot()
    def _on_stop(self) -> None:
        self._commands("tour.stop")

    @Slot(int)
    def _on_step(self, by: int) -> None:
        if by > 0:
            self.driver.forward()
        else:
            self.driver.back()

    @Slot()
    def _on_found_requested(self) -> None:
        """At the selected tile's camera, with the picture of this moment: the tour goes on meanwhile."""
        grid = self._widgets.grid
        camera = grid.camera or next(iter(self.driver.showing), "")
        if camera:
            self._snap = self._evidence.take(camera)
            self._widgets.found.ask(camera, self._camera_name(camera), self._kinds())

    @Slot(str, str, str)
    def _on_found(self, camera: str, what: str, note: str) -> None:
        self._widgets.found.hide()
        tour = self.driver.run.name if self.driver.run else ""
        snap, self._snap = self._snap, None

        def tell(sha256: str) -> None:
            self._commands("tour.found", camera=camera, what=what, tour=tour, note=note, sha256=sha256)

        if snap is not None:
            self._evidence.keep(snap, tell)
        else:
            tell("")

    def _kinds(self) -> list[tuple[str, str]]:
        """What is found by looking at a street, in the seat's words: they stand in the alarm."""
        known = self._wording.catalogue.types
        english = self._wording.language == "en"
        names = [(it.en if english else it.zh).label for key, it in known.items() if key.startswith(CAPTURE)]
        return [(name[:40], name) for name in names if name]

    def _camera_name(self, camera: str) -> str:
        known = self._seat.state.cameras.get(camera)
        return known.name if known else camera


def _called(tour: Tour) -> tuple[str, str]:
    return tour.name, tour.id


def _which(run: TourRun) -> tuple[object, ...]:
    return run.tour, run.since
