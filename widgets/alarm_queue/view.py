"""The queue as a panel of the desk and as the right half of the wall's left screen."""

from __future__ import annotations

from datetime import tzinfo
from time import monotonic
from types import MappingProxyType

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from commandcenter.domain.priority import Priority
from widgets.alarm_queue.delegate import QueueDelegate
from widgets.alarm_queue.filters import FilterChips, key_hint
from widgets.alarm_queue.list_view import QueueList
from widgets.alarm_queue.model import AlarmQueueModel
from widgets.alarm_queue.rows import Filter
from widgets.alarm_queue.seeking import SeekLine
from widgets.alarm_queue.views import View, ViewsLine
from widgets.alarm_queue.wall_footer import AreaLine
from widgets.kit.ages import Monotonic, Now, lasting, utc_now
from widgets.kit.palette import Tone
from widgets.kit.panel import Panel
from widgets.kit.scale import Role, Scale
from widgets.kit.text_line import TextLine

# In heights of a line.
LEAST = 8
# Of the rows out of sight: more are not counted one by one with each step of the bar.
MOST_ABOVE = 1000
# A key turns its filter on and off.
_TURNS = MappingProxyType({Qt.Key.Key_U: Filter.UNACKNOWLEDGED, Qt.Key.Key_H: Filter.HIDDEN})


class AlarmQueueView(Panel):
    """Keys: Up, Down, Home, End; Enter or A acknowledges, F or Space asks for the details, U and H filter; Z, R and S
    ask for a move: take the acknowledgement back, reset, shelve or unshelve. X marks, Ctrl+A marks all that wait: A and
    Enter then acknowledge all that are marked. C acknowledges with a note.

    The first three signals carry an alarm's id (`selected` is "" when nothing is), the last
    the name of the filter that the officer has chosen.
    """

    acknowledge_requested = Signal(str)
    move_requested = Signal(str, str)
    together_requested = Signal(list)  # ids of all that are marked, to be acknowledged
    note_requested = Signal(list)  # ids: to be acknowledged with a note
    selected = Signal(str)
    opened = Signal(str)
    filter_changed = Signal(str)
    step_requested = Signal(int)  # of what there is to do about the selected alarm, from 1
    past_requested = Signal(str)  # the alarms that this alarm's thing had before
    views_kept = Signal(list)  # [View, …]: all that are to be kept
    mine_requested = Signal()  # one's own queue or all of them, in turn

    def __init__(
        self,
        model: AlarmQueueModel,
        *,
        scale: Scale,
        now: Now = utc_now,
        zone: tzinfo | None = None,
        clock: Monotonic = monotonic,
        true_now: Now | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", scale=scale, clock=clock, parent=parent)
        self.setObjectName("alarm-queue")
        self.title.set_text(self.tr("Alarms"))
        self._model = model
        self._mine = True
        self._em = QFontMetrics(scale.font()).height()
        self.setMinimumWidth(self._em * LEAST)
        delegate = QueueDelegate(scale=scale, now=now, zone=zone, clock=clock, true_now=true_now)
        self.list = QueueList(model, delegate, scale=scale)
        self.list.setAccessibleName(self.tr("Alarms"))
        self.storm, self._storm_row = _line(scale, Tone.ORANGE)
        self.marked, self._marked_row = _line(scale, Tone.ACCENT)
        self.seeking = SeekLine(scale=scale)
        self.seeking.typed.connect(self._on_typed)
        self.seeking.left.connect(self.list.setFocus)
        self.views = ViewsLine(scale=scale)
        self.views.chosen.connect(self._on_view)
        self.views.kept.connect(self.views_kept)
        self.views.left.connect(self.list.setFocus)
        self.setFocusProxy(self.list)
        self.body.addWidget(self.views)
        self.body.addWidget(self.seeking)
        self.body.addWidget(self._storm_row)
        self.body.addWidget(self._marked_row)
        self.body.addWidget(self.list, 1)
        self.chips = FilterChips(scale=scale)
        self.areas = AreaLine(scale=scale)
        if scale is Scale.WALL:
            self.hide_heading()
            self.body.addWidget(self.areas)
            self.chips.setParent(self)
            self.chips.hide()
        else:
            self.heading.insertWidget(1, self.chips)
            self._hint = key_hint("A", self.tr("Acknowledge"), scale)
            self.heading.addWidget(self._hint)
            self.areas.setParent(self)
            self.areas.hide()
        self._connect()
        self._refresh()

    def select(self, alarm_id: str) -> None:
        self.list.select(alarm_id)

    def leave_lines(self) -> bool:
        """Out of the line of words or of views, if one of them has the keyboard; whether one had."""
        for line in (self.views, self.seeking):
            if line.has_keyboard:
                line.leave()
                return True
        return False

    def unmark(self) -> bool:
        """Takes all marks off; whether there were any."""
        return self._model.unmark()

    def show_mine(self, *, there: bool, on: bool) -> None:
        """Whether there is a queue of one's own, and whether it is what is shown."""
        self._mine = on
        self.chips.show_mine(there=there, on=on)
        self._fit_heading()

    def show_storm(self, calls: int) -> None:
        """So many alarms have called in ten minutes, more than can be read; 0: it is over."""
        self._model.fold(folding=calls > 0)
        self._storm_row.setVisible(calls > 0)
        if calls:
            text = self.tr("Storm: {count} new in 10 minutes, folded by place and kind")
            if self.scale is Scale.CONSOLE:
                text = self.tr("Storm: {count} new in 10 minutes. Folded by place and kind; E opens a group")
            self.storm.show_text(text.format(count=calls), Tone.ORANGE, Priority.MAJOR)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_heading()

    def _fit_heading(self) -> None:
        """In a narrow window whole filters come before the hint at the key and before the title."""
        if self.scale is Scale.WALL:
            return
        sizes = self.scale.sizes
        room = self.width() - 2 * sizes.pad - 4
        self.chips.fit(room)
        left = room - self.chips.needed - self.title.sizeHint().width() - 2 * sizes.gap
        self.title.setVisible(left >= 0)
        self._hint.setVisible(left >= self._hint.sizeHint().width() + sizes.gap)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() == "/" and self.scale is Scale.CONSOLE:
            self.seeking.open()
            return
        if event.key() == Qt.Key.Key_D and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.mine_requested.emit()
            return
        if event.modifiers() == Qt.KeyboardModifier.NoModifier and self._take_key(event.key()):
            return
        turned = _TURNS.get(Qt.Key(event.key()))
        if turned is not None and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self._on_filter(Filter.ALL if self._model.filter is turned else turned)
            return
        super().keyPressEvent(event)

    def _take_key(self, key: int) -> bool:
        """The desk's own: views, and the story of a thing."""
        if self.scale is Scale.WALL or key not in (Qt.Key.Key_V, Qt.Key.Key_L):
            return False
        if key == Qt.Key.Key_V:
            self.views.open(View(self._model.filter.value, self._mine, self.seeking.edit.text().strip()))
        elif self.list.selected_id():
            self.past_requested.emit(self.list.selected_id())
        return True

    def _connect(self) -> None:
        self.list.acknowledge_requested.connect(self.acknowledge_requested)
        self.list.together_requested.connect(self.together_requested)
        self.list.note_requested.connect(self.note_requested)
        self.list.move_requested.connect(self.move_requested)
        self.list.selected.connect(self.selected)
        self.list.opened.connect(self.opened)
        self.list.step_requested.connect(self.step_requested)
        self.list.unfolded.connect(self._model.open_or_close)
        self.list.verticalScrollBar().valueChanged.connect(self._refresh_above)
        self.chips.filter_requested.connect(self._on_filter)
        self.chips.top_requested.connect(self.list.scrollToTop)
        self.chips.mine_requested.connect(self.mine_requested)
        self._model.changed.connect(self._refresh)
        self._model.marks_changed.connect(self._show_marked)

    @Slot()
    def _show_marked(self) -> None:
        count = len(self._model.marked)
        self._marked_row.setVisible(count > 0 and self.scale is Scale.CONSOLE)
        text = self.tr("{count} marked: A acknowledges them, C with a note, Esc lets them be").format(count=count)
        self.marked.show_text(text, Tone.TEXT)

    @Slot(Filter)
    def _on_filter(self, wanted: Filter) -> None:
        self.chips.show_filter(wanted)
        if wanted is not self._model.filter:
            self._model.set_filter(wanted)
            self.filter_changed.emit(wanted.value)

    @Slot(object)
    def _on_view(self, view: View) -> None:
        """Looks at the queue that way."""
        self._on_filter(Filter(view.filter))
        self.seeking.edit.setText(view.words)
        self.seeking.setVisible(bool(view.words))
        if view.mine is not self._mine:
            self.mine_requested.emit()
        self.list.setFocus()

    @Slot(str)
    def _on_typed(self, text: str) -> None:
        self._model.seek(text)

    @Slot()
    def _refresh(self) -> None:
        self.seeking.show_found(self._model.rowCount())
        if not self._model.loaded:
            self.show_loading()
            return
        self.chips.show_counts(self._model.counts())
        self._refresh_above()
        if self.scale is Scale.WALL:
            self.areas.set_areas(self._model.areas())
        self.list.set_placeholder(self._nothing())
        self.show_body()

    def _nothing(self) -> str:
        if self._model.is_seeking:
            return self.tr("Nothing has these words")
        match self._model.filter:
            case Filter.ALL:
                return self.tr("No alarms")
            case Filter.UNACKNOWLEDGED:
                return self.tr("Nothing to acknowledge")
            case Filter.HIDDEN:
                return self.tr("No hidden alarms")

    @Slot()
    def _refresh_above(self) -> None:
        if self.scale is Scale.WALL:
            return
        above = (self._model.row(at).alarm for at in self.list.rows_above()[:MOST_ABOVE])
        waiting: list[Priority] = [alarm.priority for alarm in above if alarm.waits]
        worst = min(waiting, key=lambda priority: priority.rank) if waiting else None
        more = len(self.list.rows_above()) > MOST_ABOVE
        self.chips.show_above(len(waiting), worst, more=more)
        self._fit_heading()

    def _refresh_age(self) -> None:
        super()._refresh_age()
        if self.scale is Scale.WALL:
            seconds = self.age.seconds
            stale = self.age.stale and seconds is not None
            self.areas.set_warning(self.tr("{age} old").format(age=lasting(seconds or 0.0)) if stale else "")


def _line(scale: Scale, tone: Tone) -> tuple[TextLine, QWidget]:
    """A line of text above the rows, hidden while it has nothing to say."""
    text = TextLine(scale=scale, role=Role.SMALL, tone=tone, bold=True)
    row = QWidget()
    column = QHBoxLayout(row)
    column.setContentsMargins(scale.sizes.pad, scale.sizes.gap, scale.sizes.pad, scale.sizes.gap)
    column.addWidget(text)
    row.hide()
    return text, row
