"""The officer of a demo that nobody watches: presses real keys in the console's window."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping

from commandcenter.app.demo.accounts import Made
from commandcenter.domain.errors import Trouble
from commandcenter.domain.text import QT_TRANSLATE_NOOP

CONSOLE_TITLE = "CommandCenter console"
PATIENCE_S = 30.0


class OfficerTrouble(Trouble):
    """The keys could not be pressed."""


class Officer:
    """Uses the X server's own test extension (xdotool), as a keyboard would."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = dict(environment)

    def press(self, *keys: str, window: str = "") -> None:
        """Key names as X has them: Return, F1, Down; sooner where the `window` is known. Raises OfficerTrouble."""
        self._do("windowfocus", "--sync", window or self.window(), "key", "--delay", "80", *keys)

    def write(self, *lines: str) -> None:
        """Types each line and Enter after it. Raises OfficerTrouble."""
        for line in lines:
            self._do("windowfocus", "--sync", self.window(), "type", "--delay", "30", line)
            self.press("Return")

    def sign_in(self, person: Made) -> None:
        """At a desk where nobody is signed in."""
        self.write(person.account, person.password)

    def window(self) -> str:
        """The console's, as X numbers it. Raises OfficerTrouble."""
        found = self._run("search", "--onlyvisible", "--name", CONSOLE_TITLE).stdout.split()
        if not found:
            raise self._trouble("no console window")
        return found[0]

    def _do(self, *arguments: str) -> None:
        done = self._run(*arguments)
        if done.returncode:
            raise self._trouble(done.stderr.strip() or f"xdotool has ended with {done.returncode}")

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        try:
            return subprocess.run(
                ["xdotool", *arguments],
                env=self._environment,
                capture_output=True,
                text=True,
                timeout=PATIENCE_S,
                check=False,
            )
        except (FileNotFoundError, subprocess.TimeoutExpired) as error:
            raise self._trouble(str(error)) from error

    def _trouble(self, reason: str) -> OfficerTrouble:
        return OfficerTrouble(
            QT_TRANSLATE_NOOP("trouble", "The demo's officer could not press a key: {reason}"),
            QT_TRANSLATE_NOOP("trouble", "`doctor` names what is missing."),
            reason=reason,
        )
