"""The wall's own word: once for each version, and again when other cameras are dark than it said."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from PySide6.QtCore import QObject, Signal

from commandcenter.domain.wall import Wall
from commandcenter.wiring.wall_report import WallReport

pytestmark = pytest.mark.usefixtures("qapp")


class Seat(QObject):
    """Stands in for the seat's model."""

    replaced = Signal()
    wall_changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.state = SimpleNamespace(wall=Wall())


class View(QObject):
    """Stands in for the map: shows at once."""

    shown = Signal(str)

    def select(self, alarm: str | None) -> None:
        """Nothing to be seen."""

    def fit_district(self, *, token: str) -> None:
        self.shown.emit(token)


class Video:
    def __init__(self) -> None:
        self.unseen: tuple[str, ...] = ()
        self.opening = False

    def counts(self) -> tuple[int, int]:
        return 9 - len(self.unseen), 9

    def settled(self) -> bool:
        return not self.opening

    def dark(self) -> tuple[str, ...]:
        return self.unseen


class WallAtWork:
    """A wall that has reported on version 1, with all nine pictures, at second 100."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 100.0
        self.said: list[dict[str, object]] = []
        self.video = Video()
        self._parent = QObject()
        seat, view = Seat(), View()
        monkeypatch.setattr("commandcenter.wiring.wall_report.time.monotonic", lambda: self.now)
        self.report = WallReport(seat, self.send, view, self.video, 0.0, self._parent)  # type: ignore[arg-type]  # stand-ins
        seat.wall_changed.emit(Wall(version=1))
        self.report._on_look()  # noqa: SLF001 - the timer's call, without its wait

    def send(self, name: str, **args: object) -> None:
        if name == "wall.confirm":
            self.said.append(args)

    def watch(self, seconds: float) -> None:
        self.now += seconds
        self.report._on_watch()  # noqa: SLF001 - as above


def test_the_report_names_the_dark_cameras(monkeypatch: pytest.MonkeyPatch) -> None:
    wall = WallAtWork(monkeypatch)
    assert wall.said == [{"version": 1, "tiles": 9, "wanted": 9, "map": True, "dark": ()}]


def test_a_camera_that_goes_dark_later_is_told_once_and_again_when_it_is_back(monkeypatch: pytest.MonkeyPatch) -> None:
    wall = WallAtWork(monkeypatch)
    wall.video.unseen = ("C4",)
    wall.watch(60.0)
    assert len(wall.said) == 1
    wall.watch(0.1)
    wall.watch(100.0)
    assert [it["dark"] for it in wall.said] == [(), ("C4",)]
    wall.video.unseen = ()
    wall.watch(100.0)
    assert [(it["dark"], it["tiles"]) for it in wall.said[1:]] == [(("C4",), 8), ((), 9)]


def test_nothing_is_told_while_a_camera_is_being_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    wall = WallAtWork(monkeypatch)
    wall.video.unseen, wall.video.opening = ("C4",), True
    wall.watch(100.0)
    assert len(wall.said) == 1
