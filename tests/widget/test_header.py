"""The bar on top says what is old and what is away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta, timezone

import pytest
from pytestqt.qtbot import QtBot

from commandcenter.domain.priority import Priority
from tests.support.made_up_alarms import NOON, Clock
from widgets.header.state import Link, Mode
from widgets.header.view import HeaderBar
from widgets.kit.palette import Tone
from widgets.kit.scale import Scale


@pytest.fixture
def time() -> Clock:
    return Clock()


@pytest.fixture(params=list(Scale))
def bar(request: pytest.FixtureRequest, qtbot: QtBot, time: Clock) -> Iterator[HeaderBar]:
    chongqing = timezone(timedelta(hours=8))
    made = HeaderBar("城市体征", scale=request.param, now=time.now, zone=chongqing, monotonic_clock=time)
    qtbot.addWidget(made)
    made.resize(1920, made.height())
    yield made
    made.close()


def test_before_the_first_contact_it_is_connecting_and_claims_nothing(bar: HeaderBar) -> None:
    assert bar.warning.text == "Connecting to the core…"
    assert bar.mode.isHidden()
    assert bar.data.text == ""


def test_a_lost_core_is_told_with_its_time_and_a_shape(bar: HeaderBar, time: Clock) -> None:
    bar.set_link(Link(connected=False, since=NOON))
    time.seconds += 12
    bar.refresh()
    assert bar.warning.text == "Core away for 12 s: showing the last state"
    assert bar.warning.mark is Priority.MAJOR


def test_data_is_called_old_after_three_seconds_of_silence(bar: HeaderBar, time: Clock) -> None:
    bar.set_link(Link(connected=True, since=NOON))
    bar.set_data_age(0.4)
    assert (bar.warning.text, bar.data.text) == ("", "Data 0 s ago")
    time.seconds += 3
    bar.refresh()
    assert (bar.warning.text, bar.data.text) == ("Data 3 s old", "")
    assert bar.warning.mark is Priority.MINOR


def test_trouble_of_the_core_has_a_line_of_its_own_until_it_is_over(bar: HeaderBar) -> None:
    bar.setFixedHeight(37)
    text = "Another program holds the core's journal and nothing is recorded: end it, work then goes on by itself."
    bar.set_trouble(text)
    bar.show()
    assert (bar.trouble.text, bar.trouble.mark, bar.trouble.tone) == (text, Priority.MAJOR, Tone.ORANGE)
    assert bar.trouble.isVisible()
    assert bar.height() > 37
    high = bar.height()
    bar.set_trouble(text + text)
    assert bar.height() == high
    bar.set_trouble(text)
    assert bar.trouble.width() == bar.trouble.sizeHint().width()
    bar.set_trouble("")
    assert not bar.trouble.isVisible()
    assert bar.height() == 37


def test_the_clock_shows_seconds_in_the_zone_of_the_centre(bar: HeaderBar, time: Clock) -> None:
    time.seconds += 7
    bar.refresh()
    assert bar.clock.text == "20:00:07"


def test_missing_sources_are_marked(bar: HeaderBar) -> None:
    bar.set_sources(27, 27)
    assert (bar.sources.text, bar.sources.mark) == ("Sources 27/27", None)
    bar.set_sources(26, 27)
    assert bar.sources.mark is Priority.MINOR


def test_mode_and_seat_are_shown(bar: HeaderBar) -> None:
    bar.set_mode(Mode.CALM)
    assert (bar.mode.text(), bar.mode.mark) == ("Calm", None)
    bar.set_mode(Mode.EMERGENCY)
    assert (bar.mode.text(), bar.mode.mark) == ("Emergency", Priority.CRITICAL)
    bar.set_seat("1 席", "王敏")
    assert bar.seat.text == "1 席  王敏"
    assert not bar.grab().isNull()
