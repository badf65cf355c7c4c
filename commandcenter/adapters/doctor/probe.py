"""Runs a program and hears what it says, whatever happens to it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

SECONDS = 20.0
LONGEST = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """`output` holds standard output, and `complaint` one line for a person when `ok` is false."""

    ok: bool
    output: str = ""
    complaint: str = ""


def run(command: Sequence[str], *, seconds: float = SECONDS) -> Answer:
    """Runs the command without a display's or a shell's help. Never raises."""
    try:
        done = subprocess.run(
            list(command),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=seconds,
            check=False,
            env=os.environ | {"LC_ALL": "C.UTF-8"},
        )
    except subprocess.TimeoutExpired:
        return Answer(ok=False, complaint=f"no answer within {seconds:.0f} s")
    except OSError as error:
        return Answer(ok=False, complaint=f"{command[0]}: {error.strerror}")
    output = done.stdout.decode("utf-8", "replace").strip()
    if done.returncode == 0:
        return Answer(ok=True, output=output)
    said = done.stderr.decode("utf-8", "replace").strip().splitlines() or output.splitlines()
    ended = f"ended by signal {-done.returncode}" if done.returncode < 0 else f"exit code {done.returncode}"
    return Answer(ok=False, output=output, complaint=said[-1][:LONGEST] if said else ended)


def run_python(script: str, *arguments: str, python: str = "") -> Answer:
    """Runs a script in a Python of its own: this one, or `python`. Never raises."""
    return run([python or sys.executable, "-c", script, *arguments])


def present(program: str) -> Answer:
    """Whether a program is on the path; its place."""
    found = shutil.which(program)
    return Answer(ok=found is not None, output=found or "", complaint="" if found else f"{program} is not on the path")
