"""Which files the map page may read, and which environment its browser may run in."""

from __future__ import annotations

from pathlib import Path

import pytest

from widgets.map.environment import (
    UnsafeBrowser,
    check_environment,
    prepare_environment,
)
from widgets.map.files import MapFiles

SOFTWARE = (
    "--disable-dev-tools --use-gl=angle --use-angle=swiftshader-webgl"
    " --enable-unsafe-swiftshader --disable-gpu-compositing"
)


@pytest.fixture
def files(tmp_path: Path) -> MapFiles:
    library = tmp_path / "page" / "node_modules" / "maplibre-gl" / "dist"
    library.mkdir(parents=True)
    (tmp_path / "data").mkdir()
    for path in ("page/index.html", "page/main.js", "page/package.json", "data/roads.geojson", "secret.json"):
        (tmp_path / path).write_text("x", encoding="utf-8")
    (library / "maplibre-gl.mjs").write_text("x", encoding="utf-8")
    (library / "maplibre-gl-dev.mjs").write_text("x", encoding="utf-8")
    return MapFiles(page=tmp_path / "page", data=tmp_path / "data")


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("/index.html", "page/index.html"),
        ("/main.js", "page/main.js"),
        ("/lib/maplibre-gl.mjs", "page/node_modules/maplibre-gl/dist/maplibre-gl.mjs"),
        ("/data/roads.geojson", "data/roads.geojson"),
    ],
)
def test_page_library_and_data_are_found(files: MapFiles, tmp_path: Path, path: str, file: str) -> None:
    assert files.find(path) == tmp_path / file


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "index.html",
        "/package.json",
        "/absent.html",
        "/../secret.json",
        "/data/../../secret.json",
        "/data/..",
        "/data/sub/roads.geojson",
        "/data//roads.geojson",
        "/data/roads.geojson/",
        "/data/roads.geojson\n",
        "/data/roads.geojson\0.json",
        "/data/..\\secret.json",
        "/lib/maplibre-gl-dev.mjs",
        "/lib/../../../index.html",
        "/node_modules/maplibre-gl/dist/maplibre-gl.mjs",
        "//etc/passwd",
        "/data//etc/passwd",
    ],
)
def test_every_other_path_is_not_found(files: MapFiles, path: str) -> None:
    assert files.find(path) is None


def test_a_link_that_leads_out_of_the_data_is_not_followed(files: MapFiles, tmp_path: Path) -> None:
    (tmp_path / "data" / "link.json").symlink_to(tmp_path / "secret.json")

    assert files.find("/data/link.json") is None


def test_missing_files_are_named(files: MapFiles, tmp_path: Path) -> None:
    library = tmp_path / "page" / "node_modules" / "maplibre-gl" / "dist"

    assert files.missing() == [
        library / "maplibre-gl-worker.mjs",
        library / "maplibre-gl.css",
        tmp_path / "data" / "outline.geojson",
    ]


def test_without_a_gpu_chromium_draws_in_software_and_keeps_what_was_set() -> None:
    bare: dict[str, str] = {}
    set_before = {"QTWEBENGINE_CHROMIUM_FLAGS": "--use-gl=egl --log-level=3", "QT_QUICK_BACKEND": "rhi"}

    prepare_environment(False, bare)
    prepare_environment(False, set_before)

    assert bare == {"QTWEBENGINE_CHROMIUM_FLAGS": SOFTWARE, "QT_QUICK_BACKEND": "software"}
    assert set_before == {
        "QTWEBENGINE_CHROMIUM_FLAGS": "--use-gl=egl --log-level=3 --disable-dev-tools --use-angle=swiftshader-webgl"
        " --enable-unsafe-swiftshader --disable-gpu-compositing",
        "QT_QUICK_BACKEND": "rhi",
    }


def test_with_a_gpu_only_the_developer_tools_are_switched_off() -> None:
    environment: dict[str, str] = {}

    prepare_environment(True, environment)
    prepare_environment(True, environment)

    assert environment == {"QTWEBENGINE_CHROMIUM_FLAGS": "--disable-dev-tools"}


@pytest.mark.parametrize(
    "environment",
    [{"QTWEBENGINE_DISABLE_SANDBOX": "1"}, {"QTWEBENGINE_CHROMIUM_FLAGS": "--log-level=3 --no-sandbox"}],
)
def test_a_browser_without_its_sandbox_runs_only_with_leave(environment: dict[str, str]) -> None:
    with pytest.raises(UnsafeBrowser, match="sandbox is switched off"):
        check_environment(allow_unsandboxed=False, environ=environment)

    check_environment(allow_unsandboxed=True, environ=environment)


@pytest.mark.parametrize(
    "environment",
    [
        {"QTWEBENGINE_REMOTE_DEBUGGING": "9222"},
        {"QTWEBENGINE_CHROMIUM_FLAGS": "--remote-debugging-port=9222"},
        {"QTWEBENGINE_CHROMIUM_FLAGS": "--disable-web-security"},
    ],
)
def test_a_browser_open_to_others_never_runs(environment: dict[str, str]) -> None:
    with pytest.raises(UnsafeBrowser, match="must not be set"):
        check_environment(allow_unsandboxed=True, environ=environment | {"QTWEBENGINE_DISABLE_SANDBOX": "1"})
