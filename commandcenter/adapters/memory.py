"""What stays for long is taken out of the collector's sight: looking through 100,000 alarms stops the screen."""

from __future__ import annotations

import gc


def settle() -> None:
    """All that is in memory now is looked through once, and then no more until this is called again."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def unsettle() -> None:
    """Before the end: what is still frozen then would be seen as lost by libraries that count their objects."""
    gc.unfreeze()
