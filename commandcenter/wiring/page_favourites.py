"""The groups of cameras that whoever sits here keeps: shown before all others, and opened with their layout."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
from PySide6.QtCore import QObject, Slot

from bridge.protocol.seat import Answer
from commandcenter.domain.favourites import FavouriteGroup
from commandcenter.domain.state import Touched
from commandcenter.wiring.page_tree import TreeFeature
from commandcenter.wiring.page_widgets import PageWidgets
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.seen_cameras import SeenCameras
from commandcenter.wiring.sending import Commands
from widgets.camera_tree.rows import CameraGroup
from widgets.video_grid.geometry import Layout, fitting

KEY = "favourite/"

Groups = tuple[FavouriteGroup, ...]


class FavouritesFeature(QObject):
    """The account has them, so they are at every desk; what the core does not take is not shown."""

    def __init__(
        self,
        seat: SeatModel,
        commands: Commands,
        page: PageWidgets,
        tree: TreeFeature,
        seen: SeenCameras,
    ) -> None:
        super().__init__(page)
        self._seat, self._commands, self._page = seat, commands, page
        self._tree, self._seen = tree, seen
        self._asked = ""
        self._sent: Groups | None = None  # what was asked for and has no answer yet
        page.tree.favourite_requested.connect(self._on_starred)
        page.tree.unfavourite_requested.connect(self._on_unstarred)
        page.tree.group_requested.connect(self._on_group)
        seat.replaced.connect(self._on_replaced)
        seat.things_changed.connect(self._on_things)
        seat.answered.connect(self._on_answer)

    @property
    def groups(self) -> Groups:
        session = self._seat.session
        account = self._seat.state.accounts.get(session.account) if session else None
        return account.favourites if account else ()

    @property
    def _wanted(self) -> Groups:
        """As they are once the core has taken what was asked for last: the next change is one of that."""
        return self.groups if self._sent is None else self._sent

    @Slot(object)
    def _on_things(self, kind: Touched) -> None:
        if kind is Touched.SESSION or (kind is Touched.ACCOUNT and not self._asked):
            self._sent = None
        if kind in (Touched.SESSION, Touched.ACCOUNT, Touched.CAMERA):
            self._show()

    @Slot()
    def _on_replaced(self) -> None:
        self._sent = None
        self._show()

    def _show(self) -> None:
        self._tree.show_favourites([self._shown(group) for group in self.groups])

    def _shown(self, group: FavouriteGroup) -> CameraGroup:
        cameras = (self._seen.find(camera) for camera in group.cameras)
        rows = tuple(self._tree.row(camera) for camera in cameras if camera is not None)
        return CameraGroup(key=KEY + group.name, title=group.name, cameras=rows, favourite=True)

    @Slot(list, str)
    def _on_starred(self, cameras: list[str], name: str) -> None:
        layout = self._page.grid.arrangement
        self._keep(starred(self._wanted, name or self.tr("Favourites"), cameras, layout))

    @Slot(list)
    def _on_unstarred(self, cameras: list[str]) -> None:
        self._keep(unstarred(self._wanted, cameras))

    def _keep(self, groups: Groups) -> None:
        sent = tuple(msgspec.to_builtins(group) for group in groups)
        self._asked = self._commands("account.favourites", groups=sent)
        self._sent = groups if self._asked else None

    @Slot(str)
    def _on_group(self, key: str) -> None:
        """A group's cameras in place of those in the grid, in the layout that it was kept in."""
        group = next((it for it in self.groups if KEY + it.name == key), None)
        if group is None:
            return
        cameras = [camera for camera in group.cameras if self._seen.known(camera)]
        grid = self._page.grid
        grid.set_arrangement(Layout(group.layout) if group.layout else fitting(len(cameras)))
        grid.set_cameras(cameras)
        grid.select(0)

    @Slot(object)
    def _on_answer(self, answer: Answer) -> None:
        if not self._asked or answer.id != self._asked or answer.later:
            return
        self._asked = ""
        if not answer.ok or self.groups == self._sent:
            self._sent = None
        if not answer.ok:
            self._show()


def starred(groups: Groups, name: str, cameras: Sequence[str], layout: Layout) -> Groups:
    """With the cameras in the group of that name; a new one has the layout, where that has room for them."""
    known = next((group for group in groups if group.name == name), None)
    if known is None:
        room = layout if layout.tiles >= len(cameras) else fitting(len(cameras))
        return (*groups, FavouriteGroup(name=name, cameras=tuple(dict.fromkeys(cameras)), layout=room.value))
    grown = msgspec.structs.replace(known, cameras=tuple(dict.fromkeys((*known.cameras, *cameras))))
    if grown.layout and grown.layout < len(grown.cameras):
        grown = msgspec.structs.replace(grown, layout=fitting(len(grown.cameras)).value)
    return tuple(grown if group is known else group for group in groups)


def unstarred(groups: Groups, cameras: Iterable[str]) -> Groups:
    """Without the cameras in any group; a group that becomes empty by it is gone."""
    gone = set(cameras)
    left = [
        msgspec.structs.replace(group, cameras=tuple(camera for camera in group.cameras if camera not in gone))
        for group in groups
    ]
    return tuple(now for now, before in zip(left, groups, strict=True) if now.cameras or not before.cameras)
