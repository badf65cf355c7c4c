"""The bench's arithmetic: quantiles, ratios, goals, the table, and which sighting belongs to which probe."""

from __future__ import annotations

import math
from random import Random

import numpy as np
import pytest

from tests.bench.figures import BenchError, Compared, Figure, Goal, GoalOf, Kind, quantile, quantiles, record, rounded
from tests.bench.glass.finding import find_text
from tests.bench.glass.load import timetable, title
from tests.bench.glass.matching import Glass, Probe, Seen, Sighting, glass, match
from tests.bench.rounds import compare
from tests.bench.table import table


def figure(
    value: float = 120.0, *, beside: float = 150.0, goal: Goal | None = None, lower_is_better: bool = True
) -> Figure:
    return Figure(
        name="alarm-to-glass",
        what="p99",
        value=value,
        unit="ms",
        compared=Compared(kind=Kind.LIMIT, what="the promise", value=beside),
        samples=240,
        goal=goal,
        lower_is_better=lower_is_better,
    )


@pytest.mark.parametrize(
    ("share", "expected"), [(0.0, 1.0), (0.5, 2.0), (0.51, 3.0), (0.75, 3.0), (0.99, 4.0), (1.0, 4.0)]
)
def test_a_quantile_is_a_measured_value_that_the_share_does_not_exceed(share: float, expected: float) -> None:
    assert quantile([4.0, 1.0, 3.0, 2.0], share) == expected


def test_p99_of_240_probes_lets_two_be_slower() -> None:
    values = [100.0] * 237 + [140.0, 900.0, 1000.0]
    assert quantiles(values) == {"p50": 100.0, "p95": 100.0, "p99": 140.0, "max": 1000.0}


def test_there_is_no_quantile_of_nothing() -> None:
    with pytest.raises(BenchError):
        quantile([], 0.5)


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0.0, 0.0), (123456.0, 123500.0), (12.3456, 12.35), (0.00123456, 0.001235), (-9.87654, -9.877)],
)
def test_a_value_keeps_four_figures(value: float, expected: float) -> None:
    assert rounded(value) == expected


def test_the_ratio_is_the_value_in_units_of_its_rival() -> None:
    assert figure(120.0, beside=150.0).ratio == pytest.approx(0.8)
    assert figure(120.0, beside=0.0).ratio == math.inf


@pytest.mark.parametrize(
    ("value", "goal", "lower_is_better", "met"),
    [
        (150.0, Goal(of=GoalOf.VALUE, bound=150.0), True, True),
        (150.1, Goal(of=GoalOf.VALUE, bound=150.0), True, False),
        (300.0, Goal(of=GoalOf.VALUE, bound=200.0), False, True),
        (100.0, Goal(of=GoalOf.VALUE, bound=200.0), False, False),
        (450.0, Goal(of=GoalOf.RATIO, bound=3.0), True, True),
        (600.0, Goal(of=GoalOf.RATIO, bound=3.0), True, False),
        (30.0, Goal(of=GoalOf.RATIO, bound=0.2), False, True),
        (29.0, Goal(of=GoalOf.RATIO, bound=0.2), False, False),
        (1.0, None, True, None),
    ],
)
def test_a_goal_bounds_the_value_or_the_ratio(
    value: float, goal: Goal | None, lower_is_better: bool, met: bool | None
) -> None:
    assert figure(value, goal=goal, lower_is_better=lower_is_better).met is met


def test_the_file_names_value_rival_ratio_goal_and_machine() -> None:
    assert record(figure(goal=Goal(of=GoalOf.VALUE, bound=150.0)), {"cpus": 2}) == {
        "name": "alarm-to-glass",
        "what": "p99",
        "value": 120.0,
        "unit": "ms",
        "better": "lower",
        "compared_with": {"kind": "limit", "what": "the promise"},
        "compared_value": 150.0,
        "ratio": 0.8,
        "goal": 150.0,
        "goal_of": "value",
        "met": True,
        "samples": 240,
        "detail": {},
        "machine": {"cpus": 2},
    }


def test_the_table_has_one_line_for_each_figure_and_says_no_loudly() -> None:
    goal = Goal(of=GoalOf.VALUE, bound=150.0)
    assert table([figure(goal=goal), figure(1500.0, goal=goal)]).splitlines() == [
        "figure          value  unit  compared with       its value  ratio   goal  met",
        "-----------------------------------------------------------------------------",
        "alarm-to-glass    120  ms    limit: the promise        150    0.8  ≤ 150  yes",
        "alarm-to-glass  1,500  ms    limit: the promise        150     10  ≤ 150  NO",
    ]


def test_two_ways_are_timed_in_turn_and_the_first_round_does_not_count() -> None:
    calls: list[str] = []

    def way(name: str) -> int:
        calls.append(name)
        return 3

    rates = compare(lambda: way("ours"), lambda: way("rival"), 2)
    assert calls == ["ours", "rival"] * 3
    assert (rates.pieces, len(rates.rounds)) == (6, 2)


def test_a_sighting_belongs_to_the_newest_probe_of_its_title() -> None:
    probes = [Probe(title=0, sent=0.0), Probe(title=1, sent=1.0), Probe(title=0, sent=2.0)]
    sightings = [Sighting(0.1, 0), Sighting(1.2, 1), Sighting(2.3, 0)]
    assert match(probes, sightings) == [Seen(at=0.1), Seen(at=1.2), Seen(at=2.3)]


def test_a_late_picture_is_never_taken_for_the_next_probe() -> None:
    probes = [Probe(title=0, sent=0.0), Probe(title=1, sent=0.25)]
    assert match(probes, [Sighting(0.3, 0), Sighting(0.4, 1)]) == [Seen(at=0.3), Seen(at=0.4)]


def test_a_probe_that_was_overtaken_counts_with_the_later_ones_time() -> None:
    probes = [Probe(title=0, sent=0.0), Probe(title=1, sent=0.25), Probe(title=2, sent=0.5)]
    assert match(probes, [Sighting(0.3, 1)]) == [Seen(at=0.3, overtaken=True), Seen(at=0.3), None]


def test_what_was_seen_before_anything_was_sent_belongs_to_nothing() -> None:
    assert match([Probe(title=0, sent=1.0)], [Sighting(0.5, 0)]) == [None]


def test_a_probe_is_on_the_glass_when_the_slower_screen_has_it() -> None:
    probes = [Probe(title=0, sent=1.0), Probe(title=1, sent=2.0)]
    wall: list[Seen | None] = [Seen(at=1.0625), Seen(at=2.5)]
    console: list[Seen | None] = [Seen(at=1.125), None]
    found = glass(probes, wall, console)
    assert found == [Glass(wall=62.5, console=125.0, overtaken=False), None]
    assert found[0] is not None
    assert found[0].both == 125.0


def test_a_title_comes_again_after_sixteen_probes() -> None:
    assert (title(7), title(23), title(8)) == ("07 07 07", "07 07 07", "08 08 08")


def test_the_timetable_sends_twenty_events_a_second_and_four_of_them_are_probes() -> None:
    course = timetable(8, Random(1), late_from=8, delay_s=0.1)
    assert [what for _, what in course].count("probe") == 8
    assert [what for _, what in course].count("bare") == 8
    assert len([what for _, what in course if what != "bare"]) == 40
    assert course[-1][0] < 2.0


def test_late_probes_are_marked_a_tenth_of_a_second_before_and_nothing_else_moves() -> None:
    course = timetable(8, Random(1), late_from=6, delay_s=0.1)
    marks = [at for at, what in course if what == "mark"]
    late = [at for at, what in course if what == "probe" and at >= 1.5]
    assert marks == pytest.approx([at - 0.1 for at in late])
    assert [one for one in course if one[1] != "mark"] == timetable(8, Random(1), late_from=8, delay_s=0.1)


def shot(solid: bool, clock: int) -> np.ndarray[tuple[int, ...], np.dtype[np.int16]]:
    """A dark screen with a row whose text is solid or thin, and a clock that changes with every shot."""
    screen = np.full((200, 400), 20, np.int16)
    screen[50:70, 100:180] = 230 if solid else 20
    screen[10:30, 300 + 10 * clock : 308 + 10 * clock] = 230
    return screen


def test_the_row_is_found_by_what_follows_the_title() -> None:
    order = (True, False, False, True, False)
    shots = [shot(solid, clock) for clock, solid in enumerate(order)]
    assert find_text(shots, order) == (100, 50, 80, 20)


def test_a_row_that_does_not_follow_the_title_is_not_found() -> None:
    with pytest.raises(BenchError):
        find_text([shot(False, clock) for clock in range(3)], (True, False, True))
