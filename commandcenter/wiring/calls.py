"""Who is called when nobody takes notice of an alarm: a notice at the desks concerned, a banner on the wall."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal, Slot

from commandcenter.domain.alarms import Alarm
from commandcenter.domain.priority import Priority
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.wiring.looked_up import word
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.wording import Wording
from widgets.call_banner.view import CallBanner
from widgets.notice.view import NoticeBar

WALL = "wall"
NOBODY = QT_TRANSLATE_NOOP("trouble", "Nobody takes notice of this alarm: {alarm}")
ASKED = QT_TRANSLATE_NOOP(
    "trouble", "{person} asks for the alarm {alarm}: Y gives it, N keeps it, in 15 s it is theirs"
)
SHOWN = 3


class CallNotices(QObject):
    """Tells whoever sits here that they are called, and that somebody asks for what they have; each time once."""

    def __init__(self, seat: SeatModel, notices: NoticeBar, wording: Wording, parent: QObject) -> None:
        super().__init__(parent)
        self._seat, self._notices, self._wording = seat, notices, wording
        self._told: dict[str, tuple[str, ...]] = {}
        self._asked: dict[str, str] = {}
        seat.replaced.connect(self._on_replaced)
        seat.alarms_changed.connect(self._on_alarms)

    @Slot()
    def _on_replaced(self) -> None:
        """What was called for before is in the queue; it is not said again."""
        self._told = {it.id: it.escalation.told for it in self._seat.state.alarms.values() if it.escalation}
        self._asked = {}

    @Slot(list, list)
    def _on_alarms(self, changed: list[Alarm], cleared: list[str]) -> None:
        for alarm_id in cleared:
            self._told.pop(alarm_id, None)
            self._asked.pop(alarm_id, None)
        for alarm in changed:
            self._call(alarm)
            self._ask(alarm)

    def _call(self, alarm: Alarm) -> None:
        told = alarm.escalation.told if alarm.escalation else ()
        new = set(told) - set(self._told.get(alarm.id, ()))
        self._told[alarm.id] = told
        if new & self._mine():
            text = word("trouble", NOBODY).replace("{alarm}", self._wording.alarm(alarm))
            self._notices.show_notice(text, key=f"call {alarm.id} {len(told)}")

    def _ask(self, alarm: Alarm) -> None:
        asking = alarm.asked.who.name if alarm.asked else ""
        before, self._asked[alarm.id] = self._asked.get(alarm.id, ""), asking
        session, holder = self._seat.session, alarm.holder
        mine = session is not None and holder is not None and holder.account == session.account
        if asking and asking != before and mine:
            text = word("trouble", ASKED).replace("{person}", asking)
            text = text.replace("{alarm}", self._wording.alarm(alarm))
            self._notices.show_notice(text, key=f"ask {alarm.id} {alarm.version}")

    def _mine(self) -> set[str]:
        """The position of whoever sits here, and the desks at which it works."""
        session = self._seat.session
        if session is None:
            return set()
        return {session.role.value, *self._seat.state.desks.of_role(session.role.value)} - {""}


class WallCalls(QObject):
    """The alarms for which the wall was called, over whatever is on it."""

    called = Signal(list)  # [Priority, ...] of those that it is called to just now

    def __init__(self, seat: SeatModel, banners: Iterable[CallBanner], wording: Wording, parent: QObject) -> None:
        super().__init__(parent)
        self._seat, self._banners, self._wording = seat, list(banners), wording
        self._called: dict[str, Alarm] = {}
        seat.replaced.connect(self._on_replaced)
        seat.alarms_changed.connect(self._on_alarms)
        self._joined = False

    @Slot()
    def _on_replaced(self) -> None:
        """What it was called to before is on it again, without a sound."""
        known, self._called = self._called, {}
        new = [it.priority for it in self._seat.state.alarms.values() if self._follow(it) and it.id not in known]
        self._refresh(new if self._joined else [])
        self._joined = True

    @Slot(list, list)
    def _on_alarms(self, changed: list[Alarm], cleared: list[str]) -> None:
        before = set(self._called)
        for alarm_id in cleared:
            self._called.pop(alarm_id, None)
        called = [alarm for alarm in changed if self._follow(alarm)]
        if before or called:
            self._refresh([alarm.priority for alarm in called if alarm.id not in before])

    def _follow(self, alarm: Alarm) -> bool:
        """Whether the wall is called to it."""
        called = alarm.escalation is not None and WALL in alarm.escalation.told
        if called:
            self._called[alarm.id] = alarm
        else:
            self._called.pop(alarm.id, None)
        return called

    def _refresh(self, new: list[Priority]) -> None:
        alarms = sorted(self._called.values(), key=lambda it: (it.priority.rank, it.raised_at))
        lines = [(it.priority, self._line(it)) for it in alarms[:SHOWN]]
        for banner in self._banners:
            banner.show_calls(lines, len(alarms) - len(lines))
        if new:
            self.called.emit(new)

    def _line(self, alarm: Alarm) -> str:
        area = self._wording.area(alarm.area) if alarm.area else ""
        return " · ".join(it for it in (self._wording.alarm(alarm), area) if it)
