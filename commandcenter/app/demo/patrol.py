"""The demo's video patrol: a tour of the first cameras, started by keys at the desk, and one of them moved by hand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from commandcenter.adapters.data_folder import DataFolder
from commandcenter.app.administering import obey
from commandcenter.app.demo.accounts import Made
from commandcenter.app.demo.camera_list import RESTRICTED
from commandcenter.domain.tours import SHORTEST_S
from commandcenter.services.credentials import Claim
from commandcenter.settings import read_settings
from commandcenter.simulator.services.ptz import MOVING

NAMES: Mapping[str, str] = MappingProxyType({"zh": "重点路口巡查", "en": "Main crossings"})


def define_tour(folder: DataFolder, world: Path, leader: Made, language: str) -> None:
    """In the shift leader's name, at the running core. Raises Trouble."""
    listed: list[dict[str, Any]] = json.loads((world / "assets.json").read_text())["cameras"]
    cameras = [it["id"] for it in listed[:MOVING] if it["id"] not in RESTRICTED]
    args = {"id": "crossings", "name": NAMES[language], "dwell": SHORTEST_S, "cameras": cameras}
    claim = Claim(account=leader.account, password=leader.password)
    obey(folder, read_settings(folder.settings), "tour.define", args, claim)
