"""The seal of a real core's journal: killed at any moment, without its second place, on a journal that was set back."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from bridge.seat.asking import CoreAway, ask_status
from bridge.source.keys import new_keys
from commandcenter.app.administering import obey
from commandcenter.app.opening import open_reader
from commandcenter.domain.checkpoints import open_checkpoint
from commandcenter.settings import Settings
from tests.support.core_process import ROOT, CoreProcess
from tests.support.guarded_centre import RISEN, GuardedCentre
from tests.support.waiting import eventually

pytestmark = pytest.mark.lasts(65)

PATIENCE_S = 60.0
KILLS = 4


class Centre:
    """A core process and what it leaves."""

    def __init__(self, folder: Path) -> None:
        self.core = CoreProcess(folder)
        self.core.know({})
        self.data = self.core.folder.path
        self.place = self.core.folder.checkpoints

    def start(self, *more: str) -> None:
        self.core.start(*more)
        eventually(self.answers, PATIENCE_S, "the core has started")

    def act(self) -> None:
        """An entry, acknowledged."""
        wanted = {"public": new_keys("pumps").public, "kind": "source", "id": "pumps", "types": ["*"]}
        obey(self.core.folder, Settings(), "keys.trust", wanted)

    def answers(self) -> bool:
        try:
            ask_status(self.core.folder.running, self.core.folder.keys)
        except CoreAway:
            return False
        return True

    def size(self) -> int:
        with open_reader(self.core.folder.journal) as reader:
            return reader.stored_tree().size

    def actions(self) -> list[str]:
        with open_reader(self.core.folder.journal) as reader:
            return [entry.action for entry in reader.entries()]

    def alarms(self) -> list[tuple[str, str]]:
        with open_reader(self.core.folder.journal) as reader:
            return [(alarm.type, alarm.state.value) for alarm in reader.alarms()]

    def sealed(self) -> list[int]:
        with open_reader(self.core.folder.journal) as reader:
            return [it.size for it in reader.checkpoints()]

    def placed(self) -> list[int]:
        files = [path for path in sorted(self.place.glob("*.jsonl")) if not path.is_symlink()]
        lines = [json.loads(line) for path in files for line in path.read_text().splitlines()]
        return [open_checkpoint(line["note"])[1].size for line in lines]

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, str(ROOT / "main.py"), "--data", str(self.data), "--language", "en", *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    def verify(self, *arguments: str) -> int:
        """The exit code of the verifier, which shares no code with the core."""
        command = [sys.executable, "-m", "audit", "verify", *arguments]
        return subprocess.run(command, capture_output=True, timeout=60, check=False, cwd=ROOT).returncode


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    made = Centre(tmp_path)
    yield made
    if made.core.running:
        made.core.stop()


def test_kill_9_between_an_entry_and_its_checkpoint_leaves_a_journal_that_verifies(centre: Centre) -> None:
    random = Random(20261122)
    for _ in range(KILLS):
        centre.start()
        for _ in range(random.randrange(1, 6)):
            centre.act()
        centre.core.kill()
    acted = centre.actions().count("key.trusted")
    centre.start()
    centre.core.stop()
    assert centre.actions().count("key.trusted") == acted
    assert centre.actions()[-1] == "core.stopped"
    assert centre.sealed()[-1] == centre.size()
    assert centre.placed() == centre.sealed()
    assert centre.verify(str(centre.data)) == 0


def test_a_second_place_without_room_is_an_alarm_and_gets_everything_later(centre: Centre) -> None:
    centre.place.mkdir()
    days = [f"{datetime.now(UTC) + timedelta(days=later):%Y-%m-%d}.jsonl" for later in (0, 1)]
    for day in days:
        (centre.place / day).symlink_to("/dev/full")
    centre.start()
    eventually(lambda: ("seal.second_place", "unacknowledged") in centre.alarms(), PATIENCE_S, "the alarm")
    centre.act()
    for day in days:
        (centre.place / day).unlink()
    eventually(lambda: ("seal.second_place", "returned") in centre.alarms(), PATIENCE_S, "its end")
    centre.core.stop()
    assert centre.placed() == centre.sealed()
    assert centre.verify(str(centre.data)) == 0


def test_a_second_place_that_is_gone_is_an_alarm_and_gets_everything_later(centre: Centre, tmp_path: Path) -> None:
    centre.start()
    eventually(lambda: centre.placed() != [], PATIENCE_S, "it is in use")
    # At once: the core may write there between the removing of a file and that of the folder.
    centre.place.rename(tmp_path / "away")
    centre.act()
    eventually(lambda: ("seal.second_place", "unacknowledged") in centre.alarms(), PATIENCE_S, "the alarm")
    centre.place.mkdir()
    eventually(lambda: ("seal.second_place", "returned") in centre.alarms(), PATIENCE_S, "its end")
    centre.core.stop()
    assert centre.placed() == centre.sealed()


def test_a_core_does_not_start_on_a_journal_that_was_set_back_unless_somebody_says_so(centre: Centre) -> None:
    centre.start()
    centre.core.stop()
    backup = centre.data / "backup.sqlite"
    shutil.copy(centre.core.folder.journal, backup)
    centre.start()
    centre.act()
    centre.core.stop()
    shutil.copy(backup, centre.core.folder.journal)
    size = centre.size()
    refused = centre.run("core")
    assert refused.returncode == 5
    assert "IS NOT THE ONE THAT WAS SEALED" in refused.stderr
    assert centre.size() == size
    assert centre.verify(str(centre.data)) == 2
    before = json.loads(centre.run("seal", "show", "--json").stdout)["seal"]["keys"]
    centre.start("--accept-restored")
    centre.core.stop()
    assert centre.actions()[size : size + 2] == ["journal.restored", "seal.key"]
    assert centre.verify(str(centre.data)) == 2
    assert centre.verify("--restored", str(size), str(centre.data)) == 0
    after = json.loads(centre.run("seal", "show", "--json").stdout)["seal"]["keys"]
    assert after[0]["vkey"] == before[0]["vkey"]
    assert after[1]["vkey"].partition("+")[0] != before[0]["vkey"].partition("+")[0]
    centre.start()
    centre.core.stop()
    assert centre.run("core", "--help").returncode == 0


def test_what_somebody_adds_to_database_or_state_without_the_keys_is_obeyed_by_no_core(centre: Centre) -> None:
    centre.start()
    centre.act()
    centre.core.stop()
    size = centre.size()
    there = GuardedCentre(centre.data, centre.core.folder.journal)
    there.put_thing("account", "off", RISEN)
    centre.start()
    assert ("journal.derived", "unacknowledged") in centre.alarms()
    assert centre.verify(str(centre.data)) == 0
    centre.core.stop()
    with open_reader(centre.core.folder.journal) as reader:
        assert reader.state().accounts == {}
    there.forge()
    size = centre.size()
    for command in (["core"], ["db", "rebuild"]):
        refused = centre.run(*command)
        assert refused.returncode == 5, refused.stdout
        assert f"ONE THAT WAS WRITTEN: entries {size - 1} to {size - 1} were not written" in refused.stderr
    assert (centre.size(), centre.sealed()[-1]) == (size, size - 1)
    centre.start("--accept-restored")
    centre.core.stop()
    assert centre.actions()[size : size + 2] == ["journal.restored", "seal.key"]
    assert centre.verify("--restored", str(size), str(centre.data)) == 0


def test_a_new_key_and_the_proof_of_an_entry_hold_before_the_verifier(centre: Centre, tmp_path: Path) -> None:
    centre.start()
    first = json.loads(centre.run("seal", "show", "--json").stdout)["seal"]["keys"][0]["vkey"]
    rotated = centre.run("seal", "rotate")
    assert rotated.returncode == 0, rotated.stderr
    assert "destroyed" in rotated.stdout
    centre.core.stop()
    second = json.loads(centre.run("seal", "show", "--json").stdout)["seal"]["keys"][1]["vkey"]
    assert centre.run("seal", "rotate").returncode == 0
    assert not (centre.core.folder.keys / "seal.next.json").exists()
    proof = tmp_path / "1.tlog-proof"
    assert centre.run("audit", "proof", "1", "-o", str(proof)).returncode == 0
    assert centre.verify("--key", first, str(centre.data)) == 0
    assert centre.verify("--key", first, "--key", second, str(proof)) == 0
    proof.write_text(proof.read_text().replace("index 1", "index 0"))
    assert centre.verify("--key", first, "--key", second, str(proof)) == 1
