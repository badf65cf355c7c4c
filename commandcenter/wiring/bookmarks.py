"""Moments in a camera's picture that somebody marks: the form, and what was marked there before and may go."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtCore import QObject, Qt, Slot

from bridge.protocol.seat import Answer
from commandcenter.domain.assets import Camera
from commandcenter.domain.state import Touched
from commandcenter.services.permissions import ROLES, Permission
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.sending import Commands
from commandcenter.wiring.video_page import VideoPageFeature
from widgets.bookmark.form import BookmarkForm
from widgets.bookmark.state import Mark
from widgets.kit.form_place import FormPlace


class BookmarksFeature(QObject):
    """One form over the pictures; the moment marked is that of the key."""

    def __init__(self, seat: SeatModel, commands: Commands, page: VideoPageFeature, say: Callable[[str], None]) -> None:
        super().__init__(page)
        self._seat, self._commands, self._page, self._say = seat, commands, page, say
        self._moment = datetime.now(UTC)
        self._asked = ""
        self.form = BookmarkForm(parent=page.page)
        FormPlace(self.form, page.widgets.grid, Qt.AlignmentFlag.AlignHCenter)  # below what is looked at
        self.form.given.connect(self._on_given)
        self.form.removed.connect(self._on_removed)
        self.form.given_up.connect(self._leave)
        page.page.left.connect(self.form.hide)
        seat.answered.connect(self._on_answer)
        seat.replaced.connect(self._show)
        seat.things_changed.connect(self._on_things)

    def ask(self, camera: Camera) -> None:
        self._moment = datetime.now(UTC)
        self.form.ask(camera.id, f"{camera.name}  {self._moment.astimezone():%H:%M:%S}", self._earlier(camera.id))

    def _earlier(self, camera: str) -> list[Mark]:
        """All of this camera, the newest first; removed by who has set them, or by who leads the shift."""
        session = self._seat.session
        may = ROLES[session.role] if session else frozenset()
        account = session.account if session and Permission.KEEP_EVIDENCE in may else ""
        found = [it for it in self._seat.state.bookmarks.values() if it.camera == camera]
        return [
            Mark(
                id=it.id,
                when=f"{it.at.astimezone():%m-%d %H:%M:%S}",
                who=it.name,
                note=it.note,
                removable=bool(account) and (it.by == account or Permission.LEAD_SHIFT in may),
            )
            for it in sorted(found, key=lambda it: it.at, reverse=True)
        ]

    @Slot()
    def _show(self) -> None:
        if self.form.isVisible():
            self.form.show_earlier(self._earlier(self.form.camera))

    @Slot(object)
    def _on_things(self, kind: Touched) -> None:
        if kind in (Touched.BOOKMARK, Touched.SESSION):
            self._show()

    @Slot(str, str)
    def _on_given(self, camera: str, note: str) -> None:
        self._asked = self._commands("bookmark.set", camera=camera, at=self._moment.isoformat(), note=note)
        self._leave()

    @Slot(str, str)
    def _on_removed(self, camera: str, bookmark: str) -> None:
        """Its line goes with the core's entry; a refusal stands at the desk's foot."""
        self._commands("bookmark.remove", camera=camera, bookmark=bookmark)

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
