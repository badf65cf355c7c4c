"""The alarm queue of a seat: follows the state, sends what the officer wants."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from bridge.protocol.seat import Beat
from commandcenter.domain.alarms import Alarm
from commandcenter.domain.journal import CORE
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.sending import Commands
from commandcenter.wiring.wording import Wording
from widgets.alarm_queue.model import AlarmQueueModel
from widgets.alarm_queue.view import AlarmQueueView
from widgets.kit.scale import Scale


def acknowledge(seat: SeatModel, commands: Commands, alarm_id: str) -> None:
    """Of what the officer sees now: somebody else's move that has not come here yet makes it be refused."""
    alarm = seat.state.alarms.get(alarm_id)
    seen = {"version": alarm.version} if alarm else {}
    commands("alarm.acknowledge", alarm=alarm_id, **seen)


class AlarmFeature(QObject):
    """One queue model for all views of the seat."""

    selected = Signal(str)  # alarm id, "" for none
    move_requested = Signal(str, str)  # alarm id, the move's value

    def __init__(self, seat: SeatModel, commands: Commands, wording: Wording) -> None:
        super().__init__()
        self._seat = seat
        self._commands = commands
        self.model = AlarmQueueModel(wording.alarm, wording.area, parent=self)
        self._known: set[str] = set()
        self._names: dict[str, str] = {}
        seat.beat_changed.connect(self._on_beat)
        seat.replaced.connect(self._on_replaced)
        seat.alarms_changed.connect(self._on_changed)

    def build(self, scale: Scale, *, operated: bool) -> AlarmQueueView:
        """A view; on the wall nobody acts, so nothing is connected there."""
        view = AlarmQueueView(self.model, scale=scale)
        if operated:
            view.acknowledge_requested.connect(self._on_acknowledge)
            view.move_requested.connect(self.move_requested)
            view.selected.connect(self._on_selected)
            view.opened.connect(self._on_opened)
            view.filter_changed.connect(self._on_filter)
        return view

    @Slot()
    def _on_replaced(self) -> None:
        alarms = self._seat.state.alarms
        self.model.apply(list(alarms.values()), [known for known in self._known if known not in alarms])
        self._known = set(alarms)

    @Slot(list, list)
    def _on_changed(self, changed: list[Alarm], cleared: list[str]) -> None:
        self.model.apply(changed, cleared)
        self._known = self._known.union(alarm.id for alarm in changed).difference(cleared)

    @Slot(object)
    def _on_beat(self, beat: Beat) -> None:
        """What the sources are called comes with the first beat: the alarms about sources are worded anew."""
        names = {source.source: source.name for source in beat.sources}
        if names == self._names:
            return
        self._names = names
        about = [alarm for alarm in self._seat.state.alarms.values() if alarm.source == CORE]
        if about:
            self.model.apply(about)

    @Slot(str)
    def _on_acknowledge(self, alarm_id: str) -> None:
        acknowledge(self._seat, self._commands, alarm_id)

    @Slot(str)
    def _on_selected(self, alarm_id: str) -> None:
        if alarm_id:
            self._commands("alarm.select", alarm=alarm_id)
        self.selected.emit(alarm_id)

    @Slot(str)
    def _on_opened(self, alarm_id: str) -> None:
        self._commands("alarm.open", alarm=alarm_id)

    @Slot(str)
    def _on_filter(self, name: str) -> None:
        self._commands("queue.filter", filter=name)
