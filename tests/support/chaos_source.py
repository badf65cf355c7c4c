"""A source of the chaos run: says what the plan says, as far as it may, wherever it was killed before.

Arguments: id, endpoint, folder, key file, number of all events. Lines on its standard input: `until NUMBER`,
`refresh`, `end SECONDS`, `die append|refresh|end` (killed when the next one is on disk and nobody was told).
What its device has done stands in the file `acted`, a line each. Prints `done EPOCH HEAD` when all events are
logged. What it has said it reads from its own log, so that it goes on after any death without a word too many or
too few.
"""

from __future__ import annotations

import os
import queue
import signal
import sqlite3
import sys
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from random import Random
from threading import Thread
from typing import Any

import msgpack

from bridge.source import Source, SourceError
from bridge.source.outbox import Outbox
from tests.support.chaos_plan import LINKED, event, moment, number_of

MOST_AT_ONCE = 30
# Between two writes, so that a source sends many small batches and not a few large ones.
PAUSE_S = 0.01
RECENT = 2000
DEVICE = {"kind": "device", "device": "F", "type": "fan", "name": "F", "actions": ["fan.start"], "subject": LINKED}
ACTED = "acted"
STEPS = {"append": "append", "refresh": "log_refresh", "end": "_turn"}


def said(folder: Path, total: int) -> int:
    """The newest event of the plan in the log: its own time tells; what was ended before is in a file."""
    newest = int((folder / "said").read_text()) if (folder / "said").exists() else 0
    file = folder / "outbox.sqlite"
    if not file.exists():
        return newest
    with closing(sqlite3.connect(file)) as log:
        rows = log.execute("SELECT body FROM events ORDER BY seq DESC LIMIT ?", (RECENT,)).fetchall()
    times = [msgpack.unpackb(body, timestamp=3)["at"] for (body,) in rows]
    return max([newest, *(number_of(at) for at in times if _is_planned(at, total))])


def _is_planned(at: datetime, total: int) -> bool:
    return moment(1) <= at <= moment(total)


def keep(folder: Path, number: int) -> None:
    """Before a log ends, for the next one is empty."""
    fresh = folder / "said.new"
    with fresh.open("w") as file:
        file.write(str(number))
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(folder / "said")


def die_after(step: str) -> None:
    """The next `step` of the outbox is the last thing that this process does."""
    name = STEPS[step]
    work: Callable[..., Any] = getattr(Outbox, name)

    def last(self: Outbox, *args: Any, **named: Any) -> Any:
        try:
            return work(self, *args, **named)
        finally:
            os.kill(os.getpid(), signal.SIGKILL)

    setattr(Outbox, name, last)


class Chaotic:
    def __init__(self, source: Source, folder: Path, total: int) -> None:
        source.on_command(self._act)
        self._source = source
        self._folder = folder
        self._total = total
        self._said = said(folder, total)
        self._until = 0
        self._random = Random(f"{source.id} {self._said}")
        self._orders: queue.Queue[str | None] = queue.Queue()

    def run(self) -> None:
        """Until the standard input ends."""
        Thread(target=self._read, daemon=True).start()
        with self._source:
            self._source.emit(DEVICE)
            self._tell()
            while (order := self._next()) is not None:
                self._obey(order.split())
                self._speak()
                self._tell()

    def _read(self) -> None:
        for line in sys.stdin:
            self._orders.put(line)
        self._orders.put(None)

    def _next(self) -> str | None:
        """The next order; when there is something to say, "" after a moment."""
        idle = self._said >= self._until
        with suppress(queue.Empty):
            return self._orders.get(timeout=None if idle else PAUSE_S * self._random.random())
        return ""

    def _obey(self, order: list[str]) -> None:
        match order:
            case ["until", number]:
                self._until = int(number)
            case ["refresh"]:
                self._source.refresh()
            case ["end", seconds]:
                keep(self._folder, self._said)
                with suppress(SourceError):
                    self._source.end_log(float(seconds))
            case ["die", step]:
                die_after(step)

    def _speak(self) -> None:
        """A few events in one write."""
        last = min(self._until, self._said + self._random.randint(1, MOST_AT_ONCE))
        if last > self._said:
            events = [event(number, self._total) for number in range(self._said + 1, last + 1)]
            self._source.emit_packed([msgpack.packb(it, datetime=True) for it in events])
            self._said = last

    def _act(self, device: str, action: str, args: Mapping[str, str]) -> tuple[bool, str]:
        """Each time with other words, so that an answer tells which time it was."""
        with (self._folder / ACTED).open("a") as file:
            words = f"{self._source.id} {file.tell()}"
            file.write(words + "\n")
            file.flush()
            os.fsync(file.fileno())
        return True, words

    def _tell(self) -> None:
        if self._said == self._total:
            sys.stdout.write(f"done {self._source.epoch} {self._source.head}\n")
            sys.stdout.flush()


def main(source_id: str, endpoint: str, folder: str, keys: str, total: str) -> None:
    Path(folder).mkdir(exist_ok=True)
    Chaotic(Source(source_id, endpoint, folder, keys=keys), Path(folder), int(total)).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
