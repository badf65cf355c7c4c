"""The list of cameras of the demo's centre: the made-up ones with all that a list may say, or somebody's own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from commandcenter.adapters.camera_list import read_cameras
from commandcenter.adapters.data_folder import DataFolder
from commandcenter.app.demo.devices import Assets, beside
from commandcenter.app.demo.options import Options
from commandcenter.domain.assets import SESSIONS, Addresses, Camera
from commandcenter.simulator.cameras.scenes import small_name

RESTRICTED = frozenset({"CAM-021", "CAM-023"})
"""A gate and a square: who looks there says what for. None of them stands near a place of the story."""
SESSIONS_EACH = 4
"""Main and small stream at once, while a tile changes from one to the other and another size is wanted elsewhere."""
CODE = "50010500001320{number:06d}"
"""Jiangbei's centre, no trade, network camera, GB/T 28181."""


def write_camera_list(world: Path, options: Options, folder: DataFolder) -> int:
    """The list that the core reads; returns how many cameras are on it. Raises CameraListError."""
    listed = _own(options.cameras, world) if options.cameras else _made_up(world, options.rtsp_port)
    (folder.path / "cameras.json").write_text(json.dumps(listed, ensure_ascii=False, indent=1))
    return len(listed)


def made_up_cameras(world: Path) -> list[dict[str, Any]]:
    """As the world's file has them."""
    assets: dict[str, list[dict[str, Any]]] = json.loads((world / "assets.json").read_text())
    return assets["cameras"]


def _own(path: Path, world: Path) -> list[dict[str, object]]:
    """What it says with the passwords in it, and the places that it only named."""
    found = read_cameras(path, world)
    return [_copied(camera, found.secrets.get(camera.id, Addresses())) for camera in found.cameras]


def _copied(camera: Camera, whole: Addresses) -> dict[str, object]:
    """What it does not say is left out."""
    line: dict[str, object] = {
        "id": camera.id,
        "name": camera.name,
        "place": [camera.place.lon, camera.place.lat] if camera.place else camera.where,
        "area": camera.area,
        "address": whole.main or camera.url,
        "sub": whole.sub or camera.sub,
        "code": camera.code,
        "sessions": camera.sessions,
        "restricted": camera.restricted,
        "device": camera.device,
        "speaker": camera.speaker,
    }
    return {name: value for name, value in line.items() if value and (name, value) != ("sessions", SESSIONS)}


def _made_up(world: Path, port: int) -> list[dict[str, object]]:
    assets = json.loads((world / "assets.json").read_text())
    return [_line(number, it, assets, port) for number, it in enumerate(assets["cameras"], 1)]


def _address(port: int, stream: str) -> str:
    return f"rtsp://127.0.0.1:{port}/{stream}"


def _line(number: int, camera: Mapping[str, Any], assets: Assets, port: int) -> dict[str, object]:
    return {
        "id": camera["id"],
        "name": camera["name"],
        "place": [camera["lon"], camera["lat"]],
        "area": camera["area"],
        "address": _address(port, camera["id"]),
        "sub": _address(port, small_name(camera["id"])),
        "sessions": SESSIONS_EACH,
        "code": CODE.format(number=number),
        "restricted": camera["id"] in RESTRICTED,
        **beside(camera, assets),
    }
