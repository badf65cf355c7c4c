"""The officer of a demo that nobody watches: presses real keys in the console's window."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping

from commandcenter.app.demo.accounts import Made
from commandcenter.domain.errors import Trouble
from commandcenter.domain.text import QT_TRANSLATE_NOOP

CONSOLE_TITLE = "CommandCenter console"
PATIENCE_S = 10.0


class OfficerTrouble(Trouble):
    """The keys could not be pressed."""


class Officer:
    """Uses the X server's own test extension (xdotool), as a keyboard would."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = dict(environment)

    def press(self, *keys: str) -> None:
        """Key names as X has them: Return, F1, Down. Raises OfficerTrouble."""
        self._run("windowfocus", "--sync", self._window(), "key", "--delay", "80", *keys)

    def write(self, *lines: str) -> None:
        """Types each line and Enter after it. Raises OfficerTrouble."""
        for line in lines:
            self._run("windowfocus", "--sync", self._window(), "type", "--delay", "30", line)
            self.press("Return")

    def sign_in(self, person: Made) -> None:
        """At a desk where nobody is signed in."""
        self.write(person.account, person.password)

    def _window(self) -> str:
        found = self._run("search", "--onlyvisible", "--name", CONSOLE_TITLE).split()
        if not found:
            raise self._trouble("no console window")
        return found[0]

    def _run(self, *arguments: str) -> str:
        try:
            done = subprocess.run(
                ["xdotool", *arguments],
                env=self._environment,
                capture_output=True,
                text=True,
                timeout=PATIENCE_S,
                check=False,
            )
        except (FileNotFoundError, subprocess.TimeoutExpired) as error:
            raise self._trouble(str(error)) from error
        return done.stdout

    def _trouble(self, reason: str) -> OfficerTrouble:
        return OfficerTrouble(
            QT_TRANSLATE_NOOP("trouble", "The demo's officer could not press a key: {reason}"),
            QT_TRANSLATE_NOOP("trouble", "`doctor` names what is missing."),
            reason=reason,
        )
