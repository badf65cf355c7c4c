"""What the grid needs of a tile; who builds the grid says how tiles are made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from widgets.kit.zoom import View


class TileLike(Protocol):
    """A widget that shows one picture, and lets the mouse through to what holds it."""

    @property
    def view(self) -> View: ...

    @property
    def foot(self) -> int:
        """Logical pixels that it needs below the picture, so as not to write over it."""

    def set_view(self, view: View) -> None: ...

    def picture_place(self) -> QRect:
        """Where the picture lies in it, in logical pixels."""

    def setParent(self, parent: QWidget | None) -> None: ...  # noqa: N802  (QWidget's own)

    def setGeometry(self, rect: QRect) -> None: ...  # noqa: N802  (QWidget's own)

    def show(self) -> None: ...


MakeTile = Callable[[], TileLike]
