"""Details of the selected alarm."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, timedelta

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from commandcenter.domain.place import Place
from commandcenter.domain.priority import Priority
from commandcenter.domain.rules.watch import Part
from tests.support.cut_texts import cut_texts, settle
from tests.support.made_up_alarms import NOON, Clock, acked, alarm, over, titled
from widgets.alarm_detail.facts import HistoryLine
from widgets.alarm_detail.view import AlarmDetailView
from widgets.kit.text_line import TextLine


@pytest.fixture
def time() -> Clock:
    return Clock()


@pytest.fixture
def view(qtbot: QtBot, time: Clock) -> Iterator[AlarmDetailView]:
    made = AlarmDetailView(
        lambda value: value.title,
        lambda code: "五里店街道",
        lambda value: [(name, str(measured)) for name, measured in value.values.items()],
        person_name=lambda person: {"wang": "王敏"}.get(person, person),
        now=time.now,
        zone=UTC,
        monotonic_clock=time,
    )
    qtbot.addWidget(made)
    made.resize(448, 700)
    yield made
    made.set_cameras([])
    made.close()


def test_a_long_title_takes_a_second_line_instead_of_being_cut(view: AlarmDetailView) -> None:
    view.show()
    heights = []
    for title in ("short", "Cesspool methane 62.4 % after 1 h of exhaust at Jianxin East Road 86"):
        view.show_alarm(titled(acked(alarm("a")), title))
        settle()
        assert cut_texts(view) == []
        heights.append(view.title.height())
    assert heights == [32, 2 * 24]


@pytest.mark.parametrize(("width", "below"), [(448, False), (212, True)])
def test_in_a_narrow_window_the_time_stands_below_the_title(view: AlarmDetailView, width: int, *, below: bool) -> None:
    view.show()
    view.resize(width, 700)
    view.show_alarm(titled(alarm("a"), "Cesspool methane 62.4 % after 1 h of exhaust"))
    settle()
    timer = next(line for line in view.findChildren(TextLine) if line.text == view.timer_text)
    assert (timer.y() >= view.title.geometry().bottom()) is below


def test_nothing_selected_says_how_to_select(view: AlarmDetailView) -> None:
    assert view.message == "No alarm selected: choose one in the queue with ↑ ↓"
    assert view.alarm_id == ""
    view.show_loading()
    assert view.message == "Loading…"


def test_the_count_of_seconds_runs_until_somebody_acknowledges(view: AlarmDetailView, time: Clock) -> None:
    value = alarm("a", Priority.CRITICAL)
    view.show_alarm(value)
    time.seconds += 34
    view.refresh()
    assert view.timer_text == "00:34 unacked"
    assert view.title.mark is Priority.CRITICAL
    view.show_alarm(over(value))
    assert view.timer_text == "00:34 unacked, returned"
    view.show_alarm(acked(value))
    assert view.timer_text == "王敏 12:00:00"


def test_place_device_and_values_are_told(view: AlarmDetailView) -> None:
    value = msgspec.structs.replace(alarm("a"), address="建新东路 86 号", values={"methane": 62.4, "fan": "yes"})
    view.show_alarm(value)
    assert view.facts.texts == [
        "Priority Minor · Unacked",
        "Place 五里店街道 建新东路 86 号",
        "Device HFC-a · cesspool",
        "Since 05-20 12:00:00",
        "Values methane 62.4 · fan yes",
    ]


def test_what_a_rule_has_made_of_the_events_is_told(view: AlarmDetailView) -> None:
    parts = {f"gas\x1fHFC-{number}": Part(Priority.MINOR, 1) for number in range(8)}
    plain = alarm("a")
    value = msgspec.structs.replace(plain, rule="one-yard", parts=parts, chattering=True, worst_told=Priority.CRITICAL)
    view.show_alarm(value)
    assert view.facts.texts[1] == "Worst Critical"
    assert view.facts.texts[-3:] == [
        "Parts 8 reports together: HFC-0 · HFC-1 · HFC-2 · HFC-3 · HFC-4 · HFC-5",
        "Chattering it comes and goes; it stays until it has been quiet",
        "Rule one-yard",
    ]
    view.show_alarm(plain)
    assert not [line for line in view.facts.texts if line.startswith(("Worst", "Parts", "Chattering", "Rule"))]


def test_guidance_is_numbered_and_gone_with_the_next_alarm(view: AlarmDetailView) -> None:
    view.show_alarm(alarm("a"))
    view.set_guidance(["禁止明火", "保持排风"])
    assert view.guidance.texts == ["1 禁止明火", "2 保持排风"]
    view.show_alarm(titled(alarm("a"), "newer values"))
    assert view.guidance.texts == ["1 禁止明火", "2 保持排风"]
    view.show_alarm(alarm("b"))
    assert view.guidance.texts == []


def test_history_has_the_alarms_own_life_and_what_others_did_newest_first(view: AlarmDetailView) -> None:
    view.show_alarm(acked(alarm("a", minutes=5)))
    view.set_history([HistoryLine(at=NOON - timedelta(minutes=1), text="opened at seat 1")])
    assert view.history.texts == [
        "12:00:00 Acknowledged by 王敏",
        "11:59:00 opened at seat 1",
        "11:55:00 Raised by cesspool",
    ]


def test_the_button_asks_and_shows_its_key(view: AlarmDetailView) -> None:
    asked: list[str] = []
    view.acknowledge_requested.connect(asked.append)
    view.show_alarm(alarm("a"))
    view.show()
    button = view.findChild(QPushButton)
    assert isinstance(button, QPushButton)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert asked == ["a"]
    assert button.toolTip() == "Acknowledge (A)"
    view.show_alarm(acked(alarm("a")))
    assert not button.isVisible()


def test_two_cameras_stand_side_by_side_and_former_ones_are_given_back(qtbot: QtBot, view: AlarmDetailView) -> None:
    cameras = [QWidget(), QWidget(), QWidget()]
    for camera in cameras:
        qtbot.addWidget(camera)
    view.show_alarm(alarm("a"))
    view.show()
    view.set_cameras(cameras[:2])
    assert cameras[0].geometry().right() < cameras[1].geometry().left()
    view.set_cameras([cameras[2]])
    assert cameras[0].parent() is None
    assert view.cameras.cameras == [cameras[2]]
    assert not view.grab().isNull()


def test_markup_in_an_alarm_is_shown_as_it_is(view: AlarmDetailView) -> None:
    view.show_alarm(msgspec.structs.replace(alarm("a"), title="<b>a</b>\u202e", address="<img src=x>\n"))
    assert view.title.text == "<b>a</b>"
    assert view.facts.texts[1] == "Place 五里店街道 <img src=x>"


def test_a_place_without_a_name_is_told_by_its_coordinates(view: AlarmDetailView) -> None:
    view.show_alarm(msgspec.structs.replace(alarm("a"), area="", address="", place=Place(lon=106.556, lat=29.5838)))
    assert view.facts.texts[1] == "Place 106.5560 29.5838"
    view.show_alarm(msgspec.structs.replace(alarm("a"), area="", address="", place=None))
    assert view.facts.texts[1] == "Place not known"


def test_an_alarm_in_doubt_says_so_why_and_what_to_do(view: AlarmDetailView) -> None:
    value = msgspec.structs.replace(alarm("a", Priority.CRITICAL), suspect=True)
    view.show_alarm(value)
    assert (view.title.mark, view.title.hollow) == (Priority.CRITICAL, True)
    assert view.facts.texts[0] == "Priority Critical · Unacked · Not confirmed"
    assert view.suspicion.texts == [
        "Why cesspool may have lost events, and has not said since that this still stands. It may be over.",
        "Do Look by camera or ask on site; until then treat it as an alarm that stands.",
        "Then The mark goes by itself once the source has reported the alarm again, or ended it.",
    ]
    view.show_alarm(msgspec.structs.replace(value, suspect=False))
    assert (view.title.hollow, view.suspicion.texts, view.suspicion.isHidden()) == (False, [], True)


def test_an_alarm_of_the_centres_own_is_about_a_source_by_its_name(qtbot: QtBot) -> None:
    view = AlarmDetailView(
        lambda value: value.title,
        lambda code: code,
        lambda value: [("Waiting", "3")],
        source_name=lambda source: {"lifts": "智能电梯"}.get(source, source),
        zone=UTC,
    )
    qtbot.addWidget(view)
    view.show_alarm(
        msgspec.structs.replace(alarm("a", area=""), source="core", type="source.quarantine", subject="lifts")
    )
    assert view.facts.texts == [
        "Priority Minor · Unacked",
        "Source 智能电梯 · lifts",
        "Since 05-20 12:00:00",
        "Values Waiting 3",
    ]
    assert view.history.texts == ["12:00:00 Raised by the centre itself"]
    assert view.cameras.isHidden()
    view.show_alarm(alarm("b"))
    assert not view.cameras.isHidden()
