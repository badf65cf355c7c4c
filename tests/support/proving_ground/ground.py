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
from tests.support.proving_ground.films import NIGHT, Codec, render

ROOT = Path(__file__).resolve().parents[3]
FPS = 25


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


def render_films(folder: Path, *, night: bool = False) -> dict[str, tuple[str, str, int]]:
    """The films by the names that plans use: path, codec, pictures a second; the night takes longer than all others."""
    made = {
        "moving": (render(folder / "moving.h264", Codec.H264, fps=FPS), Codec.H264),
        "moving-h265": (render(folder / "moving.h265", Codec.H265, fps=FPS), Codec.H265),
        "small": (render(folder / "small.h264", Codec.H264, size="320x240", fps=FPS), Codec.H264),
    }
    if night:
        made["night"] = (render(folder / "night.h264", Codec.H264, source=NIGHT, fps=FPS), Codec.H264)
    return {name: (str(path), str(codec), FPS) for name, (path, codec) in made.items()}


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
