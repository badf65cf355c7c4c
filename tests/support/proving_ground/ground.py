"""The tests' end of the proving ground: starts its process, and says what shall be wrong with which camera."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from commandcenter.adapters.processes import end
from tests.support.leftovers import SESSION_MARK
from tests.support.proving_ground.films import MOVING, NIGHT, Codec, render

ROOT = Path(__file__).resolve().parents[3]
FPS = 25
USUAL = {  # codec, source, size, pictures a second
    "moving": (Codec.H264, MOVING, "640x360", FPS),
    "moving-h265": (Codec.H265, MOVING, "640x360", FPS),
    "small": (Codec.H264, MOVING, "320x240", FPS),
}
RARE = {
    "night": (Codec.H264, NIGHT, "640x360", FPS),
    "slow-2": (Codec.H264, MOVING, "320x240", 2),
    "slow-5": (Codec.H265, MOVING, "320x240", 5),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraPlan:
    """A camera: the names of its films (the first is shown), who may come in, and how many at once (0: any number)."""

    films: Sequence[str] = ("moving", "moving-h265", "small")
    user: str = ""
    password: str = ""
    digest: bool = True
    limit: int = 0
    told: bool = True  # its description holds the parameter sets of its codec


class ProvingGround:
    """A running one; each command has been obeyed when the call returns."""

    def __init__(self, process: subprocess.Popen[str], ports: dict[str, int]) -> None:
        self._process = process
        self._ports = ports
        self._one_at_a_time = threading.Lock()

    def url(self, name: str, who: str = "") -> str:
        """The camera's address; `who` is "user:password" or nothing."""
        return f"rtsp://{who + '@' if who else ''}127.0.0.1:{self._ports[name]}/{name}"

    def port(self, name: str) -> int:
        return self._ports[name]

    def make(self, verb: str, name: str, how: str = "") -> str:
        """One of the commands of `__main__`; its answer. From any thread."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with self._one_at_a_time:
            self._process.stdin.write(f"{verb} {name} {how}\n")
            self._process.stdin.flush()
            answer = self._process.stdout.readline().strip()
        assert answer, "the proving ground has ended"
        return answer

    def sessions(self, name: str) -> tuple[int, int]:
        """(how many run now, how many there were at most at one time)."""
        now, most = self.make("sessions", name).split()
        return int(now), int(most)


def render_films(folder: Path, *, all_of_them: bool = False) -> dict[str, tuple[str, str, int]]:
    """The films by the names that plans use: path, codec, pictures a second; the rare ones take longest."""
    plans = USUAL | RARE if all_of_them else USUAL
    return {
        name: (str(render(folder / f"{name}.{codec}", codec, source=source, size=size, fps=fps)), str(codec), fps)
        for name, (codec, source, size, fps) in plans.items()
    }


@contextmanager
def proving_ground(films: dict[str, tuple[str, str, int]], cameras: dict[str, CameraPlan]) -> Iterator[ProvingGround]:
    """Serves until the block ends."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.support.proving_ground"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, SESSION_MARK: "proving ground"},
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        plan = {"films": films, "cameras": {name: asdict(camera) for name, camera in cameras.items()}}
        process.stdin.write(json.dumps(plan) + "\n")
        process.stdin.flush()
        word, _, ports = process.stdout.readline().partition(" ")
        assert word == "ports", "the proving ground did not start"
        yield ProvingGround(process, json.loads(ports))
    finally:
        process.stdin.close()
        process.stdout.close()
        end(process, 5)
