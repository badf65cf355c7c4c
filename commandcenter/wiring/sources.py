"""The list of sources at a console."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from bridge.protocol.seat import Beat, LinkState, SourceHealth
from commandcenter.wiring.seat_model import SeatModel
from widgets.sources.status import SourceState, SourceStatus
from widgets.sources.view import SourcesView

BEHIND = 500


class SourcesFeature(QObject):
    def __init__(self, seat: SeatModel, view: SourcesView) -> None:
        super().__init__(view)
        self._view = view
        seat.beat_changed.connect(self._on_beat)

    @Slot(object)
    def _on_beat(self, beat: Beat) -> None:
        self._view.apply([_status(source) for source in beat.sources])
        self._view.set_age(0.0)


def _status(source: SourceHealth) -> SourceStatus:
    return SourceStatus(
        id=source.source,
        name=source.name or source.source,
        state=_state(source),
        lag=source.lag,
        rate=source.rate,
        age_s=source.silent_s,
    )


def _state(source: SourceHealth) -> SourceState:
    if source.state is LinkState.LIVE:
        return SourceState.BEHIND if source.lag > BEHIND else SourceState.LIVE
    return SourceState.AWAY if source.state is LinkState.LOST else SourceState.NEVER
