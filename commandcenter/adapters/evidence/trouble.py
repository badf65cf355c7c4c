"""Nothing was kept, and why."""

from __future__ import annotations

from commandcenter.domain.errors import Trouble


class EvidenceTrouble(Trouble):
    """A picture or a clip could not be kept; there is no file."""
