"""`record-start`: from starting a core on a long journal until it answers `status`, beside the same on an empty one."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import NamedTuple

from bridge.seat.asking import CoreAway, ask_status
from commandcenter.adapters.data_folder import DataFolder
from tests.bench.children import TIED
from tests.bench.figures import BenchError, Compared, Figure, Goal, GoalOf, Kind, quantile, rounded
from tests.bench.places import ROOT, workplace
from tests.bench.record.long_journal import copied
from tests.support.ports import free_name

NAME = "record-start"
STARTS = 3
LIMIT_S = 10.0
PATIENCE_S = 300.0
LOOK_S = 0.005

Tell = Callable[[str], None]


class Started(NamedTuple):
    """Seconds until the first answer, and the most memory that the core had by then."""

    seconds: float
    megabytes: float


def run(journal: Path, size: int, tell: Tell) -> list[Figure]:
    """A minute and the time to copy the journal."""
    with workplace(NAME) as folder:
        tell("copying the journal")
        data = copied(journal, folder / "long")
        tell(f"{STARTS} starts, none of the files in memory, beside as many on an empty journal")
        ours, theirs = [], []
        _start(folder / "empty")
        for _ in range(STARTS):
            theirs.append(_start(folder / "empty"))
            ours.append(_start(data))
    return [_seconds(ours, theirs, size), _memory(ours, theirs, size)]


def _start(folder: Path) -> Started:
    """Its files come from the disk; it is stopped in order afterwards."""
    data = DataFolder(folder)
    folder.mkdir(exist_ok=True)
    data.running.unlink(missing_ok=True)
    data.settings.write_text(f'version = 1\n[core]\nendpoint = "{free_name()}"\n')
    _forget(folder)
    command = [*TIED, sys.executable, str(ROOT / "main.py"), "--data", str(folder), "core"]
    with (folder / "core.log").open("w") as log, ExitStack() as stack:
        began = time.monotonic()
        core = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, cwd=ROOT)
        stack.callback(_stop, core)
        while not _answers(data):
            if core.poll() is not None or time.monotonic() - began > PATIENCE_S:
                raise BenchError(f"the core does not answer: {(folder / 'core.log').read_text()[-2000:]}")
            time.sleep(LOOK_S)
        return Started(time.monotonic() - began, _most_memory(core.pid))


def _answers(data: DataFolder) -> bool:
    try:
        return data.running.exists() and bool(ask_status(data.running, data.keys).version)
    except CoreAway:
        return False


def _stop(core: subprocess.Popen[bytes]) -> None:
    """Raises BenchError when it does not end in order."""
    core.terminate()
    try:
        code = core.wait(PATIENCE_S)
    except subprocess.TimeoutExpired as error:
        core.kill()
        core.wait()
        raise BenchError("the core did not end") from error
    if code:
        raise BenchError(f"the core ended with {code}")


def _forget(folder: Path) -> None:
    """As after the machine's own start: nothing of these files is in memory."""
    for path in folder.rglob("*"):
        if path.is_file():
            handle = os.open(path, os.O_RDONLY)
            try:
                os.fsync(handle)
                os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
            finally:
                os.close(handle)


def _most_memory(pid: int) -> float:
    """Megabytes that were resident at the most."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise BenchError("the system does not say how much memory the core has")


def _seconds(ours: Sequence[Started], theirs: Sequence[Started], size: int) -> Figure:
    seconds, empty = [it.seconds for it in ours], [it.seconds for it in theirs]
    return Figure(
        name=NAME,
        what=f"from starting a core on {size:,} entries until it answers, read from the disk; the slowest of {STARTS}",
        value=max(seconds),
        unit="s",
        compared=Compared(kind=Kind.RIVAL, what="the same core on an empty journal", value=max(empty)),
        goal=Goal(of=GoalOf.VALUE, bound=LIMIT_S),
        samples=len(ours),
        detail={"starts": [rounded(it) for it in seconds], "middle": rounded(quantile(seconds, 0.5))},
    )


def _memory(ours: Sequence[Started], theirs: Sequence[Started], size: int) -> Figure:
    megabytes, empty = [it.megabytes for it in ours], [it.megabytes for it in theirs]
    return Figure(
        name=f"{NAME}-memory",
        what=f"most memory of a core on {size:,} entries until its first answer",
        value=median(megabytes),
        unit="MB",
        compared=Compared(kind=Kind.RIVAL, what="the same core on an empty journal", value=median(empty)),
        samples=len(ours),
        detail={"starts": [rounded(it) for it in megabytes]},
    )
