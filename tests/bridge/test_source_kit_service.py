"""A service of the simulator as a process: ready, pausing, ending."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from tests.support.dealer_core import Core, introduce
from tests.support.district import district

ROOT = Path(__file__).parents[2]
PATIENCE_S = 10.0


def command(name: str, folder: Path, *more: str) -> list[str]:
    module = [sys.executable, "-m", "commandcenter.simulator.services.run", name]
    keys = introduce(folder, name)
    where = ["--keys", str(keys), "--folder", str(folder), "--world", str(district())]
    return [*module, "--endpoint", f"ipc://{folder}/e", *where, *more]


@contextmanager
def running(name: str, folder: Path, *more: str) -> Iterator[tuple[subprocess.Popen[str], IO[str]]]:
    with subprocess.Popen(
        command(name, folder, *more), cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            assert process.stdout.readline() == "ready\n"
            yield process, process.stdin
        finally:
            process.kill()


def test_a_service_declares_its_devices_tells_its_story_and_ends_in_order(tmp_path: Path) -> None:
    with running("cesspool", tmp_path, "--speed", "100") as (process, _), Core(f"ipc://{tmp_path}/e", tmp_path) as core:
        epoch = core.hello()["epoch"]
        core.pull(epoch, after=0)
        events = [event for _, event in core.events(23)]
        assert [event["device"] for event in events[:20]].count("FAN-0231") == 1
        assert [(event["kind"], event["type"]) for event in events[20:]] == [
            ("note", "cesspool.fan_started"),
            ("raise", "cesspool.methane_high"),
            ("raise", "cesspool.methane"),
        ]
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE_S) == 0


def test_a_paused_story_stands_still_while_the_service_goes_on(tmp_path: Path) -> None:
    with running("lift", tmp_path, "--start", "28") as (_, stdin), Core(f"ipc://{tmp_path}/e", tmp_path) as core:
        stdin.write("pause\n")
        stdin.flush()
        welcome = core.hello()
        core.pull(welcome["epoch"], after=0)
        assert welcome["head"] == 0
        assert core.silent()
        stdin.write("resume\n")
        stdin.flush()
        assert core.events(1)[0][1]["type"] == "lift.trapped"


def test_a_service_begins_at_the_second_it_is_told(tmp_path: Path) -> None:
    with running("cesspool", tmp_path, "--start", "39.9"), Core(f"ipc://{tmp_path}/e", tmp_path) as core:
        epoch = core.hello()["epoch"]
        core.pull(epoch, after=20)
        assert core.events(1)[0][1]["type"] == "cesspool.methane"


def test_a_service_that_cannot_start_says_why(tmp_path: Path) -> None:
    arguments = command("lift", tmp_path)
    arguments[arguments.index("--world") + 1] = str(tmp_path / "nowhere")
    ended = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    assert ended.returncode == 1
    assert ended.stderr.startswith("lift: cannot run: ")
    assert "nowhere" in ended.stderr


def test_a_service_says_what_is_wrong_now_when_a_core_asks(tmp_path: Path) -> None:
    with running("cesspool", tmp_path, "--start", "39.9"), Core(f"ipc://{tmp_path}/e", tmp_path) as core:
        epoch = core.hello()["epoch"]
        core.pull(epoch, after=20)
        raised = core.events(1)[0][1]
        core.send(t="refresh", epoch=epoch, reason="epoch")
        begin, again, end = (event for _, event in core.events(3))
        assert (begin["phase"], again, end["phase"]) == ("begin", raised, "end")


def test_a_service_refuses_what_it_cannot_do(tmp_path: Path) -> None:
    with running("loudspeaker", tmp_path), Core(f"ipc://{tmp_path}/e", tmp_path) as core:
        core.hello()
        core.send(t="command", key="k", device="YZ-121", action="speak", args={}, deadline="2099-01-01T00:00:00Z")
        assert core.receive() == {"t": "result", "key": "k", "outcome": "refused", "detail": "nothing to say"}
