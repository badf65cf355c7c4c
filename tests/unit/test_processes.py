"""What the tests ask about other processes never fails because one has ended meanwhile."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tests.support import processes
from tests.support.processes import children_of, command_of, descendants_of, family_of, kill, living, name_of
from tests.support.waiting import eventually

TESTS = Path(__file__).parents[1]
LEAVES_A_ZOMBIE = "import subprocess; child = subprocess.Popen(['true']); print(child.pid, flush=True); input()"


@pytest.fixture
def child() -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(["tail", "-f", "/dev/null"]) as running:
        yield running
        running.kill()


def test_a_living_child_is_told_as_it_is(child: subprocess.Popen[bytes]) -> None:
    process = psutil.Process(child.pid)
    eventually(lambda: name_of(process) == "tail", 10)
    assert command_of(process) == "tail -f /dev/null"
    assert processes.memory_mib(process) > 0
    assert "tail" in processes.maps_of(child.pid)
    assert process in children_of(psutil.Process().pid)
    assert family_of(child.pid) == [process]


@pytest.mark.parametrize(
    ("ask", "nothing"),
    [
        (name_of, ""),
        (command_of, ""),
        (processes.ports_of, set()),
        (processes.memory_mib, 0.0),
        (lambda process: processes.maps_of(process.pid), ""),
        (lambda process: family_of(process.pid), []),
        (lambda process: children_of(process.pid), []),
        (lambda process: descendants_of(process.pid), []),
        (lambda process: living([process]), []),
    ],
)
def test_what_has_ended_says_nothing(
    child: subprocess.Popen[bytes], ask: Callable[[psutil.Process], object], nothing: object
) -> None:
    process = psutil.Process(child.pid)
    child.kill()
    child.wait()
    assert ask(process) == nothing
    kill(child.pid)


def test_a_zombie_is_no_child_that_lives_and_is_told_as_one() -> None:
    with subprocess.Popen([sys.executable, "-c", LEAVES_A_ZOMBIE], stdin=-1, stdout=-1, text=True) as parent:
        assert parent.stdout is not None
        zombie = int(parent.stdout.readline())
        eventually(lambda: processes.zombies_below(parent.pid) == [zombie], 10)
        assert children_of(parent.pid) == []
        assert command_of(psutil.Process(zombie)) == ""
        parent.communicate("\n")


def test_no_test_asks_another_process_in_one_breath() -> None:
    asked = re.compile(
        r"psutil\.Process\([^()]+(\([^()]*\))?[^()]*\)\.(children|name|cmdline|net_connections|status)\("
    )
    files = [path for path in TESTS.rglob("*.py") if path != Path(processes.__file__)]
    assert [str(path) for path in files if asked.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("pid", [0, 1, -1])
def test_the_whole_run_is_never_ended_with_a_process_that_is_not_there(pid: int) -> None:
    with pytest.raises(AssertionError, match="no process to end"):
        kill(pid)
