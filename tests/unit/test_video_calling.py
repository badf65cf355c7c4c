"""When a seat calls the video service again."""

from __future__ import annotations

from bridge.video.calling import LONGEST_WAIT_S, YOUNG_S, Calls


def test_a_service_that_has_served_for_a_while_is_called_again_at_once() -> None:
    calls = Calls()
    for second in (10, 20, 30):
        assert calls.ended(YOUNG_S + 1, second)
        assert calls.due(second)


def test_connections_that_die_young_are_followed_ever_later_and_said_once() -> None:
    calls = Calls()
    waits, said = [], []
    now = 100.0
    for _ in range(12):
        said.append(calls.ended(0.0, now))
        before = now
        while not calls.due(now):
            now += 0.25
        waits.append(now - before)
    assert said == [True, *[False] * 11]
    assert waits[:5] == [0, 0.5, 1, 2, 4]
    assert max(waits) == LONGEST_WAIT_S
    assert calls.ended(YOUNG_S, now)
    assert calls.due(now)
