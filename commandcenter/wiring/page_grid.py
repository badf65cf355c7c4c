"""The pictures of the video page's grid: a stream for each tile that somebody looks at, and none for any other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, QTimer, Slot

from commandcenter.domain.state import Touched
from commandcenter.wiring.page_widgets import PageWidgets
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.seen_cameras import SeenCameras
from commandcenter.wiring.sending import Commands
from commandcenter.wiring.video import TileFeed
from widgets.kit.camera_words import ORDER, camera_state_word
from widgets.video_tile.tile import VideoTile

LOOK_MS = 1000

MakeFeed = Callable[[VideoTile], TileFeed]


class GridFeeds(QObject):
    """Streams are closed when the page is left; its cameras stay in their tiles and come back with it.

    A tile that is only covered by an enlarged one keeps its stream: coming back it is not black. `by_hand`: what comes
    into the tiles now is put there by a person; a tour turns that off while it turns the pictures. `toured`: cameras
    that a tour has in the tiles. Nobody opens those; all others a person does, and it stands in the record.
    """

    def __init__(
        self, seat: SeatModel, commands: Commands, page: PageWidgets, seen: SeenCameras, make: MakeFeed
    ) -> None:
        super().__init__(page)
        self._seat, self._commands, self._page, self._seen = seat, commands, page, seen
        self._make = make
        self._feeds: dict[int, TileFeed] = {}
        self._recorded: set[str] = set()
        self.by_hand = True
        self.toured: frozenset[str] = frozenset()
        page.grid.placed.connect(self._on_placed)
        page.grid.wanted.connect(self._on_wanted)
        page.grid.selected.connect(self._on_selected)
        page.page.left.connect(self._on_left)
        seat.replaced.connect(self._on_replaced)
        seat.things_changed.connect(self._on_things)
        self._look = QTimer(self, interval=LOOK_MS)
        self._look.timeout.connect(self.look)
        self._look.start()

    @property
    def feeds(self) -> list[TileFeed]:
        """Of the tiles that have a camera, in order."""
        return [feed for _, feed in sorted(self._feeds.items()) if feed.wanted]

    def feed(self, at: int) -> TileFeed:
        """That of a tile; made when it is asked for first."""
        if at not in self._feeds:
            self._feeds[at] = self._make(self._page.tile(at))
        return self._feeds[at]

    def recorded(self, camera: str) -> None:
        """Somebody has said what for when opening it: that stands in the record already."""
        self._recorded.add(camera)

    @Slot()
    def look(self) -> None:
        """Once a second: purposes run out, pictures change their state."""
        if not self._page.page.isVisible():
            return
        for feed in self.feeds:
            feed.look_again()
        self._record()
        self._say()

    @Slot(int, str)
    def _on_placed(self, at: int, camera: str) -> None:
        feed = self.feed(at)
        width, height, enlarged = self._page.grid.wish(at)
        found = self._seen.find(camera)
        if width and height and feed.feed is None:
            feed.want(width, height, enlarged)
        feed.show(found)
        self._page.grid.name_tile(at, found.name if found else "")
        QTimer.singleShot(0, self, self.look)

    @Slot(int, int, int, bool)
    def _on_wanted(self, at: int, width: int, height: int, enlarged: bool) -> None:
        if width and height and self._page.page.isVisible():
            feed = self.feed(at)
            open_before = feed.feed is not None
            feed.want(width, height, enlarged)
            if feed.feed is not None and not open_before:
                QTimer.singleShot(0, self, self.look)

    @Slot(int, str)
    def _on_selected(self, at: int, camera: str) -> None:
        self._page.bar.show_acts(allowed=bool(camera) and self.feed(at).feed is not None)

    @Slot()
    def _on_left(self) -> None:
        self._record()
        for feed in self._feeds.values():
            feed.rest()
        self._recorded.clear()

    @Slot()
    def _on_replaced(self) -> None:
        """Cameras have other addresses now, or are gone; who may see fewer sees fewer."""
        for at, camera in enumerate(self._page.grid.cameras):
            if camera:
                self.feed(at).show(self._seen.find(camera))
                self.feed(at).look_again()

    @Slot(object)
    def _on_things(self, kind: Touched) -> None:
        if kind in (Touched.CAMERA, Touched.SESSION, Touched.ACCOUNT, Touched.VIEWING):
            self._on_replaced()

    def _record(self) -> None:
        """What a person has opened here since the page was opened, each camera once.

        What a tour has in the tiles is nobody's; what was there before it and comes back is opened once all the same.
        """
        shown = {feed.camera.id for feed in self.feeds if feed.camera is not None and feed.feed is not None}
        new = shown - self._recorded - self.toured
        fresh = [camera for camera in self._page.grid.cameras if camera in new]
        if not self.toured:
            self._recorded &= {camera for camera in self._page.grid.cameras if camera}
        self._recorded.update(fresh)
        for camera in fresh:
            self._commands("camera.open", camera=camera)

    def _say(self) -> None:
        self._page.page.show_status(" · ".join(self._counts()))

    def _counts(self) -> Iterator[str]:
        states = Counter(feed.state for feed in self.feeds if feed.feed is not None)
        for state in reversed(ORDER):
            if state and states[state]:
                yield f"{states[state]} {camera_state_word(state)}"
