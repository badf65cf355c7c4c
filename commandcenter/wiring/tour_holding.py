"""Holding the tour of a desk and letting it go on: what has been asked of the core, and what came of it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from bridge.protocol.seat import Answer
from commandcenter.domain.state import Touched
from commandcenter.domain.tours import RunState, TourRun
from commandcenter.services.permissions import ROLES, Permission
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.sending import Commands
from commandcenter.wiring.tour_driver import TourDriver


class TourHolding(QObject):
    """Made after the driver, so that it hears of a change when the driver has followed it."""

    went_on = Signal()  # it was held, and somebody, here or elsewhere, lets it go on

    def __init__(self, seat: SeatModel, commands: Commands, driver: TourDriver) -> None:
        super().__init__(driver)
        self._seat, self._commands, self._driver = seat, commands, driver
        self._asked: dict[str, RunState] = {}
        self._refused: object = None
        self._was: tuple[object, RunState] | None = None
        seat.replaced.connect(self._on_replaced)
        seat.things_changed.connect(self._on_things)
        seat.answered.connect(self._on_answer)

    @property
    def going(self) -> bool:
        """Whether it runs on, once all is done that was asked here."""
        run = self._driver.run
        return run is not None and next(reversed(self._asked.values()), run.state) is RunState.RUNNING

    def hold_once(self) -> None:
        """For who puts cameras into its tiles, or moves one of its own.

        Nothing when it is held already, and when whoever sits here may not: it would only be refused, each time.
        """
        run = self._driver.run
        if run is not None and self._may() and self._refused != self._who(run):
            self.hold()

    def hold(self) -> None:
        if self.going:
            self._ask("tour.hold", RunState.HELD)

    def go_on(self) -> None:
        if self._driver.run is not None and not self.going:
            self._ask("tour.resume", RunState.RUNNING)

    def _ask(self, command: str, wanted: RunState) -> None:
        asked = self._commands(command)
        if asked:
            self._asked[asked] = wanted

    def _may(self) -> bool:
        session = self._seat.session
        return session is not None and Permission.RUN_TOURS in ROLES[session.role]

    def _who(self, run: TourRun) -> tuple[object, ...]:
        return *which(run), self._seat.session_id

    @Slot()
    def _on_replaced(self) -> None:
        """What was on its way when the core went may never be answered; what was refused then may be done now."""
        self._asked.clear()
        self._refused = None
        self._follow()
        if self._driver.aside:
            self.hold_once()

    @Slot(object)
    def _on_things(self, kind: Touched) -> None:
        if kind in (Touched.TOUR, Touched.TOURING):
            self._follow()

    @Slot(object)
    def _on_answer(self, answer: Answer) -> None:
        if answer.later:
            return
        wanted, run = self._asked.pop(answer.id, None), self._driver.run
        if wanted is RunState.HELD and not answer.ok and run is not None:
            self._refused = self._who(run)

    def _follow(self) -> None:
        run = self._driver.run
        before, self._was = self._was, (which(run), run.state) if run is not None else None
        held_again = RunState.HELD in self._asked.values()
        if run is not None and before == (which(run), RunState.HELD) and run.state is RunState.RUNNING:
            self._refused = None
            if not held_again:
                self.went_on.emit()


def which(run: TourRun) -> tuple[object, ...]:
    """The same for as long as it is the same run."""
    return run.tour, run.since
