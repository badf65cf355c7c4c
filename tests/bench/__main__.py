"""`python -m tests.bench [--only NAME]`: measures, prints one table, writes build/bench/NAME.json for each figure."""

from __future__ import annotations

import argparse
import json
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import FrameType

import zmq

from commandcenter.domain.errors import Trouble
from tests.bench import journal, merkle, queue, standing, starting, verify
from tests.bench.figures import BenchError, Figure, record
from tests.bench.flow import entry as flow
from tests.bench.flow import telemetry
from tests.bench.glass import entry as alarm_to_glass
from tests.bench.machine import Watch
from tests.bench.moves import entry as moves
from tests.bench.places import OUT
from tests.bench.record import entry as the_record
from tests.bench.search import entry as search
from tests.bench.shield import is_shielded, run_shielded
from tests.bench.storm import entry as storm
from tests.bench.table import table
from tests.bench.transitions import entry as transitions
from tests.bench.video import entry as video

Tell = Callable[[str], None]
Entry = Callable[[Tell], list[Figure]]

ENTRIES: Mapping[str, Entry] = {
    alarm_to_glass.NAME: alarm_to_glass.run,
    starting.NAME: starting.run,
    storm.NAME: storm.run,
    flow.NAME: flow.run,
    transitions.NAME: transitions.run,
    telemetry.NAME: telemetry.run,
    journal.NAME: journal.run,
    merkle.NAME: merkle.run,
    moves.NAME: moves.run,
    queue.NAME: queue.run,
    standing.NAME: standing.run,
    verify.NAME: verify.run,
    search.NAME: search.run,
    the_record.NAME: the_record.run,
    video.NAME: video.run,
}
# What an entry may fail with: the others are measured all the same.
FAILURES = (BenchError, Trouble, AssertionError, OSError, subprocess.SubprocessError, zmq.ZMQError)
STOPPED = 130


def main(arguments: Sequence[str]) -> int:
    """0: measured and every goal met or no goal; 1: something could not be measured or a goal was missed."""
    options = _parser().parse_args(arguments)
    wanted = [options.only] if options.only else list(ENTRIES)
    signal.signal(signal.SIGTERM, _as_interrupt)
    figures: list[Figure] = []
    failed = False
    try:
        for name in wanted:
            found = _measure(name)
            failed = failed or not found
            figures.extend(found)
    except KeyboardInterrupt:
        say("\nstopped; nothing was left running")
        return STOPPED
    finally:
        if figures:
            say("\n" + table(figures))
            say(f"\nwritten to {_shown(OUT)}/NAME.json")
    missed = [figure.name for figure in figures if figure.met is False]
    if missed:
        say(f"goals missed: {', '.join(missed)}")
    return int(failed or bool(missed))


def _measure(name: str) -> list[Figure]:
    """The entry's figures, written to their files; none when it could not be measured."""
    say(f"{name} …")
    watch = Watch()
    try:
        with watch:
            figures = ENTRIES[name](lambda text: say(f"  {name}: {text}"))
    except FAILURES as error:
        say(f"  {name}: NOT MEASURED: {error}")
        return []
    machine = watch.note()
    if not machine["quiet"]:
        say(f"  {name}: other programs used {machine['others']:.0%} of this machine: read the figures with care")
    for figure in figures:
        path = OUT / f"{figure.name}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(record(figure, machine), ensure_ascii=False, indent=2) + "\n")
    return figures


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench", description="Measures; writes build/bench/NAME.json."
    )
    parser.add_argument("--only", metavar="NAME", choices=sorted(ENTRIES), help=f"one of: {', '.join(ENTRIES)}")
    return parser


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _shown(path: Path) -> str:
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


def _as_interrupt(number: int, frame: FrameType | None) -> None:
    """The first one ends the measurement; while it clears up, which takes seconds, further ones change nothing."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise KeyboardInterrupt


if __name__ == "__main__":
    raise SystemExit((main if is_shielded() else run_shielded)(sys.argv[1:]))
