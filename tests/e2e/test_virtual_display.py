"""The virtual display that the demo and the other end-to-end tests stand on."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from commandcenter.adapters.virtual_display import VirtualDisplay
from commandcenter.app import desktop
from commandcenter.app.words import Words

LINE = re.compile(r"^ \d+: [+*]*(\S+) (\d+)/\d+x(\d+)/\d+\+(\d+)\+(\d+)", re.MULTILINE)


def monitors_by_xrandr(display: VirtualDisplay) -> dict[str, tuple[int, ...]]:
    """Width, height, x and y of each monitor, as xrandr tells them."""
    command = ["xrandr", "--display", display.name, "--listmonitors"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True, timeout=10).stdout
    return {name: tuple(map(int, numbers)) for name, *numbers in LINE.findall(listed)}


def test_the_wall_has_three_monitors_and_the_desk_one(wall_display: VirtualDisplay) -> None:
    assert monitors_by_xrandr(wall_display) == {
        "L": (1920, 1080, 0, 0),
        "C": (1920, 1080, 1920, 0),
        "R": (1920, 1080, 3840, 0),
        "DESK": (1920, 1080, 5760, 0),
    }


def test_two_displays_do_not_disturb_each_other(wall_display: VirtualDisplay) -> None:
    with VirtualDisplay(("ONE",)) as other:
        assert other.name != wall_display.name
        assert monitors_by_xrandr(other) == {"ONE": (1920, 1080, 0, 0)}
    assert len(monitors_by_xrandr(wall_display)) == 4


def test_a_look_that_a_signal_ended_says_nothing_of_qt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    look = tmp_path / "python"
    look.write_text("#!/bin/sh\nkill -TERM $$\n")
    look.chmod(0o755)
    monkeypatch.setattr("commandcenter.app.desktop.sys.executable", str(look))
    with pytest.raises(desktop.DesktopTrouble) as caught:
        desktop.screens({"DISPLAY": ":7", "PATH": "/usr/bin:/bin"})
    assert Words("en").trouble(caught.value) == "SIGTERM ended the look at the display :7.\n→ Start it again."


def test_ctrl_c_at_the_terminal_does_not_reach_a_look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    look = tmp_path / "python"
    # Its process group, told as the place of a screen.
    look.write_text(
        """#!/bin/sh\necho "[{\\"x\\": $(ps -o pgid= -p $$), \\"y\\": 0, \\"width\\": 1, \\"height\\": 1}]"\n"""
    )
    look.chmod(0o755)
    monkeypatch.setattr("commandcenter.app.desktop.sys.executable", str(look))
    (screen,) = desktop.screens({"DISPLAY": ":7", "PATH": "/usr/bin:/bin"})
    assert screen.x not in (0, os.getpgrp())
