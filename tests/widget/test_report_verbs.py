"""`rota` and `report` on the command line: from a centre's data folder to figures and files."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from commandcenter.adapters.data_folder import DataFolder
from commandcenter.adapters.store.sql_store import SqlStore
from commandcenter.app.administering import obey
from commandcenter.app.opening import open_reader
from commandcenter.app.reporting import evidence_of, find_handover
from commandcenter.cli.exit_codes import ExitCode
from commandcenter.cli.program import run
from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.errors import Refused
from commandcenter.domain.handover import Side
from commandcenter.domain.journal import CommandId
from commandcenter.domain.people import staff_number
from commandcenter.services.commands import Asks, CommandTable
from commandcenter.services.core import Core
from commandcenter.services.operating import declarations
from commandcenter.services.permissions import Person
from commandcenter.settings import read_settings
from tests.support.duty import EARLY, EIGHT, LATE, LEADER, LI, PLAN, WANG, ZHAO

ROOT = Path(__file__).parents[2]
SETTINGS = """version = 1
language = "en"
[shifts]
positions = ["值班长", "公安", "城管"]
checks = 0
plan = [
  {name = "夜班", starts = "00:00"}, {name = "早班", starts = "08:00"}, {name = "中班", starts = "16:00"},
]
"""

NOTE = "commandcenter/3f9a1c07\n{}\nnyxB16iz5gUcfZKvBL5mONFafskLQvGDatjHXiD5sxQ=\n\n— commandcenter/3f9a1c07 Az3yAAAA\n"
UNWRITTEN = "报告 /nowhere/day.pdf 无法写入：No such file or directory\n→ 请用 --out 指定其他文件。\n"

pytestmark = pytest.mark.usefixtures("qapp")


class Centre:
    """A data folder whose journal tells of one shift that was handed over, which took so long."""

    def __init__(self, folder: Path, took: timedelta = timedelta()) -> None:
        self.folder = folder
        self.took = took
        self.now = EIGHT
        folder.mkdir()
        (folder / "settings.toml").write_text(SETTINGS, encoding="utf-8")
        with closing(SqlStore(folder / "journal.sqlite")) as store:
            lines = (msgspec.structs.replace(line, asks=Asks.SESSION) for line in declarations())
            self.core = Core(store, CommandTable(lines), Catalogue(), lambda: self.now)
            self._live()

    def tell(self, name: str, person: Person, **args: object) -> None:
        cause = CommandId(id=f"command-{self.core.state.size}", name=name)
        verdict, _ = self.core.command(cause, msgspec.msgpack.encode(args), person, "desk-1", self.now)
        assert verdict.ok, verdict.reason

    def _live(self) -> None:
        self.core.plan_shifts(PLAN)
        day, _, shift = LATE.partition("/")
        self.tell("rota.set", LEADER, day=day, shift=shift, people=[{"person": ZHAO.number, "name": ZHAO.name}])
        for person in (WANG, LI):
            self.tell("shift.sign_on", person)
        self.core.warn("pump.fault", "P1")
        self.now = EIGHT.replace(hour=7, minute=50)
        self.tell("handover.begin", LEADER)
        self.now += self.took
        for side, person in ((Side.OUTGOING, WANG), (Side.INCOMING, ZHAO)):
            handover = self.core.state.shifts.handover
            assert handover is not None
            self.tell("handover.sign", person, handover=handover.id, side=side.value, digest=handover.digest)
        self.handover = self.core.state.shifts.last[0].id


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Centre:
    return Centre(tmp_path_factory.mktemp("centre") / "var")


def call(centre: Centre, *words: str) -> ExitCode:
    return run(["--data", str(centre.folder), *words])


def test_the_days_report_as_json_is_the_days_figures(centre: Centre, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(centre, "report", "daily", "--date", "2026-11-22", "--json") is ExitCode.OK
    told = json.loads(capsys.readouterr().out)
    assert told["alarms"]["raised"] == 1
    assert [person["name"] for person in told["duty"]["people"]] == ["王敏", "李强"]
    assert told["duty"]["handovers"][0]["handover"]["id"] == centre.handover
    assert len(told["evidence"]["root"]) == 64


def test_a_shifts_report_is_bounded_by_its_handovers(centre: Centre, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(centre, "report", "daily", "--date", "2026-11-22", "--shift", "早班", "--json") is ExitCode.OK
    told = json.loads(capsys.readouterr().out)
    assert told["period"]["shift"] == EARLY
    assert told["period"]["last"] == int(centre.handover[1:])


def test_the_report_is_a_pdf_file(centre: Centre, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "day.pdf"
    assert call(centre, "report", "daily", "--date", "2026-11-22", "--out", str(file)) is ExitCode.OK
    assert file.read_bytes().startswith(b"%PDF-1.4")
    assert str(file) in capsys.readouterr().out


def test_the_protocol_of_a_handover_is_a_pdf_file(centre: Centre, tmp_path: Path) -> None:
    file = tmp_path / "handover.pdf"
    assert call(centre, "report", "handover", centre.handover, "--out", str(file)) is ExitCode.OK
    assert file.read_bytes().startswith(b"%PDF-1.4")


def test_a_handover_is_shown_with_the_checkpoint_that_seals_it_and_no_other(tmp_path: Path) -> None:
    centre = Centre(tmp_path / "var")
    done = centre.core.state.size
    with closing(SqlStore(centre.folder / "journal.sqlite")) as store:
        store.put_checkpoint(done - 1, EIGHT, NOTE.format(done - 1))
    journal = DataFolder(centre.folder).journal
    _, evidence, _ = find_handover(journal, centre.handover)
    assert (evidence.note, evidence.size) == ("", done)
    with closing(SqlStore(centre.folder / "journal.sqlite")) as store:
        for size in (done, done + 5):
            store.put_checkpoint(size, EIGHT, NOTE.format(size))
    _, evidence, _ = find_handover(journal, centre.handover)
    assert (evidence.sealed_size, evidence.note) == (done, NOTE.format(done))


def test_when_it_was_sealed_is_told_by_the_newest_sealed_entry_and_not_by_a_column_that_nobody_signed(
    tmp_path: Path,
) -> None:
    centre = Centre(tmp_path / "var")
    journal = DataFolder(centre.folder).journal
    found = []
    for at in (EIGHT, EIGHT - timedelta(days=30)):
        with closing(SqlStore(centre.folder / "journal.sqlite")) as store:
            store.put_checkpoint(3, EIGHT, NOTE.format(3))
        with closing(sqlite3.connect(centre.folder / "journal.sqlite")) as database:
            database.execute("UPDATE checkpoints SET at = ?", (at.timestamp(),))
            database.commit()
        with open_reader(journal) as reader:
            found.append(evidence_of(reader))
    assert found[0] == found[1]
    assert (found[0].sealed_size, found[0].sealed_until) == (3, EIGHT)


def test_a_handover_that_took_longer_than_a_day_is_shown_as_done(tmp_path: Path) -> None:
    slow = Centre(tmp_path / "var", timedelta(hours=30))
    line, _, _ = find_handover(DataFolder(slow.folder).journal, slow.handover)
    assert line.done_at == slow.now
    assert len(line.handover.signatures) == 2


@pytest.mark.parametrize("name", ["H0", "H999999", "x", "H", "H٣"])
def test_a_handover_that_there_is_none_of(centre: Centre, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(centre, "report", "handover", name) is ExitCode.FAILED
    assert f"There is no handover {name} in the journal." in capsys.readouterr().err


def test_a_shift_that_the_plan_does_not_have(centre: Centre, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(centre, "report", "daily", "--shift", "晚班") is ExitCode.FAILED
    assert "The plan has no shift 晚班; its shifts are 夜班, 早班, 中班." in capsys.readouterr().err


def without_screen(centre: Centre, *verb: str, language: str = "en") -> subprocess.CompletedProcess[str]:
    """As a timer of the machine would call it."""
    quiet = {name: value for name, value in os.environ.items() if not name.startswith(("QT_", "DISPLAY", "WAYLAND"))}
    command = [sys.executable, str(ROOT / "main.py"), "--data", str(centre.folder), "--language", language, *verb]
    return subprocess.run(command, env=quiet, capture_output=True, text=True, timeout=60, check=False)


def test_a_report_needs_no_screen(centre: Centre, tmp_path: Path) -> None:
    file = tmp_path / "day.pdf"
    done = without_screen(centre, "report", "daily", "--date", "2026-11-22", "--out", str(file))
    assert (done.returncode, done.stderr) == (0, "")
    assert file.read_bytes().endswith(b"%%EOF\n")


def test_a_place_that_takes_no_report_is_said_in_the_language_of_the_rest(centre: Centre) -> None:
    """Qt's application, which drew it, has ended by then."""
    done = without_screen(centre, "report", "daily", "--date", "2026-11-22", "--out", "/nowhere/day.pdf", language="zh")
    assert (done.returncode, done.stderr) == (1, UNWRITTEN)


def test_the_rota_is_listed(centre: Centre, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(centre, "rota", "list", "--all", "--json") is ExitCode.OK
    (slot,) = json.loads(capsys.readouterr().out)
    assert (slot["id"], slot["people"][0]["person"]) == (LATE, staff_number(ZHAO.number))


def test_a_rota_with_a_wrong_place_changes_nothing(
    centre: Centre, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "rota.csv"
    file.write_text("day,shift,person,name\n2026-11-23,早班,1,a\n2026-11-23,晚班,2,b\n", encoding="utf-8")
    assert call(centre, "rota", "import", str(file)) is ExitCode.FAILED
    assert "line 3: shift" in capsys.readouterr().err


def test_the_rota_is_a_shift_leaders(centre: Centre) -> None:
    folder = DataFolder(centre.folder)
    settings = read_settings(folder.settings)
    with pytest.raises(Refused, match="these positions may: shift leader"):
        obey(folder, settings, "rota.set", {"day": "2026-11-23", "shift": "早班", "people": []})


def test_a_rota_with_somebody_who_has_no_account_changes_nothing(
    centre: Centre, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "rota.csv"
    file.write_text("day,shift,person,name\n2026-11-23,早班,Z99,何涛\n", encoding="utf-8")
    assert call(centre, "rota", "import", str(file)) is ExitCode.FAILED
    assert "no account has the staff number Z99" in capsys.readouterr().err


def test_the_quality_of_the_alarms_is_a_table_and_a_pdf_file(
    centre: Centre, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(centre, "alarms", "quality", "--days", "3650", "--desk", "") is ExitCode.OK
    assert "ISA-18.2" in capsys.readouterr().out
    file = tmp_path / "quality.pdf"
    assert call(centre, "report", "quality", "--days", "3650", "--json", "--out", str(file)) is ExitCode.OK
    (desk,) = json.loads(capsys.readouterr().out)["desks"]
    assert (desk["desk"], desk["calls"]) == ("", 1)
    assert file.read_bytes().startswith(b"%PDF-1.4")
