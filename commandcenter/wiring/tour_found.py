"""What somebody sees on a tour: an alarm by one key, with the picture of the moment when the form was asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Slot

from bridge.protocol.seat import Answer
from commandcenter.wiring.evidence import EvidenceFeature, Snap
from commandcenter.wiring.page_widgets import PageWidgets
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.sending import Commands
from commandcenter.wiring.tour_driver import TourDriver
from commandcenter.wiring.wording import Wording

CAPTURE = "capture."
"""Types of the catalogue that a person finds by looking, as the video AI does."""

Say = Callable[[str], None]


class Finding:
    """`sha256` is that of its picture: None until it is known, "" when none is kept. `out`: it was entered."""

    def __init__(self, session: str, camera: str, tour: str, snap: Snap | None) -> None:
        self.session, self.camera, self.tour, self.snap = session, camera, tour, snap
        self.sha256: str | None = None if snap is not None else ""
        self.what = self.note = ""
        self.keeps = self.out = False


class FoundFeature(QObject):
    """The form keeps what was typed until the core has it; with the page it goes, for somebody else may come next."""

    def __init__(
        self,
        seat: SeatModel,
        commands: Commands,
        wording: Wording,
        page: PageWidgets,
        evidence: EvidenceFeature,
        driver: TourDriver,
        say: Say,
    ) -> None:
        """`say` shows a line at the desk's foot."""
        super().__init__(driver)
        self._seat, self._commands, self._wording = seat, commands, wording
        self._page, self._form, self._evidence, self._driver, self._say = page, page.found, evidence, driver, say
        self._standing: Finding | None = None
        self._keeping: list[Finding] = []
        self._asked: dict[str, Finding] = {}
        page.tour.found_requested.connect(self._on_requested)
        self._form.found.connect(self._on_found)
        self._form.given_up.connect(self._put_away)
        page.page.left.connect(self._put_away)
        seat.answered.connect(self._on_answer)
        seat.link_changed.connect(self._on_link)

    @Slot()
    def _on_requested(self) -> None:
        """At the selected tile's camera: the tour goes on meanwhile."""
        grid, run, own = self._page.grid, self._driver.run, self._driver.aside
        camera = grid.camera or ("" if own else next(iter(self._driver.showing), ""))
        if not camera or not grid.isVisible():
            return
        tour = run.name if run is not None and not own else ""
        self._standing = Finding(self._seat.session_id, camera, tour, self._evidence.take(camera))
        self._form.ask(camera, self._camera_name(camera), self._kinds())

    @Slot()
    def _put_away(self) -> None:
        """What was entered is said all the same."""
        self._standing = None
        self._form.hide()

    @Slot(str, str, str)
    def _on_found(self, camera: str, what: str, note: str) -> None:
        found = self._standing
        if found is None or found.out:
            return
        found.what, found.note, found.out = what, note, True
        self._page.grid.setFocus()
        self._form.wait()
        if found.snap is None or found.sha256 is not None or not self._seat.live:
            # Without a core nobody says that the picture is kept: the alarm would wait for that, and nobody know.
            self._raise(found)
            return
        self._keeping.append(found)
        if not found.keeps:
            found.keeps = True
            self._evidence.keep(found.snap, partial(self._on_kept, found))

    def _on_kept(self, found: Finding, sha256: str) -> None:
        found.sha256 = sha256
        if found in self._keeping:
            self._keeping.remove(found)
            self._raise(found)

    def _raise(self, found: Finding) -> None:
        """In the name of who has found it, and of nobody else who sits here by now."""
        asked = ""
        if found.session == self._seat.session_id:
            asked = self._commands(
                "tour.found",
                camera=found.camera,
                what=found.what,
                tour=found.tour,
                note=found.note,
                sha256=found.sha256 or "",
            )
        if asked:
            self._asked[asked] = found
        else:
            self._lose(found)

    def _lose(self, found: Finding) -> None:
        said = self.tr("What was found at {camera} was not raised.")
        self._say(said.format(camera=self._camera_name(found.camera)))
        self._ask_again(found)

    def _ask_again(self, found: Finding) -> None:
        found.out = False
        if found is self._standing:
            self._form.ask_again()

    @Slot(object)
    def _on_answer(self, answer: Answer) -> None:
        found = None if answer.later else self._asked.pop(answer.id, None)
        if found is None:
            return
        if not answer.ok:
            self._ask_again(found)
        elif found is self._standing:
            self._put_away()

    @Slot(bool)
    def _on_link(self, live: bool) -> None:
        """What waits for its picture is not raised hours later, when the core is back: it is entered again."""
        if not live:
            lost, self._keeping = self._keeping, []
            for found in lost:
                self._lose(found)
            # What was sent may be raised yet; said once more it is the same alarm.
            for found in self._asked.values():
                self._ask_again(found)

    def _kinds(self) -> list[tuple[str, str]]:
        """What is found by looking at a street, in the seat's words: they stand in the alarm."""
        known = self._wording.catalogue.types
        english = self._wording.language == "en"
        names = [(it.en if english else it.zh).label for key, it in known.items() if key.startswith(CAPTURE)]
        return [(name[:40], name) for name in names if name]

    def _camera_name(self, camera: str) -> str:
        known = self._seat.state.cameras.get(camera)
        return known.name if known else camera
