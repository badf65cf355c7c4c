"""A seat's link as a program of its own, to be frozen: `python -m … ENDPOINT KEYS CORE OUTBOX`.

Says `live SIZE` each time that it knows more of the journal, `lost` when the core is away; ends with its input.
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from bridge.mailbox import Mailbox
from bridge.seat.happenings import Entered, Happening, LinkChanged, SeatMailbox, Snapshot
from bridge.source.keys import read_keys
from tests.support.seat_core import linked


def _main(endpoint: str, keys: str, core: str, outbox: str) -> None:
    woken = threading.Event()
    mailbox: SeatMailbox = Mailbox(woken.set)
    threading.Thread(target=_end_with_input, args=(woken,), daemon=True).start()
    size = 0
    with linked(endpoint, read_keys(Path(keys)), core, mailbox, Path(outbox)):
        while not sys.stdin.closed:
            woken.wait()
            woken.clear()
            for happening in mailbox.drain()[0]:
                size = _size_after(size, happening)
            _say(f"live {size}")


def _size_after(size: int, happening: Happening) -> int:
    match happening:
        case Snapshot(state=state):
            return state.size
        case Entered(entries=entries):
            if entries[0].seq != size:
                raise ValueError(f"a hole: {entries[0].seq} after {size}")
            return size + len(entries)
        case LinkChanged(live=False):
            _say("lost")
    return size


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _end_with_input(woken: threading.Event) -> None:
    sys.stdin.read()
    sys.stdin.close()
    woken.set()


if __name__ == "__main__":
    _main(*sys.argv[1:])
