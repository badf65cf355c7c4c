"""A row of keys with what each does."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from widgets.kit.keycap import Keycap
from widgets.kit.palette import Tone
from widgets.kit.scale import Role, Scale
from widgets.kit.text_line import TextLine


class KeyHints(QWidget):
    """`hints` are (keys, what they do). With `shrink` the last ones are left out where there is no room for them."""

    def __init__(
        self,
        hints: Iterable[tuple[tuple[str, ...], str]],
        *,
        scale: Scale,
        shrink: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._shrink, self._gap = shrink, scale.sizes.gap
        self._hints = [_hint(keys, text, scale) for keys, text in hints]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(scale.sizes.gap * 2)
        for hint in self._hints:
            row.addWidget(hint)
        row.addStretch(1)

    def minimumSizeHint(self) -> QSize:
        least = super().minimumSizeHint()
        return QSize(0, least.height()) if self._shrink else least

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._shrink:
            edge = -self._gap * 2
            for hint in self._hints:
                edge += self._gap * 2 + hint.sizeHint().width()
                hint.setVisible(edge <= self.width())


def _hint(keys: tuple[str, ...], text: str, scale: Scale) -> QWidget:
    hint = QWidget()
    row = QHBoxLayout(hint)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(scale.sizes.gap // 2)
    for key in keys:
        row.addWidget(Keycap(key, scale=scale))
    row.addWidget(TextLine(text, scale=scale, role=Role.SMALL, tone=Tone.MUTED, shrink=False))
    return hint
