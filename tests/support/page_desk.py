"""The video page as a console wires it, with a core that is played by hand and a real pool that no camera answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta

import msgspec
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from bridge.protocol.seat import Answer, AskCameras, Command
from bridge.qt.gateway import Gateway
from bridge.video.pool import VideoPool
from commandcenter.adapters.district import District, Street
from commandcenter.domain.assets import Camera
from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.favourites import FavouriteGroup
from commandcenter.domain.people import EVERYWHERE, Role, Scope
from commandcenter.domain.state import State
from commandcenter.domain.video import Viewing, viewing_key
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.sending import Commands
from commandcenter.wiring.video_page import VideoPageFeature
from commandcenter.wiring.wording import Wording
from tests.support.joining import joined
from tests.support.seated import ROLE, seat_somebody
from widgets.kit.ages import utc_now
from widgets.video_tile.pacer import Pacer

DISTRICT = District(streets=(Street(code="500105001", name="华新街", name_en="Huaxin", centre=(106.5, 29.5)),))


def camera(number: int, **more: object) -> Camera:
    made = Camera(id=f"c{number}", name=f"Camera {number}", url="rtsp://127.0.0.1:9/none", area="500105001")
    return msgspec.structs.replace(made, **more)


class PageDesk:
    """`join` gives the seat a state; what was sent and asked is in order."""

    def __init__(self, qtbot: QtBot, pool: VideoPool) -> None:
        self.qtbot = qtbot
        self.window = QWidget()
        self.window.resize(1920, 1080)
        qtbot.addWidget(self.window)
        self.window.show()
        self.sent: list[Command] = []
        self.asked: list[AskCameras] = []
        self.said: list[str] = []
        self.gateway = Gateway(self.window)
        self.seat = SeatModel(self.gateway, self.window, name="desk-1")
        wording = Wording(catalogue=Catalogue(), district=DISTRICT, language="en")
        self.feature = VideoPageFeature(
            self.seat,
            Commands(self.sent.append),
            wording,
            pool,
            Pacer(parent=self.window),
            self.window,
            self.asked.append,
            lambda answer: f"no: {answer.reason}",
            _filled,
            self.said.append,
            left=560,
            top=40,
            bottom=32,
        )

    def join(
        self,
        cameras: Iterable[Camera],
        *,
        scope: Scope = EVERYWHERE,
        role: Role = ROLE,
        favourites: tuple[FavouriteGroup, ...] = (),
        viewed: Mapping[str, float] | None = None,
        **more: object,
    ) -> None:
        """`viewed`: for how many seconds yet a purpose counts, by camera."""
        state = State(cameras={it.id: it for it in cameras}, **more)  # type: ignore[arg-type]  # by name, as State has it
        session = seat_somebody(state, "desk-1", scope, role)
        account = state.accounts["li.wei"]
        state.accounts["li.wei"] = msgspec.structs.replace(account, favourites=favourites)
        for name, seconds in (viewed or {}).items():
            until = utc_now() + timedelta(seconds=seconds)
            viewing = Viewing(camera=name, session=session.id, purpose="an alarm", until=until)
            state.viewings[viewing_key(session.id, name)] = viewing
        self.gateway.happened.emit([joined(state)])

    def open(self) -> None:
        self.feature.open()
        self.qtbot.waitUntil(lambda: self.feature.tree.ready)

    @property
    def grid_cameras(self) -> tuple[str, ...]:
        return self.feature.widgets.grid.cameras

    def commands(self, name: str) -> list[dict[str, object]]:
        return [msgspec.msgpack.decode(it.args) for it in self.sent if it.name == name]

    def answer(self, *, ok: bool, reason: str = "", decided: bool = True) -> None:
        """To the newest command; a no that is not `decided` is no refusal."""
        refused = decided and not ok
        self.gateway.happened.emit([Answer(id=self.sent[-1].id, ok=ok, refused=refused, reason=reason)])


def _filled(reason: str, values: Mapping[str, str]) -> str:
    return reason.format(**values)
