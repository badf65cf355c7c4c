"""Who else has which alarm before them: so that not two people work on one without knowing it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from bridge.protocol.seat import Beat
from commandcenter.wiring.seat_model import SeatModel
from widgets.alarm_detail.view import AlarmDetailView
from widgets.alarm_queue.model import AlarmQueueModel


class LookersFeature(QObject):
    """Follows what the other seats say of themselves, a second old at most; nobody is told what they do themselves."""

    def __init__(self, seat: SeatModel, queue: AlarmQueueModel, detail: AlarmDetailView) -> None:
        super().__init__(detail)
        self._seat, self._queue, self._detail = seat, queue, detail
        seat.beat_changed.connect(self._on_beat)
        seat.link_changed.connect(self._on_link)

    @Slot(object)
    def _on_beat(self, beat: Beat) -> None:
        short: dict[str, tuple[str, ...]] = {}
        long: dict[str, tuple[str, ...]] = {}
        for it in beat.seats:
            if it.looking and it.seat != self._seat.name:
                short[it.looking] = (*short.get(it.looking, ()), it.person)
                long[it.looking] = (*long.get(it.looking, ()), f"{it.person} · {it.seat}")
        self._show(short, long)

    @Slot(bool)
    def _on_link(self, live: bool) -> None:
        """Nobody knows where anybody looks while the core is away."""
        if not live:
            self._show({}, {})

    def _show(self, short: dict[str, tuple[str, ...]], long: dict[str, tuple[str, ...]]) -> None:
        self._queue.set_lookers(short)
        self._detail.set_lookers(long)
