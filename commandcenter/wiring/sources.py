"""The list of sources at a console."""

from __future__ import annotations

import time

from PySide6.QtCore import QCoreApplication, QObject, Slot

from bridge.protocol.seat import Beat, SourceHealth
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.source_health import Losses, doubt_of, refusal, state_of
from widgets.kit.ages import Monotonic
from widgets.sources.status import SourceStatus
from widgets.sources.view import SourcesView


class SourcesFeature(QObject):
    def __init__(self, seat: SeatModel, view: SourcesView, clock: Monotonic = time.monotonic) -> None:
        super().__init__(view)
        self._view = view
        self._clock = clock
        self._losses = Losses()
        seat.beat_changed.connect(self._on_beat)

    @Slot(object)
    def _on_beat(self, beat: Beat) -> None:
        now = self._clock()
        self._losses.note(beat.sources, now)
        self._view.apply([_status(source, self._losses.losing(source.source, now)) for source in beat.sources])
        self._view.set_age(0.0)


def _status(source: SourceHealth, losing: bool) -> SourceStatus:
    return SourceStatus(
        id=source.source,
        name=source.name or source.source,
        state=state_of(source, losing=losing),
        lag=source.lag,
        rate=source.rate,
        age_s=source.silent_s,
        trouble=QCoreApplication.translate("source", refusal(source.trouble)) if source.trouble else "",
        doubt=doubt_of(source),
        taken=source.taken,
        refused=source.refused,
        dropped=source.dropped,
        quarantined=source.quarantined,
    )
