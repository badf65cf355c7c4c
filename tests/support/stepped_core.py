"""`python -m tests.support.stepped_core FILE ARGUMENTS…`: the program with a wall clock that is set while it runs.

FILE holds by how many seconds the clock is wrong; it is read anew each time. Nothing else of the program is another.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from commandcenter.adapters import clock


def main(file: str, *arguments: str) -> None:
    def stepped() -> datetime:
        return datetime.now(UTC) + timedelta(seconds=float(Path(file).read_text()))

    # Before anything takes the clock's name from its module.
    clock.utc_now = stepped
    from commandcenter.cli import main as program

    sys.argv[1:] = arguments
    program()


if __name__ == "__main__":
    main(*sys.argv[1:])
