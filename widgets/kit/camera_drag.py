"""Cameras on their way from one place of the screen to another: ids as lines of UTF-8 under one MIME type."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QDrag, QFontMetrics, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from widgets.kit.palette import Tone
from widgets.kit.scale import Role, Scale
from widgets.kit.text import plain

MIME = "application/x-commandcenter-cameras"
MOST = 64
LONGEST = 128
_LARGEST = MOST * (LONGEST * 4 + 2)
_UNFIT = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))


def cameras_data(ids: Iterable[str]) -> QMimeData:
    """What a drag of these cameras carries; at most 64 of them."""
    data = QMimeData()
    data.setData(MIME, "\n".join(list(ids)[:MOST]).encode())
    return data


def cameras_of(data: QMimeData) -> tuple[str, ...]:
    """The ids in order, each once; empty when there are none or when anything in them is not as it should be.

    Another program may drop whatever it likes: all of it is refused when one line is no id.
    """
    if not data.hasFormat(MIME):
        return ()
    raw = bytes(data.data(MIME).data())
    if not 0 < len(raw) <= _LARGEST:
        return ()
    try:
        ids = raw.decode().split("\n")
    except UnicodeDecodeError:
        return ()
    if len(ids) > MOST or not all(_is_id(line) for line in ids):
        return ()
    return tuple(dict.fromkeys(ids))


def drag_cameras(source: QWidget, ids: Iterable[str], label: str) -> bool:
    """Begins a drag from `source` and returns when it has ended: whether somebody took them.

    `label` goes with the pointer.
    """
    cameras = list(ids)
    if not cameras:
        return False
    drag = QDrag(source)
    drag.setMimeData(cameras_data(cameras))
    drag.setPixmap(_picture(label))
    return drag.exec(Qt.DropAction.CopyAction) is Qt.DropAction.CopyAction


def _is_id(line: str) -> bool:
    return 0 < len(line) <= LONGEST and not any(unicodedata.category(char) in _UNFIT for char in line)


def _picture(label: str) -> QPixmap:
    font = Scale.CONSOLE.font(Role.SMALL)
    metrics = QFontMetrics(font)
    text = metrics.elidedText(plain(label), Qt.TextElideMode.ElideRight, 240)
    picture = QPixmap(metrics.horizontalAdvance(text) + 24, metrics.height() + 8)
    picture.fill(Tone.SELECTED.color)
    painter = QPainter(picture)
    painter.setFont(font)
    painter.setPen(Tone.TEXT.color)
    painter.drawText(picture.rect(), Qt.AlignmentFlag.AlignCenter, text)
    painter.end()
    return picture
