"""The cameras at the side of the video page: all that may be seen here, found by what is typed, each with its state."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Slot

from bridge.video.status import FeedState
from commandcenter.domain.assets import Camera
from commandcenter.domain.people import Scope
from commandcenter.domain.state import Touched
from commandcenter.domain.video import PictureState, Sight
from commandcenter.services.camera_index import CameraIndex, indexed
from commandcenter.services.camera_search import CameraSearch
from commandcenter.wiring.camera_reports import OF_FEED
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.seen_cameras import SeenCameras
from commandcenter.wiring.slices import Slices
from commandcenter.wiring.video import TileFeed
from commandcenter.wiring.wording import Wording
from widgets.camera_tree.rows import CameraGroup, CameraRow
from widgets.camera_tree.view import CameraTree

SOON_MS = 300
"""A list that is being changed is looked at once, and not after each camera."""
STATES_MS = 1000


class TreeFeature(QObject):
    """Implements the tree's `Finder`. Nothing is made before the page is opened for the first time."""

    def __init__(self, seat: SeatModel, wording: Wording, seen: SeenCameras, parent: QObject) -> None:
        super().__init__(parent)
        self._seat, self._wording, self._seen = seat, wording, seen
        self._tree: CameraTree | None = None
        self._tiles: Callable[[], Iterable[TileFeed]] = tuple
        self._search = CameraSearch()
        self._streets: list[CameraGroup] = []
        self._favourites: list[CameraGroup] = []
        self._of: tuple[list[Camera], Scope] | None = None
        self._begun = False
        self._work: Slices[CameraIndex] = Slices(self._take, self)
        self._soon = QTimer(self, interval=SOON_MS, singleShot=True)
        self._soon.timeout.connect(self._index)
        self._states = QTimer(self, interval=STATES_MS)
        self._states.timeout.connect(self._show_states)
        seat.replaced.connect(self._on_replaced)
        seat.things_changed.connect(self._on_things)

    @property
    def ready(self) -> bool:
        """All cameras are in the tree."""
        return self._begun and not (self._work.working or self._soon.isActive())

    @property
    def states(self) -> Mapping[str, str]:
        """The state of each camera that some seat watches, by its id; of this very moment."""
        return SeenStates(self._seat, self._tiles())

    def feed(self, tree: CameraTree) -> None:
        """The tree that shows what is found here."""
        self._tree = tree
        self._states.start()

    def follow(self, tiles: Callable[[], Iterable[TileFeed]]) -> None:
        """Those beside it: of what is in them it says the same as they do."""
        self._tiles = tiles

    def begin(self) -> None:
        """The tree is looked at."""
        if not self._begun:
            self._begun = True
            self._index()

    def find(self, text: str, limit: int) -> Sequence[CameraRow]:
        return [self.row(camera) for camera in self._search.find(text, most=limit).cameras]

    def row(self, camera: Camera) -> CameraRow:
        return CameraRow(
            id=camera.id,
            name=camera.name,
            code=camera.code,
            where=self._where(camera),
            restricted=camera.restricted,
        )

    def show_favourites(self, groups: Sequence[CameraGroup]) -> None:
        if list(groups) != self._favourites:
            self._favourites = list(groups)
            self._show()

    @Slot()
    def _index(self) -> None:
        """Anew only where it would come to something else: rows that are replaced lose their selection."""
        self._soon.stop()
        cameras, scope = list(self._seat.state.cameras.values()), self._seen.scope
        if (cameras, scope) == self._of:
            return
        self._of = cameras, scope
        streets = [(street.code, self._wording.area(street.code)) for street in self._wording.district.streets]
        self._work.begin(indexed(cameras, streets, self._wording.area, scope))

    def _take(self, index: CameraIndex) -> None:
        self._search = index.search
        self._streets = [
            CameraGroup(
                key=f"area/{branch.code}",
                title=branch.name or self.tr("without an area"),
                cameras=Rows(branch.cameras, self),
            )
            for branch in index.branches
        ]
        self._show()

    def _show(self) -> None:
        if self._tree is not None and self._begun and not self._work.working:
            self._tree.show_groups([*self._favourites, *self._streets])
            self._tree.search_again()

    def _where(self, camera: Camera) -> str:
        """A street in words; where the list has coordinates only, its area."""
        if any(letter.isalpha() for letter in camera.where):
            return camera.where
        return self._wording.area(camera.area) if camera.area else ""

    @Slot()
    def _on_replaced(self) -> None:
        if self._begun:
            self._soon.start()

    @Slot(object)
    def _on_things(self, kind: Touched) -> None:
        if self._begun and kind in (Touched.CAMERA, Touched.SESSION, Touched.ACCOUNT):
            self._soon.start()

    @Slot()
    def _show_states(self) -> None:
        if self._tree is not None and self._tree.isVisible():
            self._tree.show_states(self.states)


class Rows(Sequence[CameraRow]):
    """A street's cameras as rows; each is made when it is looked at, for few of them ever are."""

    def __init__(self, cameras: Sequence[Camera], tree: TreeFeature) -> None:
        self._cameras, self._tree = cameras, tree

    def __len__(self) -> int:
        return len(self._cameras)

    def __getitem__(self, at: int) -> CameraRow:  # type: ignore[override]  # the tree asks for one at a time
        return self._tree.row(self._cameras[at])


class Tile(Protocol):
    """A tile, as far as its state is asked."""

    @property
    def camera(self) -> Camera | None: ...

    @property
    def state(self) -> str:
        """A `FeedState`'s word, "" while there is no stream."""
        ...


class SeenStates(Mapping[str, str]):
    """The state of each camera that some seat watches: as the tiles here had it when this was made, else on record.

    Seats report with seconds in between, this one too: the record is a little behind the tiles. On record counts the
    best that any seat sees, and of several tiles with one camera the best as well.
    """

    def __init__(self, seat: SeatModel, tiles: Iterable[Tile]) -> None:
        """Asks each tile once: that may make its feed turn to another stream, which no look-up should."""
        self._seat = seat
        self._here = _words(tiles)

    def __getitem__(self, camera: str) -> str:
        here = self._here.get(camera)
        if here is not None:
            return here
        best: Sight = self._seat.state.sights[camera].best
        if best.state is PictureState.UNWATCHED:
            raise KeyError(camera)
        return str(best.state.value)

    def __iter__(self) -> Iterator[str]:
        yield from self._here
        for name, sights in self._seat.state.sights.items():
            if name not in self._here and sights.best.state is not PictureState.UNWATCHED:
                yield name

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _words(tiles: Iterable[Tile]) -> dict[str, str]:
    """By camera; without those of which nothing is seen here, or that this machine cannot play."""
    found: dict[str, FeedState] = {}
    for tile in tiles:
        said = tile.state
        if tile.camera is None or not said:
            continue
        name, state = tile.camera.id, FeedState(said)
        if state in OF_FEED and (name not in found or OF_FEED[state].rank < OF_FEED[found[name]].rank):
            found[name] = state
    return {name: state.value for name, state in found.items()}
