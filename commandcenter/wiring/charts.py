"""Live charts of measured values: a chosen series, or the one of the selected alarm."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from bridge.protocol.seat import SampleKey
from bridge.protocol.source import Sample
from bridge.seat.happenings import Reading
from commandcenter.domain.alarms import Alarm
from commandcenter.wiring.seat_model import SeatModel
from widgets.chart.view import ChartView


class ChartFeature(QObject):
    """Feeds one chart with the telemetry `value` of one key; `unit` and `limit` are the sample's own values."""

    def __init__(self, seat: SeatModel, view: ChartView, kind: str = "") -> None:
        super().__init__(view)
        self._seat = seat
        self._view = view
        self._kind = kind
        self._key: SampleKey | None = None
        self._alarm = ""
        self._joined = False
        seat.samples_changed.connect(self._on_samples)
        seat.replaced.connect(self._on_replaced)

    @Slot(str)
    def show_subject(self, alarm_id: str) -> None:
        """Follows the alarm's thing, if something is measured there."""
        self._alarm = alarm_id
        alarm = self._seat.state.alarms.get(alarm_id)
        key = self._key_of(alarm) if alarm else None
        if key is not None:
            self.follow(key)
        self._say_if_none()

    def follow(self, key: SampleKey) -> None:
        """Shows the series of `key` from what is known of it on."""
        self._key = key
        sample = self._seat.samples[key]
        limit = sample.values.get("limit")
        self._view.set_subject(
            sample.name or sample.key,
            unit=str(sample.values.get("unit", "")),
            limit=limit if isinstance(limit, float) else None,
        )
        points = self._seat.book.points(key)
        self._view.replace([point.at for point in points], [point.value for point in points])

    @Slot()
    def _on_replaced(self) -> None:
        self._joined = True
        if self._key is not None and self._key in self._seat.samples:
            self.follow(self._key)
        self._say_if_none()

    @Slot(list)
    def _on_samples(self, readings: list[Reading]) -> None:
        if self._key is None or self._kind:
            self._choose()
        for reading in readings:
            value = reading.sample.values.get("value")
            if reading.key == self._key and isinstance(value, float):
                self._view.append([reading.sample.at.timestamp()], [value])
                self._view.set_age(self._seat.age_s(reading.key))

    def _say_if_none(self) -> None:
        """Once the core has told all there is, a chart without a series waits for nothing."""
        if self._joined and self._key is None:
            self._view.show_none(of_alarm=bool(self._alarm))

    def _choose(self) -> None:
        """The series nearest to its limit; once one is shown, only another that is beyond its own takes its place."""
        candidates = [
            (_closeness(sample), key)
            for key, sample in self._seat.samples.items()
            if (not self._kind or sample.type == self._kind) and self._seat.book.points(key)
        ]
        if not candidates:
            return
        closeness, key = max(candidates)
        shown = self._seat.samples.get(self._key) if self._key is not None else None
        if shown is None or (closeness >= 1.0 > _closeness(shown)):
            self.follow(key)

    def _key_of(self, alarm: Alarm) -> SampleKey | None:
        """What the alarm's own source measures at its thing."""
        for source, key, _ in self._seat.book.series():
            if source == alarm.source and alarm.subject in key.split("/") and (source, key) in self._seat.samples:
                return source, key
        return None


def _closeness(sample: Sample) -> float:
    value, limit = sample.values.get("value"), sample.values.get("limit")
    if isinstance(value, float) and isinstance(limit, float) and limit:
        return value / limit
    return 0.0
