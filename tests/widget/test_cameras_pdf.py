"""How well the cameras could be seen, on paper: the figures of a day, and nothing wrong where nobody watched any."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from commandcenter.adapters.data_folder import DataFolder
from commandcenter.adapters.resources import read_catalogue
from commandcenter.app.camera_reporting import CameraReport, make_camera_report
from commandcenter.app.report_pdf.cameras import MOST, cameras_pdf
from commandcenter.app.report_pdf.wording import Wording
from commandcenter.app.words import Words
from commandcenter.cli.exit_codes import ExitCode
from commandcenter.cli.program import run
from commandcenter.domain.video import PictureState
from commandcenter.services.camera_health.figures import Health
from tests.support.camera_day import CameraDay
from tests.support.cores import START
from tests.widget.test_report_pdf import pages, squeezed

pytestmark = pytest.mark.usefixtures("qapp")


def wording(language: str = "en") -> Wording:
    return Wording(Words(language), "Asia/Shanghai", "江北区城市运行管理中心", read_catalogue())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    data = tmp_path / "data"
    data.mkdir()
    CameraDay(data)
    return data


@pytest.fixture
def report(folder: Path) -> CameraReport:
    return make_camera_report(DataFolder(folder).journal, START - timedelta(hours=14), START + timedelta(hours=10))


def test_the_report_names_the_worst_camera_first(report: CameraReport) -> None:
    text = squeezed("".join(pages(cameras_pdf(report, wording()))))
    assert "Healthofthecameras" in text
    assert "of3onthelist" in text
    assert text.index("南门") < text.index("北门")
    assert "27.8%1h30min1h5min242.00" in text
    assert "100.0%30min0s–02" in text


def test_a_day_on_which_nobody_watched_any_is_said_so(report: CameraReport) -> None:
    text = squeezed("".join(pages(cameras_pdf(msgspec.structs.replace(report, health=[]), wording()))))
    assert "Noneinthisperiod." in text


def test_of_very_many_cameras_the_worst_are_told(report: CameraReport) -> None:
    live = {PictureState.LIVE.value: 60.0}
    many = [Health(camera=f"CAM-{number:05}", in_state=live) for number in range(MOST + 100)]
    found = pages(cameras_pdf(msgspec.structs.replace(report, health=many), wording()))
    assert len(found) > 10
    text = squeezed("".join(found))
    assert "CAM-00399" in text
    assert "CAM-00400" not in text
    assert "and100more" in text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_report_is_a_pdf_and_is_never_written_over(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str
) -> None:
    file = tmp_path / "cameras.pdf"
    words = ["--data", str(folder), "--language", language, "report", "cameras", "--day", "2026-11-21"]
    assert run([*words, "--out", str(file)]) is ExitCode.OK
    assert file.read_bytes().startswith(b"%PDF-")
    assert run([*words, "--out", str(file)]) is ExitCode.FAILED
    capsys.readouterr()
    assert run([*words, "--json"]) is ExitCode.OK
    assert json.loads(capsys.readouterr().out)["watched"] == 2
