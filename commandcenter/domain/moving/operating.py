"""How the state follows cameras, wall and linkages."""

from __future__ import annotations

from types import MappingProxyType

from commandcenter.domain.changes.operating import (
    CameraListed,
    CameraRemoved,
    DesksSet,
    LinkageAnswered,
    LinkageStarted,
    WallChanged,
    WallConfirmed,
)
from commandcenter.domain.journal import Entry
from commandcenter.domain.moving.alarms import forget_runs
from commandcenter.domain.moving.mover import Movers
from commandcenter.domain.state import State, Touch, Touched


def _list_camera(state: State, entry: Entry, change: CameraListed) -> list[Touch]:
    camera = change.camera
    state.cameras[camera.id] = camera
    return [Touch(Touched.CAMERA, camera.id, camera)]


def _remove_camera(state: State, entry: Entry, change: CameraRemoved) -> list[Touch]:
    state.cameras.pop(change.camera, None)
    gone = Touch(Touched.CAMERA, change.camera, None)
    seen = state.sights.pop(change.camera, None)
    return [gone] if seen is None else [gone, Touch(Touched.SIGHTS, change.camera, None)]


def _set_desks(state: State, entry: Entry, change: DesksSet) -> list[Touch]:
    state.desks = change.desks
    return [Touch(Touched.DESKS, "desks", state.desks)]


def _change_wall(state: State, entry: Entry, change: WallChanged | WallConfirmed) -> list[Touch]:
    state.wall = change.wall
    return [Touch(Touched.WALL, "wall", state.wall)]


def _keep_linkage(state: State, entry: Entry, change: LinkageStarted | LinkageAnswered) -> list[Touch]:
    linkage = change.linkage
    state.linkages[linkage.id] = linkage
    kept = Touch(Touched.LINKAGE, linkage.id, linkage)
    return [kept, *([] if linkage.alarm in state.alarms else forget_runs(state, linkage.alarm))]


MOVERS: Movers = MappingProxyType(
    {
        CameraListed: _list_camera,
        CameraRemoved: _remove_camera,
        DesksSet: _set_desks,
        WallChanged: _change_wall,
        WallConfirmed: _change_wall,
        LinkageStarted: _keep_linkage,
        LinkageAnswered: _keep_linkage,
    }
)
