"""The map of a seat: alarms, crews and cameras where they are; on the wall it looks where the core says."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from bridge.seat.happenings import Reading
from commandcenter.domain.alarms import Alarm
from commandcenter.domain.state import Touched
from commandcenter.wiring.forces import CREW, crews, is_silent
from commandcenter.wiring.map_alarms import MapAlarms
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.sending import Commands
from commandcenter.wiring.wording import Wording
from widgets.map.marks import MapCamera, MapCrew
from widgets.map.view import MapView


class MapFeature(QObject):
    """Feeds one MapView."""

    alarm_clicked = Signal(str)

    def __init__(self, seat: SeatModel, view: MapView, wording: Wording) -> None:
        super().__init__(view)
        self._seat = seat
        self._alarms = MapAlarms(wording.alarm)
        self._selected = ""
        self.view = view
        seat.replaced.connect(self._on_replaced)
        seat.alarms_changed.connect(self._on_alarms)
        seat.things_changed.connect(self._on_things)
        seat.samples_changed.connect(self._on_samples)
        seat.link_changed.connect(self._on_link)
        self._ages = QTimer(self, interval=2000)
        self._ages.timeout.connect(self._refresh_crews)
        self._ages.start()

    def watch(self, commands: Commands) -> None:
        """Records what the officer does with the map, and tells which alarm was clicked."""
        self._commands = commands
        self.view.moved.connect(self._on_moved)
        self.view.alarm_clicked.connect(self.alarm_clicked)

    @Slot(str)
    def show_alarm(self, alarm_id: str) -> None:
        """Marks the alarm and moves there."""
        self._selected = alarm_id
        self.view.select(alarm_id or None)
        if self._alarms.left_out:
            self._show_alarms()
        alarm = self._seat.state.alarms.get(alarm_id)
        if alarm is not None and alarm.place is not None:
            self.view.centre(alarm.place.lon, alarm.place.lat, 14.5)

    @Slot()
    def _on_replaced(self) -> None:
        self._alarms.restart(self._seat.state.alarms.values())
        self._show_alarms()
        self._on_things(Touched.CAMERA)

    @Slot(list, list)
    def _on_alarms(self, changed: list[Alarm], cleared: list[str]) -> None:
        self._alarms.change(changed, cleared)
        self._show_alarms()

    def _show_alarms(self) -> None:
        self.view.set_alarms(self._alarms.marks(self._selected))
        self.view.set_left_out(self._alarms.left_out)

    @Slot(object)
    def _on_things(self, kind: Touched) -> None:
        if kind is Touched.CAMERA:
            cameras = self._seat.state.cameras.values()
            self.view.set_cameras(
                [
                    MapCamera(id=camera.id, lon=camera.place.lon, lat=camera.place.lat, label=camera.name)
                    for camera in cameras
                    if camera.place is not None
                ]
            )

    @Slot(list)
    def _on_samples(self, readings: list[Reading]) -> None:
        if any(reading.sample.type == CREW for reading in readings):
            self._refresh_crews()

    @Slot()
    def _refresh_crews(self) -> None:
        self.view.set_crews([mark for crew in crews(self._seat) if (mark := self._crew(crew)) is not None])

    @Slot(bool)
    def _on_link(self, live: bool) -> None:
        self.view.set_stale(not live, self.tr("The core is away: this is the last state."))

    @Slot(float, float, float)
    def _on_moved(self, lon: float, lat: float, zoom: float) -> None:
        self._commands("map.move", lon=round(lon, 6), lat=round(lat, 6), zoom=round(zoom, 2))

    def _crew(self, crew: Reading) -> MapCrew | None:
        place = crew.sample.place
        if place is None:
            return None
        return MapCrew(
            id="/".join(crew.key),
            lon=place.lon,
            lat=place.lat,
            label=crew.sample.name,
            stale=is_silent(self._seat, crew),
        )
