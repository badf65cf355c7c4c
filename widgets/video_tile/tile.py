"""The tile itself: holds a camera's name and feed, repaints when the picture or its state is another."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets.kit.ages import Now, utc_now
from widgets.kit.scale import Scale
from widgets.kit.text import as_tooltip, plain
from widgets.video_tile.face import Face, Look, face_of
from widgets.video_tile.feed import VideoFeed
from widgets.video_tile.pacer import Pacer
from widgets.video_tile.painting import paint_tile


class VideoTile(QWidget):
    """Shows a feed, and does not own it: who opened the feed closes it."""

    def __init__(
        self, pacer: Pacer, scale: Scale = Scale.CONSOLE, *, now: Now = utc_now, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("video-tile")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._pacer = pacer
        self._scale = scale
        self._now = now
        self._name = ""
        self._feed: VideoFeed | None = None
        self._sequence = -1
        self._face = face_of(None, now())
        self._describe()

    @property
    def face(self) -> Face:
        """What the tile says at present."""
        return self._face

    def set_camera(self, name: str, feed: VideoFeed | None) -> None:
        """Show this camera from now on; None empties the tile."""
        self._name = plain(name) if feed is not None else ""
        self._feed = feed
        self._sequence = -1
        self.setToolTip(as_tooltip(self._name))
        self.refresh()
        self._describe()
        self.update()

    def refresh(self) -> None:
        """Repaint if the picture or the state is another than painted; called at the screen's pace."""
        face = face_of(self._feed.status() if self._feed else None, self._now())
        picture = self._feed.latest() if self._feed else None
        sequence = picture.sequence if picture else -1
        if face != self._face:
            self._face = face
            self._describe()
            self.update()
        if sequence != self._sequence:
            self._sequence = sequence
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(640, 360) if self._scale is Scale.WALL else QSize(480, 270)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_tile(painter, self.rect(), self._face, self._name, self._feed, self._scale)
        painter.end()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._pacer.add(self)
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._pacer.remove(self)

    def _describe(self) -> None:
        """For screen readers and for tests: the words, without the running numbers of a live picture."""
        said = self._face.tag if self._face.look is Look.LIVE else f"{self._face.headline} {self._face.detail}".strip()
        self.setAccessibleName(self._name)
        self.setAccessibleDescription(said)
