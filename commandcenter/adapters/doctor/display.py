"""The doctor on screens and letters: a display or the means to make one, and a font with Chinese in it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from commandcenter.adapters.doctor.finding import Finding, Part
from commandcenter.adapters.doctor.probe import present, run
from commandcenter.domain.text import QT_TRANSLATE_NOOP

# Where there is no fontconfig to ask: names of families with Chinese glyphs, as their files begin.
FONT_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
FONT_FILES = ("NotoSansCJK*", "NotoSerifCJK*", "SourceHanSans*", "wqy-*", "*SimHei*", "*msyh*")


def check() -> Iterator[Finding]:
    shown = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or ""
    server = present("Xvfb")
    yield Finding(
        id="xvfb",
        ok=server.ok,
        part=Part.DEMO,
        what=QT_TRANSLATE_NOOP("doctor", "A virtual display can be started where there is no real one (Xvfb)"),
        package="xvfb",
        detail=f"{server.output or server.complaint}; {f'display {shown}' if shown else 'no display of its own'}",
    )
    tool = present("xrandr")
    yield Finding(
        id="xrandr",
        ok=tool.ok,
        part=Part.DEMO,
        what=QT_TRANSLATE_NOOP("doctor", "The virtual display can be cut into monitors (xrandr)"),
        package="x11-xserver-utils",
        detail=tool.output or tool.complaint,
    )
    keys = present("xdotool")
    yield Finding(
        id="xdotool",
        ok=keys.ok,
        part=Part.DEMO,
        what=QT_TRANSLATE_NOOP("doctor", "The demo's officer can press keys (xdotool)"),
        package="xdotool",
        detail=keys.output or keys.complaint,
    )
    font = chinese_font()
    yield Finding(
        id="chinese-font",
        ok=bool(font),
        part=Part.SEATS,
        what=QT_TRANSLATE_NOOP("doctor", "A font with Chinese glyphs is installed"),
        package="fonts-noto-cjk",
        detail=font or "none found",
    )


def chinese_font() -> str:
    """The name of one such font, or ""."""
    asked = run(["fc-list", ":lang=zh-cn", "family"])
    if asked.ok:
        return min(asked.output.splitlines(), default="")
    files = (file for folder in FONT_FOLDERS for pattern in FONT_FILES for file in folder.rglob(pattern))
    return next((file.name for file in files), "")
