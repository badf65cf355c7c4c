"""Which camera is in which tile. A camera is in one tile at most; a smaller layout forgets none of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

MOST = 25


class Slots(msgspec.Struct, frozen=True):
    """`cameras` by tile, always 25, "" for none; a layout of n tiles shows the first n of them."""

    cameras: tuple[str, ...] = ("",) * MOST

    @classmethod
    def of(cls, cameras: Iterable[str]) -> Slots:
        """These from the first tile on, "" for an empty one; each once, and beyond 25 they are left out."""
        kept: list[str] = []
        for camera in cameras:
            if not camera or camera not in kept:
                kept.append(camera)
        return cls((*kept[:MOST], *("",) * (MOST - len(kept))))

    def find(self, camera: str) -> int:
        """The tile of a camera, -1 when it has none."""
        return self.cameras.index(camera) if camera and camera in self.cameras else -1

    def swapped(self, one: int, other: int) -> Slots:
        changed = list(self.cameras)
        changed[one], changed[other] = changed[other], changed[one]
        return Slots(tuple(changed))

    def cleared(self, at: int) -> Slots:
        return self.put(at, "")

    def put(self, at: int, camera: str) -> Slots:
        """The camera is in this tile then; one that has a tile already changes places with what was there."""
        there = self.find(camera)
        if there >= 0:
            return self.swapped(there, at)
        changed = list(self.cameras)
        changed[at] = camera
        return Slots(tuple(changed))

    def dropped(self, at: int, cameras: Sequence[str], shown: int) -> Slots:
        """The first one in tile `at`, each other in the next tile of the `shown` ones that is still without a camera.

        When there is none left, they take the tiles that follow, as far as nothing just dropped is in them.
        """
        slots, taken, place = self, set[int](), at
        for camera in list(dict.fromkeys(cameras))[:shown]:
            if taken:
                place = slots._next(place, taken, shown)
            slots = slots.put(place, camera)
            taken.add(place)
        return slots

    def _next(self, place: int, taken: set[int], shown: int) -> int:
        order = [(place + step) % shown for step in range(1, shown + 1)]
        free = [at for at in order if at not in taken]
        return next((at for at in free if not self.cameras[at]), free[0])
