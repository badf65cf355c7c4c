"""Puts a duty console together."""

from __future__ import annotations

import time
from collections.abc import Mapping

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QWidget

from bridge.protocol.seat import Answer, SeatKind
from commandcenter.adapters.data_folder import DataFolder
from commandcenter.adapters.resources import resource
from commandcenter.app.seat import Seat, SeatOptions, open_seat
from commandcenter.app.words import Words
from commandcenter.app.workplace import FOOT, HEADER, QUEUE, Workplace
from commandcenter.services.sounding import Sounding
from commandcenter.settings import Settings
from commandcenter.wiring.alarms import AlarmFeature
from commandcenter.wiring.calls import CallNotices
from commandcenter.wiring.camera_reports import CameraReporting
from commandcenter.wiring.charts import ChartFeature
from commandcenter.wiring.details import DetailFeature
from commandcenter.wiring.evidence import EvidenceFeature
from commandcenter.wiring.handling import AlarmHandling
from commandcenter.wiring.headers import HeaderFeature
from commandcenter.wiring.kept import KeptFeature
from commandcenter.wiring.lookers import LookersFeature
from commandcenter.wiring.map import MapFeature
from commandcenter.wiring.map_drag import MapDragFeature
from commandcenter.wiring.over_pictures import BoxesFeature, WatermarkFeature
from commandcenter.wiring.past import PastFeature
from commandcenter.wiring.ptz import PtzFeature
from commandcenter.wiring.queue_views import QueueViewsFeature
from commandcenter.wiring.sound import SoundFeature
from commandcenter.wiring.sources import SourcesFeature
from commandcenter.wiring.together import TogetherFeature
from commandcenter.wiring.tours import TourFeature
from commandcenter.wiring.video import TileFeed
from commandcenter.wiring.video_page import VideoPageFeature
from commandcenter.wiring.wall_strip import WallStripFeature
from layouts.builder import Factory, build
from layouts.model import Option
from layouts.reader import read_layout
from widgets.alarm_queue.dragging import AlarmDrag
from widgets.chart.view import ChartView
from widgets.header.view import HeaderBar
from widgets.kit.scale import Scale
from widgets.map.dragging import MapDrag
from widgets.notice.view import NoticeBar
from widgets.sound.view import MUTE_KEY, TEST_KEY, SoundBar
from widgets.sources.view import SourcesView
from widgets.wall_strip.view import WallStripView

Options = Mapping[str, Option]


class ConsoleApp(QObject):
    """One console's window and what feeds it."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self._seat = seat
        self._notices = NoticeBar(scale=Scale.CONSOLE)
        self._alarms = AlarmFeature(seat.model, seat.commands, seat.wording)
        self._queue = self._alarms.build(Scale.CONSOLE, operated=True)
        self._map = seat.new_map(Scale.CONSOLE)
        self._map_feature = MapFeature(seat.model, self._map, seat.wording)
        self._details = DetailFeature(seat.model, seat.commands, seat.wording, seat.pool, seat.pacer, self)
        self._handling = AlarmHandling(
            seat.model,
            seat.commands,
            self._details.detail,
            desk_name=lambda name: seat.wording.desk(seat.model.state.desks, name),
        )
        self._lookers = LookersFeature(seat.model, self._alarms.model, self._details.detail)
        self._calls = CallNotices(seat.model, self._notices, seat.wording, self)
        self._charts: list[ChartFeature] = []
        self._sound_bar = SoundBar()
        sounding = Sounding(nag_s=seat.sound.nag_s, mute_s=seat.sound.mute_s)
        self._sound = SoundFeature(self._alarms, seat.commands, self._sound_bar, seat.speaker, sounding)
        (self.window,) = build(
            read_layout(resource("layouts/console.toml")), self._factories(), seat.shrinking("console")
        )
        self._workplace = Workplace(seat, self.window, self._queue.setFocus)
        self._video = VideoPageFeature(
            seat.model,
            seat.commands,
            seat.wording,
            seat.pool,
            seat.pacer,
            self.window,
            seat.ask,
            self._workplace.sentence,
            self._workplace.refusal,
            self._notices.show_notice,
            left=round(QUEUE * seat.shrinking("console")),
            top=HEADER,
            bottom=FOOT,
        )
        self._workplace.take("F8", self.tr("video"), self._video.page, self._video.open)
        BoxesFeature(seat.model, self._tiles, seat.wording.label, self)
        WatermarkFeature(seat.model, seat.watermark, self._tiles, self, grid=self._video.widgets.grid)
        CameraReporting(seat.model, seat.commands, self._tiles, self)
        evidence = EvidenceFeature(
            seat.model, seat.commands, self._video, seat.pool, seat.evidence, self._notices.show_notice, self
        )
        AlarmDrag(self._queue.list, self._video.near)
        MapDragFeature(MapDrag(self._map, self._camera_name), self._video.page, self._show_video)
        self._tours = TourFeature(seat.model, seat.commands, seat.wording, self._video, evidence, self._notices)
        sentence = self._workplace.sentence
        ptz = PtzFeature(seat.model, seat.commands, self._video.widgets, self._video.seen.find, sentence)
        ptz.moving.connect(self._tours.hold_at)
        self._together = TogetherFeature(
            seat.model, seat.commands, self._queue, self._details.detail, self._notices, self._workplace.sentence
        )
        record = self._workplace.record
        self._past = PastFeature(seat.model, record.questions, record.lines, seat.wording, self._details.detail)
        self._views = QueueViewsFeature(seat.model, seat.commands, self._queue)
        self._kept = KeptFeature(seat.model, self._notices, self)
        self._connect()
        self._ready = QTimer(self, interval=100)
        self._ready.timeout.connect(self._on_ready)
        self._ready.start()

    def _tiles(self) -> list[TileFeed]:
        return [*self._details.feeds, *self._video.feeds.feeds]

    def _factories(self) -> dict[str, Factory]:
        return {
            "header": self._header,
            "alarm.queue": lambda options: self._queue,
            "chart": self._chart,
            "map": lambda options: self._map,
            "wall.strip": self._strip,
            "sources": self._sources,
            "alarm.detail": lambda options: self._details.detail,
            "linkage": lambda options: self._details.linkage,
            "notice": lambda options: self._notices,
        }

    def _header(self, options: Options) -> QWidget:
        bar = HeaderBar(self._seat.centre, scale=Scale.CONSOLE)
        HeaderFeature(self._seat.model, bar, self._seat.name)
        bar.add_tool(self._sound_bar)
        return bar

    def _chart(self, options: Options) -> QWidget:
        view = ChartView("", scale=Scale.CONSOLE, window_s=300.0)
        self._charts.append(ChartFeature(self._seat.model, view))
        return view

    def _strip(self, options: Options) -> QWidget:
        view = WallStripView(self._camera_name, person_name=self._seat.model.name_of)
        WallStripFeature(self._seat.model, view, self._seat.wording)
        return view

    def _sources(self, options: Options) -> QWidget:
        view = SourcesView()
        SourcesFeature(self._seat.model, view)
        return view

    def _connect(self) -> None:
        self._map_feature.watch(self._seat.commands)
        self._map_feature.alarm_clicked.connect(self._queue.select)
        self._map.camera_clicked.connect(self._details.show_camera)
        self._alarms.selected.connect(self._details.show_alarm)
        self._details.camera_wanted.connect(self._on_camera_wanted)
        self._alarms.move_requested.connect(self._handling.move)
        self._queue.step_requested.connect(self._details.detail.turn_tick)
        self._queue.past_requested.connect(self._past.ask)
        self._handling.closed.connect(self._focus_queue)
        self._alarms.selected.connect(self._map_feature.show_alarm)
        self._alarms.selected.connect(self._seat.look)
        for chart in self._charts:
            self._alarms.selected.connect(chart.show_subject)
        self._seat.model.answered.connect(self._on_answer)
        self._workplace.set_keys(
            (
                ("F1", self._details.linkage.start),
                ("F2", self._on_reset_wall),
                ("F3", self._focus_queue),
                ("F4", self._focus_map),
                ("Shift+F8", self._on_near),
                (MUTE_KEY, self._sound.turn_mute),
                (TEST_KEY, self._sound.test),
                ("Esc", self._on_escape),
            )
        )
        self._notices.set_hints(
            [
                ("↑↓", self.tr("select")),
                ("Enter", self.tr("acknowledge")),
                ("C", self.tr("with a note")),
                ("X", self.tr("mark")),
                ("S", self.tr("shelve")),
                ("F1", self.tr("one-key linkage")),
                ("F2", self.tr("wall to daily view")),
                ("F3", self.tr("queue")),
                ("F4", self.tr("map")),
                *self._workplace.hints(),
                ("Shift+F8", self.tr("cameras of the alarm")),
                (MUTE_KEY, self.tr("mute")),
                (TEST_KEY, self.tr("try the sounds")),
            ]
        )

    @Slot()
    def _on_escape(self) -> None:
        if self._details.detail.is_asking:
            self._details.detail.close_form()
        elif self._queue.leave_lines():
            pass
        elif not (self._workplace.dismiss() or self._queue.unmark()):
            self._notices.dismiss()

    @Slot(str)
    def _on_camera_wanted(self, camera: str) -> None:
        """From the map or from beside an alarm: onto the video page."""
        self._show_video()
        self._video.put(camera)

    def _show_video(self) -> None:
        self._workplace.show(self._video.page, self._video.open)

    @Slot()
    def _on_near(self) -> None:
        """The selected alarm's cameras, all at once."""
        if self._video.put_near(self._details.alarm_id):
            self._show_video()

    @Slot()
    def _on_reset_wall(self) -> None:
        self._seat.commands("wall.reset")

    @Slot()
    def _focus_queue(self) -> None:
        self._queue.setFocus()

    @Slot()
    def _focus_map(self) -> None:
        self._map.setFocus()

    @Slot(object)
    def _on_answer(self, answer: Answer) -> None:
        if not self._together.takes(answer) and not answer.ok:
            self._notices.show_notice(self._workplace.sentence(answer), key=answer.id)

    @Slot()
    def _on_ready(self) -> None:
        """The console's first picture: the map is drawn and the state is there."""
        if self._map.is_ready and self._seat.model.live:
            self._ready.stop()
            self._seat.commands("seat.ready", seconds=round(time.monotonic() - self._seat.started, 2))

    def _camera_name(self, camera_id: str) -> str:
        camera = self._seat.model.state.cameras.get(camera_id)
        return camera.name if camera else camera_id


def run_console(
    settings: Settings, folder: DataFolder, words: Words, *, name: str, shared: bool, allow_unsandboxed: bool
) -> int:
    """A console until its window is closed; returns the exit code. Raises Trouble when it cannot start."""
    options = SeatOptions(
        settings=settings,
        folder=folder,
        words=words,
        role=SeatKind.CONSOLE,
        name=name,
        shared=shared,
        allow_unsandboxed=allow_unsandboxed,
    )
    seat = open_seat(options)
    console = ConsoleApp(seat)
    return seat.run({"console": console.window})
