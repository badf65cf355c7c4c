"""`make chaos`: the long run. Prints how far it is, then a table; ends with 0 when all of it is good."""

from __future__ import annotations

import argparse
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from sqlalchemy import URL

from tests.chaos.child import UnexpectedEnd
from tests.chaos.driving import NoProgress, Plan
from tests.chaos.run import chaos
from tests.support.postgres import running_server

TELL_S = 10.0
SQLITE = "sqlite"


class Progress:
    """A line now and then; on a terminal one that stays where it is.

    Called often, and so the place where a run ends that is to be stopped: never in the middle of a start, which
    would leave behind a process that nobody knows.
    """

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._told = float("-inf")
        self._every = 0.5 if sys.stdout.isatty() else TELL_S
        self._stopping = False

    def stop(self, number: int, frame: FrameType | None) -> None:
        """A signal handler. Who asks twice does not want to wait."""
        if self._stopping:
            raise KeyboardInterrupt
        self._stopping = True

    def __call__(self, line: str) -> None:
        """Raises KeyboardInterrupt."""
        if self._stopping:
            raise KeyboardInterrupt
        now = time.monotonic()
        if now - self._told >= self._every:
            self._told = now
            minutes, seconds = divmod(int(now - self._began), 60)
            end = "\r" if sys.stdout.isatty() else "\n"
            say(f"chaos: {minutes:2}:{seconds:02}  {line}", end)


def main() -> int:
    progress = Progress()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, progress.stop)
    options = arguments()
    plan = Plan(
        seed=options.seed,
        core_kills=options.core_kills,
        source_kills=options.source_kills,
        events=options.events,
        sources=options.sources,
        loss=options.loss,
    )
    say(f'chaos: seed {plan.seed}; the same kills again: make chaos args="--seed {plan.seed}"')
    folder = Path(tempfile.mkdtemp(prefix="chaos-"))
    try:
        with server(options.database) as database:
            result = chaos(folder, plan, progress, database)
    except (NoProgress, UnexpectedEnd) as error:
        say(f"\nchaos: {error}\nEverything is kept in {folder}")
        return 1
    except KeyboardInterrupt:
        shutil.rmtree(folder, ignore_errors=True)
        say("\nchaos: stopped, nothing is left running")
        return 130
    say(f"\n{result.table()}")
    say(f"chaos: {result.lost} of {result.replies} replies lost on the way, {result.seconds:.0f} s")
    say("chaos: everything counts once" if result.good else f"chaos: FAILED; everything is kept in {folder}")
    if result.good:
        shutil.rmtree(folder, ignore_errors=True)
    return 0 if result.good else 1


def say(text: str, end: str = "\n") -> None:
    sys.stdout.write(text + end)
    sys.stdout.flush()


@contextmanager
def server(kind: str) -> Iterator[URL | None]:
    """An empty database of a server of its own, which loses nothing when the machine does."""
    if kind == SQLITE:
        yield None
    else:
        with running_server(("max_connections=40",)) as found:
            yield found.database()


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--core-kills", type=int, default=100)
    parser.add_argument("--source-kills", type=int, default=100)
    parser.add_argument("--events", type=int, default=300_000)
    parser.add_argument("--sources", type=int, default=3)
    parser.add_argument("--loss", type=float, default=0.05, help="share of the sources' messages that is lost")
    parser.add_argument("--database", choices=(SQLITE, "postgresql"), default=SQLITE, help="where the journal lies")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
