"""Puts the wall together: three windows, a view of the core's state that nobody operates."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from bridge.protocol.seat import SeatKind
from commandcenter.adapters.data_folder import DataFolder
from commandcenter.adapters.resources import resource
from commandcenter.app.seat import Seat, SeatOptions, open_seat
from commandcenter.app.words import Words
from commandcenter.settings import Settings
from commandcenter.wiring.alarms import AlarmFeature
from commandcenter.wiring.calls import WallCalls
from commandcenter.wiring.camera_reports import CameraReporting
from commandcenter.wiring.charts import ChartFeature
from commandcenter.wiring.headers import HeaderFeature
from commandcenter.wiring.map import MapFeature
from commandcenter.wiring.map_bars import MapBarsFeature
from commandcenter.wiring.over_pictures import BoxesFeature, WatermarkFeature
from commandcenter.wiring.sound import WallSound
from commandcenter.wiring.video import WallVideo
from commandcenter.wiring.vitals import VitalsFeature
from commandcenter.wiring.wall_report import WallReport
from commandcenter.wiring.wall_tour import WallTourFeature
from layouts.builder import Factory, build
from layouts.model import Option
from layouts.reader import read_layout
from widgets.call_banner.view import CallBanner
from widgets.chart.view import ChartView
from widgets.header.view import HeaderBar
from widgets.kit.scale import Scale
from widgets.map_overlay.bars import MapBottomBar, MapTopBar
from widgets.tour.line import TourLine
from widgets.video_tile.tile import VideoTile
from widgets.vital_signs.view import VitalSignsView

NAME = "wall"
CHARTS = ("cesspool.methane", "drainage.level")
SMALL = 0.6

Options = Mapping[str, Option]


class WallApp(QObject):
    """The wall's windows and what feeds them."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self._seat = seat
        self._tiles: list[VideoTile] = []
        shrinking = seat.shrinking("left")
        # On a shared desktop the wall's windows are small and read from near.
        self._scale = Scale.WALL if shrinking > SMALL else Scale.CONSOLE
        self._signs = VitalSignsView(scale=self._scale)
        self._map = seat.new_map(self._scale)
        self._top = MapTopBar(self._title(), scale=self._scale)
        self._bottom = MapBottomBar(scale=self._scale)
        self._tour = TourLine(scale=self._scale)
        self._alarms = AlarmFeature(seat.model, seat.commands, seat.wording)
        screens = build(read_layout(resource("layouts/wall.toml")), self._factories(), shrinking)
        self.windows: dict[str, QWidget] = {screen.name: screen for screen in screens}
        for screen in screens:
            screen.setCursor(Qt.CursorShape.BlankCursor)
            screen.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        calls = WallCalls(seat.model, [CallBanner(it, scale=self._scale) for it in screens], seat.wording, self)
        WallSound(calls, seat.speaker)
        video = WallVideo(seat.model, seat.pool, self._tiles, self)
        WallTourFeature(seat.model, seat.commands, seat.pool, video, self._tour, self)
        BoxesFeature(seat.model, lambda: video.feeds, seat.wording.label, self)
        WatermarkFeature(seat.model, seat.watermark, lambda: video.feeds, self, wall=True)
        CameraReporting(seat.model, seat.commands, lambda: video.feeds, self)
        MapFeature(seat.model, self._map, seat.wording)
        MapBarsFeature(seat.model, self._top, self._bottom, seat.wording.district)
        VitalsFeature(seat.model, self._signs, video.counts)
        WallReport(seat.model, seat.commands, self._map, video, seat.started, self)

    def _factories(self) -> dict[str, Factory]:
        return {
            "header": self._header,
            "vital.signs": lambda options: self._signs,
            "alarm.queue": lambda options: self._alarms.build(self._scale, operated=False),
            "chart": self._chart,
            "map": lambda options: self._map,
            "map.top": lambda options: self._top,
            "map.bottom": lambda options: self._bottom,
            "video.tile": self._tile,
            "tour.line": lambda options: self._tour,
        }

    def _header(self, options: Options) -> QWidget:
        bar = HeaderBar(self.tr("City vital signs"), scale=self._scale)
        HeaderFeature(self._seat.model, bar, "")
        return bar

    def _chart(self, options: Options) -> QWidget:
        view = ChartView("", scale=self._scale, window_s=300.0)
        ChartFeature(self._seat.model, view, CHARTS[int(options.get("slot", 0)) % len(CHARTS)])
        return view

    def _tile(self, options: Options) -> QWidget:
        tile = VideoTile(self._seat.pacer, self._scale)
        self._tiles.append(tile)
        return tile

    def _title(self) -> str:
        district = self._seat.wording.district
        name = district.name_en if self._seat.wording.language == "en" else district.name
        return self.tr("{district} on one map").format(district=name) if name else self.tr("One map")


def run_wall(settings: Settings, folder: DataFolder, words: Words, *, shared: bool, allow_unsandboxed: bool) -> int:
    """The wall until it is told to end; returns the exit code. Raises Trouble when it cannot start."""
    options = SeatOptions(
        settings=settings,
        folder=folder,
        words=words,
        role=SeatKind.WALL,
        name=NAME,
        shared=shared,
        allow_unsandboxed=allow_unsandboxed,
    )
    seat = open_seat(options)
    wall = WallApp(seat)
    return seat.run(wall.windows)
