"""Moving cameras: hold and release, moves, presets, wiper, focus and iris."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Literal

import msgspec

from commandcenter.domain.changes.acting import CameraMoved, HoldEnded, HoldTaken, MovesEnded, OrderGiven
from commandcenter.domain.errors import Refused
from commandcenter.domain.events import Name
from commandcenter.domain.holding import NOT_HELD, Course, Doing, Hold
from commandcenter.domain.journal import Draft
from commandcenter.domain.orders import RECALL, REMOVE, STORE, Presets
from commandcenter.domain.state import State
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.domain.written import written
from commandcenter.services import holding, lateness, orders
from commandcenter.services.commands import Args, Context, Declaration
from commandcenter.services.orders import Target, key_of, mover_of
from commandcenter.services.permissions import Permission
from commandcenter.services.reach import of_camera

MOVE = "ptz.move"
HELD_BY_MOVES = timedelta(seconds=60)
RENEWED_BELOW = timedelta(seconds=30)

Speed = Annotated[float, msgspec.Meta(ge=-1.0, le=1.0)]
PRESETS = {"recall": RECALL, "store": STORE, "remove": REMOVE}


class OnCamera(Args, frozen=True, kw_only=True):
    camera: Name


class HoldCamera(OnCamera, frozen=True, kw_only=True):
    minutes: Annotated[int, msgspec.Meta(ge=1, le=30)] = 2


class Move(OnCamera, frozen=True, kw_only=True):
    """Speeds from -1 (left, down, out) to 1 (right, up, in); all 0: stop.

    It stops by itself after `seconds` unless the move is given again before: who goes on says so each second or so.
    """

    pan: Speed = 0.0
    tilt: Speed = 0.0
    zoom: Speed = 0.0
    seconds: Annotated[float, msgspec.Meta(ge=0.2, le=5.0)] = 1.5

    @property
    def still(self) -> bool:
        return not (self.pan or self.tilt or self.zoom)


class Preset(OnCamera, frozen=True, kw_only=True):
    """`name` says what is seen there; it is of use with `store` only."""

    do: Literal["recall", "store", "remove"]
    number: Annotated[int, msgspec.Meta(ge=1, le=255)]
    name: Annotated[str, msgspec.Meta(max_length=32)] = ""


class Wipe(OnCamera, frozen=True, kw_only=True):
    on: bool = True


class Focus(OnCamera, frozen=True, kw_only=True):
    to: Literal["near", "far", "auto"]


class Iris(OnCamera, frozen=True, kw_only=True):
    to: Literal["open", "close", "auto"]


def hold(state: State, args: HoldCamera, context: Context) -> list[Draft]:
    """One that is there already is made longer, never shorter."""
    lasts = timedelta(minutes=args.minutes)
    _, drafts = holding.take(state, mover_of(state, args.camera, MOVE), context, lasts, lasts)
    return drafts or _as_it_is(state, args.camera)


def release(state: State, args: OnCamera, context: Context) -> list[Draft]:
    """By who holds it."""
    held = _own(state, args.camera, context)
    return list(holding.ending(state, held, "released", context.now, key_of(state, context.command)))


def move(state: State, args: Move, context: Context) -> list[Draft]:
    """The first of a run takes the camera; stopping needs it to be held, and is no reason to take it."""
    target = mover_of(state, args.camera, MOVE)
    if args.still:
        return _stop(state, args, context)
    lateness.require_prompt(context.doing)
    held, drafts = holding.take(state, target, context, HELD_BY_MOVES, RENEWED_BELOW)
    key = f"M{held.id}-{context.command}"
    course = held.course or Course(id=key, doing=Doing.MOVES, since=context.now)
    values = {"pan": args.pan, "tilt": args.tilt, "zoom": args.zoom, "seconds": args.seconds}
    wanted = orders.order(key, target, MOVE, context.now, {name: f"{value:.3g}" for name, value in values.items()})
    # It is no use after its time: a camera that hears of it late would move when nobody looks.
    wanted = msgspec.structs.replace(wanted, deadline=context.now + timedelta(seconds=args.seconds + 1.0))
    moved = CameraMoved(hold=msgspec.structs.replace(held, course=course), order=wanted)
    return [*drafts, Draft(change=moved, subject=args.camera)]


def preset(state: State, args: Preset, context: Context) -> list[Draft]:
    action, number = PRESETS[args.do], str(args.number)
    known = mover_of(state, args.camera, action)
    kept = state.presets.get(known.device.id, Presets(device=known.device.id)).names
    if args.do == "recall":
        return _ordered(state, args, context, action, {"number": number, "name": kept.get(args.number, "")})
    if args.do == "remove":
        return _ordered(state, args, context, action, {"number": number})
    name = written(args.name)
    if "\n" in name:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "The name of a preset is one line."))
    return _ordered(state, args, context, action, {"number": number, "name": name})


def wipe(state: State, args: Wipe, context: Context) -> list[Draft]:
    return _ordered(state, args, context, "ptz.wiper", {"on": "yes" if args.on else "no"})


def focus(state: State, args: Focus, context: Context) -> list[Draft]:
    return _ordered(state, args, context, "ptz.focus", {"to": args.to})


def iris(state: State, args: Iris, context: Context) -> list[Draft]:
    return _ordered(state, args, context, "ptz.iris", {"to": args.to})


def _ordered(state: State, args: OnCamera, context: Context, action: str, values: Mapping[str, str]) -> list[Draft]:
    """One order, for which the camera is held as for a move."""
    target = mover_of(state, args.camera, action)
    _, drafts = holding.take(state, target, context, HELD_BY_MOVES, RENEWED_BELOW)
    given = orders.order(key_of(state, context.command), target, action, context.now, values)
    return [*drafts, Draft(change=OrderGiven(order=given), subject=args.camera)]


def _stop(state: State, args: Move, context: Context) -> list[Draft]:
    held = _own(state, args.camera, context)
    order = holding.stop(held, context.now, key_of(state, context.command))
    if held.course is None:
        # Nothing is known to move; who presses stop is obeyed all the same.
        return [Draft(change=OrderGiven(order=order), subject=args.camera)]
    ended = MovesEnded(hold=msgspec.structs.replace(held, course=None), order=order, why="stopped")
    return [Draft(change=ended, subject=args.camera)]


def _own(state: State, camera_id: str, context: Context) -> Hold:
    """Raises Refused when the camera is not held in this session."""
    target = mover_of(state, camera_id, MOVE)
    return own(state, target, context)


def own(state: State, target: Target, context: Context) -> Hold:
    """Raises Refused when the device is not held in this session."""
    held = holding.standing(state, target.device.id, context.now)
    if held is None or not context.person.session or held.session != context.person.session:
        raise Refused(NOT_HELD, device=target.device.name)
    return held


def _as_it_is(state: State, camera_id: str) -> list[Draft]:
    """Nothing becomes longer: it is said again all the same, for who asked has an answer in the record."""
    held = state.holds[mover_of(state, camera_id, MOVE).device.id]
    return [Draft(change=HoldTaken(hold=held, how="renewed"), subject=camera_id)]


def _camera(args: OnCamera) -> str:
    return args.camera


def declarations() -> list[Declaration]:
    """The lines of the command table on cameras that move."""
    may, reach = Permission.MOVE_CAMERAS, of_camera(_camera)
    taken = (HoldTaken, MovesEnded, OrderGiven)
    return [
        Declaration("camera.hold", HoldCamera, may, taken, hold, reach=reach),
        Declaration("camera.release", OnCamera, may, (HoldEnded, MovesEnded, OrderGiven), release, reach=reach),
        Declaration("camera.move", Move, may, (*taken, CameraMoved), move, reach=reach),
        Declaration("camera.preset", Preset, may, taken, preset, reach=reach),
        Declaration("camera.wiper", Wipe, may, taken, wipe, reach=reach),
        Declaration("camera.focus", Focus, may, taken, focus, reach=reach),
        Declaration("camera.iris", Iris, may, taken, iris, reach=reach),
    ]
