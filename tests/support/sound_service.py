"""A real sound service without a loudspeaker, and what would have come out of it."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

import numpy

RATE = 24_000
# Pitches of resources/sounds.
PITCHES: Mapping[str, int] = {"critical": 880, "major": 587, "minor": 440, "notice": 330}
STEP_S = 0.05
LOUD = 1500.0


class SoundService:
    """PulseAudio with a sink that nobody hears; `environment` brings a program to it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._recording = folder / "heard.raw"
        self._process: subprocess.Popen[bytes] | None = None
        self._recorder: subprocess.Popen[bytes] | None = None
        folder.mkdir(exist_ok=True)
        socket = folder / "native"
        self.environment = {"PULSE_SERVER": f"unix:{socket}", "PULSE_COOKIE": str(folder / "cookie")}
        self._own = {**os.environ, "HOME": str(folder), "XDG_RUNTIME_DIR": str(folder), **self.environment}

    def start(self) -> None:
        (self._folder / "native").unlink(missing_ok=True)
        command = [
            "pulseaudio",
            "-n",
            "--daemonize=no",
            "--exit-idle-time=-1",
            "--use-pid-file=no",
            "--disable-shm=yes",
        ]
        modules = [
            f"module-null-sink sink_name=hall rate={RATE} channels=1",
            f"module-native-protocol-unix socket={self._folder / 'native'} auth-anonymous=1",
        ]
        with (self._folder / "service.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*command, *(part for module in modules for part in ("-L", module))],
                env=self._own,
                stdout=log,
                stderr=log,
            )
            deadline = time.monotonic() + 20
            while not (self._folder / "native").exists():
                assert time.monotonic() < deadline, (self._folder / "service.log").read_text()
                time.sleep(0.05)
            recorder = ["parec", "--device=hall.monitor", f"--rate={RATE}", "--channels=1", "--format=s16le", "--raw"]
            with self._recording.open("wb") as output:
                self._recorder = subprocess.Popen(
                    [*recorder, "--latency-msec=20"], env=self._own, stdout=output, stderr=log
                )
        while not self.seconds:
            assert time.monotonic() < deadline, "nothing is recorded"
            time.sleep(0.05)

    def kill(self) -> None:
        for process in (self._process, self._recorder):
            if process is not None:
                process.kill()
                process.wait()
        self._process = self._recorder = None

    @property
    def seconds(self) -> float:
        """How long it has recorded since it was started."""
        return self._recording.stat().st_size / 2 / RATE if self._recording.exists() else 0.0

    def heard(self, since: float = 0.0) -> list[str]:
        """The priorities whose sounds were heard from then on, in order, each once for every sound."""
        return [name for _, name in self.sounds(since)]

    def sounds(self, since: float = 0.0) -> list[tuple[float, str]]:
        """The same, each with the second of its first loud sample."""
        whole = numpy.fromfile(self._recording, dtype="<i2")[int(since * RATE) :].astype(float)
        step = int(RATE * STEP_S)
        found: list[tuple[float, str]] = []
        quiet, last = 10.0, ""
        for at in range(0, len(whole) - step, step):
            name = _name(whole[at : at + step])
            # Within a sound the pulses are less than half a second apart.
            if name and (name != last or quiet > 0.5):
                begins = max(0, at - step)
                loud = int(numpy.argmax(numpy.abs(whole[begins : at + step]) > LOUD))
                found.append((since + (begins + loud) / RATE, name))
            quiet, last = (0.0, name) if name else (quiet + STEP_S, last)
        return found


def _name(part: numpy.ndarray) -> str:
    if part.std() < LOUD:
        return ""
    strength = numpy.abs(numpy.fft.rfft(part, n=RATE))
    loudest = int(strength.argmax())
    return min(PITCHES, key=lambda name: abs(PITCHES[name] - loudest))
