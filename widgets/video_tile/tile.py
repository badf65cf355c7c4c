"""The tile itself: holds a camera's name and feed, repaints when the picture or its state is another."""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets.kit.ages import Monotonic, Now, utc_now
from widgets.kit.scale import Scale
from widgets.kit.text import as_tooltip, plain
from widgets.kit.zoom import WHOLE, View
from widgets.video_tile.cropped import CroppedFeed
from widgets.video_tile.face import Face, Look, face_of, failed_face
from widgets.video_tile.feed import VideoFeed
from widgets.video_tile.overlay import MOST_BOXES, Box, paint_boxes
from widgets.video_tile.pacer import Pacer
from widgets.video_tile.painting import paint_picture, paint_telling
from widgets.video_tile.placing import placed
from widgets.video_tile.strip import Strip, strip_height
from widgets.video_tile.watermark import Watermark


class VideoTile(QWidget):
    """Shows a feed, and does not own it: who opened the feed closes it."""

    def __init__(
        self,
        pacer: Pacer,
        scale: Scale = Scale.CONSOLE,
        *,
        now: Now = utc_now,
        clock: Monotonic = monotonic,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("video-tile")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._pacer = pacer
        self._scale = scale
        self._now, self._clock = now, clock
        self._name = ""
        self._feed: VideoFeed | None = None
        self._sequence = -1
        self._view = WHOLE
        self._boxes: tuple[Box, ...] = ()
        self._watermark = Watermark(scale)
        self._strip = Strip(scale)
        self._face = face_of(None, now())
        self._describe()

    @property
    def face(self) -> Face:
        """What the tile says at present."""
        return self._face

    @property
    def view(self) -> View:
        """Which part of the picture is shown."""
        return self._view

    @property
    def boxes(self) -> tuple[Box, ...]:
        """What is drawn over the picture now, or would be if it were live."""
        return self._boxes

    def set_view(self, view: View) -> None:
        """Digital zoom; a tile that shows no picture stays at the whole."""
        view = view if self._feed is not None else WHOLE
        if view != self._view:
            self._view = view
            self.update()

    def set_boxes(self, boxes: Sequence[Box]) -> None:
        """What was found in the picture, in place of what was told before; each goes by itself when its time is over.

        More than 32 cannot be told apart: the worst are kept.
        """
        now = self._clock()
        kept = sorted((box for box in boxes if box.until > now), key=lambda it: it.priority.rank)
        self._boxes = tuple(kept[:MOST_BOXES])
        self.update()

    @property
    def watermark(self) -> tuple[str, ...]:
        return tuple(self._watermark.lines)

    def set_watermark(self, lines: Sequence[str]) -> None:
        """Who looks at it, where and when: laid over the picture; no lines, no watermark."""
        if self._watermark.set_lines(lines):
            self.update()

    def picture_place(self) -> QRect:
        """Where the picture lies in the tile, in logical pixels; the whole tile while there is none."""
        picture = self._feed.latest() if self._feed else None
        return self.rect() if picture is None else placed(picture.aspect, self.rect(), self.foot if self._name else 0)

    @property
    def foot(self) -> int:
        """Logical pixels that name and time take below a picture, where there is room for them."""
        return strip_height(self._scale)

    def set_camera(self, name: str, feed: VideoFeed | None) -> None:
        """Show this camera from now on; None empties the tile."""
        self._name = plain(name) if feed is not None else ""
        if feed is not self._feed:
            self._view, self._boxes = WHOLE, ()
        self._feed = feed
        self._sequence = -1
        self.setToolTip(as_tooltip(self._name))
        self.refresh()
        self._describe()
        self.update()

    def refresh(self) -> None:
        """Repaint if the picture or the state is another than painted; called a few times a second."""
        self._put_on(face_of(self._feed.status() if self._feed else None, self._now()))
        self.follow()
        if any(box.until <= self._clock() for box in self._boxes):
            self.set_boxes(self._boxes)

    def fail(self) -> None:
        """Say that the state is unknown, until a `refresh` tells it."""
        self._put_on(failed_face())

    def follow(self) -> None:
        """Repaint if there is another picture; cheap, for it is called at the screen's pace."""
        picture = self._feed.latest() if self._feed else None
        sequence = picture.sequence if picture else -1
        if sequence != self._sequence:
            self._sequence = sequence
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(640, 360) if self._scale is Scale.WALL else QSize(480, 270)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        whole, face, ratio = self.rect(), self._face, self.devicePixelRatioF()
        feed = self._feed if self._feed is None or self._view.whole else CroppedFeed(self._feed, self._view)
        strip = self._strip.box(whole, self._name, face, ratio)
        body = whole.adjusted(0, 0, 0, -strip.height())
        paint_picture(painter, whole, body, face, feed, self.foot if self._name else 0)
        paint_telling(painter, whole, body, face, self._scale)
        self._strip.paint(painter, self._name, face)
        if self._feed is not None:
            self._paint_over(painter, body)
        painter.end()

    def _paint_over(self, painter: QPainter, body: QRect) -> None:
        """What belongs over the picture, and never over the strip with name and time."""
        if self._watermark.lines and self._face.look not in (Look.EMPTY, Look.PLAIN, Look.WRONG):
            self._watermark.paint(painter, body.intersected(self.picture_place()), self.devicePixelRatioF())
        # Not over an old picture: what was found would seem to be there still.
        if self._boxes and self._face.look is Look.LIVE:
            paint_boxes(painter, self._boxes, self._view, self.picture_place(), body, self._scale)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._pacer.add(self)
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._pacer.remove(self)

    def _put_on(self, face: Face) -> None:
        if face != self._face:
            self._face = face
            self._describe()
            self.update()

    def _describe(self) -> None:
        """For screen readers and for tests: the words, without the running numbers of a live picture."""
        said = self._face.tag if self._face.look is Look.LIVE else f"{self._face.headline} {self._face.detail}".strip()
        self.setAccessibleName(self._name)
        self.setAccessibleDescription(said)
