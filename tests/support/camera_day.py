"""A journal in which the wall has watched two cameras for half an hour."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import msgspec

from commandcenter.adapters.data_folder import DataFolder
from commandcenter.adapters.store.sql_store import SqlStore
from commandcenter.domain.assets import Camera
from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.journal import CommandId
from commandcenter.domain.place import Place
from commandcenter.services.core import Core
from commandcenter.services.operating import command_table
from commandcenter.services.permissions import KIOSK
from tests.support.cores import START

CAMERAS = [
    Camera(
        id="C1", name="北门", url="rtsp://10.0.0.1/1", code="50010500001320000001", place=Place(lon=106.5, lat=29.6)
    ),
    Camera(id="C2", name="南门", url="rtsp://10.0.0.2/1", restricted=True, place=Place(lon=106.6, lat=29.6)),
    Camera(id="C3", name="仓库", url="rtsp://10.0.0.3/1"),
]


class CameraDay:
    """START is 14:00 in the centre; the wall watches two cameras for half an hour, one of them freezes."""

    def __init__(self, folder: Path) -> None:
        self.now = START
        store = SqlStore(DataFolder(folder).journal)
        core = Core(store, command_table(), Catalogue(), lambda: self.now)
        self._core = core
        core.list_cameras(CAMERAS)
        self.told(0, ("C1", "live"), ("C2", "live"))
        self.told(10, ("C2", "frozen"))
        self.told(15, ("C2", "live"))
        self.told(30, ("C1", "unwatched"), ("C2", "lost"))
        store.close()

    def told(self, minutes: int, *states: tuple[str, str]) -> None:
        self.now = START + timedelta(minutes=minutes)
        seen = [
            {"camera": camera, "state": state, "at": self.now, "restarts": 1, "bitrate": 2e6, "picture_s": 1.0}
            for camera, state in states
        ]
        command = CommandId(id=f"report-{minutes}", name="camera.report")
        self._core.command(command, msgspec.msgpack.encode({"cameras": seen}), KIOSK, "wall", self.now)
