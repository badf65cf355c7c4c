"""Which window goes on which screen."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

WINDOWS = ("left", "middle", "right", "console")
WALL = 3


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


def arrange(screens: Sequence[Rect], *, shared: bool) -> dict[str, Placing]:
    """Places for the three wall windows and the console. Raises ValueError without a screen.

    Each seat has its machine to itself, unless all of a small centre is `shared` on one. From left to
    right the wall takes three screens and a fourth is the console's; with three the console lies in a
    window on the middle one; with fewer they divide the largest. A console on a machine of its own is full.
    """
    if not screens:
        raise ValueError("there is no screen")
    order = sorted(range(len(screens)), key=lambda index: (screens[index].x, screens[index].y))
    largest = max(order, key=lambda index: screens[index].width * screens[index].height)
    if len(order) < WALL:
        parts = _mosaic(screens[largest]) if shared else _columns(screens[largest])
        places = {name: Placing(rect, largest, False) for name, rect in zip(WINDOWS, parts, strict=True)}
    else:
        places = {name: Placing(screens[index], index, True) for name, index in zip(WINDOWS, order, strict=False)}
        places.setdefault("console", Placing(_inside(screens[order[1]]), order[1], False))
    return places if shared else places | {"console": Placing(screens[largest], largest, True)}


def _inside(screen: Rect) -> Rect:
    margin = screen.height // 12
    return Rect(screen.x + margin, screen.y + margin, screen.width - 2 * margin, screen.height - 2 * margin)


def _mosaic(screen: Rect) -> list[Rect]:
    """The console large on the left, the wall's three above one another on the right."""
    width, height = screen.width // 3, screen.height // 3
    left = screen.x + screen.width - width
    wall = [Rect(left, screen.y + row * height, width, height) for row in range(WALL)]
    return [*wall, Rect(screen.x, screen.y, screen.width - width, screen.height)]


def _columns(screen: Rect) -> list[Rect]:
    """The wall's three side by side; the console is not on this machine."""
    width = screen.width // 3
    return [*(Rect(screen.x + column * width, screen.y, width, screen.height) for column in range(WALL)), screen]
