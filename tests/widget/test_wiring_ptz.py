"""The selected camera at a desk: what its panel says of it, and which commands its keys become."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from bridge.protocol.seat import Reading
from bridge.protocol.source import Sample
from commandcenter.domain.holding import Course, Doing, Rank
from commandcenter.domain.people import Role
from tests.support.ptz_desk import AT, COLUMN, SESSION, Desk, Sent, hold


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    made = Desk(qtbot)
    made.join()
    made.grid.put("C1")
    made.panel.pad.setFocus()
    return made


def move(pan: float = 0.0, tilt: float = 0.0, zoom: float = 0.0) -> Sent:
    return "camera.move", {"camera": "C1", "pan": pan, "tilt": tilt, "zoom": zoom}


def test_it_offers_what_the_device_has_declared(desk: Desk) -> None:
    on = {it.accessibleName() for it in desk.panel.pad.buttons if it.isEnabled()}
    assert {"left", "Zoom +", "Focus −"} <= on
    assert "Iris +" not in on
    assert [line.text for line in desk.panel.presets.lines] == ["Crossing"]
    desk.grid.put("C2")
    assert desk.panel.pad.isHidden() or not desk.panel.pad.isVisible()
    assert desk.panel.voice.isHidden(), "there is no column beside that one"


def test_where_it_looks_is_what_its_mover_says_and_how_old_that_is(desk: Desk) -> None:
    values: dict[str, str | bool | float] = {"pan": 123.0, "tilt": -10.0, "zoom": 1.0}
    now = datetime.now(UTC)
    desk.gateway.newest.emit([Reading("ptz", Sample(key="ptz/C1", type="ptz.position", at=now, values=values))])
    assert desk.panel.position.text == "↔ 123° · ↕ −10° · ×1.0"
    before = datetime.now(UTC) - timedelta(seconds=90)
    desk.join(ptz=[Sample(key="ptz/C1", type="ptz.position", at=before, values=values)])
    assert re.fullmatch(r".*×1\.0 · 9\d s old", desk.panel.position.text)


def test_it_says_that_somebody_steers_so_that_a_tour_can_hold(desk: Desk) -> None:
    steered: list[str] = []
    desk.feature.moving.connect(steered.append)
    desk.panel.voice.say.click()
    QTest.keyClick(desk.panel.pad, Qt.Key.Key_W)
    assert steered == []
    QTest.keyPress(desk.panel.pad, Qt.Key.Key_Right)
    QTest.keyClick(desk.panel.pad, Qt.Key.Key_2)
    assert steered == ["C1", "C1"]


def test_a_run_of_moves_is_ended_once_the_first_was_obeyed(desk: Desk, qtbot: QtBot) -> None:
    QTest.keyPress(desk.panel.pad, Qt.Key.Key_Right)
    QTest.keyRelease(desk.panel.pad, Qt.Key.Key_Right)
    qtbot.wait(80)
    assert desk.said == [move(pan=0.5)], "whether there is anything to stop is not known yet"
    desk.answer(0, ok=True)
    assert desk.said[1:] == [move()]


def test_a_run_whose_answer_was_lost_does_not_leave_the_next_ones_without_an_end(desk: Desk, qtbot: QtBot) -> None:
    for _ in range(2):
        QTest.keyPress(desk.panel.pad, Qt.Key.Key_Right)
        QTest.keyRelease(desk.panel.pad, Qt.Key.Key_Right)
        qtbot.wait(80)
    assert desk.said == [move(pan=0.5)] * 2, "nobody has answered"
    desk.answer(1, ok=True)
    assert desk.said[2:] == [move()]


def test_what_was_refused_is_neither_said_again_nor_stopped(desk: Desk, qtbot: QtBot) -> None:
    QTest.keyPress(desk.panel.pad, Qt.Key.Key_Right)
    desk.answer(0, ok=False)
    qtbot.wait(700)
    QTest.keyRelease(desk.panel.pad, Qt.Key.Key_Right)
    qtbot.wait(80)
    assert desk.said == [move(pan=0.5)]


def test_who_has_lost_the_camera_stops_nothing(desk: Desk, qtbot: QtBot) -> None:
    QTest.keyPress(desk.panel.pad, Qt.Key.Key_Right)
    desk.answer(0, ok=True)
    desk.join(hold(rank=Rank.LEADER))
    qtbot.wait(700)
    assert desk.said == [move(pan=0.5)]
    assert desk.panel.holder.text.startswith("Held by Zhao Min until ")
    assert desk.panel.take.isHidden(), "an officer waits for a leader"


def test_another_camera_in_the_tile_stops_the_one_that_moves(desk: Desk) -> None:
    QTest.keyPress(desk.panel.pad, Qt.Key.Key_Up)
    desk.answer(0, ok=True)
    desk.grid.put("C2")
    assert desk.said == [move(tilt=0.5), move()]


def test_focus_goes_by_steps_one_for_each_time_that_the_key_goes_down(desk: Desk, qtbot: QtBot) -> None:
    for _ in range(2):
        QTest.keyPress(desk.panel.pad, Qt.Key.Key_BracketRight)
        qtbot.wait(600)
        QTest.keyRelease(desk.panel.pad, Qt.Key.Key_BracketRight)
        qtbot.wait(80)
    assert desk.said == [("camera.focus", {"camera": "C1", "to": "far"})] * 2


def test_a_higher_rank_may_take_it_and_its_holder_give_it_back(desk: Desk) -> None:
    leader = msgspec.structs.replace(SESSION, role=Role.SHIFT_LEADER)
    desk.join(hold(), session=leader)
    QTest.keyClick(desk.panel.pad, Qt.Key.Key_T)
    desk.join(hold(session="S1", account="li.wei"))
    QTest.keyClick(desk.panel.pad, Qt.Key.Key_T)
    assert desk.said == [("camera.hold", {"camera": "C1"}), ("camera.release", {"camera": "C1"})]


def test_presets_and_the_wiper(desk: Desk) -> None:
    QTest.keyClick(desk.panel.pad, Qt.Key.Key_2)
    QTest.keyClick(desk.panel.pad, Qt.Key.Key_W)
    assert desk.said == [
        ("camera.preset", {"camera": "C1", "do": "recall", "number": 2}),
        ("camera.wiper", {"camera": "C1", "on": True}),
    ]


def test_a_talk_ends_after_it_has_begun_and_not_when_it_was_refused(desk: Desk) -> None:
    voice = desk.panel.voice
    voice.begin()
    voice.end()
    assert len(desk.said) == 1
    desk.answer(0, ok=True)
    assert [args["do"] for _, args in desk.said] == ["begin", "end"]
    voice.begin()
    desk.answer(2, ok=False)
    assert not voice.talking
    assert [args["do"] for _, args in desk.said] == ["begin", "end", "begin"]


def test_a_talk_that_the_column_refused_or_the_core_ended_is_not_shown_on(desk: Desk) -> None:
    voice = desk.panel.voice
    voice.begin()
    desk.answer(0, ok=True)
    ours = hold(session=SESSION.id, account=SESSION.account, device="yz/Y1")
    talk = Course(id="T1", doing=Doing.TALK, since=AT)
    desk.join(msgspec.structs.replace(ours, course=talk))
    assert voice.talking
    desk.join(ours)
    assert not voice.talking
    assert [args["do"] for _, args in desk.said] == ["begin"], "there is nothing to end any more"


def test_a_kept_text_is_said_by_the_column_beside_the_camera(desk: Desk) -> None:
    desk.panel.voice.say.click()
    assert desk.said == [("voice.say", {"camera": "C1", "kept": "leave"})]
    desk.join(hold(device="yz/Y1"))
    assert desk.panel.voice.note.text == "Zhao Min is speaking"
    assert not desk.panel.voice.say.isEnabled()


def test_a_place_becomes_old_by_nothing_but_time(desk: Desk, qtbot: QtBot) -> None:
    values: dict[str, str | bool | float] = {"pan": 123.0, "tilt": -10.0, "zoom": 1.0}
    sample = Sample(key="ptz/C1", type="ptz.position", at=datetime.now(UTC), values=values)
    desk.gateway.newest.emit([Reading("ptz", sample)])
    desk.seat.sampled_at[("ptz", "ptz/C1")] -= 90
    qtbot.waitUntil(lambda: bool(re.fullmatch(r".*×1\.0 · 9\d s old", desk.panel.position.text)), timeout=3000)


@pytest.mark.parametrize("key", [Qt.Key.Key_2, Qt.Key.Key_W])
def test_keys_of_the_numeric_pad_are_keys_as_well(desk: Desk, key: Qt.Key) -> None:
    QTest.keyClick(desk.panel.pad, key, Qt.KeyboardModifier.KeypadModifier)
    assert len(desk.said) == 1


def test_a_position_that_moves_no_cameras_is_told_so_and_offered_no_voice(desk: Desk) -> None:
    desk.join(session=msgspec.structs.replace(SESSION, role=Role.AUDITOR))
    assert desk.panel.message == "Your position does not move cameras."
    assert desk.panel.voice.isHidden()
    for key in (Qt.Key.Key_T, Qt.Key.Key_K, Qt.Key.Key_D, Qt.Key.Key_A):
        QTest.keyClick(desk.panel, key)
    assert (desk.said, desk.form) == ([], None)


@pytest.mark.parametrize(
    ("actions", "texts", "live"),
    [
        (("speak",), True, False),
        (("talk.begin", "talk.end"), False, True),
        (("speak", "talk.begin"), True, False),
        (("speak", "talk.begin", "talk.end"), True, True),
    ],
)
def test_a_column_is_offered_what_it_has_declared(
    desk: Desk, actions: tuple[str, ...], *, texts: bool, live: bool
) -> None:
    desk.join(column=msgspec.structs.replace(COLUMN, actions=actions))
    voice = desk.panel.voice
    assert (voice.say.isVisible(), voice.texts.isVisible()) == (texts, texts)
    assert (voice.talk.isVisible(), voice.key.isVisible()) == (live, live)
    assert voice.hint.text == ("hold to talk" if live else "no live talk here")
    desk.press(Qt.Key.Key_A)
    assert (desk.form is not None) is texts
    if texts:
        desk.press(Qt.Key.Key_Escape)
    QTest.keyPress(desk.widgets.page, Qt.Key.Key_M)
    QTest.keyRelease(desk.widgets.page, Qt.Key.Key_M)
    assert [args["do"] for name, args in desk.said if name == "voice.talk"] == (["begin"] if live else [])
    desk.join(column=msgspec.structs.replace(COLUMN, actions=()))
    assert voice.isHidden(), "a column that does neither"


def test_a_talk_ends_with_the_word_that_the_column_does_not_talk(desk: Desk) -> None:
    desk.panel.voice.begin()
    desk.answer(0, ok=True)
    desk.join(
        msgspec.structs.replace(
            hold(session=SESSION.id, account=SESSION.account, device="yz/Y1"),
            course=Course(id="T1", doing=Doing.TALK, since=AT),
        ),
        column=msgspec.structs.replace(COLUMN, actions=("speak",)),
    )
    assert not desk.panel.voice.talking
    assert [args["do"] for _, args in desk.said] == ["begin", "end"]
