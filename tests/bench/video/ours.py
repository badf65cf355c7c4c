"""The program's own tiles, as at the wall: `python -m tests.bench.video.ours URL...`."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from bridge.video.pool import VideoPool
from tests.bench.video.contender import HEIGHT, WIDTH
from tests.bench.video.windows import Answering, place
from widgets.kit.scale import Scale
from widgets.video_tile.pacer import Pacer
from widgets.video_tile.tile import VideoTile


class Counting(VideoTile):
    """Knows how many different pictures it has painted."""

    shown = 0
    _painted = -1

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        picture = self._feed.latest() if self._feed else None
        if picture is not None and picture.sequence != self._painted:
            self._painted = picture.sequence
            self.shown += 1


def main(urls: Sequence[str]) -> int:
    application = QApplication([])
    pool = VideoPool(f"bench-{os.getpid()}", linger_s=1.0)
    pacer = Pacer()
    window = QWidget()
    tiles = []
    for number, url in enumerate(urls):
        tile = Counting(pacer, Scale.WALL, parent=window)
        tile.setGeometry(*place(number, len(urls)), WIDTH, HEIGHT)
        tile.set_camera(f"Camera {number}", pool.open(url, WIDTH, HEIGHT))
        tiles.append(tile)
    right = max(tile.geometry().right() for tile in tiles) + 1
    bottom = max(tile.geometry().bottom() for tile in tiles) + 1
    window.setGeometry(0, 0, right, bottom)
    window.show()
    answering = Answering(lambda: all(tile.shown > 5 for tile in tiles), lambda: sum(tile.shown for tile in tiles))
    code = application.exec()
    del answering
    pool.stop()
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
