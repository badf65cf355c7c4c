"""Live charts: bounded, thinned, marked beyond the limit, still while hidden."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from commandcenter.domain.priority import Priority
from tests.support.made_up_alarms import NOON, Clock
from widgets.chart.plot import configure_charts
from widgets.chart.series import Series, thinned
from widgets.chart.view import ChartView, ticks
from widgets.kit.palette import Tone
from widgets.kit.scale import Scale

T0 = NOON.timestamp()


@pytest.fixture
def time() -> Clock:
    return Clock()


@pytest.fixture
def chart(qtbot: QtBot, time: Clock) -> Iterator[ChartView]:
    configure_charts()
    made = ChartView("Methane", scale=Scale.CONSOLE, unit="%", limit=60.0, now=time.now, clock=time)
    qtbot.addWidget(made)
    made.resize(520, 224)
    yield made
    made.close()


def test_a_series_is_bounded_sorted_and_free_of_what_is_no_number() -> None:
    series = Series(capacity=3)
    series.replace([3.0, 1.0, 2.0, 0.0], [30.0, 10.0, 20.0, 0.0])
    assert series.times.tolist() == [1.0, 2.0, 3.0]
    series.extend([4.0, 5.0], [float("nan"), 50.0])
    assert series.values.tolist() == [20.0, 30.0, 50.0]
    with pytest.raises(ValueError, match="do not go with"):
        series.replace([1.0], [1.0, 2.0])


def test_thinning_keeps_every_peak() -> None:
    times = np.arange(10_000, dtype=np.float64)
    values = np.zeros(10_000)
    values[[1234, 7777]] = [9.0, -9.0]
    few_times, few = thinned(times, values, 100)
    assert len(few) <= 200
    assert (few.max(), few.min()) == (9.0, -9.0)
    assert few_times.tolist() == sorted(few_times.tolist())


def test_ticks_are_round_and_lie_within_the_range() -> None:
    assert ticks(32.0, 66.0) == [40.0, 50.0, 60.0]
    assert ticks(0.0, 0.0) == []


def test_loading_and_empty_are_said(chart: ChartView) -> None:
    assert chart.message == "Loading…"
    chart.replace([], [])
    assert chart.message == "No values in the last 1 h"


def test_a_value_beyond_the_limit_is_marked(qtbot: QtBot, chart: ChartView) -> None:
    with qtbot.waitExposed(chart):
        chart.show()
    chart.replace([T0 - 60, T0], [50.0, 62.4])
    qtbot.waitUntil(lambda: chart.value_text == "62.4 %")
    assert chart._value.mark is Priority.MAJOR  # noqa: SLF001 - the shape has no other way out
    assert Tone.ORANGE.hex in colours(chart)


def test_a_chart_that_is_hidden_draws_nothing_until_it_is_shown(qtbot: QtBot, chart: ChartView) -> None:
    chart.replace([T0 - 60, T0], [50.0, 52.0])
    assert chart.value_text == ""
    with qtbot.waitExposed(chart):
        chart.show()
    assert chart.value_text == "52 %"


def test_an_old_series_is_dim_and_tells_its_age(qtbot: QtBot, chart: ChartView) -> None:
    with qtbot.waitExposed(chart):
        chart.show()
    chart.replace([T0 - 90, T0 - 45], [50.0, 62.4])
    qtbot.waitUntil(lambda: chart.value_text == "62.4 %")
    assert chart.stale_text == "45 s old"
    assert chart._value.mark is None  # noqa: SLF001 - the shape has no other way out


def test_another_subject_forgets_the_points_of_the_former(chart: ChartView) -> None:
    chart.replace([T0], [50.0])
    chart.set_subject("Water level", unit="m", limit=None)
    assert len(chart.series) == 0
    assert chart.message == "Loading…"
    assert chart.title.text == "Water level"


def colours(chart: ChartView) -> set[str]:
    image = chart.grab().toImage()
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(40, image.height())}
