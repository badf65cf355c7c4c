"""A row of keys with what each does."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QHBoxLayout, QWidget

from widgets.kit.keycap import Keycap
from widgets.kit.palette import Tone
from widgets.kit.scale import Role, Scale
from widgets.kit.text_line import TextLine


class KeyHints(QWidget):
    """`hints` are (keys, what they do)."""

    def __init__(
        self, hints: Iterable[tuple[tuple[str, ...], str]], *, scale: Scale, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(scale.sizes.gap // 2)
        for keys, text in hints:
            for key in keys:
                row.addWidget(Keycap(key, scale=scale))
            row.addWidget(TextLine(text, scale=scale, role=Role.SMALL, tone=Tone.MUTED, shrink=False))
            row.addSpacing(scale.sizes.gap)
        row.addStretch(1)
