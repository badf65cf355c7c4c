"""Lays the two bars over another widget, without taking its clicks."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from widgets.map_overlay.bars import MapBottomBar, MapTopBar


class MapOverlay(QWidget):
    """A transparent child of `host` that keeps its size; make the bars with `solid=False`."""

    def __init__(self, top: MapTopBar, bottom: MapBottomBar, host: QWidget) -> None:
        super().__init__(host)
        self.setObjectName("map-overlay")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAutoFillBackground(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(top)
        column.addStretch(1)
        column.addWidget(bottom)
        host.installEventFilter(self)
        self.setGeometry(host.rect())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        host = self.parentWidget()
        if event.type() is QEvent.Type.Resize and watched is host:
            self.setGeometry(host.rect())
            self.raise_()
        return False
