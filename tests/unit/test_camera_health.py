"""How long cameras were watched and live: exact over midnight, several seats, lost seats, a clock that is set."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commandcenter.domain.changes.operating import CameraRemoved
from commandcenter.domain.changes.system import ClockStepped
from commandcenter.domain.changes.video import CameraStated
from commandcenter.domain.journal import AnyChange, Entry, Outcome
from commandcenter.domain.video import PictureState, Sight
from commandcenter.services.camera_health.figures import Health, health

MIDNIGHT = datetime(2026, 11, 21, 16, 0, tzinfo=UTC)
NEXT = MIDNIGHT + timedelta(days=1)


def at(minutes: float) -> datetime:
    """So long after midnight."""
    return MIDNIGHT + timedelta(minutes=minutes)


def entry(minutes: float, change: AnyChange) -> Entry:
    return Entry(
        seq=0, at=at(minutes), actor="core", seat="", subject="", outcome=Outcome.DONE, cause=None, change=change
    )


def word(
    minutes: float,
    state: str,
    camera: str = "C1",
    seat: str = "wall",
    *,
    since: float | None = None,
    restarts: int = 0,
    bitrate: float = 0.0,
    picture: float | None = None,
) -> Entry:
    """A seat says it at that minute; it is so since then, if nothing else is given."""
    sight = Sight(
        seat=seat,
        state=PictureState(state),
        at=at(minutes),
        since=at(minutes if since is None else since),
        restarts=restarts,
        bitrate=bitrate,
        picture_at=None if picture is None else at(picture),
    )
    return entry(minutes, CameraStated(camera=camera, sight=sight))


def said_each_hour(state: str, begins: float, ends: float, seat: str = "wall") -> list[Entry]:
    words = [word(begins, state, seat=seat)]
    while begins + len(words) * 55 < ends:
        words.append(word(begins + len(words) * 55, state, seat=seat, since=begins))
    return [*words, word(ends, "unwatched", seat=seat)]


def of(*entries: Entry, begins: datetime = MIDNIGHT, ends: datetime = NEXT) -> Health:
    (found,) = health(entries, begins, ends)
    return found


def minutes(found: Health) -> dict[str, float]:
    return {state: round(seconds / 60, 6) for state, seconds in found.in_state.items()}


def test_what_goes_on_over_midnight_counts_on_both_days() -> None:
    entries = [word(-30, "live"), word(20, "frozen"), word(25, "live"), word(45, "unwatched")]
    found = of(*entries)
    assert minutes(found) == {"live": 40.0, "frozen": 5.0}
    assert (found.watched_s, found.live_s, found.faults) == (2700.0, 2400.0, 1)
    assert found.availability == pytest.approx(40 / 45)
    before = of(*entries, begins=MIDNIGHT - timedelta(days=1), ends=MIDNIGHT)
    assert minutes(before) == {"live": 30.0}
    assert before.faults == 0


def test_a_word_stands_for_an_hour_and_no_longer_when_nothing_follows() -> None:
    assert minutes(of(word(10, "live"))) == {"live": 60.0}
    assert minutes(of(word(10, "live"), word(200, "lost"), word(201, "unwatched"))) == {"live": 60.0, "lost": 1.0}


def test_a_word_that_is_said_again_goes_on_without_a_hole() -> None:
    assert minutes(of(*said_each_hour("live", 10, 510))) == {"live": 500.0}


def test_what_was_not_said_again_in_time_is_not_made_up() -> None:
    found = of(word(10, "live"), word(180, "live", since=10), word(190, "unwatched"))
    assert minutes(found) == {"live": 70.0}


def test_of_several_seats_the_best_counts_and_no_moment_twice() -> None:
    found = of(
        word(0, "live"),
        word(10, "lost", seat="desk-1"),
        word(20, "frozen"),
        word(30, "live", seat="desk-1"),
        word(40, "unwatched"),
        word(50, "unwatched", seat="desk-1"),
    )
    assert minutes(found) == {"live": 40.0, "frozen": 10.0}
    assert found.faults == 2


def test_a_state_counts_from_when_it_began_and_not_from_when_it_was_told() -> None:
    found = of(word(0, "live"), word(25, "frozen", since=20), word(30, "unwatched"))
    assert minutes(found) == {"live": 20.0, "frozen": 10.0}


def test_a_seat_that_was_cut_off_tells_of_the_day_after_it() -> None:
    late = word(1439, "frozen", since=1430)
    found = of(word(1400, "live"), entry(1500, late.change))
    assert minutes(found) == {"live": 30.0, "frozen": 10.0}


def test_a_camera_that_is_taken_off_the_list_is_watched_no_more() -> None:
    assert minutes(of(word(0, "live"), entry(15, CameraRemoved(camera="C1")))) == {"live": 15.0}


@pytest.mark.parametrize("step_s", [-1800.0, 600.0])
def test_where_the_clock_is_set_the_time_that_really_passed_counts(step_s: float) -> None:
    """Live for 20 minutes, of which the second half lies after the clock was set."""
    stepped = 70 + step_s / 60
    found = of(
        word(60, "live"),
        entry(stepped, ClockStepped(before=0.0, after=step_s)),
        word(stepped + 10, "unwatched"),
    )
    assert minutes(found) == {"live": 20.0}


def test_a_clock_that_was_set_before_the_day_is_no_matter_of_it() -> None:
    found = of(
        word(-50, "live"),
        entry(-10, ClockStepped(before=0.0, after=1800.0)),
        word(-5, "live", since=-20),
        word(10, "unwatched"),
    )
    assert minutes(found) == {"live": 10.0}


def test_restarts_bitrate_and_newest_picture() -> None:
    found = of(
        word(-10, "live", restarts=9),
        word(30, "lost", restarts=2, bitrate=2e6, picture=29),
        word(40, "live", restarts=1, bitrate=0.0),
        word(70, "unwatched", bitrate=4e6, picture=70),
    )
    assert found.restarts == 3
    # The first word's 40 minutes have 30 in the day; the ten minutes without a picture had no bits to be told of.
    assert found.bitrate == pytest.approx((2e6 * 30 + 4e6 * 30) / 60)
    assert found.picture_at == at(70)


def test_the_worst_is_first_and_what_nobody_watched_is_not_there() -> None:
    entries = [
        word(0, "live", "good"), word(0, "lost", "dead"), word(0, "live", "half"), word(0, "lost", "short"),
        word(1, "unwatched", "short"), word(10, "frozen", "half"), word(20, "unwatched", "good"),
        word(20, "unwatched", "half"), word(20, "unwatched", "dead"), word(-30, "live", "past"),
        word(-20, "unwatched", "past"),
    ]  # fmt: skip
    entries.sort(key=lambda it: it.at)
    assert [it.camera for it in health(entries, MIDNIGHT, NEXT)] == ["dead", "short", "half", "good"]


def test_a_day_without_a_word_has_no_figures() -> None:
    assert health([], MIDNIGHT, NEXT) == []


STATES = [state.value for state in PictureState]
moves = st.lists(
    st.tuples(st.floats(-120, 1600), st.sampled_from(STATES), st.sampled_from(["wall", "a", "b"]), st.floats(0, 90)),
    max_size=40,
)
steps = st.lists(st.tuples(st.floats(-120, 1600), st.floats(-3600, 3600)), max_size=3)


@settings(deadline=None)
@given(moves=moves, steps=steps)
def test_live_is_at_most_watched_and_watched_at_most_the_time_there_was(
    moves: list[tuple[float, str, str, float]], steps: list[tuple[float, float]]
) -> None:
    entries = [word(when, state, seat=seat, since=when - before) for when, state, seat, before in moves]
    entries += [entry(when, ClockStepped(before=0.0, after=by)) for when, by in steps]
    entries.sort(key=lambda it: it.at)
    passed = 86_400.0 - sum(by for when, by in steps if 0 <= when < 1440)
    for found in health(entries, MIDNIGHT, NEXT):
        assert 0.0 <= found.live_s <= found.watched_s <= max(passed, 0.0) + 1e-3
        assert "unwatched" not in found.in_state
        assert all(seconds > 0 for seconds in found.in_state.values())


@settings(deadline=None)
@given(moves=moves, cut=st.floats(1, 1439))
def test_two_halves_of_a_day_make_the_whole(moves: list[tuple[float, str, str, float]], cut: float) -> None:
    """Words that are told in order of what they tell of, as the core has them."""
    entries = sorted((word(when, state, seat=seat) for when, state, seat, _ in moves), key=lambda it: it.at)
    whole = {it.camera: it for it in health(entries, MIDNIGHT, NEXT)}
    halves = [*health(entries, MIDNIGHT, at(cut)), *health(entries, at(cut), NEXT)]
    for state in STATES:
        parts = sum(it.in_state.get(state, 0.0) for it in halves)
        assert parts == pytest.approx(sum(it.in_state.get(state, 0.0) for it in whole.values()), abs=1e-3)
    assert sum(it.faults for it in halves) == sum(it.faults for it in whole.values())
