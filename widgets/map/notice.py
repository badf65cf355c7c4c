"""What is drawn instead of the map while there is none, and the banner over it while it is old."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget

from widgets.kit.palette import Tone
from widgets.kit.scale import Role, Scale
from widgets.kit.words import figure
from widgets.map.keeper import Trouble


class MapNotice(QWidget):
    """Covers the map with a heading and a text that says what is wrong and what to do."""

    def __init__(self, scale: Scale, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("map-notice")
        self._scale = scale
        self._heading = ""
        self._body = ""

    @property
    def heading(self) -> str:
        return self._heading

    @property
    def body(self) -> str:
        return self._body

    def say(self, heading: str, body: str = "") -> None:
        """Covers the map until hidden; `body` may have several lines."""
        self._heading, self._body = heading, body
        self.setAccessibleName(heading)
        self.setAccessibleDescription(body)
        self.show()
        self.update()

    def explain(self, kind: Trouble, detail: str) -> None:
        """Says what happened and what to do about it; `detail` names the file or the cause."""
        match kind:
            case Trouble.DIED:
                self.say(self.tr("The map is restarting"), self.tr("Alarms and video carry on meanwhile."))
            case Trouble.NO_LIBRARY:
                todo, missing = self.tr("Run “make setup” on this machine."), self.tr("Missing:")
                self.say(self.tr("The map is not installed"), f"{todo}\n{missing} {detail}")
            case Trouble.NO_DATA:
                missing = self.tr("Missing:")
                self.say(self.tr("The district's map data is missing"), f"{missing} {detail}")
            case Trouble.NO_WEBGL:
                todo = self.tr("There is no WebGL 2 here. Install a graphics driver, or start with software drawing.")
                self.say(self.tr("The map cannot be drawn"), f"{todo}\n{detail}")
            case Trouble.NO_START:
                next_ = self.tr("It tries again by itself.")
                self.say(self.tr("The map does not start"), f"{next_}\n{detail}")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), Tone.GROUND.color)
        sizes = self._scale.sizes
        middle = self.height() / 2
        width = self.width() - 2 * sizes.pad
        painter.setFont(self._scale.font(Role.TITLE, bold=True))
        painter.setPen(Tone.TEXT.color)
        upper = QRectF(sizes.pad, 0, width, middle - sizes.gap / 2)
        painter.drawText(upper, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom, self._heading)
        painter.setFont(self._scale.font(Role.BODY))
        painter.setPen(Tone.MUTED.color)
        lower = QRectF(sizes.pad, middle + sizes.gap / 2, width, middle - sizes.gap)
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWrapAnywhere
        painter.drawText(lower, flags, self._body)
        painter.end()


class _Line(QLabel):
    """One line over the map, clear of the bar that may lie at its upper edge."""

    def __init__(self, name: str, scale: Scale, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._scale, self._host = scale, parent
        self.setFont(scale.font(Role.BODY))
        self.setMargin(scale.sizes.gap)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        colours = f"background: {Tone.RAISED.hex}; color: {Tone.TEXT.hex}; border: 1px solid {Tone.MUTED.hex};"
        self.setStyleSheet(f"#{name} {{ {colours} }}")
        self.hide()

    @property
    def _top(self) -> int:
        sizes = self._scale.sizes
        return sizes.gap + (sizes.header if self._scale is Scale.WALL else 0)


class StaleBanner(_Line):
    """Says since when the marks are old."""

    def __init__(self, scale: Scale, parent: QWidget) -> None:
        super().__init__("map-stale", scale, parent)

    def say(self, text: str) -> None:
        self.setText(text)
        self.show()
        self.place()

    def place(self) -> None:
        """In the middle of the parent's upper edge."""
        self.adjustSize()
        self.move((self._host.width() - self.width()) // 2, self._top)


class LeftOutLine(_Line):
    """Says that there are more alarms than the map draws."""

    def __init__(self, scale: Scale, parent: QWidget) -> None:
        super().__init__("map-left-out", scale, parent)
        self._count = 0

    def say(self, count: int) -> None:
        if count == self._count:
            return
        self._count = count
        self.setVisible(count > 0)
        self.setText(self.tr("{count} more alarms, none graver, are not on the map").format(count=figure(count)))
        self.place()

    def place(self) -> None:
        """At the left of the parent's upper edge."""
        self.adjustSize()
        sizes = self._scale.sizes
        self.move(sizes.gap, self._top)
