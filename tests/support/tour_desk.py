"""A tour at a desk, as a console wires it: its pictures are there at once, and the core is played by hand."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import msgspec
from pytestqt.qtbot import QtBot

from bridge.protocol.seat import Answer, Command
from bridge.seat.happenings import Entered, LinkChanged
from bridge.video.choice import Size
from bridge.video.pool import VideoPool
from commandcenter.adapters.evidence.folder import EvidenceFolder
from commandcenter.adapters.resources import read_catalogue
from commandcenter.domain.assets import Camera
from commandcenter.domain.changes.tours import TourEnded, TourHeld, TourRound, TourStarted
from commandcenter.domain.favourites import FavouriteGroup
from commandcenter.domain.journal import Entry, Outcome
from commandcenter.domain.people import Role
from commandcenter.domain.place import Place
from commandcenter.domain.tours import RunState, Tour, TourRun
from commandcenter.services.touring import Feed, Picture
from commandcenter.wiring.evidence import EvidenceFeature
from commandcenter.wiring.sending import Commands
from commandcenter.wiring.tours import TourFeature
from commandcenter.wiring.wording import Wording
from tests.support.made_up_alarms import alarm
from tests.support.page_desk import DISTRICT, PageDesk, camera
from tests.support.seated import ROLE
from widgets.notice.view import NoticeBar

AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
TOUR = Tour(id="t", name="Gates", dwell=60, cameras=("c1", "c2", "c3", "c4"))
RUN = TourRun(seat="desk-1", tour="t", name="Gates", by="core", since=AT)
OWN = msgspec.structs.replace(RUN, by="li.wei")
"""The same, started by who sits there."""
HERE = Place(lon=106.5, lat=29.6)
NEAR: tuple[str, ...] = ("c7", "c8", "c9")
"""Cameras near the alarm A1: it is theirs that have a place."""


class Ahead:
    """Stands in for the pictures that are opened ahead: a camera's is there at once, unless it is dead."""

    def __init__(self) -> None:
        self.open: list[str] = []
        self.dead: set[str] = set()

    def take(self, offer: object) -> None:
        """A tile opens it itself."""

    def keep(self, cameras: list[Camera], size: Size) -> None:
        self.open = [camera.id for camera in cameras]

    def look(self, camera: str) -> Feed:
        return Feed(Picture.DEAD, "lost") if camera in self.dead else Feed(Picture.READY)

    def close(self) -> None:
        self.open = []


class TourDesk(PageDesk):
    """Ten cameras c0 … c9 on the list; a tour of c1 … c4, one at a time."""

    def __init__(self, qtbot: QtBot, pool: VideoPool, folder: Path) -> None:
        super().__init__(qtbot, pool)
        self.ahead = Ahead()
        self.feature.ahead = self.ahead  # type: ignore[assignment]  # stands in
        self.open_gate = True
        self.notices = NoticeBar(parent=self.window)
        commands = Commands(self.sent.append, sends=lambda name: self.open_gate)
        evidence = EvidenceFeature(
            self.seat, commands, self.feature, pool, EvidenceFolder(folder), self.said.append, self.window
        )
        wording = Wording(catalogue=read_catalogue(), district=DISTRICT, language="en")
        self.tours = TourFeature(self.seat, commands, wording, self.feature, evidence, self.notices)
        self.bar, self.grid = self.feature.widgets.tour, self.feature.widgets.grid
        self.link(True)

    def link(self, live: bool) -> None:
        self.gateway.happened.emit([LinkChanged(live=live)])

    def begin(self, run: TourRun | None = RUN, role: Role = ROLE, tour: Tour = TOUR, url: str = "") -> None:
        """The seat gets its state, with that run in it; `url` is that of c1, "" for one that nobody answers at."""
        cameras = [camera(at, place=HERE if f"c{at}" in NEAR else None) for at in range(10)]
        if url:
            cameras[1] = camera(1, url=url)
        raised = msgspec.structs.replace(alarm("A1"), place=HERE)
        touring = {} if run is None else {run.seat: run}
        bridges = FavouriteGroup(name="Bridges", cameras=("c6", "c7"))
        self.join(
            cameras, role=role, favourites=(bridges,), alarms={"A1": raised}, tours={tour.id: tour}, touring=touring
        )

    def open(self) -> None:
        super().open()
        self.settle()

    def near(self) -> None:
        """As Shift+F8 does it."""
        assert self.feature.put_near("A1")
        if not self.feature.page.isVisible():
            self.open()

    def settle(self) -> None:
        """What was to be done a moment later is done."""
        self.qtbot.wait(1)
        self.step()

    def step(self, count: int = 4) -> None:
        for _ in range(count):
            self.tours.driver.step()

    def turn(self) -> None:
        """The time of what is shown is over."""
        self.tours.driver.forward()
        self.step()

    def happen(self, change: TourStarted | TourHeld | TourEnded | TourRound) -> None:
        entry = Entry(
            seq=self.seat.state.size,
            at=AT,
            actor="li.wei",
            seat=change.run.seat,
            subject=change.run.tour,
            outcome=Outcome.DONE,
            cause=None,
            change=change,
        )
        self.gateway.happened.emit([Entered((entry,))])
        self.step()

    def start(self, run: TourRun) -> None:
        """The core starts it now."""
        self.happen(TourStarted(run=run))

    def turned(self, state: RunState) -> None:
        """The core holds it, or lets it go on."""
        self.happen(TourHeld(run=msgspec.structs.replace(RUN, state=state)))

    def end(self) -> None:
        self.happen(TourEnded(run=msgspec.structs.replace(RUN, state=RunState.ENDED), why="stopped"))

    def held(self) -> int:
        """How often that was asked for."""
        return len(self.commands("tour.hold"))

    def answer_to(self, name: str, *, ok: bool, later: bool = False) -> None:
        """To the newest command of that name."""
        asked: Command = [it for it in self.sent if it.name == name][-1]
        reason = "" if ok else "no"
        self.gateway.happened.emit([Answer(id=asked.id, ok=ok, later=later, reason=reason)])

    @property
    def in_tiles(self) -> tuple[str, ...]:
        return tuple(it for it in self.grid_cameras if it)
