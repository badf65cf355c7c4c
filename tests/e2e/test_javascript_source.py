"""A source in another language, written from the document alone, keeps every rule that can be tried from outside."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bridge.source.keys import new_keys, write_keys
from tests.support.centre import ROOT
from tests.support.ports import free_row

pytestmark = pytest.mark.lasts(50)

# Of the 59: four are the core's, two only people can tell. With the kit it is the same.
NOT_FROM_OUTSIDE = {"H5", "D2", "K3", "E4", "R4", "T4"}


@pytest.mark.timeout(420)
def test_the_source_in_javascript_passes_the_same_check_as_the_kit(tmp_path: Path) -> None:
    checker = new_keys("check")
    gates = new_keys("gates", [checker.public])
    write_keys(tmp_path / "check.json", checker)
    write_keys(tmp_path / "gates.json", gates)
    first = free_row(2)
    endpoint, telemetry = (f"tcp://127.0.0.1:{port}" for port in (first, first + 1))
    source = (
        f"node {ROOT}/examples/javascript/source.js --id gates --endpoint {endpoint} --telemetry {telemetry} "
        f"--folder {tmp_path}/data --keys {tmp_path}/gates.json"
    )
    command = [sys.executable, str(ROOT / "main.py"), "--data", str(tmp_path / "centre"), "protocol", "check", endpoint]
    command += ["--keys", str(tmp_path / "check.json"), "--server-key", gates.public, "--json"]
    command += ["--drive", source, "--drive-keys", str(tmp_path / "gates.json"), "--lose", f"rm -rf {tmp_path}/data"]
    command += ["--slow", "4"]  # other tests keep the machine busy
    done = subprocess.run(command, capture_output=True, text=True, timeout=400, check=False)
    report = json.loads(done.stdout)
    assert [rule for rule in report["rules"] if rule["verdict"] == "fail"] == []
    untried = {rule["rule"]: rule["reason"] for rule in report["rules"] if rule["verdict"] != "pass"}
    assert untried.keys() == NOT_FROM_OUTSIDE, untried
    assert done.returncode == 0
