"""The log of real programs: JSON when it is asked for, whatever ends them, and no secret in either form."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.support.centre import ROOT, bare_centre

BROKEN = """
import sys, threading
from commandcenter.cli import logs
logs.set_up(sys.argv[1], verbose=False)
logs.log_what_is_not_caught()
def fail():
    raise ValueError("no link to rtsp://viewer:hunter2@10.0.0.9/s1")
thread = threading.Thread(target=fail, name="feed")
thread.start()
thread.join()
fail()
"""


def run(*command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **variables}
    return subprocess.run(
        [sys.executable, *command], capture_output=True, text=True, timeout=60, check=False, cwd=ROOT, env=environment
    )


def events(said: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in said.splitlines()]


def test_what_ends_the_program_is_an_event_of_the_log_too(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("version = 1\nspeed = 3\n")
    done = run(str(ROOT / "main.py"), "--language", "en", "--log-format", "json", "--data", str(tmp_path), "core")
    (event,) = events(done.stderr)
    assert (done.returncode, event["level"], "speed" in event["message"]) == (3, "ERROR", True)


def test_the_form_can_be_chosen_for_everything_that_runs(tmp_path: Path) -> None:
    done = run(str(ROOT / "main.py"), "--data", str(tmp_path), "status", COMMANDCENTER_LOG_FORMAT="json")
    assert (done.returncode, [event["level"] for event in events(done.stderr)]) == (5, ["ERROR"])


def test_in_json_an_error_that_nobody_expected_is_one_line_and_tells_no_password() -> None:
    done = run("-c", BROKEN, "json")
    assert [(event["level"], event["message"]) for event in events(done.stderr)] == [
        ("CRITICAL", "thread feed has ended by an error"),
        ("CRITICAL", "the program ends by an error that nobody expected"),
    ]
    traces = [event["exception"].splitlines() for event in events(done.stderr)]
    assert [lines[0] for lines in traces] == ["Traceback (most recent call last):"] * 2
    assert [lines[-1] for lines in traces] == ["ValueError: no link to rtsp://***@10.0.0.9/s1"] * 2
    assert done.returncode == 1


def test_in_text_it_tells_none_either() -> None:
    done = run("-c", BROKEN, "text")
    assert "hunter2" not in done.stderr
    assert done.stderr.splitlines()[-1] == "    ValueError: no link to rtsp://***@10.0.0.9/s1"


def test_a_cores_log_is_json_from_the_first_line_to_the_last(tmp_path: Path) -> None:
    centre = bare_centre(tmp_path)
    command = [sys.executable, str(ROOT / "main.py"), "--log-format", "json", "--data", str(centre.data), "core"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as core:
        try:
            centre.start_source()
            centre.wait(lambda: centre.actions("device.known"), "the core runs and the source is connected")
            core.terminate()
            beside, said = core.communicate(timeout=30)
        finally:
            core.kill()
            centre.stop()
    assert (core.returncode, beside) == (0, "")
    assert any(event["message"].startswith("The core is ready and listens at ") for event in events(said))
    # A machine that stood still for some seconds leaves the one word that is no fault.
    loud = [event["message"] for event in events(said) if event["level"] != "INFO"]
    assert [text for text in loud if not text.startswith("source pumps has been silent for ")] == []
    assert all(event["time"].endswith("Z") for event in events(said))
