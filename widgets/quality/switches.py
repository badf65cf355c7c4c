"""Which times, which desk, which page: each with its key; a click on a time or a page does the same."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from widgets.kit.chip import Chip
from widgets.kit.keycap import Keycap
from widgets.kit.palette import Tone
from widgets.kit.scale import Role, Scale
from widgets.kit.text_line import TextLine


class Choices(QWidget):
    """Chips of which one is chosen; `keys` stand before them, one for each or one for all."""

    chosen = Signal(int)

    def __init__(
        self, texts: Sequence[str], keys: Sequence[str], *, scale: Scale, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._chips: list[Chip] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(scale.sizes.gap // 2)
        for at, text in enumerate(texts):
            if at < len(keys):
                row.addWidget(Keycap(keys[at], scale=scale))
            chip = Chip(scale=scale)
            chip.show_text(text)
            chip.setCheckable(True)
            chip.clicked.connect(self._on_clicked)
            self._chips.append(chip)
            row.addWidget(chip)

    def choose(self, at: int) -> None:
        for number, chip in enumerate(self._chips):
            chip.setChecked(number == at)

    @Slot()
    def _on_clicked(self) -> None:
        at = next((number for number, chip in enumerate(self._chips) if chip is self.sender()), 0)
        self.choose(at)
        self.chosen.emit(at)


class DeskSwitch(QWidget):
    """The desk that is shown; its keys only where there is another one."""

    def __init__(self, *, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = TextLine(scale=scale, role=Role.TITLE, tone=Tone.ACCENT, bold=True)
        self._count = TextLine(scale=scale, tone=Tone.MUTED, shrink=False)
        self._keys = Keycap("←", scale=scale), Keycap("→", scale=scale)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(scale.sizes.gap)
        row.addWidget(self.name)
        row.addWidget(self._keys[0])
        row.addWidget(self._count)
        row.addWidget(self._keys[1])

    def show_desk(self, name: str, at: int, count: int) -> None:
        self.name.set_text(name)
        self._count.set_text(f"{at + 1} / {count}")
        for widget in (*self._keys, self._count):
            widget.setVisible(count > 1)


class Switches(QWidget):
    """The times left, the pages right."""

    span_chosen = Signal(int)
    page_chosen = Signal(int)

    def __init__(
        self, spans: Sequence[str], pages: Sequence[str], *, scale: Scale, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.spans = Choices(spans, [str(at + 1) for at in range(len(spans))], scale=scale)
        self.pages = Choices(pages, [self.tr("Space")], scale=scale)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.spans)
        row.addStretch(1)
        row.addWidget(self.pages)
        self.spans.chosen.connect(self.span_chosen)
        self.pages.chosen.connect(self.page_chosen)
