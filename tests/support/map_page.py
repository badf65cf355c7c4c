"""A tiny district and a running map page for the tests of the map."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from PySide6.QtWebEngineWidgets import QWebEngineView
from pytestqt.qtbot import QtBot

from commandcenter.adapters.resources import resource
from widgets.kit.scale import Scale
from widgets.map.files import MapFiles
from widgets.map.notice import MapNotice
from widgets.map.view import MapView

PATIENCE_MS = 60_000
WEST, SOUTH, EAST, NORTH = 106.50, 29.55, 106.60, 29.60
# Said once in a process by the browser engine while it looks for a graphics card that a test machine does not have.
# The last is about the switch without which there is no WebGL 2 at all on such a machine.
ENGINE_WARNINGS = (
    r"^QRhiGles2: Failed to create (temporary )?context$",
    r"^Failed to create RHI for backend: OpenGL$",
    r"^(This plugin does not support createPlatformVulkanInstance|QVulkanInstance: Failed to initialize Vulkan)$",
    r"^Failed to create (platform )?Vulkan instance(: -9)?$",
    r"^Unable to detect GPU vendor for device: ",
    r"^--use-gl=angle is set with unsupported SceneGraph Backend\. Expect troubles!$",
)


def write_district(folder: Path) -> MapFiles:
    """One rectangle with one street, one road, no river and no grid."""
    ring = [[WEST, SOUTH], [EAST, SOUTH], [EAST, NORTH], [WEST, NORTH], [WEST, SOUTH]]
    area = {"type": "Polygon", "coordinates": [ring]}
    line = {"type": "LineString", "coordinates": [[WEST, SOUTH], [EAST, NORTH]]}
    _write(folder / "outline.geojson", [(area, {"name": "江北区"})])
    _write(folder / "streets.geojson", [(area, {"code": "500105001", "name": "华新街街道"})])
    _write(folder / "roads.geojson", [(line, {"name": "建新东路", "class": "trunk"})])
    _write(folder / "river.geojson", [])
    _write(folder / "grid.geojson", [])
    return MapFiles(page=resource("map"), data=folder)


def open_map(qtbot: QtBot, files: MapFiles, scale: Scale = Scale.CONSOLE) -> MapView:
    """A shown map of 600 by 400; it is not ready yet."""
    view = MapView(files, scale=scale, allow_unsandboxed=True)
    qtbot.addWidget(view)
    view.resize(600, 400)
    view.show()
    return view


def open_ready_map(qtbot: QtBot, files: MapFiles, scale: Scale = Scale.CONSOLE) -> MapView:
    view = open_map(qtbot, files, scale)
    qtbot.waitUntil(lambda: view.is_ready, timeout=PATIENCE_MS)
    return view


def notice(view: MapView) -> MapNotice:
    found = view.findChild(MapNotice)
    assert isinstance(found, MapNotice)
    return found


def web(view: MapView) -> QWebEngineView:
    found = view.findChild(QWebEngineView)
    assert isinstance(found, QWebEngineView)
    return found


def evaluate(qtbot: QtBot, view: MapView, expression: str) -> Any:
    """The value of a JavaScript expression or promise on the page; a rejection becomes its text."""
    page = web(view).page()
    page.runJavaScript(
        f"window.answer = undefined; Promise.resolve().then(() => {expression})"
        ".catch((error) => `refused: ${error}`).then((value) => { window.answer = JSON.stringify([value]); });"
    )
    answers: list[str] = []

    def answered() -> bool:
        page.runJavaScript("window.answer", 0, answers.append)
        return any(answers)

    qtbot.waitUntil(answered, timeout=PATIENCE_MS)
    return json.loads(next(filter(None, answers)))[0]


def _write(path: Path, features: list[tuple[dict[str, Any], dict[str, str]]]) -> None:
    collection = [{"type": "Feature", "geometry": shape, "properties": about} for shape, about in features]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": collection}), encoding="utf-8")
