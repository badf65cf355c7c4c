"""The panel of the selected alarm."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import tzinfo
from time import monotonic

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QScrollArea, QVBoxLayout, QWidget

from commandcenter.domain.alarms import Alarm
from commandcenter.domain.alarms.life import Move
from commandcenter.domain.journal import CORE
from widgets.alarm_detail.actions import AlarmActions
from widgets.alarm_detail.camera_slots import CameraSlots
from widgets.alarm_detail.facts import (
    Earlier,
    HistoryLine,
    earlier,
    hidden_by,
    life,
    ruled,
    suspicion,
    taken,
    thing,
    worst,
)
from widgets.alarm_detail.forwarding import ForwardForm
from widgets.alarm_detail.noting import NoteForm
from widgets.alarm_detail.sections import Section, checklist, timed
from widgets.alarm_detail.shelving import ShelveForm
from widgets.alarm_detail.tenure import TenureActions, tenure
from widgets.kit.ages import Monotonic, Now, clock, running, utc_now
from widgets.kit.beat import Beat
from widgets.kit.form import DetailForm
from widgets.kit.palette import Tone
from widgets.kit.panel import Panel
from widgets.kit.scale import Role, Scale
from widgets.kit.text_line import TextLine
from widgets.kit.words import priority_word, state_word, suspect_word

NARROW = 340


class AlarmDetailView(Panel):
    """Texts come through callables: what the alarm is, the name of an area and of a person, the measured values."""

    acknowledge_requested = Signal(str)  # alarm id
    move_requested = Signal(str, str)  # alarm id, the move's value
    shelve_requested = Signal(str, int, str, str)  # alarm id, minutes, reason, comment
    form_closed = Signal()
    forward_requested = Signal(str, str, str)  # alarm id, to whom, note
    tick_requested = Signal(str, int, bool)  # alarm id, step of what to do from 1, whether to take its tick off
    camera_opened = Signal(int)  # a double click on one of the cameras, from 0
    note_written = Signal(str, bool)  # note at an acknowledgement, whether it was a false alarm

    def __init__(
        self,
        describe: Callable[[Alarm], str],
        area_name: Callable[[str], str],
        values: Callable[[Alarm], Sequence[tuple[str, str]]],
        *,
        person_name: Callable[[str], str] = str,
        source_name: Callable[[str], str] = str,
        desk_name: Callable[[str], str] = str,
        account: Callable[[], str] = str,
        now: Now = utc_now,
        zone: tzinfo | None = None,
        monotonic_clock: Monotonic = monotonic,
        scale: Scale = Scale.CONSOLE,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", scale=scale, clock=monotonic_clock, long_title=True, parent=parent)
        self.setObjectName("alarm-detail")
        self._describe, self._area_name, self._person_name, self._values = describe, area_name, person_name, values
        self._source_name, self._desk_name, self._account = source_name, desk_name, account
        self._now, self._zone = now, zone
        self._alarm: Alarm | None = None
        self._lookers: Mapping[str, Sequence[str]] = {}
        self._history: list[HistoryLine] = []
        self._steps: list[str] = []
        self._timer_line = TextLine(scale=scale, role=Role.BODY, shrink=False)
        self.heading.addWidget(self._timer_line)
        self.facts = Section("", scale=scale)
        self.suspicion = Section(suspect_word(), scale=scale)
        self.cameras = CameraSlots(scale=scale)
        self.cameras.opened.connect(self.camera_opened)
        self.guidance = Section(self.tr("What to do"), scale=scale)
        self.crews = Section(self.tr("Nearest crews"), scale=scale)
        self.earlier = Section(self.tr("Earlier alarms here"), scale=scale)
        self.history = Section(self.tr("History"), scale=scale)
        self.offers = AlarmActions(scale=scale)
        self.offers.asked.connect(self._on_asked)
        self.tenure = TenureActions(scale=scale)
        self.tenure.asked.connect(self._on_asked)
        self.forwarding = ForwardForm(scale=scale)
        self.forwarding.chosen.connect(self._on_forward_chosen)
        self.forwarding.given_up.connect(self.close_form)
        self.noting = NoteForm(scale=scale)
        self.noting.chosen.connect(self._on_note_chosen)
        self.noting.given_up.connect(self.close_form)
        self.shelving = ShelveForm(scale=scale)
        self.shelving.chosen.connect(self._on_shelf_chosen)
        self.shelving.given_up.connect(self.close_form)
        self._fill_body()
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._beat = Beat(self, self.refresh)
        self.show_alarm(None)

    @property
    def alarm_id(self) -> str:
        """Id of the alarm that is shown, "" for none."""
        return "" if self._alarm is None else self._alarm.id

    @property
    def timer_text(self) -> str:
        return self._timer_line.text

    def show_alarm(self, alarm: Alarm | None) -> None:
        """Another alarm, or new values of the same one; guidance and history stay until they are set anew."""
        if alarm is None or alarm.id != self.alarm_id or not (self.shelving.isHidden() or alarm.allows(Move.SHELVE)):
            self._drop_forms(self.shelving, self.forwarding)
        if alarm is None or alarm.id != self.alarm_id:
            self._history = []
            self._steps = []
            self.earlier.show_rows([])
            self.crews.show_rows([])
        self._alarm = alarm
        self._show_steps()
        if alarm is None:
            self.title.show_text(self.tr("Details"), Tone.TEXT)
            self._timer_line.set_text("")
            self.show_empty(self.tr("No alarm selected: choose one in the queue with ↑ ↓"))
            return
        self.title.show_text(self._describe(alarm), Tone.TEXT, alarm.priority, hollow=alarm.suspect)
        self.facts.show_rows(self._fact_rows(alarm))
        self.suspicion.show_rows(suspicion(alarm, self._source_name))
        self.cameras.setVisible(alarm.source != CORE)  # a source stands nowhere
        self.offers.show_for(alarm)
        self.tenure.show_for(alarm, self._account())
        self._show_history()
        self.refresh()
        self.show_body()

    def set_lookers(self, lookers: Mapping[str, Sequence[str]]) -> None:
        """Who has which alarm before them at other seats, by the alarm's id."""
        before = self._lookers.get(self.alarm_id, ())
        self._lookers = lookers
        if self._alarm is not None and tuple(lookers.get(self.alarm_id, ())) != tuple(before):
            self.facts.show_rows(self._fact_rows(self._alarm))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the time stands below the title, which would else break in every word."""
        super().resizeEvent(event)
        direction = QBoxLayout.Direction
        self.heading.setDirection(direction.TopToBottom if self.width() < NARROW else direction.LeftToRight)

    def set_guidance(self, steps: Sequence[str]) -> None:
        """What there is to do, in its order; what is ticked off stands in the alarm."""
        self._steps = list(steps)
        self._show_steps()

    def _show_steps(self) -> None:
        ticked = self._alarm.ticked if self._alarm is not None else ()
        self.guidance.show_rows(checklist(self._steps, ticked, lambda at: clock(at, self._zone)))

    @Slot(int)
    def turn_tick(self, step: int) -> None:
        """Asks for the tick of that step, from 1, or to take it off; nothing where there is no such step."""
        if self._alarm is not None and 1 <= step <= len(self._steps):
            undo = any(it.step == step for it in self._alarm.ticked)
            self.tick_requested.emit(self._alarm.id, step, undo)

    def set_history(self, lines: Sequence[HistoryLine]) -> None:
        """What others did about the alarm; what it went through itself is known from it."""
        self._history = list(lines)
        self._show_history()

    def wait_for_earlier(self) -> None:
        """The alarms that the thing had before are being looked for."""
        self.earlier.show_rows([("", self.tr("looking…"))])

    def show_earlier(self, alarms: Sequence[Earlier], trouble: str = "") -> None:
        """The newest first; `trouble` says why nobody knows."""
        none = [("", trouble or self.tr("none that the record has"))]
        self.earlier.show_rows(earlier(alarms, self._zone) or none)

    def set_crews(self, crews: Sequence[tuple[str, str]]) -> None:
        """(name, where it is and what it does), the nearest first."""
        self.crews.show_rows(crews)

    def set_cameras(self, cameras: Sequence[QWidget]) -> None:
        """Up to two; their owner keeps them, and gets the former ones back without a parent."""
        self.cameras.set_cameras(cameras)

    @Slot()
    def refresh(self) -> None:
        """Counts on how long nobody has acknowledged."""
        alarm = self._alarm
        if alarm is None:
            return
        if alarm.acknowledged_at is not None and alarm.hidden_by is None:
            person = self._person_name(alarm.acknowledged_by)
            at = clock(alarm.acknowledged_at, self._zone)
            self._timer_line.show_text(self.tr("{person} {time}").format(person=person, time=at), Tone.TEXT)
            return
        if not alarm.waits:
            self._timer_line.show_text(state_word(alarm.state), Tone.TEXT)
            return
        waited = running((self._now() - alarm.received_at).total_seconds())
        returned = not alarm.active
        text = self.tr("{time} unacked, returned") if returned else self.tr("{time} unacked")
        self._timer_line.show_text(text.format(time=waited), Tone.TEXT)

    def _fill_body(self) -> None:
        sizes = self.scale.sizes
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(sizes.pad, sizes.gap * 3 // 2, sizes.pad, sizes.gap)
        column.setSpacing(sizes.gap * 3 // 2)
        told = (self.facts, self.suspicion, self.cameras, self.guidance)
        forms = (self.shelving, self.forwarding, self.noting)
        for widget in (*told, self.offers, self.tenure, *forms, self.earlier, self.crews, self.history):
            column.addWidget(widget)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        self.body.addWidget(scroll)

    def _looked_at(self, alarm: Alarm) -> list[tuple[str, str]]:
        names = self._lookers.get(alarm.id, ())
        return [(self.tr("Looking"), ", ".join(names))] if names else []

    def _fact_rows(self, alarm: Alarm) -> list[tuple[str, str]]:
        area = self._area_name(alarm.area) if alarm.area else ""
        where = " ".join(part for part in (area, alarm.address) if part)
        if not where and alarm.place is not None:
            where = f"{alarm.place.lon:.4f} {alarm.place.lat:.4f}"
        states = [priority_word(alarm.priority), state_word(alarm.state), *([suspect_word()] if alarm.suspect else [])]
        rows = [
            (self.tr("Priority"), " · ".join(states)),
            *worst(alarm),
            *([] if alarm.source == CORE else [(self.tr("Place"), where or self.tr("not known"))]),
            thing(alarm, self._source_name),
            (self.tr("Since"), alarm.raised_at.astimezone(self._zone).strftime("%m-%d %H:%M:%S")),
            *tenure(alarm, self._account(), self._desk_name, lambda at: clock(at, self._zone)),
            *self._looked_at(alarm),
            *hidden_by(alarm, self._person_name, lambda at: clock(at, self._zone)),
            *ruled(alarm),
            *taken(alarm),
        ]
        values = " · ".join(f"{name} {value}" for name, value in self._values(alarm))
        if values:
            rows.append((self.tr("Values"), values))
        return rows

    def _show_history(self) -> None:
        if self._alarm is not None:
            lines = [*life(self._alarm, self._person_name, self._source_name), *self._history]
            self.history.show_rows(timed(lines, self._zone))

    def ask_shelving(self, periods: Sequence[tuple[int, str]]) -> None:
        """Opens the form; `periods` are minutes with the words for them."""
        if self._alarm is not None and self._alarm.allows(Move.SHELVE):
            self._show_offers(shown=False)
            self.shelving.ask(periods)

    def ask_forwarding(self, whom: Sequence[tuple[str, str]]) -> None:
        """Opens the form; `whom` are keys with what people call them."""
        if self._alarm is not None:
            self._show_offers(shown=False)
            self.forwarding.ask(whom)

    def ask_note(self, count: int, note: str = "", *, false_alarm: bool = False) -> None:
        """Opens the form for a word about so many alarms that are acknowledged by it; an alarm has to be shown."""
        self._drop_forms(self.shelving, self.forwarding)
        self._show_offers(shown=False)
        self.noting.ask(count, note, false_alarm=false_alarm)

    def _show_offers(self, *, shown: bool) -> None:
        self.offers.setVisible(shown)
        self.tenure.setVisible(shown)

    @property
    def is_asking(self) -> bool:
        """Whether one of the forms is open."""
        return not all(form.isHidden() for form in (self.shelving, self.forwarding, self.noting))

    @Slot()
    def close_form(self) -> None:
        """By whoever filled it in, or gave it up: the keyboard goes back to the queue."""
        if self.is_asking:
            self._drop_forms(self.shelving, self.forwarding, self.noting)
            self.form_closed.emit()

    def drop_forms(self) -> None:
        """Whoever was filling one in sits here no more."""
        self._drop_forms(self.shelving, self.forwarding, self.noting)

    def _drop_forms(self, *forms: DetailForm) -> None:
        """What is being typed meanwhile goes nowhere: where the queue had it, letters would be commands."""
        for form in forms:
            if not form.isHidden():
                if form.isAncestorOf(self.focusWidget() or self):
                    self.setFocus()
                form.hide()
        self._show_offers(shown=not self.is_asking)

    @Slot(str)
    def _on_asked(self, move: str) -> None:
        if self._alarm is None:
            return
        if move == Move.ACKNOWLEDGE.value:
            self.acknowledge_requested.emit(self._alarm.id)
        else:
            self.move_requested.emit(self._alarm.id, move)

    @Slot(str, bool)
    def _on_note_chosen(self, note: str, false_alarm: bool) -> None:
        self.close_form()
        self.note_written.emit(note, false_alarm)

    @Slot(str, str)
    def _on_forward_chosen(self, whom: str, note: str) -> None:
        alarm = self._alarm
        self.close_form()
        if alarm is not None:
            self.forward_requested.emit(alarm.id, whom, note)

    @Slot(int, str, str)
    def _on_shelf_chosen(self, minutes: int, reason: str, comment: str) -> None:
        alarm = self._alarm
        self.close_form()
        if alarm is not None:
            self.shelve_requested.emit(alarm.id, minutes, reason, comment)
