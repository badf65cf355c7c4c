"""The sheet of the alarms' quality: pages, times and desks by keys; nothing on it is cut, in either language."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTranslator
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from bridge.qt.gateway import Gateway
from commandcenter.adapters.district import District
from commandcenter.adapters.resources import read_catalogue, resource
from commandcenter.services.quality.asking import Brief
from commandcenter.wiring.names import SeatNames
from commandcenter.wiring.quality_shown import QualityWords
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.wording import Wording
from tests.support.cut_texts import cramped, cut_texts, settle
from tests.support.shown_quality import lively
from widgets.kit.style import apply_style
from widgets.quality.pages import HiddenPage, OverviewPage, WorstPage
from widgets.quality.painted import Painted
from widgets.quality.sheet import QualitySheet
from widgets.quality.state import QualityShown

SIZES = [(1920, 1080), (1366, 768)]


@pytest.fixture(params=["en", "zh"])
def language(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[str]:
    before = qapp.styleSheet(), qapp.font(), qapp.palette()
    apply_style(qapp)
    translator = QTranslator()
    if request.param == "zh":
        assert translator.load(str(resource("translations/commandcenter_zh_CN.qm")))
        qapp.installTranslator(translator)
    yield request.param
    qapp.removeTranslator(translator)
    qapp.setStyleSheet(before[0])
    qapp.setFont(before[1])
    qapp.setPalette(before[2])


@pytest.fixture(scope="module")
def told() -> dict[str, Brief]:
    return lively()


@pytest.fixture
def desk(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1920, 1080)
    made.show()
    return made


def sheet_over(desk: QWidget) -> QualitySheet:
    made = QualitySheet(desk, left=round(560 * desk.width() / 1920), top=40, bottom=32)
    made.open()
    return made


def words(desk: QWidget, language: str = "en") -> QualityWords:
    seat = SeatModel(Gateway(desk), desk, name="desk-1")
    wording = Wording(catalogue=read_catalogue(), district=District(), language=language)
    return QualityWords(wording, SeatNames(seat, wording))


@pytest.mark.parametrize("size", SIZES, ids=["full", "small"])
@pytest.mark.parametrize("name", ["water", "street", "safety"])
def test_nothing_is_cut_on_any_page(
    qtbot: QtBot, desk: QWidget, told: dict[str, Brief], language: str, size: tuple[int, int], name: str, tmp_path: Path
) -> None:
    desk.resize(*size)
    sheet = sheet_over(desk)
    sheet.show_desk("排水席 Drainage desk", 0, 3)
    sheet.show_status("as of 12:18")
    sheet.show_note("The journal begins later: measured since 11-22 12:18. The verdicts are indicative.", trouble=True)
    sheet.show_quality(words(desk, language).shown(told[name]))
    for page in range(4):
        qtbot.waitUntil(sheet.isVisible)
        settle()
        assert cramped(sheet) == []
        assert cut_texts(sheet) == []
        assert sheet.grab().save(str(tmp_path / f"{page}.png"))
        painted = [it for it in sheet.findChildren(Painted) if it.isVisible()]
        assert [text for it in painted for text in it.cut] == []
        QTest.keyClick(sheet, Qt.Key.Key_Space)


def test_the_number_keys_choose_the_time_and_the_arrows_the_desk(qtbot: QtBot, desk: QWidget) -> None:
    sheet = sheet_over(desk)
    spans: list[int] = []
    steps: list[int] = []
    sheet.span_wanted.connect(spans.append)
    sheet.desk_wanted.connect(steps.append)
    for key in (Qt.Key.Key_1, Qt.Key.Key_5, Qt.Key.Key_6):
        QTest.keyClick(sheet, key)
    QTest.keyClick(sheet, Qt.Key.Key_Right)
    QTest.keyClick(sheet, Qt.Key.Key_Left)
    QTest.keyClick(sheet, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert (spans, steps) == ([0, 4], [1, -1])


def test_space_turns_the_pages_and_esc_takes_the_sheet_away(qtbot: QtBot, desk: QWidget) -> None:
    sheet = sheet_over(desk)
    sheet.show_quality(QualityShown())
    pages = []
    for key, modifier in (
        (Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_PageDown, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Space, Qt.KeyboardModifier.ShiftModifier),
        (Qt.Key.Key_PageUp, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_PageUp, Qt.KeyboardModifier.NoModifier),
    ):
        QTest.keyClick(sheet, key, modifier)
        pages.append(sheet.page)
    assert pages == [1, 2, 1, 0, 3]
    with qtbot.waitSignal(sheet.left, timeout=1000):
        QTest.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()


def test_the_lists_scroll_by_the_arrows(qtbot: QtBot, desk: QWidget, told: dict[str, Brief]) -> None:
    desk.resize(1366, 560)
    sheet = sheet_over(desk)
    sheet.show_quality(words(desk).shown(told["safety"]))
    page = sheet.pages[2]
    assert isinstance(page, WorstPage)
    QTest.keyClick(sheet, Qt.Key.Key_Space)
    QTest.keyClick(sheet, Qt.Key.Key_Space)
    bar = page.fleeting.lines.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    QTest.keyClick(sheet, Qt.Key.Key_Down)
    assert bar.value() > 0
    QTest.keyClick(sheet, Qt.Key.Key_Up)
    assert bar.value() == 0


def test_a_message_stands_in_place_of_the_pages_until_there_are_figures(qtbot: QtBot, desk: QWidget) -> None:
    sheet = sheet_over(desk)
    assert sheet.message == "Loading…"
    QTest.keyClick(sheet, Qt.Key.Key_Space)
    assert (sheet.page, sheet.message) == (1, "Loading…")
    sheet.show_quality(QualityShown())
    assert sheet.message == ""


def test_what_is_shown_are_words_and_figures(qtbot: QtBot, desk: QWidget, told: dict[str, Brief]) -> None:
    shown = words(desk).shown(told["water"])
    assert [(it.label, it.good) for it in shown.figures] == [
        ("Calls", True),
        ("Per 10 minutes", True),
        ("Most in 10 minutes", False),
        ("Time in flood", False),
        ("Beyond the limits", False),
    ]
    assert (shown.worst[0].name, shown.worst[0].count) == ("Pump runs dry  PS-4", 24)
    assert shown.chattering.lines[0].text == "Pump runs dry  PS-4"
    assert {line.lead for line in shown.hidden.lines} == {"suppressed"}
    assert {line.detail for line in shown.hidden.lines} == {"pump-cleaning"}
    assert len(shown.rate.tens) == 144
    assert all(0.0 <= begins < ends <= 1.0 for begins, ends in shown.rate.floods)
    first = shown.verdicts[0]
    assert (first.name, first.acceptable, first.manageable, first.standard) == (
        "calls per hour",
        "~6",
        "≤ 12",
        "ISA-18.2",
    )


def test_who_hid_an_alarm_and_why_stands_beside_it(qtbot: QtBot, desk: QWidget, told: dict[str, Brief]) -> None:
    shown = words(desk).shown(told["safety"])
    details = {line.lead: line.detail for line in shown.hidden.lines}
    assert details["out of service"] == "动火证 2026-118 · chen"
    assert details["shelved"] == "维保人员已到场 · wang"
    assert shown.stale.lines[0].lead == "26 h"


def test_of_more_than_is_shown_the_number_is_told(qtbot: QtBot, desk: QWidget, told: dict[str, Brief]) -> None:
    sheet = sheet_over(desk)
    sheet.show_quality(words(desk).shown(told["water"]))
    page, overview = sheet.pages[3], sheet.pages[0]
    assert isinstance(page, HiddenPage)
    assert isinstance(overview, OverviewPage)
    assert page.stale.message == "None."
    assert page.hidden.message == ""
    assert overview.tiles.accessibleName().startswith("Calls ")
