"""A map with one camera beside a grid of tiles, as a program of its own: for a real mouse on a real display.

Says a line of JSON when it can be used, with where the camera and the tiles are, and one for whatever happens then.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from tests.support.map_page import write_district
from widgets.kit.scale import Scale
from widgets.map.dragging import MapDrag
from widgets.map.environment import prepare_environment, register_scheme
from widgets.map.marks import MapCamera
from widgets.map.view import MapView
from widgets.video_grid.view import VideoGrid
from widgets.video_tile.pacer import Pacer
from widgets.video_tile.tile import VideoTile

HERE = (106.53, 29.57)


def say(**what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def main(folder: Path) -> int:
    if os.geteuid() == 0:
        os.environ["QTWEBENGINE_DISABLE_SANDBOX"] = "1"
    prepare_environment(gpu=False)
    register_scheme()
    application = QApplication(sys.argv[:1])
    window = QWidget()
    window.setWindowFlag(Qt.WindowType.FramelessWindowHint)
    row = QHBoxLayout(window)
    view = MapView(write_district(folder), scale=Scale.CONSOLE, allow_unsandboxed=True)
    pacer = Pacer(parent=window)
    grid = VideoGrid(lambda: VideoTile(pacer), known={"k"}.__contains__)
    row.addWidget(view, 1)
    row.addWidget(grid, 1)
    grid.hide()
    window.setGeometry(0, 0, 1200, 500)
    drag = MapDrag(view, lambda camera: f"Camera {camera}")
    drag.wanted.connect(grid.show)
    drag.ended.connect(grid.setVisible)
    drag.ended.connect(lambda taken: say(ended=taken))
    grid.placed.connect(lambda at, camera: say(placed=at, camera=camera))
    view.camera_clicked.connect(lambda camera: say(clicked=camera))
    view.camera_grabbed.connect(lambda camera: say(grabbed=camera))
    view.moved.connect(lambda lon, lat, zoom: say(moved=[lon, lat]))
    view.set_cameras([MapCamera(id="k", lon=HERE[0], lat=HERE[1])])

    def shown(token: str) -> None:
        middle = view.mapToGlobal(view.rect().center())
        far = view.mapToGlobal(QPoint(150, 100))
        say(camera=[middle.x(), middle.y()], ground=[far.x(), far.y()], tile=[1000, 100])

    view.shown.connect(shown)
    view.centre(*HERE, 16, token="there")
    window.show()
    return application.exec()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
