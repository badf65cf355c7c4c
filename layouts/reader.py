"""Reads a layout file; what is wrong with it is said with the file and the place in it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import msgspec

from layouts.model import VERSION, Box, Layout, LayoutError, LayoutFile

_PLACE = re.compile(r"^(?P<what>.*) - at `\$\.?(?P<where>[^`]*)`$", re.DOTALL)
_DEEPEST = 8


def read_layout(path: Path) -> LayoutFile:
    """Raises LayoutError for a file that cannot be read, is not TOML or is not a layout."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise LayoutError(f"{path}: cannot be read: {error.strerror}") from error
    return parse_layout(data, str(path))


def parse_layout(data: bytes, name: str) -> LayoutFile:
    """A layout from the bytes of a file called `name`. Raises LayoutError."""
    try:
        raw = tomllib.loads(data.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LayoutError(f"{name}: not a TOML file: {error}") from error
    _check_version(raw.get("version"), name)
    try:
        layout = msgspec.convert(raw, Layout)
    except msgspec.ValidationError as error:
        raise LayoutError(f"{name}: {_located(str(error))}") from error
    except RecursionError as error:
        raise LayoutError(f"{name}: boxes are nested too deeply") from error
    _check_screens(layout, name)
    return LayoutFile(path=name, layout=layout)


def _check_version(version: object, name: str) -> None:
    if not isinstance(version, int) or isinstance(version, bool):
        raise LayoutError(f"{name}: version: expected a number, this program reads version {VERSION}")
    if version != VERSION:
        raise LayoutError(f"{name}: version: {version} is not known, this program reads version {VERSION}")


def _check_screens(layout: Layout, name: str) -> None:
    seen: dict[str, int] = {}
    for at, screen in enumerate(layout.screens):
        if screen.name in seen:
            raise LayoutError(f'{name}: screens[{at}].name: "{screen.name}" is also screens[{seen[screen.name]}]')
        seen[screen.name] = at
        _check_box(screen.body, f"screens[{at}].body", name)


def _check_box(box: Box, place: str, name: str, depth: int = 0) -> None:
    if depth > _DEEPEST:
        raise LayoutError(f"{name}: {place}: boxes are nested more than {_DEEPEST} deep")
    said = [word for word, given in (("widget", box.widget), ("rows", box.rows), ("columns", box.columns)) if given]
    if len(said) != 1:
        found = " and ".join(said) if said else "none"
        raise LayoutError(f"{name}: {place}: exactly one of widget, rows and columns is needed, found {found}")
    if box.options and not box.widget:
        raise LayoutError(f"{name}: {place}.options: only a widget has options")
    if box.ruled and (box.widget or box.gap):
        raise LayoutError(f"{name}: {place}.ruled: only rows or columns without a gap are ruled")
    for step, child in box.children():
        _check_box(child, f"{place}.{step}", name, depth + 1)


def _located(message: str) -> str:
    """ "Expected `str`, got `int` - at `$.screens[0].name`" → "screens[0].name: expected str, got int"."""
    found = _PLACE.match(message)
    what = (found["what"] if found else message).replace("`", "")
    what = what[:1].lower() + what[1:]
    return f"{found['where']}: {what}" if found and found["where"] else what
