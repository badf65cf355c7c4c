"""The doctor: names every piece that is missing on this machine, and what brings it.

Everything is looked at from outside, by files, the loader and short-lived child processes, so that the doctor itself
needs nothing but the standard library and msgspec, and a broken library cannot take it down.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from commandcenter.adapters.doctor import display, libraries, place, python, video
from commandcenter.adapters.doctor.finding import Finding, Part
from commandcenter.adapters.resources import resource
from commandcenter.domain.text import QT_TRANSLATE_NOOP

__all__ = ["Finding", "Part", "examine"]


def examine(data_folder: Path, *, resources: Path | None = None) -> list[Finding]:
    """Every check, passed or not, in the order in which a person would mend them. Takes a few seconds.

    data_folder: where the core will write.
    resources: by default this program's own.
    Never raises: what cannot be looked at is a finding of its own.
    """
    return list(_examine(data_folder, resource("") if resources is None else resources))


def _examine(data_folder: Path, resources: Path) -> Iterator[Finding]:
    areas: tuple[tuple[str, Callable[[], Iterator[Finding]]], ...] = (
        ("python", python.check),
        ("libraries", libraries.check),
        ("video", video.check),
        ("display", display.check),
        ("resources", lambda: place.check_resources(resources)),
        ("data-folder", lambda: place.check_data_folder(data_folder)),
    )
    for name, check in areas:
        try:
            yield from check()
        except OSError as error:
            what = QT_TRANSLATE_NOOP("doctor", "The doctor could look at: {subject}")
            yield Finding(id=f"doctor-{name}", ok=False, part=Part.CORE, what=what, subject=name, detail=str(error))
