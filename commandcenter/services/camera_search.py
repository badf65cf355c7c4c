"""Finds cameras among tens of thousands by what somebody types: name, code, id, street, area; the best first.

What is typed last narrows what was found: every word has to be somewhere in the camera's names.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from heapq import merge, nsmallest
from math import cos, radians
from unicodedata import normalize

import msgspec

from commandcenter.domain.assets import Camera
from commandcenter.domain.people import EVERYWHERE, Scope
from commandcenter.domain.place import Place

MOST = 200
MOST_WORDS = 8
LONGEST = 128

# After a field; before the beginning of each word in it. After all that begins with the same letters.
_END, _WORD, _LAST = "\x03", "\x1f", "\U0010ffff"
_NOTHING = dict.fromkeys([*range(0x20), ord(_LAST)])
_DIGITS = re.compile(r"[0-9]+")
_POINT = re.compile(r"[-+\d.,;，\s]*")
_BEGINNING = re.compile(r"(?<![a-z0-9])(?=[a-z0-9])|(?<=[a-z0-9])(?=[^a-z0-9])|(?<=[^\w])(?=\w)")
# Cameras and heads that are sorted and merged in one step.
_RUN, _STEP = 250, 1_000


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """The best `cameras` of `total` that have all the words."""

    cameras: tuple[Camera, ...]
    total: int


class CameraSearch:
    """Over the cameras that somebody may see. `area_of` gives the name of an area by its code.

    Of 32,000 cameras a search takes some milliseconds; building takes half a second.
    """

    def __init__(
        self, cameras: Iterable[Camera] = (), area_of: Callable[[str], str] = str, scope: Scope = EVERYWHERE
    ) -> None:
        self._area_of, self._scope = area_of, scope
        self._at: dict[str, int] = {}
        self._free: list[int] = []
        self._cameras: list[Camera | None] = []
        self._plain: list[str] = []
        self._marked: list[str] = []
        self._points: list[tuple[float, float] | None] = []
        self._order: list[str] = []
        self._heads: list[tuple[str, int]] = []
        self._sorted = False
        for camera in cameras:
            self.put(camera)
        self._sort()

    def __len__(self) -> int:
        return len(self._at)

    def settle(self) -> Iterator[None]:
        """Gets ready for the first search in steps of a millisecond: the first `find` would do it all at once."""
        runs: list[list[tuple[str, int]]] = []
        known = [(index, camera) for index, camera in enumerate(self._cameras) if camera is not None]
        for start in range(0, len(known), _RUN):
            runs.append(_sorted_heads(known[start : start + _RUN]))
            yield
        heads: list[tuple[str, int]] = []
        for head in merge(*runs):
            heads.append(head)
            if len(heads) % _STEP == 0:
                yield
        self._heads, self._sorted = heads, True

    def put(self, camera: Camera) -> None:
        """A new one, or its new value; one that may not be seen is not there."""
        self.drop(camera.id)
        if not self._scope.covers_camera(camera):
            return
        index = self._free.pop() if self._free else self._room()
        self._at[camera.id], self._sorted = index, False
        self._cameras[index] = camera
        self._plain[index], self._marked[index] = _texts(camera, self._area_of(camera.area) if camera.area else "")
        self._points[index] = (camera.place.lon, camera.place.lat) if camera.place else None
        self._order[index] = f"{_in_order(camera.name)}{_END}{_in_order(camera.id)}"

    def drop(self, camera: str) -> None:
        index = self._at.pop(camera, None)
        if index is not None:
            self._cameras[index], self._sorted = None, False
            # No word is found in nothing.
            self._plain[index] = self._marked[index] = ""
            self._free.append(index)

    def find(self, text: str, near: Place | None = None, most: int = 50) -> Found:
        """Exact before the beginning of a name, that before the beginning of a word, that before anything within one.

        Among equal ones the nearest to `near` first, without that by name. Nothing typed finds all.
        """
        words = [word for it in text[:LONGEST].split()[:MOST_WORDS] if (word := _folded(it))]
        hits = self._having(words)
        total, most = len(hits), min(most, MOST)
        chosen: list[int] = []
        known: set[int] = set()
        for best in self._ranked(hits, words):
            fresh = [index for index in best if index not in known] if known else best
            chosen += self._first(fresh, near, most - len(chosen))
            if len(chosen) >= most:
                break
            known.update(fresh)
        found = (self._cameras[index] for index in chosen)
        return Found(cameras=tuple(camera for camera in found if camera is not None), total=total)

    def _having(self, words: Sequence[str]) -> list[int]:
        """Those that have all the words; the longest first, which leaves the fewest."""
        plain = self._plain
        if not words:
            return list(self._at.values())
        first, *others = sorted(words, key=len, reverse=True)
        hits = [index for index, text in enumerate(plain) if first in text]
        for word in others:
            hits = [index for index in hits if word in plain[index]]
        return hits

    def _ranked(self, hits: list[int], words: Sequence[str]) -> Iterator[list[int]]:
        """The best first; a later list may repeat what was in an earlier one."""
        if words:
            whole = "".join(words)
            yield self._beginning(f"{whole}{_END}", words)
            yield self._beginning(whole, words)
            if len(words) > 1:
                yield self._beginning(words[0], words)
            marked = self._marked
            beginning = hits
            for word in words:
                wanted = f"{_WORD}{word}"
                beginning = [index for index in beginning if wanted in marked[index]]
            yield beginning
        yield hits

    def _beginning(self, head: str, words: Sequence[str]) -> list[int]:
        """Those with a name, a code or an id that begins so, and with all the words."""
        self._sort()
        first = bisect_left(self._heads, (head, 0))
        last = bisect_left(self._heads, (f"{head}{_LAST}", 0))
        plain = self._plain
        found = list(dict.fromkeys([index for _, index in self._heads[first:last]]))
        # Of one word all of these have it.
        for word in words if len(words) > 1 else ():
            found = [index for index in found if word in plain[index]]
        return found

    def _sort(self) -> None:
        if self._sorted:
            return
        self._heads = _sorted_heads((index, it) for index, it in enumerate(self._cameras) if it is not None)
        self._sorted = True

    def _first(self, hits: list[int], near: Place | None, count: int) -> list[int]:
        if count <= 0 or not hits:
            return []
        if near is None:
            order = self._order
            return [index for _, index in nsmallest(count, [(order[index], index) for index in hits])]
        points, far = self._points, float("inf")
        lon, lat, across = near.lon, near.lat, cos(radians(near.lat))
        ranked = [
            (((point[0] - lon) * across) ** 2 + (point[1] - lat) ** 2 if point else far, index)
            for index in hits
            for point in (points[index],)
        ]
        return [index for _, index in nsmallest(count, ranked)]

    def _room(self) -> int:
        self._cameras.append(None)
        self._plain.append("")
        self._marked.append("")
        self._points.append(None)
        self._order.append("")
        return len(self._cameras) - 1


def _sorted_heads(cameras: Iterable[tuple[int, Camera]]) -> list[tuple[str, int]]:
    return sorted((f"{_folded(it)}{_END}", index) for index, camera in cameras for it in _heads(camera))


def _texts(camera: Camera, area: str) -> tuple[str, str]:
    """What is looked through for any part, and with its beginnings marked."""
    # Coordinates are no street's name: "29" would find everything.
    where = "" if _POINT.fullmatch(camera.where) else camera.where
    fields = [*_heads(camera), *(field for field in (where, area) if field)]
    return _END.join(map(_folded, fields)), "".join(map(_beginnings, fields))


def _heads(camera: Camera) -> list[str]:
    """What one calls it by."""
    return [head for head in (camera.name, camera.id, camera.code) if head]


def _beginnings(text: str) -> str:
    """Each part between blanks is a word, and so is each run of letters or digits within one."""
    parts = (_BEGINNING.sub(_WORD, _folded(part)) for part in text.split())
    return "".join(f"{_WORD}{part}" for part in parts)


def _folded(text: str) -> str:
    """As it is compared: width, case and blanks make no difference; what marks fields and words is in no text."""
    return "".join(normalize("NFKC", text).casefold().split()).translate(_NOTHING)


def _in_order(text: str) -> str:
    """As people sort names: 12 before 120."""
    return _DIGITS.sub(lambda digits: digits[0].zfill(8), _folded(text))
