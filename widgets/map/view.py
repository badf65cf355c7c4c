"""The map as a widget: what it should show is kept here, so that a new page shows the same as the one that died."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import environ

import msgspec
from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QApplication, QWidget

from widgets.kit.palette import Tone
from widgets.kit.scale import Scale
from widgets.map.environment import UnsafeBrowser, check_environment, sandbox_is_off
from widgets.map.files import MapFiles
from widgets.map.keeper import PageKeeper, Trouble
from widgets.map.marks import MapAlarm, MapCamera, MapCrew
from widgets.map.messages import (
    Applied,
    Centre,
    Clicked,
    Command,
    FitDistrict,
    Grabbed,
    LayerName,
    Moved,
    Select,
    SetStale,
    Shown,
    Start,
)
from widgets.map.notice import LeftOutLine, MapNotice, StaleBanner
from widgets.map.pace import LayerSender

# At once when calm; in a storm alarms four times a second, positions twice, cameras hardly ever change.
_GAPS_MS: Mapping[LayerName, int] = {"alarms": 250, "crews": 500, "cameras": 1000}


class MapView(QWidget):
    """The district with alarms, crews and cameras.

    On the wall nothing reacts to mouse or keyboard. Everything may be called before `ready`: the newest is kept and
    applied. `language` ("zh" or "en") chooses the names on the ground.
    """

    alarm_clicked = Signal(str)
    camera_clicked = Signal(str)
    camera_grabbed = Signal(str)  # by the mouse, and pulled; the button may have come up again since
    moved = Signal(float, float, float)  # longitude, latitude, zoom; by the operator's hand only
    ready = Signal()  # after every (re)start of the page, when the district is drawn
    shown = Signal(str)  # token of a `centre` or `fit_district` that is now on the screen
    renderer_died = Signal(str)  # reason; the widget brings the map back by itself

    def __init__(
        self,
        files: MapFiles,
        *,
        scale: Scale = Scale.CONSOLE,
        language: str = "zh",
        allow_unsandboxed: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("map")
        self.setAccessibleName(self.tr("Map"))
        self._scale = scale
        self._language = language
        self._camera: Centre | FitDistrict = FitDistrict()
        self._selected: str | None = None
        self._stale = False
        self._layers = {name: LayerSender(name, gap, self._send, self) for name, gap in _GAPS_MS.items()}
        self._keeper: PageKeeper | None = None
        self._web: QWebEngineView | None = None
        self._notice = MapNotice(scale, self)
        self._banner = StaleBanner(scale, self)
        self._left_out = LeftOutLine(scale, self)
        try:
            check_environment(allow_unsandboxed=allow_unsandboxed)
        except UnsafeBrowser as error:
            reason = QCoreApplication.translate("trouble", error.template).format(**error.values)
            self._notice.say(self.tr("The map was not started"), reason)
        else:
            self._notice.say(self.tr("Loading the map…"))
            self._start(files)

    def sizeHint(self) -> QSize:
        return QSize(930, 790)

    @property
    def is_ready(self) -> bool:
        """Whether the district is drawn; otherwise a notice covers the map."""
        return self._keeper is not None and self._keeper.is_up and self._notice.isHidden()

    @property
    def counts(self) -> Mapping[LayerName, int]:
        """How many marks of each kind the page itself reported as drawn."""
        return {name: layer.shown for name, layer in self._layers.items()}

    @property
    def renderer_pid(self) -> int:
        """Process id of the renderer, 0 while there is none."""
        return self._keeper.page.renderProcessPid() if self._keeper else 0

    def set_alarms(self, alarms: Sequence[MapAlarm]) -> None:
        self._layers["alarms"].offer(alarms)

    def set_left_out(self, count: int) -> None:
        """So many alarms more are open than are drawn; 0: all of them are."""
        self._left_out.say(count)

    def set_crews(self, crews: Sequence[MapCrew]) -> None:
        self._layers["crews"].offer(crews)

    def set_cameras(self, cameras: Sequence[MapCamera]) -> None:
        self._layers["cameras"].offer(cameras)

    def select(self, alarm_id: str | None) -> None:
        """Marks one alarm and shows its label; moves nothing."""
        self._selected = alarm_id
        self._send(Select(alarm_id=alarm_id))

    def centre(self, lon: float, lat: float, zoom: float, *, token: str = "") -> None:
        """Look at a place (WGS-84 degrees, zoom 9 to 18); `shown` follows with the token, if there is one.

        A later `centre` or `fit_district` takes the place of an earlier one, whose token is then never shown.
        """
        self._look(Centre(lon=lon, lat=lat, zoom=zoom, token=token))

    def fit_district(self, *, token: str = "") -> None:
        """The whole district, also after the widget changes its size."""
        self._look(FitDistrict(token=token))

    def set_stale(self, stale: bool, text: str = "") -> None:
        """Dims every mark and says `text` over the map, until called with False."""
        self._stale = stale
        self._send(SetStale(stale=stale))
        if stale:
            self._banner.say(text)
        else:
            self._banner.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        for child in (self._web, self._notice):
            if child is not None:
                child.setGeometry(self.rect())
        self._banner.place()
        self._left_out.place()

    def showEvent(self, event: QShowEvent) -> None:
        self._resume()

    def hideEvent(self, event: QHideEvent) -> None:
        for layer in self._layers.values():
            layer.pause()

    def _start(self, files: MapFiles) -> None:
        self._keeper = keeper = PageKeeper(files, self)
        self._web = web = QWebEngineView(self)
        web.setPage(keeper.page)
        web.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        web.setAcceptDrops(False)
        web.lower()
        keeper.page.setBackgroundColor(Tone.GROUND.color)
        if self._scale is Scale.WALL:
            web.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            web.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            self.setCursor(Qt.CursorShape.BlankCursor)
        else:
            self.setFocusProxy(web)
        keeper.loaded.connect(self._on_loaded)
        keeper.ready.connect(self._on_ready)
        keeper.trouble.connect(self._on_trouble)
        keeper.reported.connect(self._on_report)
        keeper.start()

    def _send(self, command: Command) -> None:
        if self._keeper is not None:
            self._keeper.send(command)

    def _look(self, command: Centre | FitDistrict) -> None:
        self._send(command)
        self._camera = command

    def _resume(self) -> None:
        if self._keeper is not None and self._keeper.is_up and self.isVisible():
            for layer in self._layers.values():
                layer.open()

    def _note(self) -> str:
        note = self.tr("Schematic, not a survey")
        off = self.tr("browser sandbox off")
        return f"{note} · {off}" if sandbox_is_off(environ) else note

    @Slot()
    def _on_loaded(self) -> None:
        self._send(
            Start(
                palette={tone.name.lower(): tone.hex for tone in Tone},
                scale=self._scale.value,
                language=self._language,
                note=self._note(),
                interactive=self._scale is Scale.CONSOLE,
                pull=QApplication.startDragDistance(),
            )
        )
        self._send(self._camera)
        self._send(Select(alarm_id=self._selected))
        self._send(SetStale(stale=self._stale))
        self._resume()

    @Slot()
    def _on_ready(self) -> None:
        self._notice.hide()
        self.ready.emit()

    @Slot(object, str)
    def _on_trouble(self, kind: Trouble, detail: str) -> None:
        for layer in self._layers.values():
            layer.lose()
        self._notice.explain(kind, detail)
        if kind is Trouble.DIED:
            self.renderer_died.emit(detail)

    @Slot(object)
    def _on_report(self, report: object) -> None:
        match report:
            case Applied(layer=layer):
                self._layers[layer].applied(report)
            case Clicked(layer="alarms", id=alarm_id):
                self.alarm_clicked.emit(alarm_id)
            case Clicked(layer="cameras", id=camera_id):
                self.camera_clicked.emit(camera_id)
            case Grabbed(id=camera_id):
                self.camera_grabbed.emit(camera_id)
            case Moved(by_operator=True):
                self._camera = Centre(lon=report.lon, lat=report.lat, zoom=report.zoom)
                self.moved.emit(report.lon, report.lat, report.zoom)
            case Shown(token=token):
                if self._camera.token == token:
                    self._camera = msgspec.structs.replace(self._camera, token="")
                    self.shown.emit(token)
            case _:
                pass
