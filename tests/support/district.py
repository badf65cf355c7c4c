"""The made-up district for tests: each seed is drawn once in a process of the run, which takes a second or two."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from commandcenter.simulator.world.files import ensure_world


@cache
def district(seed: int = 1) -> Path:
    """The folder with the files of one district."""
    return ensure_world(_cache(), seed)


@cache
def _cache() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="district-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
