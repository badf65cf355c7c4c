"""No text is cut on the sheets and the cover, in either language, on a full and on a small screen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import msgspec
import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from commandcenter.adapters.resources import resource
from commandcenter.domain.priority import Priority
from tests.support.cut_texts import cramped, cut_texts, settle
from widgets.cover.state import Lock, Outlook
from widgets.cover.view import CoverView
from widgets.duty.sheet import DutySheet
from widgets.duty.state import DutyShown, RollCallShown
from widgets.handover.sheet import HandoverSheet
from widgets.handover.state import HandoverShown, Party, Stage
from widgets.kit.lines.line import Line
from widgets.kit.style import apply_style
from widgets.record.sheet import RecordSheet
from widgets.record.steps import StepShown

FULL, SMALL = (1920, 1080), (1366, 768)
SCREENS = pytest.mark.parametrize("size", [FULL, SMALL], ids=["full", "small"])
# The longest that the core says to who signs in or signs.
REFUSED = {
    "en": "Too many wrong passwords: a shift leader or security administrator must lift this.",
    "zh": "密码错误次数过多：须由值班长或安全管理员解除锁定。",
}
PEOPLE = {"en": "Li Wei, Zhao Min, Chen Jing", "zh": "李伟、赵敏、陈静"}
LEADER = {"en": "shift leader", "zh": "值班长"}
OWN = {"en": "my own position", "zh": "本人岗位"}
OUTCOMES = {"en": "refused", "zh": "被拒绝"}
SUMMARY = {"en": "11-22 day shift → 11-22 night shift · 22:05:32 · 36 open, 0 again", "zh": "11-22 白班 → 11-22 夜班"}
LOCK = Lock(account="li.wei", person="Li Wei", since=datetime(2026, 11, 22, 6, 10, 42, tzinfo=UTC))
LINES = tuple(Line(text=f"Litter ×{at}", key=f"alarm/A{at}", lead="22:04") for at in range(1, 20))


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


@pytest.fixture
def desk(qtbot: QtBot, size: tuple[int, int]) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(*size)
    made.show()
    return made


def beside_the_queue(desk: QWidget) -> int:
    """The pixels that the queue keeps on a desk of this width."""
    return round(560 * desk.width() / 1920)


def check(qtbot: QtBot, shown: QWidget) -> None:
    qtbot.waitUntil(shown.isVisible)
    settle()
    assert cramped(shown) == []
    assert cut_texts(shown) == []


@pytest.fixture
def cover(desk: QWidget, language: str) -> CoverView:
    made = CoverView(desk, top=40)
    made.set_seat("desk-1")
    made.card.position.offer([("", OWN[language]), ("shift-leader", LEADER[language])])
    made.set_outlook(Outlook(open={Priority.CRITICAL: 1, Priority.NOTICE: 31}, unacknowledged=24))
    return made


@SCREENS
def test_signing_in(qtbot: QtBot, cover: CoverView, language: str) -> None:
    cover.show_signed_out()
    check(qtbot, cover)
    cover.answered(REFUSED[language])
    check(qtbot, cover)


@SCREENS
def test_choosing_a_new_password(qtbot: QtBot, cover: CoverView, language: str) -> None:
    cover.show_signed_out()
    cover.ask_new_password("li.wei")
    cover.answered(REFUSED[language])
    check(qtbot, cover)


@SCREENS
@pytest.mark.parametrize("incident", [False, True], ids=["calm", "incident"])
def test_a_locked_desk(qtbot: QtBot, cover: CoverView, language: str, *, incident: bool) -> None:
    cover.show_locked(LOCK, incident=incident)
    check(qtbot, cover)
    cover.answered(REFUSED[language])
    check(qtbot, cover)


@SCREENS
@pytest.mark.parametrize("incident", [False, True], ids=["calm", "incident"])
def test_unlocking_by_the_shift_leader(qtbot: QtBot, cover: CoverView, language: str, *, incident: bool) -> None:
    cover.show_locked(LOCK, incident=incident)
    cover.card.other.click()
    check(qtbot, cover)
    cover.answered(REFUSED[language])
    check(qtbot, cover)


@SCREENS
@pytest.mark.parametrize("stage", [Stage.READY, Stage.OPEN])
def test_handing_over(qtbot: QtBot, desk: QWidget, language: str, stage: Stage) -> None:
    sheet = HandoverSheet(desk, left=beside_the_queue(desk), top=40, bottom=32)
    sheet.open()
    party = Party(people=PEOPLE[language])
    digest = "5bfc d660 82f6 fe34" if stage is Stage.OPEN else ""
    shown = HandoverShown(
        stage=stage, summary=SUMMARY[language], lines=LINES, outgoing=party, incoming=party, digest=digest
    )
    sheet.show_handover(shown)
    check(qtbot, sheet)
    if stage is Stage.OPEN:
        sheet.answered("outgoing", REFUSED[language])
        check(qtbot, sheet)


@SCREENS
def test_going_on_duty(qtbot: QtBot, desk: QWidget, language: str) -> None:
    sheet = DutySheet(desk, left=beside_the_queue(desk), top=40, bottom=32)
    sheet.open()
    call = RollCallShown(mine=(("shift-leader", LEADER[language]),), question="?", answers=LINES)
    for shown in (
        DutyShown(summary=SUMMARY[language], lines=LINES, leads=True),
        DutyShown(lines=LINES, notes=LINES, here="Li Wei  22:05:22", roll_call=call),
    ):
        sheet.show_duty(shown)
        check(qtbot, sheet)
    sheet.show_duty(DutyShown())
    sheet.sign_on.answered(REFUSED[language])
    check(qtbot, sheet)


@SCREENS
def test_the_record(qtbot: QtBot, desk: QWidget, language: str) -> None:
    sheet = RecordSheet(desk, left=beside_the_queue(desk), top=40, bottom=32)
    sheet.filters.offer_outcomes([("refused", OUTCOMES[language])])
    sheet.open()
    check(qtbot, sheet)
    sheet.filters.outcome.box.setCurrentIndex(1)
    sheet.show_found(LINES, "5 / 284")
    sheet.show_story("Cesspool methane 62.4 % after 1 h of exhaust, Jianxin East Road 86, backyard", LINES)
    check(qtbot, sheet)
    counts = tuple((priority, "1 204") for priority in Priority)
    sheet.show_steps(None)
    check(qtbot, sheet)
    moment = StepShown(at="2026-11-22 14:09:51", where="11-22 夜班 · entry 1 382 000 of 1 382 004", counts=counts)
    sheet.show_steps(msgspec.structs.replace(moment, trail=LINES, scene=LINES))
    sheet.steps.say("That moment is far from any that is kept: it is on its way, ask again.")
    check(qtbot, sheet)
