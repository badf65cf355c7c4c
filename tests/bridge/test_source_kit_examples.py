"""The examples run as they stand."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import zmq

from bridge.source.keys import present, read_keys
from tests.support.dealer_core import CORE, SOURCE, Core, introduce

ROOT = Path(__file__).parents[2]
PATIENCE_S = 10.0


@contextmanager
def example(name: str, source: str, folder: Path, *more: str) -> Iterator[tuple[Core, subprocess.Popen[str]]]:
    """An example with keys, and a core that has greeted it."""
    introduce(folder, source)
    endpoint = f"ipc://{folder}/e"
    with (
        subprocess.Popen(
            [sys.executable, "-m", f"examples.{name}", endpoint, str(folder), *more],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as process,
        Core(endpoint, folder) as core,
    ):
        try:
            core.pull(core.hello()["epoch"], after=0)
            yield core, process
        finally:
            process.kill()


def press_enter(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def test_the_event_source_raises_and_returns(tmp_path: Path) -> None:
    with example("event_source", "my-gate", tmp_path) as (core, process):
        assert core.events(1)[0][1]["title"] == "Gate 7 is open"
        press_enter(process)
        assert core.events(1)[0][1]["kind"] == "return"
        assert process.wait(PATIENCE_S) == 0


def test_the_device_obeys(tmp_path: Path) -> None:
    with example("device", "my-speaker", tmp_path) as (core, process):
        core.events(1)
        for key, text, outcome in (("1", "hello", "done"), ("2", "", "refused")):
            order = {"device": "COLUMN-1", "action": "speak", "args": {"text": text}}
            core.send(t="command", key=key, **order, deadline="2099-01-01T00:00:00Z")
            assert core.receive()["outcome"] == outcome
        press_enter(process)
        said, _ = process.communicate(timeout=PATIENCE_S)
        assert "COLUMN-1 says: hello" in said


def test_the_crews_move(tmp_path: Path) -> None:
    telemetry = f"ipc://{tmp_path}/t"
    introduce(tmp_path, "my-crews")
    with zmq.Context() as context, context.socket(zmq.SUB) as sub:
        sub.linger, sub.rcvtimeo = 0, int(PATIENCE_S * 1000)
        sub.subscribe(b"crew/")
        present(sub, read_keys(tmp_path / CORE), read_keys(tmp_path / SOURCE).public)
        sub.connect(telemetry)
        with example("telemetry", "my-crews", tmp_path, telemetry) as (core, process):
            assert {sub.recv_multipart()[0] for _ in range(2)} == {b"crew/North", b"crew/South"}
            assert core.silent()
            press_enter(process)
            assert process.wait(PATIENCE_S) == 0
