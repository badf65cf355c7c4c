"""The limits of source protocol 1 that both ends keep; sizes in bytes."""

from __future__ import annotations

MAX_MESSAGE = 1 << 20
# What a socket lets in, of each frame: what is larger than allowed, but not by far, is refused by name, not cut off.
MAX_FRAME = 4 << 20
MAX_EVENT = 64 << 10
MAX_SAMPLE = 64 << 10
MAX_CREDIT = 1000
MAX_SEQ = 2**63 - 1
