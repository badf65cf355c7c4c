"""What the page arranges: widgets that others have made, of which it knows what it presses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtWidgets import QWidget


class BarLike(Protocol):
    def press(self, key: int) -> bool:
        """A key of the page; whether it was one of the bar's."""


class TourLike(Protocol):
    def press(self, key: int, *, shift: bool) -> bool: ...


class TreeLike(Protocol):
    def open_search(self) -> None: ...


class VoiceLike(Protocol):
    def begin(self) -> None:
        """The key goes down."""

    def end(self) -> None:
        """The key comes up."""

    def ask(self) -> None:
        """Words are to be typed."""


class MovingLike(Protocol):
    def stops(self) -> Sequence[QWidget]:
        """What Tab comes by there, in order; only what can have the keyboard now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The widgets of the page, and those of them that keys of the whole page go to."""

    grid: QWidget
    bar: QWidget
    note: QWidget
    tour: QWidget
    tree: QWidget
    report: QWidget
    found: QWidget
    ptz: QWidget
    health: QWidget
    purpose: QWidget
    bar_keys: BarLike
    tour_keys: TourLike
    search: TreeLike
    voice: VoiceLike
    moving: MovingLike
