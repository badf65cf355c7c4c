"""The bars above and below the wall's map: counts by priority, own forces, what the district has."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Slot

from commandcenter.adapters.district import District
from commandcenter.wiring.forces import forces
from commandcenter.wiring.seat_model import SeatModel
from widgets.map_overlay.bars import MapBottomBar, MapTopBar


class MapBarsFeature(QObject):
    def __init__(self, seat: SeatModel, top: MapTopBar, bottom: MapBottomBar, district: District) -> None:
        super().__init__(top)
        self._seat = seat
        self._top = top
        self._bottom = bottom
        self._district = district
        seat.alarms_changed.connect(self._on_alarms)
        seat.replaced.connect(self._on_replaced)
        seat.things_changed.connect(self._refresh_facts)
        seat.samples_changed.connect(self._refresh_forces)
        self._ages = QTimer(self, interval=1000)
        self._ages.timeout.connect(self._on_age)
        self._ages.start()

    @Slot()
    def _on_replaced(self) -> None:
        self._on_alarms([], [])
        self._refresh_facts()

    @Slot()
    def _refresh_facts(self) -> None:
        counts = self._district.counts
        self._bottom.set_facts(
            [
                (self.tr("Grid cells"), counts.get("cells")),
                (self.tr("Roads"), counts.get("roads")),
                (self.tr("Streets and towns"), counts.get("streets")),
                (self.tr("Cameras"), len(self._seat.state.cameras)),
                (self.tr("Devices"), len(self._seat.state.devices)),
            ]
        )

    @Slot(list, list)
    def _on_alarms(self, changed: list[object], cleared: list[str]) -> None:
        self._top.set_counts(self._seat.board.shown)

    @Slot()
    def _refresh_forces(self) -> None:
        people = forces(self._seat).people
        self._top.set_forces(None if people is None else round(people))

    @Slot()
    def _on_age(self) -> None:
        self._bottom.set_age(self._seat.silent_s if self._seat.beat else None)
        # A crew that falls silent sends nothing that would say so.
        self._refresh_forces()
