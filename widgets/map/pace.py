"""Sends the newest marks of one layer to the page: at once when calm, at a bounded pace in a storm."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import monotonic

from PySide6.QtCore import QObject, QTimer, Slot

from widgets.map.marks import MapMark
from widgets.map.messages import Applied, LayerName, SetMarks, drawable

# A page that has not drawn a batch by then is asked again with what is newest; it must never wait for ever.
_ANSWER_MS = 5000


class LayerSender(QObject):
    """Keeps what a layer should show; newest wins, and a batch waits until the page has drawn the one before."""

    def __init__(
        self, layer: LayerName, gap_ms: int, send: Callable[[SetMarks], None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._layer: LayerName = layer
        self._gap_s = gap_ms / 1000
        self._send = send
        self._marks: Sequence[MapMark] = ()
        self._revision = 0
        self._shown = 0
        self._pending = False
        self._in_flight = False
        self._open = False
        self._last_sent = float("-inf")
        self._gap_timer = QTimer(self, singleShot=True)
        self._gap_timer.timeout.connect(self._push)
        self._answer_timer = QTimer(self, singleShot=True, interval=_ANSWER_MS)
        self._answer_timer.timeout.connect(self._answer_missing)

    @property
    def shown(self) -> int:
        """How many marks the page said it draws; 0 while there is no page."""
        return self._shown

    @property
    def settled(self) -> bool:
        """Whether the page draws what was offered last."""
        return self._open and not self._pending and not self._in_flight

    def offer(self, marks: Sequence[MapMark]) -> None:
        self._marks = marks
        self._pending = True
        self._push()

    def open(self) -> None:
        """A page is there that can draw: what it misses follows."""
        self._open = True
        self._push()

    def pause(self) -> None:
        """Nobody can see the map: nothing is sent until `open`."""
        self._open = False
        self._gap_timer.stop()

    def lose(self) -> None:
        """The page is gone and with it what it showed."""
        self.pause()
        self._answer_timer.stop()
        self._in_flight = False
        self._shown = 0
        self._pending = True
        self._last_sent = float("-inf")

    def applied(self, report: Applied) -> None:
        if report.revision != self._revision:
            return
        self._shown = report.count
        self._in_flight = False
        self._answer_timer.stop()
        self._push()

    @Slot()
    def _push(self) -> None:
        if not (self._open and self._pending) or self._in_flight or self._gap_timer.isActive():
            return
        wait_s = self._last_sent + self._gap_s - monotonic()
        if wait_s > 0:
            self._gap_timer.start(int(wait_s * 1000) + 1)
            return
        self._revision += 1
        self._pending = False
        self._in_flight = True
        self._last_sent = monotonic()
        self._answer_timer.start()
        self._send(SetMarks(layer=self._layer, revision=self._revision, items=drawable(self._marks)))

    @Slot()
    def _answer_missing(self) -> None:
        self._in_flight = False
        self._push()
