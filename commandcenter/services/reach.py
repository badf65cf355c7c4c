"""What a command touches, held against where somebody may act: areas and cameras."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from commandcenter.domain.people import Scope
from commandcenter.domain.state import State


class Reach(msgspec.Struct, frozen=True):
    """`word` says what is looked at; `covers` whether (state, arguments) lie within a scope."""

    word: str
    covers: Callable[..., bool]


def _always(state: State, args: object, scope: Scope) -> bool:
    return True


def _everywhere(state: State, args: object, scope: Scope) -> bool:
    return scope.everywhere


NOTHING = Reach("", _always)
"""It touches nothing that lies somewhere."""
CENTRE = Reach("centre", _everywhere)
"""It concerns the whole centre."""


def of_alarm(alarm_of: Callable[..., str]) -> Reach:
    """The area of the alarm that the arguments name; one that is not open is the handler's to refuse."""

    def covers(state: State, args: object, scope: Scope) -> bool:
        alarm = state.alarms.get(alarm_of(args))
        return alarm is None or scope.covers_area(alarm.area)

    return Reach("alarm", covers)


def of_camera(camera_of: Callable[..., str]) -> Reach:
    def covers(state: State, args: object, scope: Scope) -> bool:
        camera = state.cameras.get(camera_of(args))
        return scope.everywhere if camera is None else scope.covers_camera(camera)

    return Reach("camera", covers)
