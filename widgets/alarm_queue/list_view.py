"""The rows on the screen: they hold still under the pointer and the selection, and answer to keys."""

from __future__ import annotations

from types import MappingProxyType

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QCursor, QKeyEvent, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QWidget

from commandcenter.domain.alarms import Alarm, AlarmState
from commandcenter.domain.alarms.life import Move
from widgets.alarm_queue.delegate import QueueDelegate, pulses
from widgets.alarm_queue.model import ALARM_ROLE, AlarmQueueModel
from widgets.alarm_queue.rows_view import RowsView
from widgets.kit.beat import Beat
from widgets.kit.palette import Tone
from widgets.kit.scale import Scale

# What a key asks for about whose it is; what there is to do is the desk's to know.
_WORK = MappingProxyType({
    Qt.Key.Key_T: "take",
    Qt.Key.Key_W: "forward",
    Qt.Key.Key_Y: "give",
    Qt.Key.Key_N: "keep",
})  # fmt: skip
# These are the panel's and the window's.
_PANELS = frozenset(
    {Qt.Key.Key_Escape, Qt.Key.Key_U, Qt.Key.Key_H, Qt.Key.Key_D, Qt.Key.Key_V, Qt.Key.Key_L, Qt.Key.Key_Slash}
)
_DIGITS = range(Qt.Key.Key_1, Qt.Key.Key_9 + 1)
_LOOKS = frozenset({Qt.Key.Key_E, Qt.Key.Key_F, Qt.Key.Key_Space})
_TOGETHER = frozenset({Qt.Key.Key_A, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_C, Qt.Key.Key_X})
# What a key asks for: the first of its moves that the alarm allows.
_MOVES = MappingProxyType({
    Qt.Key.Key_Z: (Move.UNACKNOWLEDGE,),
    Qt.Key.Key_R: (Move.RESET,),
    Qt.Key.Key_S: (Move.UNSHELVE, Move.SHELVE),
})  # fmt: skip


class QueueList(RowsView):
    """Selection is by alarm id. When rows come or go, the held row keeps its place on the screen.

    To hold it the list may scroll past its natural end; what is out of range shrinks as the
    officer scrolls back, and never grows by itself beyond what holding takes.
    """

    acknowledge_requested = Signal(str)
    move_requested = Signal(str, str)  # alarm id, the move's value
    selected = Signal(str)
    opened = Signal(str)
    together_requested = Signal(list)  # ids of all that are marked, to be acknowledged
    note_requested = Signal(list)  # ids: to be acknowledged with a note
    step_requested = Signal(int)  # of what there is to do about the selected alarm, from 1
    unfolded = Signal(str)  # of the group that this alarm is in, all or the first

    def __init__(
        self, model: AlarmQueueModel, delegate: QueueDelegate, *, scale: Scale, parent: QWidget | None = None
    ) -> None:
        super().__init__(scale.sizes.row, parent)
        self._queue, self._delegate = model, delegate
        self._placeholder = ""
        self.setFont(scale.font())
        self._held: tuple[str, int] | None = None
        delegate.setParent(self)
        self._set_looks(scale)
        self.setModel(model)
        self.setItemDelegate(delegate)
        for changed in (model.rowsRemoved, model.rowsMoved):
            changed.connect(self._on_places_changed)
        model.about_to_change.connect(self._hold)
        model.changed.connect(self._restore)
        self._beat = Beat(self, self._on_beat)

    def set_placeholder(self, text: str) -> None:
        """What stands on the ground while there are no rows."""
        if text != self._placeholder:
            self._placeholder = text
            self.viewport().update()

    def selected_id(self) -> str:
        """Id of the selected alarm, "" when there is none."""
        alarm = self._alarm(self.currentIndex())
        return "" if alarm is None else alarm.id

    def select(self, alarm_id: str) -> None:
        """Selects an alarm and brings it into view; "" or an alarm that is not shown selects nothing."""
        at = self._queue.row_of(alarm_id)
        index = self._queue.index(at) if at >= 0 else QModelIndex()
        if index.isValid():
            self.setCurrentIndex(index)
            return
        self.selectionModel().setCurrentIndex(QModelIndex(), QItemSelectionModel.SelectionFlag.Clear)

    def rows_above(self) -> range:
        """Rows that are scrolled out of sight at the top."""
        above = max(0, self.verticalScrollBar().value()) // self.row_height
        return range(min(above, self._queue.rowCount()))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._placeholder and self._queue.rowCount() == 0:
            painter = QPainter(self.viewport())
            painter.setPen(Tone.MUTED.color)
            painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter, self._placeholder)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._handle_step(event) or self._handle_together(event):
            return
        alarm = self._alarm(self.currentIndex())
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_A) and _bare(event):
            # A key held down must not walk through the queue and acknowledge what nobody has read.
            if alarm is not None and alarm.waits and not event.isAutoRepeat():
                self.acknowledge_requested.emit(alarm.id)
        elif (key in _MOVES or key in _WORK) and _bare(event):
            if alarm is not None and not event.isAutoRepeat():
                self._ask(alarm, Qt.Key(key))
        elif key in _LOOKS and _bare(event):
            if alarm is not None:
                (self.unfolded if key == Qt.Key.Key_E else self.opened).emit(alarm.id)
        elif key in _PANELS and _bare(event):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _handle_step(self, event: QKeyEvent) -> bool:
        """A digit ticks a step of what there is to do off; whether that was it."""
        digit = event.key() in _DIGITS and _bare(event)
        if digit and not event.isAutoRepeat() and self.currentIndex().isValid():
            self.step_requested.emit(event.key() - Qt.Key.Key_0)
        return digit

    def _handle_together(self, event: QKeyEvent) -> bool:
        """What concerns marked alarms; whether that was it."""
        if event.key() not in _TOGETHER:
            return False
        key, alarm = event.key(), self._alarm(self.currentIndex())
        control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if event.isAutoRepeat() or not (_bare(event) or (control and key == Qt.Key.Key_A)):
            return False
        if control:
            self._queue.mark_all()
        elif key == Qt.Key.Key_X:
            self._mark_and_step(alarm)
        elif key == Qt.Key.Key_C:
            self.note_requested.emit(self._queue.marked or ([alarm.id] if alarm is not None and alarm.waits else []))
        elif self._queue.marked:
            self.together_requested.emit(self._queue.marked)
        else:
            return False
        return True

    def _mark_and_step(self, alarm: Alarm | None) -> None:
        if alarm is not None:
            self._queue.turn_mark(alarm.id)
            below = self.currentIndex().siblingAtRow(self.currentIndex().row() + 1)
            if below.isValid():
                self.setCurrentIndex(below)

    def _ask(self, alarm: Alarm, key: Qt.Key) -> None:
        if key in _WORK:
            self.move_requested.emit(alarm.id, _WORK[key])
            return
        move = next((it for it in _MOVES[key] if alarm.allows(it)), None)
        if move is not None:
            self.move_requested.emit(alarm.id, move.value)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._delegate.forget_pictures()
            self.viewport().update()

    def keyboardSearch(self, search: str) -> None:  # noqa: N802 - Qt's name
        """Letters are commands here, not a search."""

    def currentChanged(  # noqa: N802 - Qt's name
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().currentChanged(current, previous)
        alarm = self._alarm(current)
        name = "" if alarm is None else alarm.id
        self._queue.pin(name)
        self.selected.emit(name)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # The list's width, not the viewport's: columns do not move when the scroll bar comes.
        self._delegate.width = self.width()

    def _set_looks(self, scale: Scale) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Base, Tone.GROUND.color)
        self.setPalette(palette)
        if scale is Scale.WALL:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        else:
            self.setMouseTracking(True)
            self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)

    def _alarm(self, index: QModelIndex | QPersistentModelIndex) -> Alarm | None:
        found = index.data(ALARM_ROLE) if index.isValid() else None
        return found if isinstance(found, Alarm) else None

    def _anchor(self) -> QModelIndex:
        """The row to hold: the selected one if in sight, else that under the pointer, else the first when scrolled."""
        port = self.viewport().rect()
        if self.currentIndex().isValid() and port.intersects(self.visualRect(self.currentIndex())):
            return self.currentIndex()
        if self.viewport().underMouse():
            pointed = self.indexAt(self.viewport().mapFromGlobal(QCursor.pos()))
            if pointed.isValid():
                return pointed
        return self.indexAt(port.topLeft()) if self.verticalScrollBar().value() > 0 else QModelIndex()

    @Slot()
    def _on_places_changed(self) -> None:
        self.changed_from(0)

    @Slot()
    def _hold(self) -> None:
        anchor = self._anchor()
        alarm = self._alarm(anchor)
        self._held = None if alarm is None else (alarm.id, self.visualRect(anchor).top())

    @Slot()
    def _restore(self) -> None:
        if self._held is None:
            return
        name, top = self._held
        at = self._queue.row_of(name)
        if at < 0:
            return
        bar = self.verticalScrollBar()
        value = at * self.row_height - top
        bar.setRange(min(bar.minimum(), value), max(bar.maximum(), value))
        bar.setValue(value)

    def _on_beat(self) -> None:
        """Once a second: the pulse changes, and marks of new rows grow old."""
        self._delegate.pulse = not self._delegate.pulse
        for at in self.rows_in(self.viewport().rect()):
            row = self._queue.row(at)
            box = self.row_rect(at)
            if pulses(row.alarm):
                self.viewport().update(self._delegate.mark_box(QRectF(box)).toAlignedRect())
            if self._delegate.was_just_new(row) or row.alarm.state is AlarmState.SHELVED:
                self.viewport().update(box)


def _bare(event: QKeyEvent) -> bool:
    """Without Ctrl, Alt or Meta: those belong to the window's shortcuts."""
    held = event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
    return held == Qt.KeyboardModifier.NoModifier
