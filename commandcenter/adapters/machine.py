"""What the machine says of its own run: since which start its monotonic clock counts, and whether its clock is led."""

from __future__ import annotations

import ctypes
import sys
from pathlib import Path

# Larger than any `struct timex`, with 0 in `modes`: nothing is set.
_TIMEX = 512
_UNSYNCHRONISED = 5


def boot_id() -> str:
    """The same until the machine starts again; "" where it does not say."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return ""


def clock_synced() -> bool | None:
    """Whether the clock follows another one; None where the system does not say."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        state = int(ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(_TIMEX)))
    except (OSError, AttributeError):
        return None
    return None if state < 0 else state != _UNSYNCHRONISED
