"""Which devices of the made-up district belong to a camera: what moves it, and the loudspeaker column beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from commandcenter.domain.place import Place, distance_m
from commandcenter.simulator.services.ptz import mover_of

EARSHOT_M = 300.0

Assets = Mapping[str, Sequence[Mapping[str, Any]]]


def beside(camera: Mapping[str, Any], assets: Assets) -> dict[str, str]:
    """The fields `device` and `speaker` of the camera's line in the list; what it has not is left out."""
    found = {"device": _device("ptz", mover_of(camera, assets["cameras"])), "speaker": _device("loudspeaker", "")}
    near = min(assets["columns"], key=lambda column: distance_m(_place(column), _place(camera)))
    if distance_m(_place(near), _place(camera)) <= EARSHOT_M:
        found["speaker"] = _device("loudspeaker", str(near["id"]))
    return {field: device for field, device in found.items() if device}


def _device(source: str, name: str) -> str:
    return f"{source}/{name}" if name else ""


def _place(asset: Mapping[str, Any]) -> Place:
    return Place(lon=asset["lon"], lat=asset["lat"])
