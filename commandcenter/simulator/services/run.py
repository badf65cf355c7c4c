"""Runs one backend service as a process: `python -m commandcenter.simulator.services.run NAME …`.

It prints `ready` when it serves. Lines on stdin: `pause` (the story stands still, the service goes on) and
`resume`. SIGTERM and SIGINT end it.
"""

from __future__ import annotations

import argparse
import os
import select
import signal
import sys
import time
from datetime import UTC, datetime
from itertools import dropwhile
from pathlib import Path

from bridge.source import Source, SourceError
from commandcenter.simulator.services.clock import StoryClock
from commandcenter.simulator.services.names import SERVICES
from commandcenter.simulator.services.stage import Event, Service, read_world

TELEMETRY_S = 1.0


def main(arguments: list[str] | None = None) -> int:
    """Exit codes: 0 ended by a signal, 1 cannot start (the reason is on stderr)."""
    options = _parser().parse_args(arguments)
    try:
        service = SERVICES[options.name].make(read_world(Path(options.world)), options.seed)
        source = Source(options.name, options.endpoint, options.folder, options.telemetry, options.keys)
        source.on_command(service.obey)
        teller = Teller(source)
        source.on_refresh(teller.wrong_now)
        with source:
            _serve(service, source, teller, StoryClock(options.speed, options.start))
    except (OSError, ValueError, KeyError, StopIteration, SourceError) as error:
        sys.stderr.write(f"{options.name}: cannot run: {error or type(error).__name__}\n")
        return 1
    return 0


class Teller:
    """Tells what happens, and remembers what has been wrong since this service began and is not over."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._wrong: dict[tuple[object, object], Event] = {}

    def tell(self, event: Event) -> None:
        event = {"at": datetime.now(UTC), **event}
        wrong = event["type"], event["subject"]
        if event["kind"] == "raise":
            self._wrong[wrong] = event
        elif event["kind"] == "return":
            self._wrong.pop(wrong, None)
        self._source.emit(event)

    def wrong_now(self) -> list[Event]:
        """Called on a thread of the kit."""
        return list(self._wrong.values())


def _serve(service: Service, source: Source, teller: Teller, clock: StoryClock) -> None:
    stopped, stdin = _on_signal(), sys.stdin.fileno()
    source.emit_many(service.opening())
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    acts = dropwhile(lambda act: act.at < clock.started_at, service.acts())
    due, published = next(acts, None), 0.0
    listening = [stopped, stdin]
    while True:
        while due is not None and due.at <= clock.now():
            teller.tell(due.event)
            due = next(acts, None)
        if time.monotonic() - published >= TELEMETRY_S:
            published = time.monotonic()
            for sample in service.samples(clock.now()):
                source.publish(sample)
        wait = max(0.0, published + TELEMETRY_S - time.monotonic())
        if due is not None:
            wait = min(wait, clock.until(due.at))
        readable, _, _ = select.select(listening, [], [], wait)
        if stopped in readable:
            return
        if stdin in readable and not _take_orders(stdin, clock):
            listening.remove(stdin)


def _take_orders(stdin: int, clock: StoryClock) -> bool:
    """Obeys the conductor; False at the end of the file."""
    data = os.read(stdin, 4096)
    for line in data.split():
        if line == b"pause":
            clock.pause()
        elif line == b"resume":
            clock.resume()
    return bool(data)


def _on_signal() -> int:
    """A file descriptor that becomes readable when the process is asked to end."""
    read, write = os.pipe()
    os.set_blocking(write, False)
    signal.set_wakeup_fd(write)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    return read


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="service", description=__doc__)
    parser.add_argument("name", choices=SERVICES)
    parser.add_argument("--endpoint", required=True, help="bound for the core, e.g. tcp://127.0.0.1:5701")
    parser.add_argument("--telemetry", help="bound for telemetry, e.g. tcp://127.0.0.1:5751")
    parser.add_argument("--keys", required=True, help="its key file, made when it is not there")
    parser.add_argument("--folder", required=True, help="of its durable outbox, its own")
    parser.add_argument("--world", required=True, help="folder of the district's files")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--speed", type=float, default=1.0, help="seconds of the story in one real second")
    parser.add_argument("--start", type=float, default=0.0, help="second of the story to begin at")
    return parser


if __name__ == "__main__":
    sys.exit(main())
