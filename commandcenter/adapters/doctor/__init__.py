"""The doctor: names every piece that is missing on this machine, and what brings it.

Everything is looked at from outside, by files, the loader and short-lived child processes, so that the doctor itself
needs nothing but the standard library and msgspec, and a broken library cannot take it down.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from commandcenter.adapters.doctor import display, libraries, place, python, video
from commandcenter.adapters.doctor.finding import Finding, Part
from commandcenter.domain.text import QT_TRANSLATE_NOOP

__all__ = ["Finding", "Part", "examine"]


def examine(
    data_folder: Path | None = None, *, ports: Sequence[int] = (), checkout: Path | None = None
) -> list[Finding]:
    """Every check, passed or not, in the order in which a person would mend them. Takes a few seconds.

    data_folder: where the core will write; by default the checkout's `build` folder.
    ports: TCP ports on loopback that the program is about to open.
    checkout: the folder that holds `resources` and `build`; by default this program's own.
    Never raises: what cannot be looked at is a finding of its own.
    """
    root = Path(__file__).resolve().parents[3] if checkout is None else checkout
    return list(_examine(root, root / "build" if data_folder is None else data_folder, ports))


def _examine(root: Path, data_folder: Path, ports: Sequence[int]) -> Iterator[Finding]:
    areas: tuple[tuple[str, Callable[[], Iterator[Finding]]], ...] = (
        ("python", python.check),
        ("libraries", libraries.check),
        ("video", video.check),
        ("display", display.check),
        ("checkout", lambda: place.check_checkout(root)),
        ("data-folder", lambda: place.check_data_folder(data_folder)),
        ("ports", lambda: place.check_ports(ports)),
    )
    for name, check in areas:
        try:
            yield from check()
        except OSError as error:
            what = QT_TRANSLATE_NOOP("doctor", "The doctor could look at: {subject}")
            yield Finding(id=f"doctor-{name}", ok=False, part=Part.CORE, what=what, subject=name, detail=str(error))
