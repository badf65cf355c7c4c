"""A panel: a heading row, a body, and what stands in the body's place when there is nothing to show."""

from __future__ import annotations

from time import monotonic

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from commandcenter.domain.priority import Priority
from widgets.kit.ages import Age, Monotonic, lasting
from widgets.kit.beat import Beat
from widgets.kit.palette import Tone
from widgets.kit.scale import Role, Scale
from widgets.kit.text_line import TextLine


class Panel(QWidget):
    """`heading` and `body` are the rows to fill. On the wall a panel has no frame: lines part it from its neighbours.

    A view shows exactly one of: its body, or a message (loading, empty). A `long_title` takes two lines where it
    must: it is what the panel is about.
    """

    def __init__(
        self,
        title: str,
        *,
        scale: Scale,
        clock: Monotonic = monotonic,
        long_title: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        sizes = scale.sizes
        self.scale = scale
        self._framed = scale is Scale.CONSOLE
        self._strip = QWidget(self)
        self._strip.setMinimumHeight(sizes.header if self._framed else sizes.row)
        self.heading = QHBoxLayout(self._strip)
        air = sizes.gap // 2 if long_title else 0
        self.heading.setContentsMargins(sizes.pad, air, sizes.pad, air)
        self.heading.setSpacing(sizes.gap)
        role = Role.HEADING if self._framed else Role.BODY
        self.title = TextLine(title, scale=scale, role=role, bold=self._framed, wrap=long_title)
        self._stale = TextLine(scale=scale, role=Role.SMALL, shrink=False)
        self.heading.addWidget(self.title, 1 if long_title else 0)
        self.heading.addStretch(0 if long_title else 1)
        self._stale.hide()
        self.heading.addWidget(self._stale)
        self._stack = QStackedWidget(self)
        self.content = QWidget(self._stack)
        self.body = QVBoxLayout(self.content)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        self._message = TextLine(scale=scale, tone=Tone.MUTED, align=Qt.AlignmentFlag.AlignHCenter)
        self._stack.addWidget(self.content)
        self._stack.addWidget(_centred(self._message))
        column = QVBoxLayout(self)
        edge = 1 if self._framed else 0
        column.setContentsMargins(edge, edge, edge, edge)
        column.setSpacing(0)
        column.addWidget(self._strip)
        column.addWidget(self._stack, 1)
        self._age = Age(clock)
        self._age_beat = Beat(self, self._refresh_age)

    @property
    def message(self) -> str:
        """What stands in place of the body; "" when the body is shown."""
        return self._message.text if self._stack.currentIndex() == 1 else ""

    @property
    def age(self) -> Age:
        return self._age

    @property
    def stale_text(self) -> str:
        return self._stale.text

    def hide_heading(self) -> None:
        self._strip.hide()

    def set_age(self, seconds: float | None) -> None:
        """Age of the newest data; it goes on growing until the next call, and shows once it is stale."""
        self._age.tell(seconds)
        self._refresh_age()

    def show_body(self) -> None:
        self._stack.setCurrentIndex(0)

    def show_loading(self) -> None:
        self.show_empty(self.tr("Loading…"))

    def show_empty(self, text: str) -> None:
        self._message.set_text(text)
        self._stack.setCurrentIndex(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if not self._framed:
            painter.fillRect(event.rect(), Tone.GROUND.color)
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(Tone.LINE.color, 1))
        painter.setBrush(Tone.GROUND.color)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        if self._strip.isVisible():
            low = self._strip.geometry().bottom()
            painter.fillRect(1, 1, self.width() - 2, low, Tone.PANEL.color)
            painter.drawLine(0, low, self.width(), low)

    def _refresh_age(self) -> None:
        seconds = self._age.seconds
        # Hidden while it is empty: even an empty line takes its share of the gaps.
        self._stale.setVisible(self._age.stale)
        if seconds is None or not self._age.stale:
            self._stale.show_text("", Tone.MUTED)
            return
        self._stale.show_text(self.tr("{age} old").format(age=lasting(seconds)), Tone.YELLOW, Priority.MINOR)


def _centred(line: TextLine) -> QWidget:
    page = QWidget()
    row = QHBoxLayout(page)
    row.addStretch(1)
    row.addWidget(line)
    row.addStretch(1)
    return page
