"""The virtual display that the demo and the other end-to-end tests stand on."""

from __future__ import annotations

import re
import subprocess

from commandcenter.adapters.virtual_display import VirtualDisplay

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
