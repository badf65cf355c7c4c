"""The kept views of whoever sits here: the account has them, so they are at every desk."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Slot

from bridge.protocol.seat import Answer
from commandcenter.domain.state import Touched
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.sending import Commands
from widgets.alarm_queue.view import AlarmQueueView
from widgets.alarm_queue.views import View


def as_args(view: View) -> dict[str, str | bool]:
    return {"filter": view.filter, "mine": view.mine, "words": view.words}


class QueueViewsFeature(QObject):
    """What the core does not take, the line shows no longer."""

    def __init__(self, seat: SeatModel, commands: Commands, queue: AlarmQueueView) -> None:
        super().__init__(queue)
        self._seat, self._commands, self._queue = seat, commands, queue
        self._asked = ""
        queue.views_kept.connect(self._on_kept)
        seat.replaced.connect(self._show)
        seat.things_changed.connect(self._on_things)
        seat.answered.connect(self._on_answer)

    @Slot(object)
    def _on_things(self, kind: Touched) -> None:
        if kind in (Touched.SESSION, Touched.ACCOUNT):
            self._show()

    @Slot()
    def _show(self) -> None:
        session = self._seat.session
        account = self._seat.state.accounts.get(session.account) if session else None
        views = account.views if account else ()
        self._queue.views.set_views([View(view.filter, view.mine, view.words) for view in views])

    @Slot(list)
    def _on_kept(self, views: Sequence[View]) -> None:
        self._asked = self._commands("queue.views", views=tuple(as_args(view) for view in views))

    @Slot(object)
    def _on_answer(self, answer: Answer) -> None:
        if answer.id == self._asked and not answer.ok:
            self._show()
