"""Above the grid: its seven layouts as small drawings, the zoom, and what is kept of a picture."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from commandcenter.domain.priority import Priority
from widgets.kit.ages import running
from widgets.kit.chip import Chip
from widgets.kit.keycap import Keycap
from widgets.kit.palette import Tone
from widgets.kit.scale import Scale
from widgets.kit.text_line import TextLine
from widgets.video_grid.geometry import Layout, rectangles

SNAPSHOT, CLIP, BOOKMARK = "snapshot", "clip", "bookmark"
KEYS: Mapping[int, str] = MappingProxyType({
    Qt.Key.Key_S: SNAPSHOT,
    Qt.Key.Key_R: CLIP,
    Qt.Key.Key_B: BOOKMARK,
})  # fmt: skip
ICON = 24, 16


class LayoutButton(QAbstractButton):
    """A layout drawn small; its key is in the tool tip."""

    def __init__(self, layout: Layout, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.arrangement = layout
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        name = self.tr("{count} tiles ({key})").format(count=layout.tiles, key=key)
        self.setAccessibleName(name)
        self.setToolTip(name)

    def sizeHint(self) -> QSize:
        return QSize(ICON[0] + 12, ICON[1] + 12)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen((Tone.ACCENT if self.isChecked() else Tone.LINE).color, 1))
        painter.setBrush((Tone.SELECTED if self.isChecked() else Tone.GROUND).color)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        left, top = (self.width() - ICON[0]) // 2, (self.height() - ICON[1]) // 2
        color = (Tone.TEXT if self.isChecked() else Tone.MUTED).color
        for box in rectangles(self.arrangement, *ICON, 1):
            painter.fillRect(left + box.x, top + box.y, box.width, box.height, color)


class GridBar(QWidget):
    """`note` says what is enlarged or zoomed; it stands where the page has room for it."""

    layout_chosen = Signal(object)  # Layout
    act_requested = Signal(str)  # snapshot, clip or bookmark of the selected tile

    def __init__(self, *, scale: Scale = Scale.CONSOLE, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("grid-bar")
        gap = scale.sizes.gap
        self.layouts = [LayoutButton(layout, f"Ctrl+{at}") for at, layout in enumerate(Layout, 1)]
        self.note = TextLine(scale=scale, tone=Tone.ACCENT, shrink=False)
        self._chips: dict[str, Chip] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(gap // 2)
        for button in self.layouts:
            button.clicked.connect(self._on_layout)
            row.addWidget(button)
        row.addStretch(1)
        for act, key, word in (
            (SNAPSHOT, "S", self.tr("snapshot")),
            (CLIP, "R", self.tr("record")),
            (BOOKMARK, "B", self.tr("bookmark")),
        ):
            chip = Chip(scale=scale, dims=True)
            chip.setObjectName(act)
            chip.show_text(word)
            chip.clicked.connect(self._on_act)
            self._chips[act] = chip
            row.addWidget(Keycap(key, scale=scale))
            row.addWidget(chip)
            row.addSpacing(gap // 2)
        self._zoom, self._enlarged = 1.0, False
        self.show_layout(Layout.FOUR)
        self.show_acts(allowed=False)

    def chip(self, act: str) -> Chip:
        return self._chips[act]

    def show_layout(self, layout: Layout) -> None:
        for button in self.layouts:
            button.setChecked(button.arrangement is layout)

    def show_acts(self, *, allowed: bool) -> None:
        """Whether there is a picture that something may be kept of."""
        for chip in self._chips.values():
            chip.setEnabled(allowed)

    def show_recording(self, seconds: float | None) -> None:
        """How long a clip has been growing; None: none is."""
        chip = self._chips[CLIP]
        if seconds is None:
            chip.show_text(self.tr("record"))
        else:
            chip.show_text(self.tr("stop {time}").format(time=running(seconds)), Priority.NOTICE)

    def show_zoom(self, scale: float) -> None:
        self._zoom = scale
        self._say()

    def show_enlarged(self, enlarged: bool) -> None:
        self._enlarged = enlarged
        self._say()

    def press(self, key: int) -> bool:
        """A key of the page; whether it was one of these."""
        act = KEYS.get(key)
        if act is None:
            return False
        if self._chips[act].isEnabled():
            self.act_requested.emit(act)
        return True

    def _say(self) -> None:
        parts = []
        if self._enlarged:
            parts.append(self.tr("enlarged, Enter returns"))
        if self._zoom > 1.0:
            parts.append(self.tr("zoom ×{scale}, 0 resets").format(scale=f"{self._zoom:.1f}"))
        self.note.set_text(" · ".join(parts))

    @Slot()
    def _on_layout(self) -> None:
        button = self.sender()
        if isinstance(button, LayoutButton):
            self.show_layout(button.arrangement)
            self.layout_chosen.emit(button.arrangement)

    @Slot()
    def _on_act(self) -> None:
        self.act_requested.emit(self.sender().objectName())
