"""A feed's newest picture as a file: what the tile shows, in the size in which it was decoded."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QImage

from bridge.video.camera_feed import CameraFeed

TRIES = 5
ODD = 0.02
"""A shape that is less off than this is that of the pixels."""


def newest_of(feed: CameraFeed) -> QImage | None:
    """A copy of its own, in the camera's shape; None where there is no picture."""
    for _ in range(TRIES):
        picture = feed.latest()
        if picture is None:
            return None
        seen = QImage(picture.pixels, picture.width, picture.height, picture.stride, QImage.Format.Format_RGB32).copy()
        if picture.intact():
            return _in_shape(seen, picture.aspect)
    return None


def _in_shape(seen: QImage, aspect: float) -> QImage:
    """Pictures fill their memory whatever the camera's shape is; nothing is made smaller for it."""
    width, height = seen.width(), seen.height()
    if abs(aspect * height / width - 1.0) < ODD:
        return seen
    wide = aspect > width / height
    size = (round(height * aspect), height) if wide else (width, round(width / aspect))
    return seen.scaled(*size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)


def png_of(image: QImage) -> bytes:
    """Takes a while for a large one; may be called on any thread."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs want the format as bytes, Qt takes it so
    return bytes(buffer.data().data())
