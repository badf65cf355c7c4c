"""Looks at small parts of the screens some 200 times a second and tells of each change: a program of its own.

`python -m tests.bench.glass.watching ENDPOINT X,Y,W,H …` with DISPLAY set; boxes are pixels of the whole desktop.
It ends when its standard input does.
"""

from __future__ import annotations

import sys
import time
from hashlib import blake2b

import msgspec
import zmq
from PySide6.QtCore import QObject, QSocketNotifier, Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication, QImage

from commandcenter.app.screens import Rect
from tests.bench.glass.matching import Change

PERIOD_MS = 5


class Watcher(QObject):
    """Times are taken after the picture was fetched, so that a change is never told too early."""

    def __init__(self, application: QGuiApplication, push: zmq.Socket[bytes], boxes: list[Rect]) -> None:
        super().__init__()
        self._application = application
        self._push = push
        self._boxes = boxes
        self._looks = [b""] * len(boxes)
        self._looked = [time.monotonic()] * len(boxes)
        self._timer = QTimer(self, interval=PERIOD_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._look)
        self._timer.start()
        self._ending = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read, self)
        self._ending.activated.connect(application.quit)

    @Slot()
    def _look(self) -> None:
        for at, box in enumerate(self._boxes):
            look = _digest(self._grab(box))
            now = time.monotonic()
            if look != self._looks[at]:
                change = Change(at, now, look, now - self._looked[at])
                self._push.send(msgspec.msgpack.encode(change), flags=zmq.NOBLOCK)
                self._looks[at] = look
            self._looked[at] = now

    def _grab(self, box: Rect) -> QImage:
        screen = self._application.primaryScreen()
        origin = screen.geometry()
        return screen.grabWindow(0, box.x - origin.x(), box.y - origin.y(), box.width, box.height).toImage()


def _digest(image: QImage) -> bytes:
    return blake2b(bytes(image.constBits()), digest_size=8).digest()


def _main(endpoint: str, *boxes: str) -> int:
    application = QGuiApplication([])
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    push = context.socket(zmq.PUSH)
    push.connect(endpoint)
    watcher = Watcher(application, push, [Rect(*(int(part) for part in box.split(","))) for box in boxes])
    code = application.exec()
    del watcher
    context.destroy(linger=0)
    return code


if __name__ == "__main__":
    raise SystemExit(_main(*sys.argv[1:]))
