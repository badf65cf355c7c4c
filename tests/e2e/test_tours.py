"""`tours` on the command line, beside a running core and without one; what it did outlives a kill."""

from __future__ import annotations

import json
from pathlib import Path

from commandcenter.app.administering import make_keys
from commandcenter.domain.keys import EVERYTHING, KeyKind
from commandcenter.settings import read_settings
from tests.support.core_process import core_process
from tests.support.program import Program

PASSWORD = "Chen-Jing's password 1"
ADMIN = "Sun-Yan's password 1"
TOURS = """[[tour]]
id = "gates"
name = "各路口"
dwell = 15
tiles = 4
cameras = ["C1", "C2"]

[[tour]]
id = "river"
name = "River"
dwell = 30
cameras = ["C2"]
schedules = [{ starts = "00:00", ends = "23:59", seat = "desk-9" }]
"""
CAMERAS = [
    {"id": f"C{n}", "name": f"Camera {n}", "place": [106.55, 29.58], "address": f"rtsp://127.0.0.1/{n}"} for n in (1, 2)
]


def test_tours_are_defined_started_listed_stopped_and_removed(tmp_path: Path) -> None:
    file, wrong = tmp_path / "tours.toml", tmp_path / "wrong.toml"
    file.write_text(TOURS, encoding="utf-8")
    wrong.write_text(TOURS.replace("dwell = 30", "dwell = 3"), encoding="utf-8")
    with core_process(tmp_path) as core:
        for kind, seat in ((KeyKind.WALL, "wall"), (KeyKind.CONSOLE, "desk-9")):
            settings_now = read_settings(core.folder.settings)
            make_keys(core.folder, settings_now, kind, seat, EVERYTHING, tmp_path / f"{seat}.json")
        desk = Program(tmp_path, core.folder.path)
        keep = ("--keep-password",)
        add = (
            "people",
            "add",
            "sun.yan",
            "--name",
            "孙艳",
            "--person",
            "A9",
            "--role",
            "security-administrator",
            *keep,
        )
        assert desk.run(*add, new=ADMIN)[0] == 0
        core.know({})
        cameras = core.folder.path / "cameras.json"
        cameras.write_text(json.dumps(CAMERAS))
        settings = core.folder.settings.read_text()
        core.folder.settings.write_text(settings.replace("version = 1\n", 'version = 1\ncameras = "cameras.json"\n'))
        add = ("people", "add", "chen.jing", "--name", "陈静", "--person", "A2", "--role", "shift-leader", *keep)
        assert desk.run(*add, "--as", "sun.yan", password=ADMIN, new=PASSWORD)[0] == 0
        core.start()
        core.until_up()
        chen = ("--as", "chen.jing")
        code, said = desk.run("tours", "define", str(wrong), *chen, password=PASSWORD)
        assert code != 0
        assert "line 11, tour[1].dwell" in said
        code, said = desk.run("tours", "define", str(file), "--as", "sun.yan", password=ADMIN)
        assert (code, "these positions may: shift leader" in said) == (1, True), said
        code, said = desk.run("tours", "define", str(file), "--json", *chen, password=PASSWORD)
        assert (code, json.loads(said)) == (0, {"done": ["gates", "river"]}), said
        assert desk.run("tours", "start", "gates", "wall", *chen, password=PASSWORD)[0] == 0
        core.kill()
        core.start()
        core.until_up()
        found = json.loads(desk.run("tours", "list", "--json")[1])
        assert [tour["id"] for tour in found["tours"]] == ["gates", "river"]
        assert {run["seat"]: run["tour"] for run in found["running"]}["wall"] == "gates"
        code, said = desk.run("tours", "list")
        assert (code, "各路口" in said, "2 tours" in said) == (0, True, True), said
        assert desk.run("tours", "stop", "wall", *chen, password=PASSWORD)[0] == 0
        code, said = desk.run("tours", "stop", "wall", *chen, password=PASSWORD)
        assert (code, "No tour runs at wall." in said) == (1, True), said
        assert desk.run("tours", "remove", "gates", *chen, password=PASSWORD)[0] == 0
        code, said = desk.run("tours", "start", "gates", "wall", *chen, password=PASSWORD)
        assert (code, "There is no tour gates." in said) == (1, True), said
