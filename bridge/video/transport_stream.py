"""Where in the carrier's MPEG-TS a recording may begin: pure, fed with bytes as they come through the pipe.

The numbers of its tables and of its one video stream are fixed by the carrier's command.
"""

from __future__ import annotations

PACKET = 188
SYNC = 0x47
TABLES = 0x1000
VIDEO = 0x100

_PAYLOAD_START = 0x40
_ADAPTATION = 0x20
_RANDOM_ACCESS = 0x40


class Beginning:
    """Finds the first whole key frame, and keeps the tables that a player needs before it."""

    def __init__(self, passed: int) -> None:
        """`passed` bytes of the stream have gone by: packets have no gap between them."""
        self._skip = -passed % PACKET
        self._rest = b""
        self._tables: dict[int, bytes] = {}

    def take(self, data: bytes) -> bytes:
        """What a recording begins with, packet by packet, from the key frame on; b"" before there is one."""
        skipped = min(self._skip, len(data))
        self._skip -= skipped
        data = self._rest + data[skipped:]
        whole = len(data) - len(data) % PACKET
        self._rest = data[whole:]
        for at in range(0, whole, PACKET):
            if data[at] != SYNC:
                continue
            number = (data[at + 1] & 0x1F) << 8 | data[at + 2]
            if number in (0, TABLES):
                self._tables[number] = data[at : at + PACKET]
            elif number == VIDEO and len(self._tables) == 2 and _is_key_frame(data, at):
                return self._tables[0] + self._tables[TABLES] + data[at:]
        return b""


def _is_key_frame(data: bytes, at: int) -> bool:
    """Whether a picture begins in the packet that needs no other one."""
    if not data[at + 1] & _PAYLOAD_START or not data[at + 3] & _ADAPTATION:
        return False
    return data[at + 4] > 0 and bool(data[at + 5] & _RANDOM_ACCESS)
