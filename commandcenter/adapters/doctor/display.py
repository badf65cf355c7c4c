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
    yield _program(
        "Xvfb",
        QT_TRANSLATE_NOOP("doctor", "A virtual display can be started where there is no real one (Xvfb)"),
        "xvfb",
        f"; {f'display {shown}' if shown else 'no display of its own'}",
    )
    yield _program(
        "xrandr",
        QT_TRANSLATE_NOOP("doctor", "The virtual display can be cut into monitors (xrandr)"),
        "x11-xserver-utils",
    )
    yield _program("xdotool", QT_TRANSLATE_NOOP("doctor", "The demo's officer can press keys (xdotool)"), "xdotool")
    font = chinese_font()
    yield Finding(
        id="chinese-font",
        ok=bool(font),
        part=Part.SEATS,
        what=QT_TRANSLATE_NOOP("doctor", "A font with Chinese glyphs is installed"),
        package="fonts-noto-cjk",
        detail=font or "none found",
    )


def _program(name: str, what: str, package: str, more: str = "") -> Finding:
    """Something that the demo starts; the finding's id is its name in small letters."""
    found = present(name)
    detail = (found.output or found.complaint) + more
    return Finding(id=name.lower(), ok=found.ok, part=Part.DEMO, what=what, package=package, detail=detail)


def chinese_font() -> str:
    """The name of one such font, or ""."""
    asked = run(["fc-list", ":lang=zh-cn", "family"])
    if asked.ok:
        return min(asked.output.splitlines(), default="")
    files = (file for folder in FONT_FOLDERS for pattern in FONT_FILES for file in folder.rglob(pattern))
    return next((file.name for file in files), "")
