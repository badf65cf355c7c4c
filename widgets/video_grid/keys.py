"""The keys of the grid that stand for a direction or a distance."""

from __future__ import annotations

from types import MappingProxyType

from PySide6.QtCore import Qt

PAN = 0.125
"""Share of the seen part that a key moves a zoomed picture by."""

ARROWS = MappingProxyType({
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
})  # fmt: skip
NEARER = frozenset({Qt.Key.Key_Plus, Qt.Key.Key_Equal})
FARTHER = frozenset({Qt.Key.Key_Minus, Qt.Key.Key_Underscore})
