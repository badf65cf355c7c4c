"""Reports on paper: what stands in the file, on how many pages, under which headings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PySide6.QtGui import QImage
from PySide6.QtPdf import QPdfDocument
from pytestqt.qtbot import QtBot

from commandcenter.app.report_pdf.blocks import Heading, Paragraph, Title
from commandcenter.app.report_pdf.daily import daily_pdf
from commandcenter.app.report_pdf.flow import Block, Flowing
from commandcenter.app.report_pdf.handover import handover_pdf
from commandcenter.app.report_pdf.paper import Paper
from commandcenter.app.report_pdf.seal import grouped
from commandcenter.app.report_pdf.table import Cell, Column, Table
from commandcenter.app.report_pdf.wording import Wording
from commandcenter.app.report_pdf.writing import ReportTrouble, pdf, write_pdf
from commandcenter.app.words import Words
from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.handover import Folded, ItemKind, Remark
from commandcenter.domain.priority import Priority
from commandcenter.services.daily.duty import HandoverLine
from commandcenter.services.daily.period import day_period
from commandcenter.services.daily_report import DailyReport, Evidence, daily_report
from tests.support.made_up_day import DAY, STREETS, ZONE, MadeUpDay

ROOT = "9f2c41d7a8b3e6051c7d92af04be6638d15a7ec90b42f1836ad8c75e20f9b314"
NOTE = "commandcenter/3f9a1c07\n200\nnyxB16iz5gUcfZKvBL5mONFafskLQvGDatjHXiD5sxQ=\n\n— commandcenter/3f9a1c07 Az3y\n"
SEALED = Evidence(
    size=213,
    root="00" * 32,
    key="commandcenter/3f9a1c07+033df2",
    note=NOTE,
    sealed_size=200,
    sealed_until=datetime(2026, 11, 22, 16, 0, tzinfo=UTC),
    sealed_root=ROOT,
)
MADE_AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(scope="module")
def centre() -> MadeUpDay:
    day = MadeUpDay()
    day.run()
    return day


@pytest.fixture(scope="module")
def report(centre: MadeUpDay) -> DailyReport:
    return daily_report(centre.entries, day_period(DAY, ZONE), SEALED, MADE_AT, centre.state.alarms.values())


def wording(language: str = "en") -> Wording:
    people = {"u1001": "王敏"}
    return Wording(Words(language), ZONE, "江北区城市运行管理中心", Catalogue(), STREETS, {"lifts": "智能电梯"}, people)


def pages(data: bytes) -> list[str]:
    """The text of each page, blanks as they come out."""
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(buffer)
    found = [document.getAllText(number).text() for number in range(document.pageCount())]
    document.close()
    return found


def squeezed(text: str) -> str:
    """Without blanks."""
    return "".join(text.split())


def test_the_daily_report_says_the_days_figures(report: DailyReport) -> None:
    found = pages(daily_pdf(report, wording()))
    text = squeezed("".join(found))
    assert len(found) == 3
    for words in (
        "江北区城市运行管理中心",
        "Sunday2026-11-22",
        "Newalarms13",
        "盘溪河下穿道积水",
        "1d2h",
        "华新街街道11",
        "王敏1001",
        "周正9001",
        "cancelled:接班人未到齐",
        "Rollcall11-2214:00:强降雨，各岗位是否就绪？",
        "智能电梯1121",
        squeezed(grouped(ROOT)),
        "commandcenter/3f9a1c07+033df2",
        "200entries",
        "Sealeduptoentry199of2026-11-2300:00:00",
        "Page3of3",
    ):
        assert words in text, words


def test_every_page_has_its_number_and_the_root(report: DailyReport) -> None:
    found = pages(daily_pdf(report, wording()))
    assert [f"Page {number} of 3" in text for number, text in enumerate(found, 1)] == [True, True, True]
    assert all("9f2c 41d7 a8b3 e605" in text for text in found)


def test_a_report_of_a_journal_that_is_not_sealed_says_so(report: DailyReport) -> None:
    plain = msgspec.structs.replace(report, evidence=Evidence(size=213, root=ROOT))
    text = squeezed("".join(pages(daily_pdf(plain, wording()))))
    assert "none:thisjournalisnotsealedyet" in text
    assert squeezed(grouped(ROOT)) in text


class Heights:
    """A block that asks others how tall they are, and draws nothing."""

    def __init__(self, *blocks: Block) -> None:
        self._blocks = blocks
        self.found: list[float] = []

    def height(self, paper: Paper, width: float) -> float:
        self.found = [block.height(paper, width) for block in self._blocks]
        return 1.0

    def draw(self, paper: Paper, x: float, y: float, width: float) -> None:
        """Nothing."""


def test_a_long_period_stands_beside_the_hour_it_was_made_at_or_takes_a_second_line() -> None:
    day, made = "2026-11-22 星期日", "打印时间 2026-11-22 20:18:21"
    periods = (day, f"{day} （未结束）    11-22 00:00 – 11-22 20:18", " ".join([day] * 5))
    heights = Heights(*(Title("江北区城市运行管理中心值班日报", period, made) for period in periods))
    pdf([heights], "", "", Words("zh"))
    one, beside, two = heights.found
    assert (one == beside, two > one) == (True, True)


def test_an_empty_day_is_a_report_too() -> None:
    empty = daily_report([], day_period(DAY, ZONE), SEALED, MADE_AT)
    text = squeezed("".join(pages(daily_pdf(empty, wording()))))
    assert "Nobodysignedon." in text
    assert "Newalarms0" in text


def test_the_handover_protocol_shows_items_remarks_and_signatures(report: DailyReport) -> None:
    line = report.duty.handovers[1]
    text = squeezed("".join(pages(handover_pdf(line, SEALED, wording()))))
    for words in (
        "11-22早班→11-22中班",
        "建新东路井盖移位",
        "※井盖已通知权属单位，预计17:00前复位(王敏)",
        "11-22夜班11-2207:452",
        "noanswer:城管",
        "3号泵备件明日10:00到货",
        "Ihandoverthisshiftasthereportsays.",
        "Ihavereadthereportandtakeoverthisshift.",
        "赵磊1003",
        squeezed(grouped(line.handover.digest)),
    ):
        assert words in text, words


def test_the_handover_protocol_says_what_is_only_counted(report: DailyReport) -> None:
    line = report.duty.handovers[1]
    flood = Folded(
        kind=ItemKind.ALARM,
        priority="minor",
        sort="drainage.pump",
        count=1280,
        again=12,
        oldest=MADE_AT,
        times=4,
        since_shift="2026-11-20/早班",
    )
    folded = (Folded(kind=ItemKind.NOTE, sort="important", count=2), flood)
    remark = Remark(text="雷击，厂家在查", person="1001", name="王敏", at=MADE_AT, item=flood.key)
    frozen = msgspec.structs.replace(line.handover.report, folded=folded, more=1285, rest=("note/N7", "note/N9"))
    handover = msgspec.structs.replace(line.handover, report=frozen, remarks=(remark,))
    text = squeezed("".join(pages(handover_pdf(HandoverLine(handover=handover), SEALED, wording()))))
    named = sum(item.kind is ItemKind.ALARM for item in frozen.items)
    for words in (
        f"Openalarms({named}of{named + 1280})",
        "Openalarms:1,280more,countedbysort",
        "drainage.pump※雷击，厂家在查(王敏)1,28011-2309:00124times,since11-20早班",
        "Notes:2more,countedbysort",
        "N7,N9",
        "Foundnoroom3––3",
        "minor1,28",
    ):
        assert words in text, words


def test_a_cancelled_handover_is_not_signed(report: DailyReport) -> None:
    text = squeezed("".join(pages(handover_pdf(report.duty.handovers[2], SEALED, wording()))))
    assert text.count("notsigned") == 2
    assert "cancelled:接班人未到齐" in text


def drawn(*blocks: Block | Flowing) -> list[str]:
    return pages(pdf(blocks, "title", "foot", Words("en")))


def rows(count: int) -> Table:
    columns = (Column("first", 1.0), Column("second", 1.0))
    return Table(columns, tuple((f"row {number}", "x") for number in range(count)), "caption")


def test_a_long_table_goes_on_under_its_headings() -> None:
    found = drawn(rows(100))
    assert len(found) == 4
    assert all("caption" in text and "second" in text for text in found)
    assert sum(text.count("row ") for text in found) == 100


def test_a_heading_never_stands_at_the_end_of_a_page() -> None:
    filler: Sequence[Block] = [Paragraph(f"line {number}") for number in range(38)]
    for more in range(8):
        found = drawn(*filler, *[Paragraph("more")] * more, Heading("Heading"), rows(3))
        page = next(text for text in found if "Heading" in text)
        assert "row 0" in page


def test_words_from_outside_are_only_words() -> None:
    (text,) = drawn(Paragraph("<b>bold</b> {0} =1+1"))
    assert "<b>bold</b> {0} =1+1" in text


def test_what_turns_the_writing_round_or_hides_words_is_left_out() -> None:
    (text,) = drawn(Paragraph("gate \u202eevil\u202c\u2066\U000e0041\x07 \ud800end"))
    assert "gate evil end" in text


def picture(*blocks: Block | Flowing) -> QImage:
    buffer, document = QBuffer(), QPdfDocument()
    buffer.setData(QByteArray(pdf(blocks, "title", "foot", Words("en"))))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document.load(buffer)
    image = document.render(0, QSize(1050, 1485))
    document.close()
    return image


def test_each_priority_has_a_shape_of_its_own() -> None:
    """▲ ◆ ■ ●: how much of the mark's highest, middle and lowest line is coloured, at five dots to the millimetre."""
    table = Table((Column("", 1.0),), tuple((Cell("", priority=it),) for it in Priority))
    image = picture(table)
    page = [[image.pixelColor(x, y).saturation() > 60 for x in range(100, 125)] for y in range(130, 260)]
    lines = [sum(line) for line in page]
    marks = [[it for it in part if it] for part in _parts(lines)]
    assert len(marks) == 4
    triangle, diamond, square, disc = marks
    assert triangle[0] < 4 < 10 < triangle[-1]
    assert diamond[0] < 4 > diamond[-1]
    assert max(diamond) > 10
    assert max(square) - min(square[1:-1]) <= 1
    assert 3 < disc[0] < max(disc) > disc[-1] > 3


def _parts(lines: Sequence[int]) -> list[list[int]]:
    parts: list[list[int]] = [[]]
    for line in lines:
        if line:
            parts[-1].append(line)
        elif parts[-1]:
            parts.append([])
    return [part for part in parts if part]


def test_a_row_that_is_taller_than_a_page_goes_on_on_the_next() -> None:
    columns = (Column("first", 1.0), Column("second", 3.0))
    long = "😀" + "\n".join(f"line {number}" for number in range(150))
    found = drawn(Heading("Heading"), Table(columns, (("row 1", Cell(long)), ("row 2", "x")), "caption"))
    assert len(found) == 4
    assert "Heading" in found[0]
    assert "line 0" in found[0]
    assert all("caption" in text for text in found)
    assert sum(text.count("line ") for text in found) == 150
    assert max(text.count("line ") for text in found) <= 54


def test_what_is_copied_out_of_the_file_is_what_was_written() -> None:
    """Qt alone gives radicals for 行, 见, 页, 长, 齐 and 龙, and control characters for digits beside letters."""
    (text,) = drawn(Paragraph("运行 见页长齐龙 row 0123456789 – 〇①㎡ end"))
    assert "运行 见页长齐龙 row 0123456789 – 〇①㎡ end" in text


def test_text_that_has_no_blanks_is_broken_anyway() -> None:
    (text,) = drawn(Paragraph("W" * 400))
    assert squeezed(text).count("W") == 400


def test_a_report_is_written_whole_or_not_at_all(tmp_path: Path, qtbot: QtBot) -> None:
    write_pdf(tmp_path / "a.pdf", b"%PDF-x")
    assert [file.name for file in tmp_path.iterdir()] == ["a.pdf"]
    with pytest.raises(ReportTrouble, match="cannot be written"):
        write_pdf(tmp_path / "none" / "a.pdf", b"")
