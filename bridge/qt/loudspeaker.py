"""Plays a sound file through a program of the system, one at a time.

A program of its own, because what plays sound inside this process ends it when the machine's sound service ends
(decision 0038).
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QTimer, Signal, Slot

log = logging.getLogger(__name__)

LIMIT_MS = 10_000
END_MS = 500

MISSING, FAILED, HANGS = "missing", "failed", "hangs"


class Loudspeaker(QObject):
    """`command` gets the file's path as its last argument and ends with 0 when it has been heard."""

    ended = Signal(str)  # "": it was played; else MISSING, FAILED or HANGS

    def __init__(self, command: Sequence[str], parent: QObject | None = None, *, limit_ms: int = LIMIT_MS) -> None:
        super().__init__(parent)
        self._program, *self._arguments = command
        self._process: QProcess | None = None
        self._limit = QTimer(self, singleShot=True, interval=limit_ms)
        self._limit.timeout.connect(self._on_limit)
        self._said = ""

    @property
    def busy(self) -> bool:
        return self._process is not None

    def play(self, file: Path) -> None:
        """From now on; what is being played ends and nothing more is said of it."""
        self.stop()
        process = QProcess(self)
        process.setStandardOutputFile(QProcess.nullDevice())
        process.finished.connect(self._on_finished)
        process.errorOccurred.connect(self._on_error)
        self._process = process
        self._limit.start()
        process.start(self._program, [*self._arguments, str(file)])

    def stop(self) -> None:
        process = self._drop()
        if process is not None and process.state() is not QProcess.ProcessState.NotRunning:
            # One whose program is not there never finishes.
            process.finished.connect(process.deleteLater)
            process.errorOccurred.connect(process.deleteLater)
            process.kill()
        elif process is not None:
            process.deleteLater()

    def close(self) -> None:
        """Before this program ends: no process is left behind."""
        self.stop()
        for process in self.findChildren(QProcess):
            process.waitForFinished(END_MS)

    def _drop(self) -> QProcess | None:
        process, self._process = self._process, None
        self._limit.stop()
        if process is not None:
            process.finished.disconnect(self._on_finished)
            process.errorOccurred.disconnect(self._on_error)
        return process

    @Slot(int, QProcess.ExitStatus)
    def _on_finished(self, code: int, status: QProcess.ExitStatus) -> None:
        process = self._drop()
        if process is None:
            return
        said = bytes(process.readAllStandardError().data()).decode(errors="replace").strip()
        process.deleteLater()
        well = status is QProcess.ExitStatus.NormalExit and code == 0
        self._end("" if well else FAILED, said or f"{self._program} ended with {code}")

    @Slot(QProcess.ProcessError)
    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            process = self._drop()
            said = process.errorString() if process is not None else ""
            if process is not None:
                process.deleteLater()
            self._end(MISSING, said)

    @Slot()
    def _on_limit(self) -> None:
        self.stop()
        self._end(HANGS, f"{self._program} did not end within {self._limit.interval() / 1000:g} s")

    def _end(self, why: str, said: str) -> None:
        if why and why != self._said:
            log.warning("no sound: %s", said)
        self._said = why
        self.ended.emit(why)
