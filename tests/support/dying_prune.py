"""Prunes centres one after the other, each time dying by SIGKILL at a later step, until one gets through.

`python -m tests.support.dying_prune ARCHIVE FOLDER PLACE …`: equal data folders, each with the file or address of its
journal. A step is a statement that writes, a commit or an addition to the second place, from the entry on that says
that others have gone. Prints the number of the step that killed each, and 0 for the one that got through, with which
it ends.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from unittest.mock import patch

from sqlalchemy import Engine, event, make_url

from bridge.sealing.second_place import CheckpointFolder
from commandcenter.adapters.data_folder import DataFolder
from commandcenter.app import pruning
from commandcenter.domain.changes.retention import JournalPruned
from commandcenter.domain.journal import Draft
from commandcenter.services.core import Core
from commandcenter.services.placing import PlacedLine
from commandcenter.services.ports import Stamped
from commandcenter.settings import AuditSettings, Settings


def main() -> int:
    archive, *places = sys.argv[1:]
    for number, (folder, place) in enumerate(zip(places[::2], places[1::2], strict=True), 1):
        child = os.fork()
        if child == 0:
            _prune(Path(archive), Path(folder), place, number)
        _, status = os.waitpid(child, 0)
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        sys.stdout.write(f"{number if killed else 0}\n")
        if not killed:
            return os.WEXITSTATUS(status)
    return 1


def _prune(archive: Path, folder: Path, place: str, dies_at: int) -> None:
    """Never returns."""
    numbers = count(1)

    def die(*_: object) -> None:
        if next(numbers) == dies_at:
            os.kill(os.getpid(), signal.SIGKILL)

    code = 2
    try:
        with ExitStack() as patches:
            _listen(die, patches)
            settings = Settings(audit=AuditSettings(keep_days=180))
            where = make_url(place) if "://" in place else Path(place)
            pruning.carry_out(DataFolder(folder), settings, where, archive, lambda done, of: None)
        code = 0
    finally:
        # Nothing of the parent's may be ended a second time.
        os._exit(code)


def _listen(die: Callable[..., None], patches: ExitStack) -> None:
    record, append = Core.record, CheckpointFolder.append
    wrote: list[str] = []

    def recording(core: Core, drafts: Sequence[Draft]) -> list[Stamped]:
        if any(isinstance(draft.change, JournalPruned) for draft in drafts):
            event.listen(Engine, "commit", committing)
            event.listen(Engine, "after_cursor_execute", written)
        return record(core, drafts)

    def written(connection: object, cursor: object, statement: str, *_: object) -> None:
        # What is only read leaves nothing to be found.
        if statement.lstrip().startswith(("INSERT", "DELETE", "DROP", "CREATE")):
            wrote.append(statement)
            die()

    def committing(*_: object) -> None:
        if wrote:
            die()
        wrote.clear()

    def appending(place: CheckpointFolder, lines: Sequence[PlacedLine]) -> None:
        die()
        append(place, lines)
        die()

    patches.enter_context(patch.object(Core, "record", recording))
    patches.enter_context(patch.object(CheckpointFolder, "append", appending))
    # The test has verified the archive: that takes a process of its own each time.
    patches.enter_context(patch.object(pruning, "require_verified", lambda file, options: None))


if __name__ == "__main__":
    raise SystemExit(main())
