"""The cameras of the bench: a film with the bits of a street camera, served by the proving ground."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.bench.places import OUT
from tests.bench.video.contender import FPS, HEIGHT, WIDTH
from tests.support.proving_ground.films import Codec
from tests.support.proving_ground.ground import CameraPlan, ProvingGround, proving_ground

SECONDS = 10
SMALL_KBIT, LARGE_KBIT = 1500, 4000
LARGE = 1920, 1080

Film = tuple[str, str, int]


def film(width: int = WIDTH, height: int = HEIGHT, kbit: int = SMALL_KBIT) -> Film:
    """Moving shapes under sensor noise, a key picture each second; rendered once."""
    path = OUT / "cache" / f"noisy-{width}x{height}-{kbit}.h264"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _render(path.with_suffix(".new.h264"), width, height, kbit).replace(path)
    return str(path), Codec.H264, FPS


@contextmanager
def serving(plans: Mapping[str, Sequence[str]], films: dict[str, Film]) -> Iterator[ProvingGround]:
    """Cameras by name, each with the names of its films."""
    with proving_ground(films, {name: CameraPlan(films=shown) for name, shown in plans.items()}) as ground:
        yield ground


@contextmanager
def streets(count: int) -> Iterator[list[str]]:
    """The addresses of so many cameras alike."""
    names = [f"street{number}" for number in range(count)]
    with serving(dict.fromkeys(names, ("street",)), {"street": film()}) as ground:
        yield [ground.url(name) for name in names]


def _render(path: Path, width: int, height: int, kbit: int) -> Path:
    source = f"testsrc2=size={width}x{height}:rate={FPS},noise=alls=8:allf=t"
    rate = ("-b:v", f"{kbit}k", "-maxrate", f"{kbit}k", "-bufsize", f"{kbit}k", "-g", str(FPS), "-bf", "0")
    coder = ("-c:v", "libx264", "-preset", "veryfast", *rate, "-pix_fmt", "yuv420p", "-f", "h264")
    headers = ("-x264-params", "aud=1:repeat-headers=1:scenecut=0:sliced-threads=0")
    shown = ("-f", "lavfi", "-i", source, "-t", str(SECONDS))
    subprocess.run(["ffmpeg", "-v", "error", "-nostdin", "-y", *shown, *coder, *headers, str(path)], check=True)
    return path
