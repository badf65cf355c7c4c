"""A form stands at the foot of what it is about, as high as its words need."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Slot
from PySide6.QtWidgets import QWidget


class FormPlace(QObject):
    """`over` is a part of the form's parent, as the pictures are; `side` is where the form stands across it."""

    def __init__(self, form: QWidget, over: QWidget, side: Qt.AlignmentFlag) -> None:
        super().__init__(form)
        self._form, self._over, self._side = form, over, side
        form.installEventFilter(self)
        over.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        mine = watched is self._form and event.type() in (QEvent.Type.Show, QEvent.Type.LayoutRequest)
        if mine or (watched is self._over and event.type() is QEvent.Type.Resize and self._form.isVisible()):
            self.place()
            # What has just come or gone in the form is measured a moment later.
            QTimer.singleShot(0, self, self.place)
        return False

    @Slot()
    def place(self) -> None:
        form, over, fields = self._form, self._over, self._form.layout()
        holder = form.parentWidget()
        if fields is None or holder is None:
            return
        # Not `adjustSize`, which takes the height of the width that the longest line would like to have.
        form.resize(form.width(), fields.totalHeightForWidth(form.width()))
        beside = max(0, over.width() - form.width())
        across = beside if self._side is Qt.AlignmentFlag.AlignRight else beside // 2
        form.move(over.mapTo(holder, QPoint(across, over.height() - form.height())))
        form.raise_()
