"""The line at the foot of the desk: notices one after the other, and the keys while there are none."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from commandcenter.domain.priority import Priority
from widgets.kit.keycap import Keycap
from widgets.kit.palette import Tone
from widgets.kit.scale import Role, Scale
from widgets.kit.text import plain
from widgets.kit.text_line import TextLine

_KEPT = 20


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """`key` joins repeats of the same thing; two different notices never share one."""

    key: str
    text: str


class NoticeBar(QWidget):
    """Shows the oldest unread notice until its time is over or Esc is pressed.

    The bar is always there, so that nothing moves when a notice comes.
    """

    def __init__(
        self,
        *,
        scale: Scale = Scale.CONSOLE,
        seconds: float = 8.0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self._scale = scale
        self._seconds = seconds
        self._waiting: list[Notice] = []
        self._line = TextLine(scale=scale)
        self._more = TextLine(scale=scale, role=Role.SMALL, shrink=False)
        self._close = Keycap("Esc", scale=scale)
        self._hints = QWidget(self)
        # As many as there is room for: they never make the desk wider than its screen.
        self._hints.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._pairs: list[tuple[Keycap, TextLine]] = []
        self._hints_row = QHBoxLayout(self._hints)
        self._hints_row.setContentsMargins(0, 0, 0, 0)
        self._hints_row.setSpacing(scale.sizes.gap)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.dismiss)
        self._arrange()
        self._show_first()

    @property
    def text(self) -> str:
        """The notice on the screen, "" when there is none."""
        return self._line.text if self._waiting else ""

    @property
    def waiting(self) -> int:
        """How many more are to be read after it."""
        return max(0, len(self._waiting) - 1)

    def show_notice(self, text: str, key: str = "") -> None:
        """A repeat of one that is still to be read is not shown twice; of more than twenty the oldest go."""
        notice = Notice(key=key or text, text=plain(text))
        if any(known.key == notice.key for known in self._waiting):
            return
        self._waiting = [*self._waiting, notice][-_KEPT:]
        if len(self._waiting) == 1 or not self._timer.isActive():
            self._show_first()
        self._show_more()

    def set_hints(self, hints: Sequence[tuple[str, str]]) -> None:
        """(key, what it does), shown while there is nothing to say."""
        while (item := self._hints_row.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.setParent(None)
                old.deleteLater()
        self._pairs = []
        for key, text in hints:
            line = TextLine(text, scale=self._scale, role=Role.SMALL, tone=Tone.MUTED, shrink=False)
            self._pairs.append((Keycap(key, scale=self._scale), line))
            for widget in self._pairs[-1]:
                self._hints_row.addWidget(widget)
            self._hints_row.addSpacing(self._scale.sizes.gap)
        self._hints_row.addStretch(1)
        self._fit_hints()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_hints()

    @Slot()
    def dismiss(self) -> None:
        """Takes the shown notice away and shows the next one."""
        self._waiting = self._waiting[1:]
        self._show_first()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), (Tone.RAISED if self._waiting else Tone.GROUND).color)
        painter.fillRect(0, 0, self.width(), 1, Tone.LINE.color)

    def _fit_hints(self) -> None:
        sizes = self._scale.sizes
        left = self.width() - 2 * sizes.pad
        for pair in self._pairs:
            left -= sum(widget.sizeHint().width() + sizes.gap for widget in pair)
            for widget in pair:
                widget.setVisible(left >= 0)
            left -= 2 * sizes.gap

    def _arrange(self) -> None:
        sizes = self._scale.sizes
        self.setFixedHeight(sizes.row)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(sizes.pad, 0, sizes.pad, 0)
        row.setSpacing(sizes.gap)
        row.addWidget(self._hints, 1)
        row.addWidget(self._line, 1)
        row.addWidget(self._more)
        row.addWidget(self._close)

    def _show_first(self) -> None:
        busy = bool(self._waiting)
        for widget in (self._line, self._more, self._close):
            widget.setVisible(busy)
        self._hints.setVisible(not busy)
        self._timer.stop()
        if busy:
            self._line.show_text(self._waiting[0].text, Tone.TEXT, Priority.MINOR)
            self._timer.start(int(self._seconds * 1000))
        self._show_more()
        self.update()

    def _show_more(self) -> None:
        self._more.set_text(self.tr("{count} more").format(count=self.waiting) if self.waiting else "")
