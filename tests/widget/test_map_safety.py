"""What the map page cannot do, and what the widget says when there is no map to show."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.support.map_page import (
    ENGINE_WARNINGS,
    PATIENCE_MS,
    evaluate,
    notice,
    open_map,
    open_ready_map,
    web,
    write_district,
)
from widgets.map.files import MapFiles
from widgets.map.marks import MapAlarm, MapCrew
from widgets.map.view import MapView

HOSTILE = "<img src=x onerror='window.hit=1'>"


pytestmark = pytest.mark.qt_log_ignore(*ENGINE_WARNINGS, extend=True)


@pytest.fixture
def files(tmp_path: Path) -> MapFiles:
    return write_district(tmp_path)


@pytest.mark.expects_log("WARNING widgets.map.browser: map page: ")
def test_the_page_reaches_no_network_and_no_file_but_its_own(qtbot: QtBot, files: MapFiles, tmp_path: Path) -> None:
    (tmp_path.parent / "secret.json").write_text("[]", encoding="utf-8")
    view = open_ready_map(qtbot, files)
    with socket.create_server(("127.0.0.1", 0)) as server:
        remote = f"http://127.0.0.1:{server.getsockname()[1]}/"
        addresses = [
            remote,
            "https://example.org/",
            "file:///etc/passwd",
            "qrc:/qtwebchannel/qwebchannel.js",
            "ccmap://other/index.html",
            "data/../../secret.json",
            "data/%2e%2e/secret.json",
            "data/..%2f..%2fsecret.json",
            "data/..%5csecret.json",
            "package.json",
            "lib/maplibre-gl-dev.mjs",
        ]
        for address in addresses:
            fetched = f"fetch({address!r}).then((answer) => answer.ok ? 'open' : `refused: ${{answer.status}}`)"
            assert evaluate(qtbot, view, fetched).startswith("refused: ")
        image = "new Promise((done) => {{ const i = new Image(); i.onload = () => done('open');"
        image += " i.onerror = () => done('refused'); i.src = {!r}; }})"
        assert evaluate(qtbot, view, image.format(remote)) == "refused"
        assert evaluate(qtbot, view, f"window.open({remote!r})") is None
        server.setblocking(False)
        with pytest.raises(BlockingIOError):
            server.accept()

    assert evaluate(qtbot, view, "fetch('data/outline.geojson').then((answer) => answer.status)") == 200


@pytest.mark.expects_log("WARNING widgets.map.browser: map page: ")
def test_the_page_runs_no_script_that_is_not_its_own_and_goes_nowhere_else(qtbot: QtBot, files: MapFiles) -> None:
    view = open_ready_map(qtbot, files)
    inline = "const s = document.createElement('script'); s.textContent = 'window.hit = 1'; document.body.append(s);"

    assert evaluate(qtbot, view, f"{{ {inline} return window.hit ?? 'clean'; }}") == "clean"
    assert evaluate(qtbot, view, "new Function('return 1')()").startswith("refused: EvalError")
    evaluate(qtbot, view, "{ location.href = 'data/outline.geojson'; return 1; }")
    evaluate(qtbot, view, "{ location.href = 'file:///etc/passwd'; return 1; }")

    assert web(view).url().toString() == "ccmap://map/index.html"
    assert view.is_ready


def test_a_hostile_label_stays_text(qtbot: QtBot, files: MapFiles) -> None:
    view = open_ready_map(qtbot, files)
    hostile = MapAlarm(id=HOSTILE, lon=106.55, lat=29.57, priority="critical", acknowledged=False, label=HOSTILE)

    view.set_alarms([hostile])
    view.set_crews([MapCrew(id=HOSTILE, lon=106.53, lat=29.57, label=HOSTILE)])
    view.select(HOSTILE)
    qtbot.waitUntil(lambda: view.counts == {"alarms": 1, "crews": 1, "cameras": 0}, timeout=PATIENCE_MS)

    assert evaluate(qtbot, view, "[document.images.length, window.hit ?? 'clean']") == [0, "clean"]


@pytest.mark.expects_log("ERROR widgets.map.channel: the map page sent nonsense", "execCallbacks")
def test_nonsense_on_the_channel_is_logged_and_dropped(qtbot: QtBot, files: MapFiles) -> None:
    view = open_ready_map(qtbot, files)
    call = {"type": 6, "id": 999_999, "object": "map", "method": "report", "args": ['{"on":"exec"}']}

    evaluate(qtbot, view, f"qt.webChannelTransport.send({json.dumps(json.dumps(call))})")
    view.set_alarms([])
    with qtbot.waitSignal(view.shown, timeout=PATIENCE_MS):
        view.fit_district(token="alive")


def test_a_map_that_is_not_installed_says_what_to_run(qtbot: QtBot, files: MapFiles, tmp_path: Path) -> None:
    view = open_map(qtbot, MapFiles(page=tmp_path, data=files.data))

    assert notice(view).isVisible()
    assert notice(view).heading == "The map is not installed"
    assert notice(view).body == f"Run “make setup” on this machine.\nMissing: {tmp_path / 'index.html'}"


def test_a_map_without_data_says_which_file_and_starts_when_it_is_there(
    qtbot: QtBot, files: MapFiles, tmp_path: Path
) -> None:
    (files.data / "outline.geojson").rename(tmp_path / "later")
    view = open_map(qtbot, files)

    assert notice(view).heading == "The district's map data is missing"
    assert notice(view).body == f"Missing: {files.data / 'outline.geojson'}"
    (tmp_path / "later").rename(files.data / "outline.geojson")
    qtbot.waitUntil(lambda: view.is_ready, timeout=PATIENCE_MS)


def test_a_district_without_roads_river_and_streets_still_has_its_map(qtbot: QtBot, files: MapFiles) -> None:
    for name in ("roads", "river", "streets", "grid"):
        (files.data / f"{name}.geojson").unlink()
    view = open_ready_map(qtbot, files)

    with qtbot.waitSignal(view.shown, timeout=PATIENCE_MS):
        view.centre(106.55, 29.57, 15, token="there")


def test_a_browser_without_its_sandbox_is_not_even_started(
    qtbot: QtBot, files: MapFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QTWEBENGINE_DISABLE_SANDBOX", "1")
    view = MapView(files)
    qtbot.addWidget(view)
    view.set_alarms([])
    view.centre(106.55, 29.57, 14)

    assert notice(view).heading == "The map was not started"
    assert "sandbox is switched off" in notice(view).body
    assert view.renderer_pid == 0
