"""Places widgets on screens as a layout says; it knows their names and none of their classes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import msgspec
from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from layouts.model import Box, Layout, LayoutError, LayoutFile, Option, Screen

Factory = Callable[[Mapping[str, Option]], QWidget]


class ScreenWidget(QWidget):
    """One screen's content."""

    def __init__(self, screen: Screen, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = screen.name
        self.setObjectName(f"screen-{screen.name}")
        self.setWindowTitle(screen.title or screen.name)

    def sizeHint(self) -> QSize:
        return QSize(1920, 1080)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(event.rect(), self.palette().color(QPalette.ColorRole.Window))


class Ruled(QWidget):
    """A holder whose one-pixel gaps are lines."""

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(event.rect(), self.palette().color(QPalette.ColorRole.Mid))


def build(file: LayoutFile, factories: Mapping[str, Factory], shrinking: float = 1.0) -> list[ScreenWidget]:
    """One widget for each screen. Raises LayoutError, before anything is made, for a name without a factory.

    `shrinking` multiplies the file's fixed sizes, for windows smaller than the screens that it was made for.
    """
    check_widgets(file, factories)
    file = msgspec.structs.replace(file, layout=_shrunk(file.layout, shrinking))
    screens = [ScreenWidget(screen) for screen in file.layout.screens]
    try:
        for at, screen in enumerate(screens):
            _fill_screen(screen, file, at, factories)
    except LayoutError:
        for screen in screens:
            screen.deleteLater()
        raise
    return screens


def _shrunk(layout: Layout, factor: float) -> Layout:
    screens = tuple(msgspec.structs.replace(screen, body=_shrunk_box(screen.body, factor)) for screen in layout.screens)
    return msgspec.structs.replace(layout, screens=screens)


def _shrunk_box(box: Box, factor: float) -> Box:
    return msgspec.structs.replace(
        box,
        size=round(box.size * factor),
        rows=tuple(_shrunk_box(child, factor) for child in box.rows),
        columns=tuple(_shrunk_box(child, factor) for child in box.columns),
    )


def check_widgets(file: LayoutFile, known: Mapping[str, object]) -> None:
    """Raises LayoutError for the first widget whose name is not known."""
    for place, box in walk(file):
        if box.widget and box.widget not in known:
            names = ", ".join(sorted(known)) or "none"
            raise LayoutError(f'{file.path}: {place}.widget: unknown widget "{box.widget}" (known: {names})')


def walk(file: LayoutFile) -> Iterator[tuple[str, Box]]:
    """(place in the file, box) of every box, outer ones first."""
    waiting = [(f"screens[{at}].body", screen.body) for at, screen in enumerate(file.layout.screens)]
    while waiting:
        place, box = waiting.pop(0)
        yield place, box
        waiting[:0] = [(f"{place}.{step}", child) for step, child in box.children()]


def _fill_screen(screen: ScreenWidget, file: LayoutFile, at: int, factories: Mapping[str, Factory]) -> None:
    frame = QVBoxLayout(screen)
    frame.setContentsMargins(0, 0, 0, 0)
    frame.setSpacing(0)
    place = f"{file.path}: screens[{at}].body"
    _add(frame, file.layout.screens[at].body, place, factories, upright=True)


def _add(parent: QBoxLayout, box: Box, place: str, factories: Mapping[str, Factory], *, upright: bool) -> None:
    if box.widget:
        widget = _make(box, place, factories)
        if box.size and upright:
            # A bar whose own height is set by its type is not made lower than that in a small window.
            widget.setFixedHeight(max(box.size, widget.minimumHeight()))
        elif box.size:
            widget.setFixedWidth(box.size)
        parent.addWidget(widget, _share(box))
        return
    # A widget of its own holds a fixed size; a bare layout could not.
    holder = Ruled() if box.ruled else QWidget()
    inner: QBoxLayout = QVBoxLayout(holder) if box.rows else QHBoxLayout(holder)
    inner.setContentsMargins(box.margin, box.margin, box.margin, box.margin)
    inner.setSpacing(1 if box.ruled else box.gap)
    if box.size and upright:
        holder.setFixedHeight(box.size)
    elif box.size:
        holder.setFixedWidth(box.size)
    parent.addWidget(holder, _share(box))
    for step, child in box.children():
        _add(inner, child, f"{place}.{step}", factories, upright=bool(box.rows))


def _share(box: Box) -> int:
    return 0 if box.size else box.stretch


def _make(box: Box, place: str, factories: Mapping[str, Factory]) -> QWidget:
    try:
        return factories[box.widget](box.options)
    except (ValueError, KeyError, TypeError) as error:
        raise LayoutError(f"{place}.options: {box.widget}: {error}") from error
