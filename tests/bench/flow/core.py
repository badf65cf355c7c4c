"""The core of the bench: the program's own, with a note of when each commit was on disk.

`python -m tests.bench.flow.core DATA NOTES`; SIGTERM ends it, and NOTES then holds [(size, monotonic seconds), …].
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import msgspec

from commandcenter.adapters.data_folder import DataFolder
from commandcenter.adapters.store.sql_store import SqlStore
from commandcenter.app import opening
from commandcenter.app.leading import CoreProgram
from commandcenter.services.ports import Transaction
from commandcenter.settings import read_settings

COMMITS: list[tuple[int, float]] = []


class NotingStore(SqlStore):
    def commit(self, transaction: Transaction) -> None:
        super().commit(transaction)
        COMMITS.append((transaction.entries[-1].entry.seq + 1, time.monotonic()))


def main() -> int:
    folder = DataFolder(Path(sys.argv[1]))
    # The program has no seam for this, and needs none.
    vars(opening)["SqlStore"] = NotingStore
    CoreProgram(read_settings(folder.settings), folder).run()
    Path(sys.argv[2]).write_bytes(msgspec.msgpack.encode(COMMITS))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
