"""A seat's tour: follows what the core wants here, opens ahead, says what is to be shown, tells the ends of rounds."""

from __future__ import annotations

import time
from collections.abc import Callable

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from bridge.video.choice import Size
from commandcenter.domain.assets import Camera
from commandcenter.domain.state import Touched
from commandcenter.domain.tours import RunState, Tour, TourRun
from commandcenter.services.touring import Feed, Picture, Round, Touring, View
from commandcenter.wiring.ahead import AheadFeeds
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.sending import Commands
from widgets.tour.state import TourShown

STEP_MS = 200
SAID_AGAIN_S = 60.0
"""A round that ended as the one before did is told that often at most: short ones would fill the record."""

RESTRICTED, UNLISTED = "restricted", "unlisted"

Fit = Callable[[Tour], Tour]


def as_it_is(tour: Tour) -> Tour:
    return tour


class TourDriver(QObject):
    """Knows nothing of where it is shown. It rests until `rest(False)`, and keeps its place while it does.

    So it does while it is set aside: somebody has put other pictures into the tiles.
    """

    begun = Signal(object)  # Tour, fitted to the place
    shown = Signal(tuple)  # camera ids that are to be in the tiles from now on
    told = Signal(object)  # TourShown, None when no tour runs here any more
    round_ended = Signal(object)  # services.touring.Round

    def __init__(
        self,
        seat: SeatModel,
        commands: Commands,
        ahead: AheadFeeds,
        size: Callable[[], Size],
        may: Callable[[Camera], bool],
        parent: QObject,
        fit: Fit = as_it_is,
    ) -> None:
        """`size` is that of a tile in device pixels; `may` says whether a camera may be seen here now.

        `fit` makes a tour one that the place has room for.
        """
        super().__init__(parent)
        self._seat, self._commands, self._ahead, self._size, self._may, self._fit = (
            seat,
            commands,
            ahead,
            size,
            may,
            fit,
        )
        self._run: TourRun | None = None
        self._tour: Tour | None = None
        self._touring: Touring | None = None
        self._resting, self._aside = True, False
        self._view: View | None = None
        self._showing: tuple[str, ...] = ()
        self._told: TourShown | None = None
        self._round: tuple[object, float] = (None, 0.0)
        self._timer = QTimer(self, interval=STEP_MS)
        self._timer.timeout.connect(self.step)
        seat.replaced.connect(self._follow)
        seat.things_changed.connect(self._on_things)

    @property
    def run(self) -> TourRun | None:
        """The one that runs at this seat, None when none does."""
        return self._run

    @property
    def tour(self) -> Tour | None:
        return self._tour

    @property
    def showing(self) -> tuple[str, ...]:
        return self._showing

    @property
    def resting(self) -> bool:
        return self._resting

    @property
    def aside(self) -> bool:
        return self._aside

    def rest(self, resting: bool) -> None:
        """Whether something else has the tiles, or nobody sees them: then no stream is kept open for it."""
        if resting != self._resting:
            self._resting = resting
            self._stop_or_go_on()

    def set_aside(self) -> None:
        """Until `take_back`, or until another run begins."""
        if self._touring is not None and not self._aside:
            self._aside = True
            self._stop_or_go_on()

    def take_back(self) -> None:
        """What it had is shown again."""
        if self._aside:
            self._aside = False
            self._stop_or_go_on()

    def forward(self) -> None:
        self._turn(Touring.forward)

    def back(self) -> None:
        self._turn(Touring.back)

    @Slot()
    def step(self) -> None:
        if self._touring is None:
            return
        if self._idle:
            self._tell(self._said(self._view))
            return
        self._view = view = self._touring.step(time.monotonic(), self._look)
        if view.showing != self._showing:
            self._showing = view.showing
            self.shown.emit(view.showing)
        # After those who show something have taken theirs.
        self._ahead.keep([it for name in view.ahead if (it := self._camera(name))], self._size())
        for ended in view.ended:
            self._end_round(ended)
        self._tell(self._said(view))

    def _turn(self, move: Callable[[Touring, float], None]) -> None:
        if self._touring is not None and not self._idle:
            move(self._touring, time.monotonic())
            self.step()

    @Slot(object)
    def _on_things(self, kind: Touched) -> None:
        if kind in (Touched.TOUR, Touched.TOURING):
            self._follow()

    @Slot()
    def _follow(self) -> None:
        run = self._seat.state.touring.get(self._seat.name)
        tour = self._seat.state.tours.get(run.tour) if run else None
        if run is None or tour is None or run.state is RunState.ENDED:
            self._end()
            return
        fitted = self._fit(tour)
        if self._run is None or self._touring is None or (self._run.tour, self._run.since) != (run.tour, run.since):
            self._begin(run, fitted)
        elif fitted != self._tour:
            self._tour = fitted
            self._touring.change(fitted)
        self._run = run
        self._hold_or_go_on()
        self.step()

    def _begin(self, run: TourRun, tour: Tour) -> None:
        self._run, self._tour = run, tour
        self._touring = Touring(tour, time.monotonic())
        self._view, self._aside = None, False
        self._showing, self._told, self._round = (), None, (None, 0.0)
        self._timer.start()
        self.begun.emit(tour)

    def _end(self) -> None:
        ran, self._run = self._run, None
        self._tour = self._touring = self._view = None
        self._showing, self._aside = (), False
        self._timer.stop()
        self._ahead.close()
        if ran is not None:
            self._tell(None)

    @property
    def _idle(self) -> bool:
        return self._resting or self._aside

    def _stop_or_go_on(self) -> None:
        if self._idle:
            self._ahead.close()
        self._hold_or_go_on()
        if not self._idle and self._showing:
            self.shown.emit(self._showing)
        self.step()

    def _hold_or_go_on(self) -> None:
        if self._touring is None or self._run is None:
            return
        if self._idle or self._run.state is RunState.HELD:
            self._touring.hold(time.monotonic())
        else:
            self._touring.resume(time.monotonic())

    def _camera(self, name: str) -> Camera | None:
        """None for one that is not to be seen here; a tour is no purpose to look through a restricted one."""
        camera = self._seat.state.cameras.get(name)
        return camera if camera is not None and self._may(camera) else None

    def _look(self, name: str) -> Feed:
        camera = self._seat.state.cameras.get(name)
        if camera is None:
            return Feed(Picture.DEAD, UNLISTED)
        return self._ahead.look(name) if self._may(camera) else Feed(Picture.DEAD, RESTRICTED)

    def _end_round(self, it: Round) -> None:
        self.round_ended.emit(it)
        before, at = self._round
        what, now = (len(it.shown), it.skipped), time.monotonic()
        if what == before and now - at < SAID_AGAIN_S:
            return
        self._round = what, now
        self._commands(
            "tour.round",
            tour=self._tour.id if self._tour else "",
            number=it.number,
            shown=len(it.shown),
            skipped=it.skipped,
            seconds=it.seconds,
        )

    def _said(self, view: View | None) -> TourShown | None:
        if self._tour is None or self._run is None:
            return None
        held = self._run.state is RunState.HELD
        showing, left = (view.showing, view.left_s) if view is not None else ((), 0.0)
        at, count = place_of(self._tour, showing)
        name = showing[0] if showing else ""
        camera = self._seat.state.cameras.get(name)
        called = camera.name if camera else name
        return TourShown(
            name=self._tour.name,
            camera=name,
            camera_name=called if len(showing) < 2 else f"{called} +{len(showing) - 1}",
            at=at,
            count=count,
            left=left,
            held=self._aside or held,
            preparing=left <= 0,
            dead=view is not None and view.dead,
            away=self._aside or (self._resting and not held),
        )

    def _tell(self, said: TourShown | None) -> None:
        """The seconds pass by themselves: only what is not to be expected is said."""
        known, self._told = self._told, said
        if said is None or known is None or msgspec.structs.replace(said, left=known.left) != known:
            self.told.emit(said)


def place_of(tour: Tour, showing: tuple[str, ...]) -> tuple[int, int]:
    """(which, of how many): the group or the last of the cameras that are shown; from 1, 0 before the first."""
    if tour.groups:
        found = [at for at, group in enumerate(tour.groups, 1) if set(group) & set(showing)]
        return max(found, default=0), len(tour.groups)
    places = [at for at, camera in enumerate(tour.cameras, 1) if camera in showing]
    return max(places, default=0), len(tour.cameras)
