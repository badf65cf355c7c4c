"""The column of vital signs; the signs come as data, in the order in which they are shown."""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic

from PySide6.QtWidgets import QWidget

from widgets.kit.ages import Monotonic
from widgets.kit.panel import Panel
from widgets.kit.scale import Scale
from widgets.vital_signs.sign import VitalSign
from widgets.vital_signs.tile import SignTile


class VitalSignsView(Panel):
    """Each sign says its own age; the panel only says that nothing has come yet, or what went wrong."""

    def __init__(self, *, scale: Scale, clock: Monotonic = monotonic, parent: QWidget | None = None) -> None:
        super().__init__("", scale=scale, clock=clock, parent=parent)
        self.setObjectName("vital-signs")
        self.title.set_text(self.tr("Vital signs"))
        self._clock = clock
        self._tiles: dict[str, SignTile] = {}
        if scale is Scale.WALL:
            self.hide_heading()
        self.show_loading()

    def tile(self, sign_id: str) -> SignTile:
        """Raises KeyError for a sign that is not shown."""
        return self._tiles[sign_id]

    def apply(self, signs: Sequence[VitalSign]) -> None:
        """Shows exactly these signs; the tiles of known ones stay in place."""
        if [sign.id for sign in signs] != list(self._tiles):
            self._rebuild(signs)
        for sign in signs:
            self._tiles[sign.id].show_sign(sign)
        if signs:
            self.show_body()
        else:
            self.show_empty(self.tr("No vital signs are configured"))

    def _rebuild(self, signs: Sequence[VitalSign]) -> None:
        for tile in self._tiles.values():
            self.body.removeWidget(tile)
            tile.setParent(None)
            tile.deleteLater()
        self._tiles = {sign.id: SignTile(sign, scale=self.scale, clock=self._clock) for sign in signs}
        for tile in self._tiles.values():
            self.body.addWidget(tile, 1)
