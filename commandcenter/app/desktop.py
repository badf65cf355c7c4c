"""Looks at a desktop from outside of the programs that draw on it: its screens, and what they show.

Run as a program of its own (`python -m commandcenter.app.desktop screens|shoot FOLDER`), because a
process that already has a QApplication can neither change its scale nor do without one.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import msgspec
from PySide6.QtGui import QGuiApplication, QScreen

from commandcenter.adapters.processes import TIED
from commandcenter.app.screens import WINDOWS, Rect, arrange
from commandcenter.domain.errors import Trouble
from commandcenter.domain.text import QT_TRANSLATE_NOOP

PATIENCE_S = 60.0

# Sent by somebody else: what Qt itself ends by is SIGABRT or SIGSEGV.
FROM_OUTSIDE = (signal.SIGHUP, signal.SIGINT, signal.SIGKILL, signal.SIGTERM)


class DesktopTrouble(Trouble):
    """The desktop cannot be used by Qt."""


def screens(environment: Mapping[str, str]) -> list[Rect]:
    """The screens of the display named in `environment`. Raises DesktopTrouble."""
    return msgspec.json.decode(_ask(environment, "screens"), type=list[Rect])


def shoot(environment: Mapping[str, str], folder: Path) -> list[Path]:
    """Saves what each of the four windows' places shows, as NAME.png. Raises DesktopTrouble."""
    return [Path(line) for line in json.loads(_ask(environment, "shoot", str(folder)))]


def _ask(environment: Mapping[str, str], *arguments: str) -> str:
    command = [*TIED, sys.executable, "-m", "commandcenter.app.desktop", *arguments]
    try:
        # In a session of its own: Ctrl+C at the terminal is for who asks, not for this look.
        done = subprocess.run(
            command,
            env=dict(environment),
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
            start_new_session=True,
        )
    except subprocess.TimeoutExpired as error:
        raise _unusable(environment, str(error)) from error
    if -done.returncode in FROM_OUTSIDE:
        raise _ended(environment, signal.Signals(-done.returncode))
    if done.returncode:
        words = done.stderr.strip().splitlines()
        raise _unusable(environment, words[-1] if words else str(done.returncode))
    return done.stdout


def _unusable(environment: Mapping[str, str], reason: str) -> DesktopTrouble:
    return DesktopTrouble(
        QT_TRANSLATE_NOOP("trouble", "Qt cannot use the display {display}: {reason}"),
        QT_TRANSLATE_NOOP("trouble", "`doctor` names what is missing."),
        display=environment.get("DISPLAY", "-"),
        reason=reason,
    )


def _ended(environment: Mapping[str, str], number: signal.Signals) -> DesktopTrouble:
    return DesktopTrouble(
        QT_TRANSLATE_NOOP("trouble", "{signal} ended the look at the display {display}."),
        QT_TRANSLATE_NOOP("trouble", "Start it again."),
        display=environment.get("DISPLAY", "-"),
        signal=number.name,
    )


def _main(verb: str, *rest: str) -> None:
    application = QGuiApplication([])
    rects = [as_rect(screen) for screen in application.screens()]
    if verb == "screens":
        sys.stdout.write(msgspec.json.encode(rects).decode())
    else:
        sys.stdout.write(json.dumps([str(path) for path in _shoot(application, rects, Path(rest[0]))]))


def as_rect(screen: QScreen) -> Rect:
    geometry = screen.geometry()
    return Rect(geometry.x(), geometry.y(), geometry.width(), geometry.height())


def _shoot(application: QGuiApplication, rects: list[Rect], folder: Path) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    places = arrange(rects, shared=True)
    for name in WINDOWS:
        place = places[name]
        screen = application.screens()[place.screen]
        origin = rects[place.screen]
        x, y = place.rect.x - origin.x, place.rect.y - origin.y
        picture = screen.grabWindow(0, x, y, place.rect.width, place.rect.height)
        path = folder / f"{'wall-' if name != 'console' else ''}{name}.png"
        if picture.isNull() or not picture.save(str(path)):
            raise SystemExit(f"{path} could not be written")
        paths.append(path)
    return paths


if __name__ == "__main__":
    _main(*sys.argv[1:])
