"""The doctor on Python: its version, the locked packages, ZeroMQ's encryption, SQLite."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from commandcenter.adapters.doctor.finding import Finding, Part
from commandcenter.adapters.doctor.probe import run_python
from commandcenter.domain.text import QT_TRANSLATE_NOOP

OLDEST = (3, 11)
TOO_NEW = (3, 14)
OLDEST_SQLITE = (3, 35, 0)  # the first with RETURNING
BRINGS = "make setup"


@dataclass(frozen=True, slots=True)
class _Package:
    name: str
    module: str
    part: Part


PACKAGES = (
    _Package("msgspec", "msgspec", Part.CORE),
    _Package("msgpack", "msgpack", Part.CORE),
    _Package("pyzmq", "zmq", Part.CORE),
    _Package("SQLAlchemy", "sqlalchemy", Part.CORE),
    _Package("alembic", "alembic", Part.CORE),
    _Package("click", "click", Part.CORE),
    _Package("numpy", "numpy", Part.SEATS),
    _Package("shapely", "shapely", Part.DEMO),
    _Package("PySide6_Essentials", "PySide6.QtCore", Part.SEATS),
    _Package("PySide6_Addons", "PySide6", Part.MAP),
    _Package("pyqtgraph", "", Part.SEATS),  # loads all of Qt when imported; the loader's part is looked at elsewhere
    _Package("python-vlc", "", Part.VIDEO),  # loads libVLC when imported: the check of libVLC does that
)

_IMPORT = """
import importlib, sys
for name in sys.argv[1:]:
    try:
        importlib.import_module(name)
    except Exception as error:
        print(name, f"{type(error).__name__}: {error}".splitlines()[0], sep="\\t")
"""
_CURVE = "import zmq, sys; print(zmq.zmq_version()); sys.exit(not zmq.has('curve'))"


def check() -> Iterator[Finding]:
    yield _interpreter()
    yield from _packages()
    curve = run_python(_CURVE)
    yield Finding(
        id="zeromq-curve",
        ok=curve.ok,
        part=Part.CORE,
        what=QT_TRANSLATE_NOOP("doctor", "ZeroMQ can encrypt (CURVE)"),
        package=BRINGS,
        detail=f"ZeroMQ {curve.output}" if curve.ok else curve.complaint,
    )
    yield Finding(
        id="sqlite",
        ok=sqlite3.sqlite_version_info >= OLDEST_SQLITE,
        part=Part.CORE,
        what=QT_TRANSLATE_NOOP("doctor", "SQLite is new enough"),
        package="libsqlite3-0",
        detail=f"{sqlite3.sqlite_version}, wanted {'.'.join(map(str, OLDEST_SQLITE))} or newer",
    )


def _interpreter() -> Finding:
    return Finding(
        id="python",
        ok=OLDEST <= sys.version_info[:2] < TOO_NEW,
        part=Part.CORE,
        what=QT_TRANSLATE_NOOP("doctor", "Python is one of 3.11, 3.12, 3.13"),
        package="python3",
        detail=f"{'.'.join(map(str, sys.version_info[:3]))} in {sys.prefix}",
    )


def _packages() -> Iterator[Finding]:
    """One child process imports them all; one that dies on the way is asked again package by package."""
    modules = [package.module for package in PACKAGES if package.module]
    together = run_python(_IMPORT, *modules)
    for package in PACKAGES:
        installed = _version(package.name)
        answer = together if together.ok or not package.module else run_python(_IMPORT, package.module)
        problem = _complaint(answer.output, package.module) if answer.ok else answer.complaint
        if not package.module:
            problem = ""
        yield Finding(
            id=f"python-{package.name.lower()}",
            ok=bool(installed) and not problem,
            part=package.part,
            what=QT_TRANSLATE_NOOP("doctor", "Python package {subject} works"),
            subject=package.name,
            package=BRINGS,
            detail=problem or installed or "not installed",
        )


def _complaint(output: str, module: str) -> str:
    rows = (line.partition("\t") for line in output.splitlines())
    return next((problem for name, _, problem in rows if name == module), "")


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
