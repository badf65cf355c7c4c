"""The doctor names what is missing and what brings it, and survives whatever it finds."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from commandcenter.adapters.doctor import Finding, Part, examine
from commandcenter.adapters.doctor.libraries import BRINGS, absent_libraries, packages_of
from commandcenter.adapters.doctor.place import check_data_folder, check_resources, stale_translations
from commandcenter.adapters.doctor.probe import run, run_python
from commandcenter.adapters.doctor.video import PLUGINS, missing_plugins

PACKAGE_LIST = Path(__file__).resolve().parents[2] / "packaging" / "linux" / "packages.txt"


def listed_packages() -> set[str]:
    lines = (line.partition("#")[0].partition("?")[0] for line in PACKAGE_LIST.read_text("utf-8").splitlines())
    return {name.strip() for line in lines for name in line.split("|") if name.strip()}


@pytest.fixture(scope="module")
def healthy(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Finding]:
    return {finding.id: finding for finding in examine(tmp_path_factory.mktemp("data"))}


def test_after_set_up_nothing_is_missing(healthy: dict[str, Finding]) -> None:
    assert [f"{f.id}: {f.detail}" for f in healthy.values() if not f.ok] == []


def test_every_part_of_the_program_is_looked_at(healthy: dict[str, Finding]) -> None:
    assert {finding.part for finding in healthy.values()} == set(Part)


def test_every_debian_package_that_the_doctor_names_is_in_the_one_list(healthy: dict[str, Finding]) -> None:
    named = {name for f in healthy.values() if not f.package.startswith("make ") for name in f.package.split()}
    # Comes with Debian's Python.
    assert (named | set(BRINGS.values())) - {"libsqlite3-0"} <= listed_packages()


def test_where_nothing_can_be_started_every_check_still_answers(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no-python"))
    findings = {f.id: f for f in examine(tmp_path / "data", resources=tmp_path)}
    wrong = {name for name, f in findings.items() if not f.ok}
    assert {"libvlc", "libvlc-plugins", "ffmpeg", "xvfb", "xrandr", "opengl", "qt-xcb", "zeromq-curve"} <= wrong
    assert "map-packages" in wrong
    assert "qt-webengine" in wrong
    assert findings["xvfb"].package == "xvfb"


def test_the_loaders_words_become_debian_packages() -> None:
    said = (
        "\tlinux-vdso.so.1 (0x00007ffc)\n"
        "\tlibxcb-cursor.so.0 => not found\n"
        "\tlibxkbcommon-x11.so.0 => not found\n"
        "\tlibxcb-cursor.so.0 => not found\n"
        "\tlibm.so.6 => /lib/x86_64-linux-gnu/libm.so.6 (0x00007f)\n"
    )
    assert absent_libraries(said) == ["libxcb-cursor.so.0", "libxkbcommon-x11.so.0"]
    assert packages_of(["libxcb-cursor.so.0", "libxkbcommon-x11.so.0"]) == "libxcb-cursor0 libxkbcommon-x11-0"


def test_a_library_in_no_list_stands_for_itself() -> None:
    assert packages_of(["libnew.so.7"]) == "libnew.so.7"


def test_a_program_that_hangs_is_given_up() -> None:
    answer = run(["tail", "-f", "/dev/null"], seconds=0.2)
    assert not answer.ok
    assert answer.complaint == "no answer within 0 s"


def test_a_program_that_crashes_is_told_by_its_signal() -> None:
    answer = run_python("import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    assert (answer.ok, answer.complaint) == (False, "ended by signal 9")


def test_a_program_that_is_not_there_is_named() -> None:
    assert run(["no-such-program"]).complaint == "no-such-program: No such file or directory"


def test_missing_vlc_plugins_are_named(tmp_path: Path) -> None:
    for name in PLUGINS[1:]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert missing_plugins(tmp_path) == ["access/libfilesystem_plugin.so"]


def test_a_translation_older_than_its_source_is_stale(tmp_path: Path) -> None:
    for name, modified in (("zh.ts", 2000), ("zh.qm", 1000), ("en.ts", 2000)):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (modified, modified))
    assert stale_translations(tmp_path) == ["en.ts", "zh.ts"]
    os.utime(tmp_path / "zh.qm", (3000, 3000))
    assert stale_translations(tmp_path) == ["en.ts"]


def test_missing_map_packages_name_set_up(tmp_path: Path) -> None:
    found = next(check_resources(tmp_path))
    assert (found.id, found.ok, found.package) == ("map-packages", False, "make setup")


def test_a_file_in_place_of_the_data_folder_is_told(tmp_path: Path) -> None:
    occupied = tmp_path / "data"
    occupied.touch()
    found = next(check_data_folder(occupied))
    assert (found.id, found.ok) == ("data-folder", False)
    assert found.detail == f"{occupied}: Not a directory"


def test_a_data_folder_yet_to_be_made_is_judged_by_the_one_above(tmp_path: Path) -> None:
    assert next(check_data_folder(tmp_path / "new" / "data")).ok
