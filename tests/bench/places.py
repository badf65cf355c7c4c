"""Where the bench keeps what it makes: figures, caches that make the next run quick, and work that is thrown away."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from commandcenter.simulator.world.files import ensure_world
from tests.support.cameras import render_clip

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "build" / "bench"


def world() -> Path:
    """The made-up district, drawn once."""
    return ensure_world(OUT / "cache" / "world", 1)


def clip() -> Path:
    """A moving picture for the cameras, rendered once."""
    path = OUT / "cache" / "street.h264"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        render_clip(path.with_suffix(".new.h264")).replace(path)
    return path


@contextmanager
def workplace(name: str) -> Iterator[Path]:
    """An empty folder on the same disk as the checkout: what is measured shall meet a real one."""
    OUT.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f"work-{name}-", dir=OUT))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
