"""What moves the cameras (云台): it keeps where each one looks, and its presets; it wipes, focuses, tells its place."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence

from bridge.source import Outcome, refused
from commandcenter.simulator.services.stage import Act, Asset, Event, Sample, World, declared

MOVING = 8
"""So many of the district's cameras can be moved: the first ones."""
PAN_DEG_S, TILT_DEG_S, ZOOM_S = 60.0, 30.0, 1.5
LOWEST, HIGHEST, NEAREST = -90.0, 20.0, 20.0
LONGEST_S = 5.0
WIPED_S = 1.0

ACTIONS = (
    "ptz.move",
    "ptz.preset.recall",
    "ptz.preset.store",
    "ptz.preset.remove",
    "ptz.wiper",
    "ptz.focus",
    "ptz.iris",
)


class Head:
    """One camera's: pan 0..360° from north, tilt -90..20°, zoom 1..20 times; a move goes on until its time is over."""

    def __init__(self, faces: float, clock: Callable[[], float]) -> None:
        self._clock = clock
        self.pan, self.tilt, self.zoom = faces, -10.0, 1.0
        self.wiper, self.focus, self.iris = "no", "auto", "auto"
        self.presets: dict[int, tuple[str, float, float, float]] = {1: ("home", faces, -10.0, 1.0)}
        self._speed = (0.0, 0.0, 0.0)
        self._since = self._until = clock()

    def move(self, speed: tuple[float, float, float], seconds: float) -> None:
        self.settle()
        self._speed, self._until = speed, self._since + seconds

    def turn(self, pan: float, tilt: float, zoom: float) -> None:
        """At once: real ones take a second or two."""
        self.settle()
        self._until = self._since
        self.pan, self.tilt, self.zoom = pan, tilt, zoom

    def settle(self) -> None:
        """Where it looks by now."""
        now = self._clock()
        passed = max(0.0, min(now, self._until) - self._since)
        pan, tilt, zoom = self._speed
        self.pan = (self.pan + pan * PAN_DEG_S * passed) % 360.0
        self.tilt = min(HIGHEST, max(LOWEST, self.tilt + tilt * TILT_DEG_S * passed))
        self.zoom = min(NEAREST, max(1.0, self.zoom * ZOOM_S ** (zoom * passed)))
        self._since = now


def mover_of(camera: Asset, cameras: Sequence[Asset]) -> str:
    """The name of what moves it, "" for a camera that stands still."""
    return f"PTZ-{camera['id']}" if camera["id"] in {it["id"] for it in cameras[:MOVING]} else ""


class Movers:
    def __init__(self, world: World, seed: int, clock: Callable[[], float] = time.monotonic) -> None:
        listed = world.assets["cameras"]
        self._cameras = {mover_of(camera, listed): camera for camera in listed[:MOVING]}
        self._heads = {name: Head(float(camera["faces"]), clock) for name, camera in self._cameras.items()}
        self._turn = threading.Lock()

    def opening(self) -> list[Event]:
        return [declared(_mover(name, camera), "ptz", *ACTIONS) for name, camera in self._cameras.items()]

    def acts(self) -> Iterator[Act]:
        return iter(())

    def samples(self, t: float) -> list[Sample]:
        with self._turn:
            for head in self._heads.values():
                head.settle()
            return [
                {
                    "key": f"ptz/{self._cameras[name]['id']}",
                    "type": "ptz.position",
                    "values": {"pan": round(head.pan, 1), "tilt": round(head.tilt, 1), "zoom": round(head.zoom, 2)},
                }
                for name, head in self._heads.items()
            ]

    def head(self, device: str) -> Head:
        return self._heads[device]

    def obey(self, device: str, action: str, args: Mapping[str, str]) -> Outcome:
        head = self._heads.get(device)
        if head is None:
            return refused("no such device")
        if action not in ACTIONS:
            return refused("no such action")
        if action == "ptz.wiper" and args.get("on") == "yes":
            time.sleep(WIPED_S)
        with self._turn:
            try:
                return _obeyed(head, action, args)
            except ValueError:
                return refused("no such value")


def _obeyed(head: Head, action: str, args: Mapping[str, str]) -> Outcome:
    """Raises ValueError for a value that is no number, or none that it takes."""
    match action:
        case "ptz.move":
            pan, tilt, zoom = (_number(args.get(name, "0"), -1.0, 1.0) for name in ("pan", "tilt", "zoom"))
            head.move((pan, tilt, zoom), _number(args.get("seconds", "1"), 0.0, LONGEST_S))
        case "ptz.wiper":
            head.wiper = _one_of(args.get("on", ""), "yes", "no")
        case "ptz.focus":
            head.focus = _one_of(args.get("to", ""), "near", "far", "auto")
        case "ptz.iris":
            head.iris = _one_of(args.get("to", ""), "open", "close", "auto")
        case _:
            return _preset(head, action, int(args.get("number", "")), args.get("name", ""))
    return Outcome("done", f"{head.pan:.0f}° {head.tilt:.0f}° ×{head.zoom:.1f}")


def _preset(head: Head, action: str, number: int, name: str) -> Outcome:
    head.settle()
    if action == "ptz.preset.store":
        head.presets[number] = (name, head.pan, head.tilt, head.zoom)
        return Outcome("done", "")
    known = head.presets.get(number)
    if known is None:
        return refused("no such preset")
    if action == "ptz.preset.remove":
        del head.presets[number]
    else:
        head.turn(*known[1:])
    return Outcome("done", "")


def _number(text: str, least: float, most: float) -> float:
    value = float(text)
    if not least <= value <= most:
        raise ValueError(text)
    return value


def _one_of(text: str, *known: str) -> str:
    if text not in known:
        raise ValueError(text)
    return text


def _mover(name: str, camera: Asset) -> Asset:
    return {**camera, "id": name, "subject": camera["id"]}
