"""On which line of a TOML file a value stands: its parser says where a file is wrong, never where a value is.

A file's first lines are a file as well, unless they end in the midst of a value; so the parser itself tells which
line brings a value in, and nothing of the format has to be known here.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence

Path = tuple[str | int, ...]
FAR = 200


def line_of(text: str, place: str) -> int:
    """Of a place like `event[2].when.types[0]`, counted from 1; of what is not there, that of what it is missing from.

    `text` is proper TOML.
    """
    lines = text.splitlines(keepends=True)
    whole, path = tomllib.loads(text), _path(place)
    while path and not _holds(whole, path):
        path = path[:-1]
    if not path:
        return 1
    without, within = 0, len(lines)
    while (middle := _file_between(lines, without, within)) is not None:
        if _holds(tomllib.loads("".join(lines[:middle])), path):
            within = middle
        else:
            without = middle
    return _first_said(lines, without)


def _path(place: str) -> Path:
    return tuple(name or int(index) for name, index in re.findall(r"([^.\[\]]+)|\[(\d+)\]", place))


def _holds(found: object, path: Path) -> bool:
    for step in path:
        inside: list[object] | dict[str, object] = found if isinstance(found, list | dict) else []
        if isinstance(inside, list):
            if not isinstance(step, int) or step >= len(inside):
                return False
            found = inside[step]
        elif step in inside:
            found = inside[str(step)]
        else:
            return False
    return True


def _file_between(lines: Sequence[str], low: int, high: int) -> int | None:
    """So many first lines that are a file, more than `low` and fewer than `high`, as near to the middle as there is."""
    middle = (low + high) // 2
    # In the midst of a value of very many lines its first line is as good.
    first, last = max(low, middle - FAR), min(high, middle + FAR)
    candidates: list[int] = [*range(middle, first, -1), *range(middle + 1, last)]
    for many in candidates:
        if low < many < high and _is_file("".join(lines[:many])):
            return many
    return None


def _is_file(text: str) -> bool:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    return True


def _first_said(lines: Sequence[str], after: int) -> int:
    """The first line that says something."""
    for number, line in enumerate(lines[after:], after + 1):
        if line.strip() and not line.lstrip().startswith("#"):
            return number
    return after + 1
