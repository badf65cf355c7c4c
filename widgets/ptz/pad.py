"""The pad: eight directions, zoom, focus and iris by buttons and keys that are held down."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from widgets.kit.held_keys import HeldKeys
from widgets.kit.palette import Tone
from widgets.kit.scale import Role, Scale
from widgets.kit.text_line import TextLine
from widgets.ptz.hold_button import HoldButton, Shape
from widgets.ptz.motion import SPEEDS, STILL, Motion, together

RENEWED_EVERY_MS = 500
"""A backend stops a camera that is not told anew to go on: nobody's broken line leaves one turning."""

KEYS: Mapping[int, Motion] = MappingProxyType({
    Qt.Key.Key_Left: Motion(pan=-1.0),
    Qt.Key.Key_Right: Motion(pan=1.0),
    Qt.Key.Key_Up: Motion(tilt=1.0),
    Qt.Key.Key_Down: Motion(tilt=-1.0),
    Qt.Key.Key_PageUp: Motion(zoom=1.0),
    Qt.Key.Key_PageDown: Motion(zoom=-1.0),
    Qt.Key.Key_BracketRight: Motion(focus=1.0),
    Qt.Key.Key_BracketLeft: Motion(focus=-1.0),
    Qt.Key.Key_Period: Motion(iris=1.0),
    Qt.Key.Key_Comma: Motion(iris=-1.0),
})  # fmt: skip


class Pad(QWidget):
    """Says what is to be done as long as something is held down, and that all stands still when nothing is."""

    moved = Signal(object)  # Motion, renewed while it lasts; one that stands still ends it

    def __init__(self, *, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Move the camera"))
        self._held: dict[int, Motion] = {}
        self._keys = HeldKeys(self)
        self._keys.released.connect(self._on_key_up)
        self._pressed: HoldButton | None = None
        self._said = STILL
        self._speed = 1
        self._buttons: dict[str, list[HoldButton]] = {}
        self._timer = QTimer(self, interval=RENEWED_EVERY_MS)
        self._timer.timeout.connect(self._renew)
        self._foot = QHBoxLayout()
        self._arrange(scale)

    @property
    def speed(self) -> float:
        return SPEEDS[self._speed]

    @property
    def buttons(self) -> list[HoldButton]:
        return [button for group in self._buttons.values() for button in group]

    def add_below(self, widget: QWidget) -> None:
        """Something else that the camera does, below its zoom, focus and iris."""
        self._foot.addWidget(widget)

    def next_speed(self) -> None:
        self._speed = (self._speed + 1) % len(SPEEDS)
        self._tell()

    def set_offers(self, offers: frozenset[str], *, allowed: bool) -> None:
        """What the camera can do and whether this person may now; what goes on is stopped otherwise."""
        for offer, group in self._buttons.items():
            for button in group:
                button.setEnabled(allowed and offer in offers)
        if not all(self._possible(motion) for motion in self._held.values()):
            self.stop()
        if self._pressed is not None and not self._pressed.isEnabled():
            self.stop()

    @Slot()
    def stop(self) -> None:
        """Whatever is held down is forgotten."""
        self._held.clear()
        self._keys.clear()
        if self._pressed is not None:
            self._pressed.setDown(False)
            self._pressed = None
        self._tell()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        motion = KEYS.get(event.key())
        if motion is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif not event.isAutoRepeat() and self._possible(motion) and self._keys.press(event.key()):
            self._held[event.key()] = motion
            self._tell()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() not in KEYS:
            super().keyReleaseEvent(event)
        elif not event.isAutoRepeat():
            self._keys.release(event.key())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A key that is let go elsewhere is not heard of: the camera must not turn on."""
        super().focusOutEvent(event)
        self.stop()
        self.update()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.stop()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.EnabledChange and not self.isEnabled():
            self.stop()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.hasFocus():
            painter = QPainter(self)
            painter.setPen(QPen(Tone.ACCENT.color, 1))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _arrange(self, scale: Scale) -> None:
        gap = scale.sizes.gap
        names = (
            (self.tr("left and up"), self.tr("up"), self.tr("right and up")),
            (self.tr("left"), "", self.tr("right")),
            (self.tr("left and down"), self.tr("down"), self.tr("right and down")),
        )
        arrows = QGridLayout()
        arrows.setSpacing(gap // 2)
        for row, across in enumerate(names):
            for column, name in enumerate(across):
                if name:
                    motion = Motion(pan=column - 1.0, tilt=1.0 - row)
                    arrows.addWidget(self._button("move", motion, Shape.ARROW, name, scale), row, column)
        sides = QVBoxLayout()
        sides.setSpacing(gap // 2)
        for offer, word, less, more in (
            ("zoom", self.tr("Zoom"), Motion(zoom=-1.0), Motion(zoom=1.0)),
            ("focus", self.tr("Focus"), Motion(focus=-1.0), Motion(focus=1.0)),
            ("iris", self.tr("Iris"), Motion(iris=-1.0), Motion(iris=1.0)),
        ):
            line = QHBoxLayout()
            line.setSpacing(gap // 2)
            line.addWidget(TextLine(word, scale=scale, role=Role.SMALL, tone=Tone.MUTED), 1)
            line.addWidget(self._button(offer, less, Shape.MINUS, f"{word} −", scale))
            line.addWidget(self._button(offer, more, Shape.PLUS, f"{word} +", scale))
            sides.addLayout(line)
        sides.addLayout(self._foot)
        sides.addStretch(1)
        both = QHBoxLayout(self)
        both.setContentsMargins(gap // 2, gap // 2, gap // 2, gap // 2)
        both.setSpacing(gap * 2)
        both.addLayout(arrows)
        both.addLayout(sides, 1)

    def _button(self, offer: str, motion: Motion, shape: Shape, name: str, scale: Scale) -> HoldButton:
        button = HoldButton(motion, shape, name, scale=scale, parent=self)
        button.pressed.connect(self._on_pressed)
        button.released.connect(self._on_released)
        self._buttons.setdefault(offer, []).append(button)
        return button

    def _possible(self, motion: Motion) -> bool:
        """Whether all that this is made of may be done now."""
        parts = {
            "move": motion.pan or motion.tilt,
            "zoom": motion.zoom,
            "focus": motion.focus,
            "iris": motion.iris,
        }
        return all(self._buttons[offer][0].isEnabled() for offer, part in parts.items() if part)

    def _tell(self) -> None:
        held = [*self._held.values(), *([self._pressed.motion] if self._pressed is not None else [])]
        way = together(held)
        for button in self.buttons:
            button.set_lit(way.moves and button.motion == way and button.isEnabled())
        motion = way.at(self.speed)
        if motion != self._said:
            self._said = motion
            self.moved.emit(motion)
        if motion.moves:
            self._timer.start()
        else:
            self._timer.stop()

    @Slot(int)
    def _on_key_up(self, key: int) -> None:
        if self._held.pop(key, None) is not None:
            self._tell()

    @Slot()
    def _renew(self) -> None:
        self.moved.emit(self._said)

    @Slot()
    def _on_pressed(self) -> None:
        button = self.sender()
        if isinstance(button, HoldButton):
            self.setFocus()
            self._pressed = button
            self._tell()

    @Slot()
    def _on_released(self) -> None:
        self._pressed = None
        self._tell()
