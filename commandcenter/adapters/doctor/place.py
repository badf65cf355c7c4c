"""The doctor on where the program runs: the files that set-up makes, the data folder."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from commandcenter.adapters.doctor.finding import Finding, Part
from commandcenter.domain.text import QT_TRANSLATE_NOOP

ENOUGH_BYTES = 2 * 1024**3
MAP_LIBRARY = Path("map/node_modules/maplibre-gl/dist")
MAP_FILES = ("maplibre-gl.mjs", "maplibre-gl-worker.mjs", "maplibre-gl.css")


def check_resources(resources: Path) -> Iterator[Finding]:
    """The map page's packages and the compiled translations, below `resources`."""
    missing = [name for name in MAP_FILES if not _modified(resources / MAP_LIBRARY / name)]
    yield Finding(
        id="map-packages",
        ok=not missing,
        part=Part.MAP,
        what=QT_TRANSLATE_NOOP("doctor", "The map page's packages are installed"),
        package="make setup",
        detail=f"missing: {' '.join(missing)}" if missing else str(resources / MAP_LIBRARY),
    )
    stale = stale_translations(resources / "translations")
    yield Finding(
        id="translations",
        ok=not stale,
        part=Part.SEATS,
        what=QT_TRANSLATE_NOOP("doctor", "The translations are compiled"),
        package="make setup",
        detail=f"missing or older than their source: {' '.join(stale)}" if stale else "",
    )


def stale_translations(folder: Path) -> list[str]:
    """Names of the .ts files whose .qm beside them is absent or older."""
    return [
        source.name
        for source in sorted(folder.glob("*.ts"))
        if _modified(source.with_suffix(".qm")) < _modified(source)
    ]


def check_data_folder(folder: Path) -> Iterator[Finding]:
    """Whether the folder, or the nearest one above that exists, takes a file and has room."""
    there = next((place for place in (folder, *folder.parents) if _modified(place)), Path("/"))
    problem = _write_problem(there)
    yield Finding(
        id="data-folder",
        ok=not problem,
        part=Part.CORE,
        what=QT_TRANSLATE_NOOP("doctor", "The data folder can be written"),
        detail=problem or str(folder),
    )
    try:
        free = shutil.disk_usage(there).free
    except OSError as error:
        yield _space(ok=False, detail=f"{there}: {error.strerror}")
    else:
        yield _space(ok=free >= ENOUGH_BYTES, detail=f"{free / 1024**3:.1f} GiB free, wanted {ENOUGH_BYTES // 1024**3}")


def _space(*, ok: bool, detail: str) -> Finding:
    return Finding(
        id="disk-space",
        ok=ok,
        part=Part.CORE,
        what=QT_TRANSLATE_NOOP("doctor", "There is room on the data folder's disk"),
        detail=detail,
    )


def _write_problem(folder: Path) -> str:
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"doctor")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        return f"{folder}: {error.strerror}"
    return ""


def _modified(path: Path) -> float:
    """Seconds since 1970; 0 for what is not there or may not be looked at."""
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
