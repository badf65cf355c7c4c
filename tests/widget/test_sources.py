"""The list of sources."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from tests.support.made_up_alarms import Clock
from widgets.sources.status import SourceState, SourceStatus
from widgets.sources.view import SourcesView


def test_those_that_are_not_well_come_first_and_all_are_told_in_words(qtbot: QtBot) -> None:
    time = Clock()
    view = SourcesView(clock=time)
    qtbot.addWidget(view)
    view.resize(600, 224)
    view.apply(
        [
            SourceStatus(id="b", name="智慧排水", state=SourceState.LIVE, lag=0, rate=2.44, age_s=1.0),
            SourceStatus(id="c", name="<b>手环</b>", state=SourceState.AWAY, age_s=300.0),
            SourceStatus(id="d", name="电梯", state=SourceState.NEVER),
            SourceStatus(id="a", name="化粪池", state=SourceState.BEHIND, lag=1240, rate=88.0, age_s=0.0),
        ]
    )
    time.seconds += 4
    assert view.count_text == "2/4"
    assert [view.rows.cells(at) for at in range(4)] == [
        ("Behind", "化粪池", "1\u00a0240 behind", "88/s", "4 s ago"),
        ("Away", "<b>手环</b>", "", "", "5 min ago"),
        ("Not yet", "电梯", "", "", ""),
        ("Live", "智慧排水", "0 behind", "2.4/s", "5 s ago"),
    ]
    assert not view.grab().isNull()


def test_loading_and_none_are_said(qtbot: QtBot) -> None:
    view = SourcesView()
    qtbot.addWidget(view)
    assert view.message == "Loading…"
    view.apply([])
    assert view.message == "No sources are configured"
