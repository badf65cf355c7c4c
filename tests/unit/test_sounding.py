"""When a desk is heard: once for each call, the gravest first, again and again for a critical one, never while mute."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from commandcenter.domain.priority import Priority
from commandcenter.services.sounding import Sounding

CRITICAL, MAJOR, MINOR, NOTICE = Priority
NAG, MUTE = 30.0, 120.0


def sounding() -> Sounding:
    return Sounding(nag_s=NAG, mute_s=MUTE)


def play(it: Sounding, now: float, playing: Priority | None = None) -> Priority | None:
    wanted = it.due(now, playing)
    if wanted is not None:
        it.begin(wanted, now)
    return wanted


def test_a_call_is_heard_once() -> None:
    it = sounding()
    assert play(it, 0) is None
    it.call([MINOR], 1, storm=False)
    assert [play(it, 1), play(it, 2), play(it, 1000)] == [MINOR, None, None]


def test_of_several_the_gravest_is_heard_and_a_graver_one_cuts_in() -> None:
    it = sounding()
    it.call([NOTICE, MAJOR, MINOR], 0, storm=False)
    assert play(it, 0) is MAJOR
    it.call([MINOR], 0.5, storm=False)
    assert play(it, 0.5, playing=MAJOR) is None
    it.call([CRITICAL], 0.6, storm=False)
    assert play(it, 0.6, playing=MAJOR) is CRITICAL
    it.call([MAJOR], 0.7, storm=False)
    assert play(it, 0.7, playing=CRITICAL) is None
    assert play(it, 2.0) is MAJOR
    assert play(it, 4.0) is None


def test_a_critical_one_is_heard_until_somebody_takes_notice() -> None:
    it = sounding()
    it.call([CRITICAL], 0, storm=False)
    it.wait([CRITICAL])
    assert [play(it, at) for at in (0, 29.9, 30, 59, 60)] == [CRITICAL, None, CRITICAL, None, CRITICAL]
    it.wait([MAJOR])
    assert play(it, 1000) is None


def test_one_that_waited_before_the_seat_started_is_heard_as_soon_as_it_is_known() -> None:
    it = sounding()
    it.wait([CRITICAL, MINOR])
    assert play(it, 5) is CRITICAL


def test_in_a_storm_only_critical_ones_are_heard() -> None:
    it = sounding()
    it.call([MAJOR, NOTICE], 0, storm=True)
    assert play(it, 0) is None
    it.call([MINOR, CRITICAL], 1, storm=True)
    assert play(it, 1) is CRITICAL


def test_mute_is_silent_counts_what_comes_and_ends_by_itself() -> None:
    it = sounding()
    it.call([CRITICAL], 0, storm=False)
    it.wait([CRITICAL])
    it.mute(1)
    assert (it.muted_s(1), it.missed) == (MUTE, 0)
    it.call([MAJOR, CRITICAL], 50, storm=False)
    assert (play(it, 50), it.missed, it.muted_s(50)) == (None, 2, 71)
    assert play(it, 120.9) is None
    assert play(it, 121) is CRITICAL
    it.wait([])
    assert (play(it, 122), it.muted_s(122)) == (None, 0)


def test_of_what_came_while_it_was_mute_the_gravest_that_still_waits_is_heard() -> None:
    it = sounding()
    it.mute(0)
    it.call([NOTICE, MAJOR, MINOR], 50, storm=False)
    it.wait([MINOR, NOTICE])
    assert [play(it, 119), play(it, 120), play(it, 125)] == [None, MINOR, None]
    it.mute(200)
    it.call([MAJOR], 210, storm=False)
    it.wait([])
    it.unmute(220)
    assert play(it, 220) is None


def test_a_mute_can_be_taken_back() -> None:
    it = sounding()
    it.mute(0)
    it.unmute(1)
    it.call([MINOR], 1, storm=False)
    assert play(it, 1) is MINOR


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["call", "mute", "unmute", "wait", "done", "end"]),
        st.sampled_from(list(Priority)),
        st.floats(0, 40),
    ),
    max_size=60,
)


@given(STEPS)
def test_no_sequence_is_heard_while_mute_or_leaves_a_critical_one_unheard(
    steps: list[tuple[str, Priority, float]],
) -> None:
    it, now, playing = sounding(), 0.0, None
    unheard: float | None = None  # since when a critical alarm waits that was not heard for as long
    for what, priority, passing in steps:
        now += passing
        match what:
            case "call":
                it.call([priority], now, storm=False)
            case "mute":
                it.mute(now)
                playing = None
            case "unmute":
                it.unmute(now)
            case "wait":
                it.wait([CRITICAL])
                unheard = now if unheard is None else unheard
            case "done":
                it.wait([])
                unheard = None
            case "end":
                playing = None
        wanted = play(it, now, playing)
        assert wanted is None or it.muted_s(now) == 0
        assert wanted is None or playing is None or wanted.rank < playing.rank
        playing = wanted or playing
        if playing is Priority.CRITICAL or it.muted_s(now) > 0:
            unheard = None if unheard is None else now
        assert unheard is None or now - unheard < NAG
