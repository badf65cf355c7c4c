"""The alarm queue of a seat: follows the state, sends what the officer wants."""

from __future__ import annotations

from datetime import datetime
from time import monotonic

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from shiboken6 import isValid

from bridge.protocol.seat import Beat
from commandcenter.domain.alarms import Alarm
from commandcenter.domain.journal import CORE
from commandcenter.domain.priority import Priority
from commandcenter.domain.state import Touched
from commandcenter.services.call_watch import Call, CallWatch
from commandcenter.services.queues import Mine, mine
from commandcenter.services.recent_calls import RecentCalls
from commandcenter.services.storms import StormWatch
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.sending import Commands
from commandcenter.wiring.wording import Wording
from widgets.alarm_queue.model import AlarmQueueModel
from widgets.alarm_queue.view import AlarmQueueView
from widgets.kit.ages import Monotonic, Now, utc_now
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
    called = Signal(list, bool)  # [Call, ...] of this desk's queue, whether there was a storm already
    looked = Signal()  # after every change of the alarms, or of whose they are

    def __init__(
        self,
        seat: SeatModel,
        commands: Commands,
        wording: Wording,
        *,
        now: Now = utc_now,
        clock: Monotonic = monotonic,
    ) -> None:
        super().__init__()
        self._seat = seat
        self._commands = commands
        self.model = AlarmQueueModel(wording.alarm, wording.area, parent=self)
        self._known: set[str] = set()
        self._now, self._clock = now, clock
        self._storm = StormWatch()
        self._recent = RecentCalls()
        self._watch = CallWatch()
        self._views: list[AlarmQueueView] = []
        self._looking = QTimer(self, interval=1000)
        self._looking.timeout.connect(self.look_at_storm)
        self._looking.start()
        self._names: dict[str, str] = {}
        seat.beat_changed.connect(self._on_beat)
        seat.replaced.connect(self._on_replaced)
        seat.alarms_changed.connect(self._on_changed)
        seat.things_changed.connect(self._on_things)
        self._mine: Mine | None = None
        self._only_mine = True

    def build(self, scale: Scale, *, operated: bool) -> AlarmQueueView:
        """A view; on the wall nobody acts, so nothing is connected there."""
        view = AlarmQueueView(self.model, scale=scale, true_now=self._true_now)
        self._views.append(view)
        if operated:
            view.acknowledge_requested.connect(self._on_acknowledge)
            view.move_requested.connect(self.move_requested)
            view.selected.connect(self._on_selected)
            view.opened.connect(self._on_opened)
            view.filter_changed.connect(self._on_filter)
            view.mine_requested.connect(self._on_mine)
        return view

    def _true_now(self) -> datetime:
        return self._seat.state.instant(self._now()).true

    @property
    def storms(self) -> bool:
        """More alarms call this desk than can be read."""
        return self._storm.storms(self._clock())

    @property
    def waiting(self) -> list[Priority]:
        """Of which priorities alarms of this desk are shown that nobody has acknowledged."""
        return self._watch.waiting

    @Slot()
    def _on_replaced(self) -> None:
        alarms = self._seat.state.alarms
        self._recent.replace(alarms.values(), self._clock(), self._now())
        self._look_whose()
        calls, storm = self._watch.replace(alarms.values()), self.storms
        self._remember_calls()
        self.model.apply(list(alarms.values()), [known for known in self._known if known not in alarms])
        self._known = set(alarms)
        self._tell(calls, storm)

    @Slot(list, list)
    def _on_changed(self, changed: list[Alarm], cleared: list[str]) -> None:
        self.model.apply(changed, cleared)
        self._known.update(alarm.id for alarm in changed)
        self._known.difference_update(cleared)
        calls = self._watch.change(changed, cleared)
        now, storm = self._clock(), self.storms
        self._recent.change(changed, cleared, now)
        for call in calls:
            self._storm.call(now, call.times)
        self.look_at_storm()
        self._tell(calls, storm)

    def _tell(self, calls: list[Call], storm: bool) -> None:
        """What brings a storm on is heard as if there was none yet."""
        if calls:
            self.called.emit(calls, storm)
        self.looked.emit()

    @Slot(object)
    def _on_things(self, kind: Touched) -> None:
        if kind in (Touched.SESSION, Touched.ACCOUNT, Touched.DESKS):
            self._look_whose()

    def _look_whose(self) -> None:
        """Whoever signs in has their own queue first."""
        found = mine(self._seat.state, self._seat.name)
        if found != self._mine:
            if found is None or self._mine is None or found.account != self._mine.account:
                self._only_mine = True
            self._mine = found
            self._show_whose()
            self._watch.belong(found, self._seat.state.alarms.values())
            self._remember_calls()
            self.looked.emit()

    @Slot()
    def _on_mine(self) -> None:
        if self._mine is not None:
            self._only_mine = not self._only_mine
            self._show_whose()
            self._commands("queue.filter", filter="mine" if self._only_mine else "everybody")

    def _show_whose(self) -> None:
        self.model.set_mine(self._mine if self._only_mine else None)
        for view in self._views:
            view.show_mine(there=self._mine is not None, on=self._only_mine)

    def _remember_calls(self) -> None:
        """Those that called whoever sits here now, whether somebody sat here then or not."""
        self._storm = StormWatch()
        for at, times in self._recent.of(self._mine, self._clock()):
            self._storm.call(at, times)
        self.look_at_storm()

    @Slot()
    def look_at_storm(self) -> None:
        """Says how it is now; each second, and after each call."""
        now = self._clock()
        calls = self._storm.calls(now) if self._storm.storms(now) else 0
        # A view goes with its window, whenever that is.
        self._views = [view for view in self._views if isValid(view)]
        for view in self._views:
            view.show_storm(calls)

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
