"""Opens databases one after the other, each time dying by SIGKILL at a later statement, until one gets through.

`python -m tests.support.dying_upgrade EVERY PLACE …`: files or addresses of equal databases; each dies `EVERY`
statements later than the one before. Prints the number of the statement that killed each, and 0 for the one that got
through, with which it ends.
"""

from __future__ import annotations

import os
import signal
import sys
from itertools import count
from pathlib import Path

from sqlalchemy import Engine, event, make_url

from commandcenter.adapters.store.sql_store import SqlStore


def main() -> int:
    every = int(sys.argv[1])
    for at, place in enumerate(sys.argv[2:]):
        number = 1 + at * every
        child = os.fork()
        if child == 0:
            _open(place, number)
        _, status = os.waitpid(child, 0)
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        sys.stdout.write(f"{number if killed else 0}\n")
        if not killed:
            return os.WEXITSTATUS(status)
    return 1


def _open(place: str, dies_at: int) -> None:
    """Never returns."""
    numbers = count(1)

    def die(*_: object) -> None:
        if next(numbers) == dies_at:
            os.kill(os.getpid(), signal.SIGKILL)

    for happening in ("before_cursor_execute", "after_cursor_execute", "commit"):
        event.listen(Engine, happening, die)
    code = 2
    try:
        SqlStore(make_url(place) if "://" in place else Path(place)).close()
        code = 0
    finally:
        # Nothing of the parent's may be ended a second time.
        os._exit(code)


if __name__ == "__main__":
    raise SystemExit(main())
