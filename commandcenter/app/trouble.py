"""What goes wrong between a person at the command line and the core."""

from __future__ import annotations

from commandcenter.domain.errors import Trouble


class CoreSilent(Trouble):
    """A core runs on the data folder and does not answer: what it was told may have been done."""
