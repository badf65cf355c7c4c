"""Which way a camera is to move, out of the keys and buttons that are held down. Pure."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

SPEEDS = (0.25, 0.5, 1.0)


class Motion(msgspec.Struct, frozen=True, kw_only=True):
    """Speeds from −1 to 1: pan to the right, tilt up, zoom nearer, focus farther, iris open. All zero is a stop."""

    pan: float = 0.0
    tilt: float = 0.0
    zoom: float = 0.0
    focus: float = 0.0
    iris: float = 0.0

    @property
    def moves(self) -> bool:
        return self != STILL

    def at(self, speed: float) -> Motion:
        """The same way at this speed."""
        return Motion(
            pan=self.pan * speed,
            tilt=self.tilt * speed,
            zoom=self.zoom * speed,
            focus=self.focus * speed,
            iris=self.iris * speed,
        )


STILL = Motion()


def together(motions: Iterable[Motion]) -> Motion:
    """All that are held down at once; what is opposed to one another cancels, nothing gets faster than one alone."""
    pan = tilt = zoom = focus = iris = 0.0
    for it in motions:
        pan, tilt, zoom, focus, iris = pan + it.pan, tilt + it.tilt, zoom + it.zoom, focus + it.focus, iris + it.iris
    return Motion(pan=_unit(pan), tilt=_unit(tilt), zoom=_unit(zoom), focus=_unit(focus), iris=_unit(iris))


def _unit(speed: float) -> float:
    return min(max(speed, -1.0), 1.0)
