"""The quality of the alarms on paper: each desk's figures and verdicts, and nothing wrong where nothing happened."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from PySide6.QtGui import QPagedPaintDevice, QPainter, QPdfWriter

from commandcenter.adapters.resources import read_catalogue
from commandcenter.app.report_pdf.flow import NewPage, Space, paginate
from commandcenter.app.report_pdf.paper import Paper
from commandcenter.app.report_pdf.quality import quality_pdf
from commandcenter.app.report_pdf.quality_plots import cumulated
from commandcenter.app.report_pdf.wording import Wording
from commandcenter.app.reporting import QualityReport
from commandcenter.app.words import Words
from commandcenter.domain.errors import Refused
from commandcenter.domain.priority import Priority
from commandcenter.domain.rules.desks import Desks
from commandcenter.services.quality.asking import Measured
from commandcenter.services.quality.figures import quality
from tests.support.cores import START
from tests.support.lively_day import LivelyDay
from tests.widget.test_report_pdf import SEALED, pages, squeezed

pytestmark = pytest.mark.usefixtures("qapp")
ENDS = START + timedelta(days=1)


def wording(language: str = "en") -> Wording:
    return Wording(Words(language), "Asia/Shanghai", "江北区城市运行管理中心", read_catalogue())


@pytest.fixture(scope="module")
def report() -> QualityReport:
    day = LivelyDay(ENDS)
    day.run()
    entries = [stamped.entry for stamped in day.store.entries]
    known = [alarm for alarm in day.core.state.alarms.values() if alarm.changed_at < START]
    measured = {it.desk: it for it in quality(entries, START, ENDS, known)}
    found = [measured[desk.name] for desk in day.book.desk]
    return QualityReport(
        measured=Measured(asked_from=START, desks=tuple(found)),
        desks=Desks(day.book.desk),
        people={"wang": "王敏", "chen": "陈静"},
        evidence=SEALED,
        made_at=ENDS,
    )


def test_all_desks_stand_side_by_side_and_each_by_itself(report: QualityReport) -> None:
    found = pages(quality_pdf(report, report.figures(), wording()))
    first, second = squeezed(found[0]), squeezed(found[1])
    assert "Alldesks" in first
    assert all(name in first for name in ("Drainagedesk", "Streetdesk", "Safetydesk"))
    assert "Lessthan30days" in first
    assert "QualityofthealarmsDrainagedeskCalls" in second
    assert "PumprunsdryPS-4" in second


def test_one_desk_has_its_verdicts_what_is_to_be_mended_and_what_was_hidden(report: QualityReport) -> None:
    text = squeezed("".join(pages(quality_pdf(report, report.figures("safety"), wording()))))
    for words in (
        "Safetydesk",
        "callsperhour",
        "~6≤12",
        "needsanactionplan",
        "EEMUA191",
        "LiftfaultLIFT-12",
        "维保人员已到场",
        "outofservice",
        "动火证2026-118",
        "陈静",
        "LiftinspectionoverdueLIFT-77",
        "1d2h",
    ):
        assert words in text, words
    assert "Alldesks" not in text
    assert "Drainagedesk" not in text


def test_a_desk_that_there_is_not_is_refused_with_those_there_are(report: QualityReport) -> None:
    with pytest.raises(Refused) as refused:
        report.figures("harbour")
    assert refused.value.values == {"desk": "harbour", "desks": "water, street, safety"}


def test_where_nothing_happened_nothing_is_wrong() -> None:
    nothing = quality([], ENDS - timedelta(days=30), ENDS)
    empty = QualityReport(
        measured=Measured(asked_from=START, desks=tuple(nothing)),
        desks=Desks(),
        people={},
        evidence=SEALED,
        made_at=ENDS,
    )
    text = squeezed("".join(pages(quality_pdf(empty, empty.figures(), wording()))))
    assert "Wholecentre" in text
    assert "nodesksofitsown" in text
    assert "Noneinthisperiod." in text
    assert "beyondwhatismanageable" not in text
    assert "indicative" not in text


def test_shares_are_summed_up() -> None:
    found = cumulated([("a", Priority.MAJOR, 3, 0.5), ("b", Priority.NOTICE, 1, 0.25)])
    assert [it.cumulated for it in found] == [0.5, 0.75]


def test_a_new_page_is_none_where_one_begins_anyway(tmp_path: Path) -> None:
    writer = QPdfWriter(str(tmp_path / "x.pdf"))
    painter = QPainter(writer)
    device: QPagedPaintDevice = writer
    placed = paginate(Paper(device, painter), [Space(5.0), NewPage(), NewPage(), _Block(), NewPage(), _Block()])
    painter.end()
    assert [len(page) for page in placed] == [1, 1]


class _Block(msgspec.Struct, frozen=True):
    def height(self, paper: Paper, width: float) -> float:
        return 10.0

    def draw(self, paper: Paper, x: float, y: float, width: float) -> None:
        """Nothing."""
