"""The list of sources."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from bridge.protocol.seat import Beat, LinkState, SourceHealth
from bridge.qt.gateway import Gateway
from commandcenter.domain.state import Doubt
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.sources import SourcesFeature
from tests.support.made_up_alarms import NOON, Clock
from widgets.sources import rows
from widgets.sources.status import SourceState, SourceStatus
from widgets.sources.view import SourcesView

WIDE, AT_1920, COMPACT, NARROW = 760, 420, 333, 240


def made(qtbot: QtBot, *sources: SourceStatus) -> SourcesView:
    view = SourcesView(clock=Clock())
    qtbot.addWidget(view)
    view.apply(sources)
    return view


def one(state: SourceState, name: str = "电梯", **values: object) -> SourceStatus:
    return SourceStatus(id="s", name=name, state=state, lag=0, rate=2.44, age_s=1.0, **values)  # type: ignore[arg-type]  # any field


class Tip:
    """Keeps what a tooltip was to show."""

    def __init__(self, told: list[str]) -> None:
        self._told = told

    def showText(self, place: QPoint, text: str, widget: QWidget) -> None:  # noqa: N802 - Qt's name
        self._told.append(text)


def test_the_worst_come_first_and_all_are_told_in_words(qtbot: QtBot) -> None:
    time = Clock()
    view = SourcesView(clock=time)
    qtbot.addWidget(view)
    view.resize(600, 224)
    view.apply(
        [
            SourceStatus(id="b", name="智慧排水", state=SourceState.LIVE, lag=0, rate=2.44, age_s=1.0),
            SourceStatus(id="c", name="<b>手环</b>", state=SourceState.AWAY, age_s=300.0),
            SourceStatus(id="d", name="电梯", state=SourceState.NEVER, lag=0, rate=0.0, age_s=9.0),
            SourceStatus(id="a", name="化粪池", state=SourceState.BEHIND, lag=1240, rate=88.0, age_s=0.0),
            SourceStatus(id="e", name="消防", state=SourceState.REFUSED, trouble="not trusted", age_s=60.0),
            SourceStatus(id="f", name="井盖", state=SourceState.DOUBT, doubt=Doubt.BACK, age_s=0.0),
            SourceStatus(id="g", name="工地", state=SourceState.QUARANTINE, quarantined=1200, age_s=0.0),
            SourceStatus(id="h", name="队伍", state=SourceState.LOSING, refused=3, dropped=40, age_s=0.0),
        ]
    )
    time.seconds += 4
    assert view.count_text == "5/8"
    assert [view.rows.cells(at, WIDE) for at in range(8)] == [
        ["Refused", "消防", "not trusted", "", "", "1 min ago"],
        ["Away", "<b>手环</b>", "", "", "", "5 min ago"],
        ["In doubt", "井盖", "log went back · reporting anew", "", "", "4 s ago"],
        ["Unread", "工地", "1\u00a0200 waiting", "", "", "4 s ago"],
        ["Behind", "化粪池", "", "1\u00a0240 behind", "88/s", "4 s ago"],
        ["Losing", "队伍", "3 refused · 40 dropped", "", "", "4 s ago"],
        ["Not yet", "电梯", "", "", "", ""],
        ["Live", "智慧排水", "", "0 behind", "2.4/s", "5 s ago"],
    ]
    assert not view.grab().isNull()


def test_where_there_is_no_room_for_columns_what_matters_most_stands_beside_the_name(qtbot: QtBot) -> None:
    view = made(
        qtbot,
        SourceStatus(id="a", name="排水", state=SourceState.AWAY, age_s=300.0, doubt=Doubt.GAP),
        SourceStatus(id="b", name="积水", state=SourceState.BEHIND, lag=1240, age_s=0.0),
        SourceStatus(id="c", name="电梯", state=SourceState.LIVE, lag=0, rate=2.0, age_s=2.0),
    )
    assert [view.rows.cells(at, COMPACT) for at in range(3)] == [
        ["Away", "排水", "5 min ago · events lost"],
        ["Behind", "积水", "1\u00a0240 behind"],
        ["Live", "电梯", "2 s ago"],
    ]


def test_at_a_desk_of_1920_pixels_rate_and_last_word_are_shown_and_what_is_behind(qtbot: QtBot) -> None:
    view = made(
        qtbot,
        SourceStatus(id="a", name="排水", state=SourceState.BEHIND, lag=1240, rate=88.0, age_s=0.0),
        SourceStatus(id="b", name="电梯", state=SourceState.LIVE, lag=7, rate=2.0, age_s=2.0),
        SourceStatus(id="c", name="手环", state=SourceState.LIVE, lag=0, rate=0.0, age_s=1.0),
    )
    assert [view.rows.cells(at, AT_1920) for at in range(3)] == [
        ["Behind", "排水", "1\u00a0240 behind", "88/s", "0 s ago"],
        ["Live", "电梯", "7 behind", "2/s", "2 s ago"],
        ["Live", "手环", "", "0/s", "1 s ago"],
    ]


def test_a_note_is_shown_whole_or_not_at_all_and_only_the_first_may_cut_a_name(qtbot: QtBot) -> None:
    name = "Housing estates"
    view = made(qtbot, one(SourceState.DOUBT, name, doubt=Doubt.GAP, quarantined=2))
    notes = [view.rows.cells(0, width)[2] for width in (1200, WIDE, COMPACT, NARROW, 120)]
    assert notes == [
        "events lost · reporting anew · 2 in quarantine",
        "events lost · reporting anew · 2 in quarantine",
        "events lost",
        "events lost",
        "",
    ]


@pytest.mark.parametrize(
    ("doubt", "line"),
    [
        (Doubt.GAP, "It has lost events."),
        (Doubt.EPOCH, "It has begun a new log without ending the last one."),
        (Doubt.BACK, "Its log ends before what was taken in."),
    ],
)
def test_tooltip_and_accessible_text_have_all_figures(qtbot: QtBot, doubt: Doubt, line: str) -> None:
    source = one(SourceState.DOUBT, doubt=doubt, taken=12345, refused=3, dropped=40, quarantined=2)
    view = made(qtbot, source)
    expected = [
        "电梯 (s)",
        "In doubt",
        line,
        "Its alarms are not confirmed until it has reported them anew.",
        "0 behind · 2.4/s · last word 1 s ago",
        "12\u00a0345 taken in · 3 refused · 40 dropped · 2 in quarantine",
    ]
    assert view.rows.details(0) == expected
    assert view.rows.accessibleName() == ", ".join(expected)


def test_the_tooltip_is_that_of_the_row_and_shows_text_as_it_is(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(rows, "QToolTip", Tip(told))
    view = made(qtbot, one(SourceState.REFUSED, "<b>x</b>", trouble="other key"))
    for y in (12, 200):
        QApplication.sendEvent(view.rows, QHelpEvent(QEvent.Type.ToolTip, QPoint(20, y), QPoint(20, y)))
    assert told[0].startswith("<p>&lt;b&gt;x&lt;/b&gt; (s)</p><p>Refused · other key</p>")
    assert told[1:] == [""]


def test_loading_and_none_are_said(qtbot: QtBot) -> None:
    view = SourcesView()
    qtbot.addWidget(view)
    assert view.message == "Loading…"
    view.apply([])
    assert view.message == "No sources are configured"


class Console:
    """The list at a desk, with a core that is played by hand."""

    def __init__(self, qtbot: QtBot) -> None:
        self.time = Clock()
        self.view = SourcesView(clock=self.time)
        qtbot.addWidget(self.view)
        self.gateway = Gateway(self.view)
        SourcesFeature(SeatModel(self.gateway, self.view), self.view, self.time)

    def states(self, *sources: SourceHealth) -> list[list[str]]:
        """(state, name, what matters) of each, after a beat with these."""
        self.gateway.newest.emit([Beat(size=1, at=NOON, sources=sources)])
        return [self.view.rows.cells(at, 1200)[:3] for at in range(len(sources))]


def health(name: str, state: LinkState = LinkState.LIVE, **values: object) -> SourceHealth:
    return SourceHealth(source=name, state=state, silent_s=0.5, rate=1.0, taken=7, **{"lag": 0, **values})  # type: ignore[arg-type]  # any field


def test_the_worst_that_can_be_said_is_the_state(qtbot: QtBot) -> None:
    console = Console(qtbot)
    assert console.states(
        health("a", LinkState.CONNECTING, trouble="refused", doubt="gap", quarantined=1),
        health("b", LinkState.LOST, doubt="epoch"),
        health("c", doubt="epoch", quarantined=1, lag=501),
        health("d", quarantined=1, lag=501),
        health("e", lag=501),
        health("f", LinkState.CONNECTING),
        health("g", lag=500, refused=4, dropped=2),
        health("h", doubt="something newer"),
    ) == [
        ["Refused", "a", "refuses us · events lost · 1 in quarantine"],
        ["Away", "b", "new log"],
        ["In doubt", "c", "new log · reporting anew · 1 in quarantine"],
        ["In doubt", "h", "events lost · reporting anew"],
        ["Unread", "d", "1 waiting"],
        ["Behind", "e", ""],
        ["Not yet", "f", ""],
        ["Live", "g", ""],
    ]


def test_a_source_loses_only_while_its_counts_grow(qtbot: QtBot) -> None:
    console = Console(qtbot)
    assert console.states(health("a", dropped=40)) == [["Live", "a", ""]]
    assert console.states(health("a", dropped=41)) == [["Losing", "a", "41 dropped"]]
    console.time.seconds += 59
    assert console.states(health("a", dropped=41)) == [["Losing", "a", "41 dropped"]]
    console.time.seconds += 1
    assert console.states(health("a", dropped=41)) == [["Live", "a", ""]]
    # The core was started anew and counts from nothing.
    assert console.states(health("a", dropped=0)) == [["Live", "a", ""]]
