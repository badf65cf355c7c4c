"""Sources of the bench in one process: full outboxes from the start, or events at a steady pace.

`python -m tests.bench.flow.source PLAN`: a line of JSON says which sources, how many events each holds, how many a
second it logs. Prints `ready`; ends when its standard input is closed.
"""

from __future__ import annotations

import sys
import threading
import time
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from types import MappingProxyType

import msgspec

from bridge.source import Source
from tests.bench.flow.events import events as of_sensors
from tests.bench.transitions.events import events as of_a_bad_day

CHUNK = 5000
STEPS = 20
MIXES = MappingProxyType({"sensors": of_sensors, "bad day": of_a_bad_day})


class Line(msgspec.Struct):
    id: str
    endpoint: str
    folder: str
    keys: str
    telemetry: str


class Plan(msgspec.Struct):
    """`held` events lie in each outbox at the start; from the first line on stdin on, `rate` a second follow.

    `crews` move all the time, and say so once a second, spread over it. `mix`: what is held.
    """

    lines: list[Line]
    held: int = 0
    rate: float = 0.0
    crews: int = 0
    mix: str = "sensors"


def main() -> int:
    plan = msgspec.json.decode(sys.argv[1], type=Plan)
    stopped = threading.Event()
    with ExitStack() as stack:
        sources = [
            stack.enter_context(Source(line.id, line.endpoint, Path(line.folder), line.telemetry, line.keys))
            for line in plan.lines
        ]
        for source in sources:
            for first in range(0, plan.held, CHUNK):
                source.emit_many(MIXES[plan.mix](first, min(CHUNK, plan.held - first)))
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        threads = [
            threading.Thread(target=_move, args=(source, plan.crews, stopped)) for source in sources if plan.crews
        ]
        if plan.rate and sys.stdin.readline():
            threads += [
                threading.Thread(target=_emit, args=(source, plan.rate, number / len(sources), stopped))
                for number, source in enumerate(sources)
            ]
        for thread in threads:
            thread.start()
        sys.stdin.read()
        stopped.set()
        for thread in threads:
            thread.join()
    return 0


def _move(source: Source, crews: int, stopped: threading.Event) -> None:
    """A twentieth of the crews every twentieth of a second; `sent` is when, by the monotonic clock."""
    began = time.monotonic()
    for step in count():
        if stopped.wait(max(0.0, began + step / STEPS - time.monotonic())):
            return
        for crew in range(step % STEPS, crews, STEPS):
            now = time.monotonic()
            place = {"lon": 106.5 + crew % 100 / 1000, "lat": 29.5 + now % 60 / 1000}
            values = {"people": 6.0, "heading_deg": now * 10 % 360, "sent": now}
            source.publish({"key": f"crew/{crew}", "type": "crew", "name": f"{crew}", "place": place, "values": values})


def _emit(source: Source, rate: float, share: float, stopped: threading.Event) -> None:
    """One event at a time, each with the moment it was given to the kit; late ones are not made up for."""
    began = time.monotonic() + share / rate
    for number in count():
        if stopped.wait(max(0.0, began + number / rate - time.monotonic())):
            return
        event = {"kind": "note", "type": "bench.flow", "subject": "s", "values": {"sent": time.monotonic()}}
        source.emit(event)


if __name__ == "__main__":
    raise SystemExit(main())
