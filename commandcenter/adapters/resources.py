"""Finds and reads the program's own resource files."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import msgspec

from commandcenter.domain.catalogue import Catalogue


def resource(name: str) -> Path:
    """A file or folder below `resources/`."""
    return Path(str(files("resources"))) / name


def read_catalogue() -> Catalogue:
    """Raises msgspec.ValidationError: a mistake in the program's own file."""
    return msgspec.toml.decode(resource("catalogue.toml").read_bytes(), type=Catalogue)
