"""VLC's own way: one libVLC in the window's process, one player for each X window.

`python -m tests.bench.video.vlc_windows URL...`. Debian's libVLC has no RTSP client, so it gets the same carriers as
the program's own tiles.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import vlc
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from bridge.video.carrier import Carrier
from bridge.video.pump import Pump
from tests.bench.video.contender import HEIGHT, WIDTH
from tests.bench.video.windows import Answering, place

ARGUMENTS = (
    "--no-audio",
    "--no-osd",
    "--no-spu",
    "--no-video-title-show",
    "--ignore-config",
    "--quiet",
    "--network-caching=200",
    "--file-caching=200",
    "--avcodec-hw=none",
    "--avcodec-threads=1",
    "--vout=xcb_x11",
)


class Windows:
    """A window with a native child for each address."""

    def __init__(self, urls: Sequence[str]) -> None:
        self._instance: Any = vlc.Instance(*ARGUMENTS)
        self.window = QWidget()
        self._pump = Pump()
        self._carriers = [Carrier(url, self._pump) for url in urls]
        self._players: list[Any] = []
        right = bottom = 0
        for number, carrier in enumerate(self._carriers):
            child = QWidget(self.window)
            child.setAttribute(Qt.WidgetAttribute.WA_NativeWindow)
            child.setAttribute(Qt.WidgetAttribute.WA_DontCreateNativeAncestors)
            child.setGeometry(*place(number, len(urls)), WIDTH, HEIGHT)
            right, bottom = max(right, child.geometry().right() + 1), max(bottom, child.geometry().bottom() + 1)
            player = self._instance.media_player_new()
            player.set_media(self._instance.media_new(f"stream:///proc/self/fd/{carrier.output}"))
            player.set_xwindow(int(child.winId()))
            self._players.append(player)
        self.window.setGeometry(0, 0, right, bottom)

    def play(self) -> None:
        self.window.show()
        for player in self._players:
            player.play()

    def shown(self) -> int:
        """VLC counts what it has put on the screen, and what it let fall is not among it."""
        return sum(self._displayed(player) for player in self._players)

    def ready(self) -> bool:
        return all(self._displayed(player) > 5 for player in self._players)

    def close(self) -> None:
        for player in self._players:
            player.stop()
        for carrier in self._carriers:
            carrier.close()
        self._pump.stop()

    def _displayed(self, player: Any) -> int:
        stats = vlc.MediaStats()
        player.get_media().get_stats(stats)
        return int(stats.displayed_pictures)


def main(urls: Sequence[str]) -> int:
    application = QApplication([])
    windows = Windows(urls)
    windows.play()
    answering = Answering(windows.ready, windows.shown)
    code = application.exec()
    del answering
    windows.close()
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
