"""The queue on the screen: keys, and rows that hold still."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import msgspec
import pytest
from PySide6.QtCore import QEvent, QPoint, QRectF, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from commandcenter.domain.priority import Priority
from tests.support.cut_texts import cut_texts, settle
from tests.support.made_up_alarms import Clock, acked, alarm, titled
from widgets.alarm_queue.delegate import QueueDelegate
from widgets.alarm_queue.model import AlarmQueueModel
from widgets.alarm_queue.rows import Filter
from widgets.alarm_queue.view import AlarmQueueView
from widgets.alarm_queue.wall_footer import AreaLine
from widgets.kit.chip import Chip
from widgets.kit.palette import Tone
from widgets.kit.scale import Scale

C, MAJ, MIN = Priority.CRITICAL, Priority.MAJOR, Priority.MINOR
ROW = 32


@pytest.fixture
def time() -> Clock:
    return Clock()


@pytest.fixture
def model(qtbot: QtBot, time: Clock) -> AlarmQueueModel:
    return AlarmQueueModel(lambda value: value.title, lambda code: code, clock=time)


@pytest.fixture
def view(qtbot: QtBot, model: AlarmQueueModel, time: Clock) -> Iterator[AlarmQueueView]:
    made = AlarmQueueView(model, scale=Scale.CONSOLE, now=time.now, clock=time)
    qtbot.addWidget(made)
    made.resize(544, 40 + 10 * ROW + 2)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.close()


def fill(model: AlarmQueueModel, count: int) -> None:
    model.apply([alarm(f"a{at:02}", MIN, minutes=at) for at in range(count)])


def top_of(view: AlarmQueueView, name: str, model: AlarmQueueModel) -> int:
    return view.list.row_rect(model.row_of(name)).top()


def shown(view: AlarmQueueView, name: str, model: AlarmQueueModel) -> Tone:
    """The ground of a row's free middle: selected or not."""
    place = view.list.viewport().mapTo(view, QPoint(250, top_of(view, name, model) + 2))
    colour = view.grab().toImage().pixelColor(place).name()
    return next(tone for tone in Tone if tone.hex == colour)


def test_enter_and_a_ask_to_acknowledge_the_selected_alarm(view: AlarmQueueView, model: AlarmQueueModel) -> None:
    fill(model, 3)
    asked: list[str] = []
    view.acknowledge_requested.connect(asked.append)
    view.select("a01")
    for key in (Qt.Key.Key_Return, Qt.Key.Key_A, Qt.Key.Key_Enter):
        QTest.keyClick(view.list, key)
    assert asked == ["a01", "a01", "a01"]


def test_nothing_is_asked_for_what_is_acknowledged_or_for_a_key_held_down(
    view: AlarmQueueView, model: AlarmQueueModel
) -> None:
    model.apply([acked(alarm("done")), alarm("open", minutes=1)])
    asked: list[str] = []
    view.acknowledge_requested.connect(asked.append)
    view.select("done")
    QTest.keyClick(view.list, Qt.Key.Key_Return)
    view.select("open")
    held = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", True)
    QApplication.sendEvent(view.list, held)
    QTest.keyClick(view.list, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert asked == []


def test_arrows_home_and_end_select_and_f_and_space_open(view: AlarmQueueView, model: AlarmQueueModel) -> None:
    fill(model, 30)
    chosen: list[str] = []
    opened: list[str] = []
    view.selected.connect(chosen.append)
    view.opened.connect(opened.append)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_End, Qt.Key.Key_Home):
        QTest.keyClick(view.list, key)
    assert chosen == ["a00", "a01", "a00", "a29", "a00"]
    QTest.keyClick(view.list, Qt.Key.Key_F)
    QTest.keyClick(view.list, Qt.Key.Key_Space)
    assert opened == ["a00", "a00"]


def test_the_selected_row_holds_still_while_others_come_above_it(view: AlarmQueueView, model: AlarmQueueModel) -> None:
    fill(model, 5)
    view.select("a02")
    assert top_of(view, "a02", model) == 2 * ROW
    model.apply([alarm("fire", C), alarm("flood", MAJ)])
    assert top_of(view, "a02", model) == 2 * ROW
    assert view.list.selected_id() == "a02"
    assert shown(view, "a02", model) is Tone.SELECTED


def test_the_selected_row_holds_still_when_one_above_it_goes(view: AlarmQueueView, model: AlarmQueueModel) -> None:
    fill(model, 5)
    view.select("a03")
    model.apply([], ["a00"])
    assert top_of(view, "a03", model) == 3 * ROW
    model.apply([alarm("b00", MAJ)])
    assert top_of(view, "a03", model) == 3 * ROW
    assert view.list.verticalScrollBar().value() == 0


def test_without_a_selection_the_newest_comes_in_at_the_top(view: AlarmQueueView, model: AlarmQueueModel) -> None:
    fill(model, 30)
    model.apply([alarm("fire", C)])
    assert top_of(view, "fire", model) == 0


def test_a_scrolled_list_holds_still_without_a_selection(view: AlarmQueueView, model: AlarmQueueModel) -> None:
    fill(model, 40)
    view.list.verticalScrollBar().setValue(10 * ROW)
    model.apply([alarm("fire", C)])
    assert top_of(view, "a10", model) == 0


def test_what_waits_out_of_sight_above_is_counted_and_home_leads_there(
    view: AlarmQueueView, model: AlarmQueueModel
) -> None:
    fill(model, 5)
    view.select("a00")
    model.apply([alarm("fire", C), acked(alarm("seen", C))])
    chip = view.chips.findChildren(type(view.chips._above))[-1]  # noqa: SLF001 - the last chip
    assert chip.text() == "1 above"
    assert chip.mark is C
    assert chip.isVisible()
    QTest.keyClick(view.list, Qt.Key.Key_Home)
    assert not chip.isVisible()
    assert view.list.selected_id() == "fire"


def test_room_past_the_end_is_given_back_by_scrolling(view: AlarmQueueView, model: AlarmQueueModel) -> None:
    fill(model, 3)
    view.select("a00")
    model.apply([alarm("fire", C)])
    bar = view.list.verticalScrollBar()
    assert (bar.minimum(), bar.maximum()) == (0, ROW)
    bar.setValue(0)
    assert (bar.minimum(), bar.maximum()) == (0, 0)


def test_acknowledging_under_the_filter_leaves_the_row_until_the_selection_moves(
    qtbot: QtBot, view: AlarmQueueView, model: AlarmQueueModel
) -> None:
    fill(model, 3)
    QTest.keyClick(view.list, Qt.Key.Key_U)
    view.select("a00")
    model.apply([acked(alarm("a00"))])
    assert model.rowCount() == 3
    QTest.keyClick(view.list, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: model.rowCount() == 2)
    assert view.list.selected_id() == "a01"


def test_u_turns_the_filter_and_says_so(view: AlarmQueueView, model: AlarmQueueModel) -> None:
    fill(model, 2)
    told: list[str] = []
    view.filter_changed.connect(told.append)
    QTest.keyClick(view.list, Qt.Key.Key_U)
    QTest.keyClick(view.list, Qt.Key.Key_U)
    assert told == ["unacknowledged", "all"]
    assert model.filter is Filter.ALL


def test_loading_empty_and_stale_are_drawn(view: AlarmQueueView, model: AlarmQueueModel) -> None:
    assert view.message == "Loading…"
    model.apply([])
    assert view.message == ""
    assert view.list._placeholder == "No alarms"  # noqa: SLF001 - painted text has no other way out
    view.set_age(12.0)
    assert view.stale_text == "12 s old"


def test_a_new_row_is_marked_and_the_mark_goes_after_seconds(
    view: AlarmQueueView, model: AlarmQueueModel, time: Clock
) -> None:
    model.apply([])
    model.apply([alarm("young")])
    place = view.list.viewport().mapTo(view, QPoint(1, ROW // 2))
    assert view.grab().toImage().pixelColor(place).name() == Tone.ACCENT.hex
    time.seconds += 9
    assert view.grab().toImage().pixelColor(place).name() == Tone.GROUND.hex


def test_a_pulse_repaints_the_mark_of_unacknowledged_critical_rows_only(
    view: AlarmQueueView, model: AlarmQueueModel
) -> None:
    model.apply([alarm("c", C), acked(alarm("d", C)), alarm("m", MAJ)])
    before = view.list.grab().toImage()
    view.list._on_beat()  # noqa: SLF001 - the second that a test does not wait for
    after = view.list.grab().toImage()
    changed = {y // ROW for y in range(3 * ROW) for x in range(0, 60) if before.pixel(x, y) != after.pixel(x, y)}
    assert changed == {0}


@pytest.mark.parametrize("scale", list(Scale))
def test_what_is_not_confirmed_has_a_hollow_mark_and_a_framed_word(
    qtbot: QtBot, model: AlarmQueueModel, time: Clock, scale: Scale
) -> None:
    made = AlarmQueueView(model, scale=scale, now=time.now, clock=time)
    qtbot.addWidget(made)
    made.resize(544 if scale is Scale.CONSOLE else 1160, 400)
    sure = titled(alarm("a", MAJ), "")
    model.apply([sure])

    def seen() -> tuple[str, int]:
        """The colour in the middle of the mark, and how much of a frame there is."""
        image = made.list.grab(made.list.row_rect(0)).toImage()
        delegate = made.list.itemDelegate()
        assert isinstance(delegate, QueueDelegate)
        middle = delegate.mark_box(QRectF(image.rect())).center().toPoint()
        pixels = (image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height()))
        return image.pixelColor(middle).name(), Counter(pixels)[Tone.DIM.hex]

    assert seen() == (Tone.ORANGE.hex, 0)
    model.apply([msgspec.structs.replace(sure, suspect=True)])
    colour, frame = seen()
    assert (colour, frame > 50) == (Tone.GROUND.hex, True)


def test_what_it_is_comes_before_where_it_is_when_a_word_of_doubt_stands_beside_it(
    view: AlarmQueueView, model: AlarmQueueModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []
    monkeypatch.setattr(QueueDelegate, "_draw", lambda self, painter, text, *rest: drawn.append(text))
    for title in ("short", "a title that fills the whole row"):
        model.apply([msgspec.structs.replace(titled(alarm("a"), title), suspect=True)])
        view.grab()
    shown = [text for text in drawn if text in ("500105001", "short", "a title that fills the whole row")]
    assert shown == ["500105001", "short", "a title that fills the whole row"]


@pytest.mark.parametrize(
    ("title", "area"),
    [
        ("short", "in its column"),
        ("Smoke detector battery 5 % YG-0154", "at the right end"),
        ("Pump has run dry for 29 min Jiangcheng 1st Road", "left out"),
    ],
)
def test_a_text_that_needs_the_room_has_it_before_the_name_of_the_street(
    view: AlarmQueueView, model: AlarmQueueModel, monkeypatch: pytest.MonkeyPatch, title: str, area: str
) -> None:
    drawn: dict[str, float] = {}
    monkeypatch.setattr(QueueDelegate, "_draw", lambda self, painter, text, x, *rest: drawn.update({text: x}))
    model.apply([titled(alarm("short"), "short"), titled(alarm("a", area="Wulidian"), title)])
    view.grab()
    column = drawn["500105001"]
    place = {None: "left out", column: "in its column"}.get(drawn.get("Wulidian"), "at the right end")
    assert place == area
    assert "Wulidian" not in drawn or drawn["Wulidian"] >= column


@pytest.mark.parametrize(("width", "beside"), [(544, ["12:00", "Unacked"]), (260, ["12:00"]), (160, [])])
def test_in_a_narrow_window_the_text_is_the_last_thing_to_go(
    view: AlarmQueueView, model: AlarmQueueModel, monkeypatch: pytest.MonkeyPatch, width: int, beside: list[str]
) -> None:
    model.apply([titled(alarm("a"), "title")])
    drawn: list[str] = []
    monkeypatch.setattr(QueueDelegate, "_draw", lambda self, painter, text, *rest: drawn.append(text))
    view.resize(width, view.height())
    settle()
    assert view.width() == width
    view.grab()
    assert sorted({*drawn} & {"12:00", "Unacked", "title"}) == sorted([*beside, "title"])


@pytest.mark.parametrize("width", [544, 387, 300, 258])
def test_the_heading_is_never_cut_however_narrow_and_what_waits_above_stays(
    view: AlarmQueueView, model: AlarmQueueModel, width: int
) -> None:
    fill(model, 30)
    view.resize(width, view.height())
    view.list.scrollToBottom()
    settle()
    assert cut_texts(view) == []
    assert "20 above" in [chip.text() for chip in view.findChildren(Chip) if chip.isVisible()]


def test_hostile_titles_are_drawn_as_text_on_one_row(view: AlarmQueueView, model: AlarmQueueModel) -> None:
    model.apply([titled(alarm("a"), "<h1>x</h1>\n" * 60 + "\u202e👨\u200d👩\u200d👧" + "字" * 500)])
    assert view.list.row_rect(0).height() == ROW
    assert not view.grab().isNull()


def test_the_wall_shows_where_the_alarms_are(qtbot: QtBot, model: AlarmQueueModel) -> None:
    wall = AlarmQueueView(model, scale=Scale.WALL)
    qtbot.addWidget(wall)
    wall.resize(1200, 704)
    wall.show()
    fill(model, 20)
    assert wall.areas.parts(1152.0) == [("500105001", 20)]
    assert wall.list.row_rect(1).top() == 64
    assert wall.list.focusPolicy() is Qt.FocusPolicy.NoFocus


def test_streets_that_do_not_fit_are_summed_up(qtbot: QtBot) -> None:
    line = AreaLine(scale=Scale.WALL)
    qtbot.addWidget(line)
    line.set_areas([("观音桥街道", 9), ("五里店街道", 3), ("石马河街道", 2), ("大石坝街道", 1)])
    assert line.parts(5000.0) == [("观音桥街道", 9), ("五里店街道", 3), ("石马河街道", 2), ("大石坝街道", 1)]
    assert line.parts(420.0) == [("观音桥街道", 9), ("Others", 6)]
