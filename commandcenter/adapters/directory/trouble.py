"""What keeps a directory that the settings name from being used at all."""

from __future__ import annotations

from commandcenter.domain.errors import Trouble


class DirectoryUnusable(Trouble):
    """A file that the settings name for it cannot be used; nothing was started."""


class DirectoryMissing(DirectoryUnusable):
    """The library that talks to it is not installed."""
