"""The virtual display that the other end-to-end tests stand on."""

from __future__ import annotations

import re
import subprocess

from tests.conftest import WallDisplay
from tests.support.display import Monitor, side_by_side, virtual_display

LINE = re.compile(r"^ \d+: [+*]*(\S+) (\d+)/\d+x(\d+)/\d+\+(\d+)\+(\d+)", re.MULTILINE)


def monitors_by_xrandr(display: str) -> dict[str, tuple[int, ...]]:
    """Width, height, x and y of each monitor, as xrandr tells them."""
    command = ["xrandr", "--display", display, "--listmonitors"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True, timeout=10).stdout
    return {name: tuple(map(int, numbers)) for name, *numbers in LINE.findall(listed)}


def test_the_wall_has_three_monitors_and_the_desk_one(wall_display: WallDisplay) -> None:
    assert monitors_by_xrandr(wall_display().name) == {
        "left": (1920, 1080, 0, 0),
        "middle": (1920, 1080, 1920, 0),
        "right": (1920, 1080, 3840, 0),
        "desk": (1920, 1080, 5760, 0),
    }


def test_a_second_request_for_the_same_arrangement_shares_the_display(wall_display: WallDisplay) -> None:
    assert wall_display() is wall_display()


def test_a_monitor_can_be_unplugged_and_plugged_in_again() -> None:
    with virtual_display(side_by_side("left", "right", width=800, height=600)) as display:
        display.unplug("right")
        assert monitors_by_xrandr(display.name) == {"left": (800, 600, 0, 0)}
        display.plug(Monitor(name="right", x=800, width=800, height=600))
        assert monitors_by_xrandr(display.name)["right"] == (800, 600, 800, 0)
