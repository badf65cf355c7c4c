"""Restricted cameras on the video page: who wants to see one says what for, and half an hour later once more.

A form comes up for a camera that somebody puts into a tile, and at Enter on a tile that says it is restricted. What
has run out only says so: a form that takes the keyboard by itself would get what is being typed for something else.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot

from bridge.protocol.seat import Answer
from commandcenter.wiring.page_grid import GridFeeds
from commandcenter.wiring.page_widgets import PageWidgets
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.seen_cameras import SeenCameras
from commandcenter.wiring.sending import Commands

Sentence = Callable[[Answer], str]


class PurposeFeature(QObject):
    """One camera is asked for at a time, in the order of the tiles."""

    def __init__(
        self,
        seat: SeatModel,
        commands: Commands,
        page: PageWidgets,
        feeds: GridFeeds,
        seen: SeenCameras,
        sentence: Sentence,
    ) -> None:
        super().__init__(page)
        self._seat, self._commands, self._page = seat, commands, page
        self._feeds, self._seen, self._sentence = feeds, seen, sentence
        self._waiting: list[str] = []
        self._asked: tuple[str, str] | None = None  # id of the command, and its camera
        page.grid.placed.connect(self._on_placed)
        page.grid.opened.connect(self._on_opened)
        page.purpose.given.connect(self._on_given)
        page.purpose.given_up.connect(self._on_given_up)
        page.page.left.connect(self._on_left)
        seat.answered.connect(self._on_answer)
        seat.link_changed.connect(self._on_link)

    def withheld(self, camera_id: str) -> bool:
        """It may be seen by this person, and only after a purpose was given."""
        camera = self._seen.find(camera_id)
        return camera is not None and not self._seen.may(camera)

    @Slot(int, str)
    def _on_placed(self, at: int, camera: str) -> None:
        looking = self._feeds.by_hand and self._page.page.isVisible()
        if looking and camera not in self._waiting and self.withheld(camera):
            self._waiting.append(camera)
            QTimer.singleShot(0, self, self._ask)

    @Slot(int)
    def _on_opened(self, at: int) -> None:
        """Enter on what says that it is restricted; one that was large already when its time ran out stays so."""
        grid = self._page.grid
        camera = grid.camera
        if self.withheld(camera):
            if not grid.enlarged:
                grid.toggle_enlarged(at)
            self._waiting = [camera, *(it for it in self._waiting if it != camera)]
            QTimer.singleShot(0, self, self._ask)

    @Slot()
    def _ask(self) -> None:
        """The next of those that are still in a tile and still need it."""
        if self._page.purpose.isVisible():
            return
        shown = self._page.grid.cameras
        self._waiting = [camera for camera in self._waiting if camera in shown and self.withheld(camera)]
        camera = self._seen.find(self._waiting[0]) if self._waiting else None
        if camera is not None:
            self._page.purpose.ask(camera.id, camera.name, self._purposes())

    def _purposes(self) -> list[str]:
        """The usual ones, in the words that will stand in the record."""
        return [
            self.tr("an alarm nearby"),
            self.tr("a report by telephone"),
            self.tr("check of the camera"),
            self.tr("patrol as scheduled"),
        ]

    @Slot(str, str)
    def _on_given(self, camera: str, purpose: str) -> None:
        """Once for each answer: the record has a purpose once, however often Enter is pressed."""
        if self._asked is None:
            sent = self._commands("camera.open", camera=camera, purpose=purpose)
            self._asked = (sent, camera) if sent else None

    @Slot(object)
    def _on_answer(self, answer: Answer) -> None:
        """The picture comes by itself as soon as the core's entry is here."""
        if self._asked is None or answer.id != self._asked[0] or answer.later:
            return
        (_, camera), self._asked = self._asked, None
        if answer.ok:
            self._feeds.recorded(camera)
            self._leave()
        else:
            self._page.purpose.refuse(self._sentence(answer))

    @Slot(bool)
    def _on_link(self, live: bool) -> None:
        """Nobody waits before a form that says nothing."""
        if not live and self._asked is not None:
            self._asked = None
            self._page.purpose.refuse(self.tr("The core has not answered: it is not known whether this was done."))

    @Slot()
    def _on_given_up(self) -> None:
        """What the core says to what was given up is about no form any more."""
        self._asked = None
        self._leave()

    def _leave(self) -> None:
        camera = self._page.purpose.camera
        self._waiting = [it for it in self._waiting if it != camera]
        self._page.purpose.hide()
        QTimer.singleShot(0, self, self._ask)

    @Slot()
    def _on_left(self) -> None:
        self._waiting.clear()
        self._asked = None
        self._page.purpose.hide()
