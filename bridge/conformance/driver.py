"""Drives a source that was made for it: starts it, kills it, and tells it by JSON lines what to do.

The program serves at the endpoint that is checked and says `ready` in a line of its own when it does. It reads one
JSON object a line from its standard input and ends when that ends:

* `{"emit": [EVENT, …]}`: log these events, together.
* `{"publish": SAMPLE}`: send this telemetry.
* `{"end": true}`: end the log properly, as soon as every core has it.
* `{"door": "die"}`: let what answers ZAP requests die, then say `{"door": "dead"}`. May be ignored.

Times in events and samples are RFC 3339 text. It obeys commands to every device that it was told to declare, and
says `{"acted": {"device": …, "action": …, "args": …}}` before it acts; with the argument `seconds` it takes so long.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import tempfile
from contextlib import suppress
from threading import Condition, Thread
from typing import IO, Any, Protocol

from commandcenter.domain.errors import Trouble
from commandcenter.domain.text import QT_TRANSLATE_NOOP

START_S = 20.0
STOP_S = 5.0
READY = "ready"


class Driver(Protocol):
    """What the rules need of a source that obeys."""

    def start(self) -> None:
        """Returns when it serves. Raises Trouble."""

    def kill(self) -> None:
        """At once, without a chance to write anything."""

    def stop(self) -> None:
        """Properly; does nothing when it does not run."""

    def tell(self, order: dict[str, object]) -> None: ...

    def said(self, key: str, seconds: float, least: int = 1) -> list[Any]:
        """What it has said under `key` in this life, after waiting until there are `least` or `seconds` are over."""


class DrivenProgram:
    """A shell command line, in a process group of its own."""

    def __init__(self, command: str) -> None:
        self._command = command
        self._process: subprocess.Popen[str] | None = None
        self._changed = Condition()
        self._said: list[dict[str, Any]] = []
        self._ready = False
        self._errors: IO[bytes] | None = None
        self._reader: Thread | None = None

    def start(self) -> None:
        self.stop()
        self._said, self._ready = [], False
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
        self._process = subprocess.Popen(
            self._command,
            shell=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
            start_new_session=True,
        )
        self._reader = Thread(target=self._read, args=(self._process,), name="driven-source", daemon=True)
        self._reader.start()
        with self._changed:
            self._changed.wait_for(lambda: self._ready or self._ended(), START_S)
        if not self._ready:
            said = self._last_words()
            self.kill()
            raise Trouble(
                QT_TRANSLATE_NOOP("trouble", "The driven source did not say that it is ready: {command} {said}"),
                QT_TRANSLATE_NOOP("trouble", "It prints the line `ready` when it serves; try the command by itself."),
                command=self._command,
                said=said,
            )

    def kill(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        self._part(process)

    def stop(self) -> None:
        process = self._process
        if process is None:
            return
        if process.stdin is not None:
            with suppress(BrokenPipeError):
                process.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            process.wait(STOP_S)
        self.kill()

    def tell(self, order: dict[str, object]) -> None:
        if self._process is None or self._process.stdin is None:
            return
        with suppress(BrokenPipeError):
            self._process.stdin.write(json.dumps(order, ensure_ascii=False) + "\n")
            self._process.stdin.flush()

    def said(self, key: str, seconds: float, least: int = 1) -> list[Any]:
        with self._changed:
            self._changed.wait_for(lambda: len(self._under(key)) >= least or self._ended(), seconds)
            return self._under(key)

    def _under(self, key: str) -> list[Any]:
        return [line[key] for line in self._said if key in line]

    def _ended(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def _read(self, process: subprocess.Popen[str]) -> None:
        for line in process.stdout or ():
            with self._changed:
                if line.strip() == READY:
                    self._ready = True
                with suppress(ValueError):
                    found = json.loads(line)
                    if isinstance(found, dict):
                        self._said.append(found)
                self._changed.notify_all()
        with suppress(subprocess.TimeoutExpired):
            process.wait(STOP_S)  # what it says ends a moment before it does
        with self._changed:
            self._changed.notify_all()

    def _part(self, process: subprocess.Popen[str]) -> None:
        process.wait()
        if self._reader is not None:
            self._reader.join()
        for pipe in (process.stdin, process.stdout, self._errors):
            if pipe is not None:
                with suppress(BrokenPipeError):
                    pipe.close()

    def _last_words(self) -> str:
        if self._errors is None:
            return ""
        self._errors.seek(0)
        return " | ".join(self._errors.read().decode(errors="replace").strip().splitlines()[-3:])[-500:]
