"""Moments in a camera's picture that somebody marks: the form, and what was marked and kept there before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtCore import QObject, QPoint, Slot

from bridge.protocol.seat import Answer
from commandcenter.domain.assets import Camera
from commandcenter.domain.video import Bookmark
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.sending import Commands
from commandcenter.wiring.video_page import VideoPageFeature
from widgets.bookmark.form import EARLIER, BookmarkForm


class BookmarksFeature(QObject):
    """One form over the pictures; the moment marked is that of the key."""

    def __init__(self, seat: SeatModel, commands: Commands, page: VideoPageFeature, say: Callable[[str], None]) -> None:
        super().__init__(page)
        self._seat, self._commands, self._page, self._say = seat, commands, page, say
        self._moment = datetime.now(UTC)
        self._asked = ""
        self.form = BookmarkForm(parent=page.page)
        self.form.given.connect(self._on_given)
        self.form.given_up.connect(self._leave)
        page.page.left.connect(self.form.hide)
        seat.answered.connect(self._on_answer)

    def ask(self, camera: Camera) -> None:
        self._moment = datetime.now(UTC)
        heading = f"{camera.name}  {self._moment.astimezone():%H:%M:%S}"
        self.form.ask(camera.id, heading, [_line(it) for it in self._earlier(camera.id)])
        self.form.adjustSize()
        grid = self._page.widgets.grid
        foot = grid.mapTo(self._page.page, QPoint(grid.width() // 2, grid.height()))  # below what is looked at
        self.form.move(foot.x() - self.form.width() // 2, foot.y() - self.form.height())
        self.form.raise_()

    def _earlier(self, camera: str) -> list[Bookmark]:
        found = [it for it in self._seat.state.bookmarks.values() if it.camera == camera]
        return sorted(found, key=lambda it: it.at, reverse=True)[:EARLIER]

    @Slot(str, str)
    def _on_given(self, camera: str, note: str) -> None:
        self._asked = self._commands("bookmark.set", camera=camera, at=self._moment.isoformat(), note=note)
        self._leave()

    @Slot()
    def _leave(self) -> None:
        self.form.hide()
        if self._page.page.isVisible():
            self._page.widgets.grid.setFocus()

    @Slot(object)
    def _on_answer(self, answer: Answer) -> None:
        if self._asked and answer.id == self._asked and not answer.later:
            self._asked = ""
            if answer.ok:
                self._say(self.tr("Bookmark set at {time}").format(time=f"{self._moment.astimezone():%H:%M:%S}"))


def _line(mark: Bookmark) -> str:
    return f"{mark.at.astimezone():%m-%d %H:%M:%S}  {mark.name}  {mark.note}".rstrip()
