"""Which window goes on which screen."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

WINDOWS = ("left", "middle", "right", "console")


class Rect(msgspec.Struct, frozen=True):
    """Pixels of the whole desktop."""

    x: int
    y: int
    width: int
    height: int


class Placing(msgspec.Struct, frozen=True):
    """Where one window goes; `full`: it covers the screen of that index and nothing else is seen there."""

    rect: Rect
    screen: int
    full: bool


def arrange(screens: Sequence[Rect]) -> dict[str, Placing]:
    """Places for the three wall windows and the console.

    With four screens or more, from left to right: left, middle, right, console, each full.
    With three the wall has them and the console lies in a window on the middle one; with fewer
    all four share the largest screen. Raises ValueError without a screen.
    """
    if not screens:
        raise ValueError("there is no screen")
    order = sorted(range(len(screens)), key=lambda index: (screens[index].x, screens[index].y))
    if len(order) >= len(WINDOWS):
        return {name: Placing(screens[index], index, True) for name, index in zip(WINDOWS, order, strict=False)}
    if len(order) == len(WINDOWS) - 1:
        wall = {name: Placing(screens[index], index, True) for name, index in zip(WINDOWS, order, strict=False)}
        return wall | {"console": Placing(_inside(screens[order[1]]), order[1], False)}
    largest = max(order, key=lambda index: screens[index].width * screens[index].height)
    return {
        name: Placing(rect, largest, False) for name, rect in zip(WINDOWS, _quarters(screens[largest]), strict=True)
    }


def _inside(screen: Rect) -> Rect:
    margin = screen.height // 12
    return Rect(screen.x + margin, screen.y + margin, screen.width - 2 * margin, screen.height - 2 * margin)


def _quarters(screen: Rect) -> list[Rect]:
    width, height = screen.width // 2, screen.height // 2
    return [
        Rect(screen.x + column * width, screen.y + row * height, width, height) for row in (0, 1) for column in (0, 1)
    ]
