"""The card of the one-key linkage: what was not answered is never shown as done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, timedelta

import pytest
from PySide6.QtGui import QFontMetrics
from pytestqt.qtbot import QtBot

from commandcenter.domain.linkage import Linkage, Step, StepState
from commandcenter.domain.priority import Priority
from tests.support.cut_texts import cut_texts, settle
from tests.support.made_up_alarms import NOON, Clock
from widgets.kit.marks import Sign
from widgets.kit.palette import Tone
from widgets.kit.scale import Role, Scale
from widgets.linkage.view import LinkageView, Stage


def step(key: str, state: StepState = StepState.WAITING, *, answered: float | None = None) -> Step:
    return Step(
        key=key,
        kind="speaker",
        target=f"audio/{key}",
        label=f"音柱 {key}",
        deadline=NOON + timedelta(seconds=10),
        distance_m=45.3,
        state=state,
        answered_at=None if answered is None else NOON + timedelta(seconds=answered),
    )


def run(*steps: Step) -> Linkage:
    return Linkage(id="L1", alarm="A1", started_by="wang", seat="1", started_at=NOON, steps=steps)


@pytest.fixture
def time() -> Clock:
    return Clock()


@pytest.fixture
def card(qtbot: QtBot, time: Clock) -> Iterator[LinkageView]:
    made = LinkageView(now=time.now, zone=UTC)
    qtbot.addWidget(made)
    made.resize(448, 200)
    yield made
    made.close()


def test_without_an_alarm_the_key_does_nothing(card: LinkageView) -> None:
    asked: list[str] = []
    card.start_requested.connect(asked.append)
    card.start()
    assert asked == []
    assert card.foot_text == "Select an alarm to see what one key would do"


def test_ready_shows_what_will_happen_within_a_red_border(card: LinkageView) -> None:
    card.show_preview("A1", "化粪池甲烷", ["大屏：4 路视频", "音柱 YZ-117 45 m"], ["音柱 YZ-118 离线"])
    assert card.stage is Stage.READY
    assert card.lines == ["大屏：4 路视频", "音柱 YZ-117 45 m", "音柱 YZ-118 离线"]
    assert card.grab().toImage().pixelColor(100, 0).name() == Tone.RED.hex


def test_the_key_asks_once_and_says_that_nothing_is_done_yet(card: LinkageView, time: Clock) -> None:
    asked: list[str] = []
    card.start_requested.connect(asked.append)
    card.show_preview("A1", "methane", ["wall"])
    card.start()
    card.start()
    time.seconds += 3
    card.refresh()
    assert asked == ["A1"]
    assert card.foot_text == "Sent, waiting for the core: 00:03"
    card.show_preview("A1", "methane", ["wall"])
    assert card.stage is Stage.ASKED


def test_after_a_refusal_the_key_may_be_pressed_again(card: LinkageView) -> None:
    asked: list[str] = []
    card.start_requested.connect(asked.append)
    card.show_preview("A1", "methane", ["wall"])
    card.start()
    card.refused()
    assert card.foot_text == "Not started"
    card.start()
    assert asked == ["A1", "A1"]


@pytest.mark.parametrize(
    ("state", "answered", "sign", "status", "mark"),
    [
        (StepState.WAITING, None, Sign.WAITING, "Waiting, 00:10 left", None),
        (StepState.DONE, 2.0, Sign.DONE, "Answered 12:00:02", None),
        (StepState.FAILED, 3.0, Sign.FAILED, "Failed 12:00:03", Priority.MAJOR),
        (StepState.UNKNOWN, 10.0, Sign.UNKNOWN, "Unknown: no answer 12:00:10", Priority.MINOR),
    ],
)
def test_each_state_has_its_sign_its_word_and_its_time(
    card: LinkageView, state: StepState, answered: float | None, sign: Sign, status: str, mark: Priority | None
) -> None:
    card.show_run(run(step("1", state, answered=answered)))
    row = card.rows[0]
    assert (row.sign, row.status, row.mark, row.label) == (sign, status, mark, "音柱 1 · 45 m")
    assert not card.grab().isNull()


def test_a_step_past_its_deadline_is_overdue_and_not_done(card: LinkageView, time: Clock) -> None:
    card.show_run(run(step("1")))
    time.seconds += 13
    card.refresh()
    row = card.rows[0]
    assert (row.sign, row.status, row.mark) == (Sign.WAITING, "No answer, 00:03 overdue", Priority.MINOR)


def test_in_a_narrow_column_nothing_is_cut_and_the_word_stands_below_the_label(qtbot: QtBot, card: LinkageView) -> None:
    title = "Cesspool methane 62.4 % after 1 h of exhaust"
    done = step("YZ-121 at the back gate", StepState.DONE, answered=2)
    card.show_run(run(done), title)
    card.show()
    heights = {}
    for width in (448, 260):
        card.resize(width, card.heightForWidth(width))
        settle()
        assert cut_texts(card) == []
        heights[width] = card.rows[0].height()
    assert heights[260] - heights[448] == QFontMetrics(Scale.CONSOLE.font(Role.SMALL)).height()


def test_answers_come_in_without_rebuilding_the_rows(card: LinkageView) -> None:
    card.show_run(run(step("1"), step("2")))
    before = card.rows
    card.show_run(run(step("1", StepState.DONE, answered=1), step("2", StepState.UNKNOWN, answered=10)))
    assert card.rows == before
    assert card.foot_text == "Started 12:00:00 · answered 1/2 · unknown 1"


def test_another_alarm_puts_the_run_away(card: LinkageView) -> None:
    card.show_run(run(step("1")))
    card.show_preview("A2", "flood", ["wall"])
    assert card.rows == []
    assert (card.stage, card.alarm_id) == (Stage.READY, "A2")
    card.show_nothing()
    assert card.lines == []


def test_after_a_run_has_ended_the_key_is_ready_again_and_its_answers_stay(card: LinkageView) -> None:
    asked: list[str] = []
    card.start_requested.connect(asked.append)
    ended = run(step("1", StepState.DONE, answered=1), step("2", StepState.UNKNOWN, answered=10))
    card.show_run(ended)
    card.show_preview("A1", "methane", ["wall"], last=ended)
    assert card.stage is Stage.READY
    assert card.lines == ["wall", "Last run: Started 12:00:00 · answered 1/2 · unknown 1"]
    assert [row.sign for row in card.rows] == [Sign.DONE, Sign.UNKNOWN]
    assert card.foot_text == "F1 starts it again; a step counts as done when it has answered"
    card.start()
    card.show_preview("A1", "methane", ["wall"], last=ended)
    card.start()
    assert (card.stage, asked) == (Stage.ASKED, ["A1"])


def test_a_run_that_was_asked_for_and_has_ended_at_once_makes_the_key_ready(card: LinkageView) -> None:
    card.show_preview("A1", "methane", ["wall"])
    card.start()
    card.show_preview("A1", "methane", ["wall"], last=run(step("1", StepState.FAILED, answered=1)))
    assert card.stage is Stage.READY


def test_while_a_run_goes_on_the_card_says_so_and_the_key_does_nothing(card: LinkageView) -> None:
    asked: list[str] = []
    card.start_requested.connect(asked.append)
    card.show_run(run(step("1"), step("2", StepState.DONE, answered=1)))
    card.start()
    assert asked == []
    assert card.foot_text == "Running · Started 12:00:00 · answered 1/2"
