"""A process that fills an index and is killed while it does."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.support.searched import Searched


def main(folder: Path) -> None:
    found = Searched(folder / "journal.sqlite", folder / "search.duckdb")
    while found.filler.step():
        sys.stdout.write(f"{found.index.meta.size}\n")
        sys.stdout.flush()
    found.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
