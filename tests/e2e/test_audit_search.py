"""Looking back with the command line, beside a running core and without one, and what leaves the centre is verified."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.support.core_process import core_process
from tests.support.waiting import eventually

ROOT = Path(__file__).resolve().parents[2]
SHIFTS = """
[shifts]
minimum = 1
[[shifts.plan]]
name = "Whole"
starts = "00:00"
"""


def run(folder: Path, *arguments: str, code: int = 0) -> str:
    command = [sys.executable, str(ROOT / "main.py"), "--data", str(folder), "--language", "en", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, env=dict(os.environ))
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


def verified(path: Path) -> int:
    return subprocess.run(
        [sys.executable, "-m", "audit", "verify", str(path)], cwd=ROOT, capture_output=True, check=False, timeout=60
    ).returncode


def test_search_story_moment_and_exports_beside_a_core_and_without_one(tmp_path: Path) -> None:
    with core_process(tmp_path) as core:
        core.know({})
        with core.folder.settings.open("a", encoding="utf-8") as settings:
            settings.write(SHIFTS)
        core.start()
        data = core.folder.path
        eventually(lambda: "core.started" in searched(data), 30, "the core's first entries are found")
        table, archive = tmp_path / "a.csv", tmp_path / "a.ccaudit"
        run(data, "audit", "export", "--action", "core.*", "--out", str(table))
        run(data, "audit", "export", "--format", "archive", "--out", str(archive))
        assert searched(data)[:4] == ["audit.exported", "audit.export", "audit.exported", "audit.export"]
    assert table.read_bytes().startswith(b'\xef\xbb\xbf"seq","at",')
    assert b"core.started" in table.read_bytes()
    assert verified(archive) == 0
    altered = bytearray(archive.read_bytes())
    altered[altered.index(b"core.started")] ^= 1
    archive.write_bytes(altered)
    assert verified(archive) == 1

    assert searched(data)[0] == "core.stopped"
    moment = json.loads(run(data, "audit", "at", "0", "--json"))
    assert (moment["seq"], moment["alarms"], moment["wall"]["version"]) == (0, [], 0)
    story = json.loads(run(data, "audit", "story", "person", "admin", "--json"))
    assert [line["action"] for line in story["lines"]][-2:] == ["audit.export", "audit.exported"]
    assert "exists already" in failed(data, "audit", "export", "--out", str(table))
    out = run(data, "audit", "export", "--format", "json", "--out", str(tmp_path / "a.json"), "--json")
    assert json.loads(out)["entries"] == len(json.loads((tmp_path / "a.json").read_text())["entries"])

    steps = json.loads(run(data, "audit", "step", "0", "--count", "3", "--json"))["moments"]
    assert [(it["seq"], it["text"].split()[0], it["shift"]) for it in steps] == [
        (0, "0", ""),
        (1, "1", ""),
        (2, "2", ""),
    ]
    important = json.loads(run(data, "audit", "step", "0", "--important", "--json"))["moments"]
    assert [it["entry"]["action"] for it in important] == ["core.started", "core.stopped"]
    assert "Open alarms: 0" in run(data, "audit", "step", "Whole", "--count", "2")
    day = datetime.fromisoformat(moment["at"]).astimezone(ZoneInfo("Asia/Shanghai")).date()
    told = json.loads(run(data, "audit", "story", "shift", f"{day}/Whole", "--json"))
    assert told["summary"][0] == "nobody has come on duty"
    assert [line["action"] for line in told["lines"]][-1] == "audit.exported"
    assert "its shifts are Whole" in failed(data, "audit", "story", "shift", f"{day}/Half")
    for number, what in enumerate((("export", "--action", "core.*"), ("story", "shift", f"{day}/Whole"))):
        paper = tmp_path / f"{number}.pdf"
        done = json.loads(run(data, "audit", *what, "--format", "pdf", "--out", str(paper), "--json"))
        assert done["digest"] == sha256(paper.read_bytes()).hexdigest()
        assert paper.read_bytes().startswith(b"%PDF-")
    assert searched(data)[:4] == ["audit.exported", "audit.export"] * 2
    assert "exists already" in failed(data, "audit", *what, "--format", "pdf", "--out", str(paper))


def searched(data: Path) -> list[str]:
    try:
        found = json.loads(run(data, "audit", "search", "--json"))
    except AssertionError:
        return []
    return [entry["action"] for entry in found["entries"]]


def failed(data: Path, *arguments: str) -> str:
    command = [sys.executable, str(ROOT / "main.py"), "--data", str(data), "--language", "en", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1
    return done.stderr
