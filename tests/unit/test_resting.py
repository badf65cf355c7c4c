"""Who costs the core's thread much is not read from for a while."""

from __future__ import annotations

from bridge.core.resting import Rest


class Hands:
    """Two clocks that the test moves."""

    def __init__(self) -> None:
        self.now = self.spent = 100.0
        self.rest = Rest(lambda: self.now, lambda: self.spent)

    def read(self, cost: float) -> None:
        with self.rest:
            self.spent += cost


def test_a_message_that_costs_little_is_followed_by_no_rest() -> None:
    hands = Hands()
    hands.read(0.02)
    assert (bool(hands.rest), hands.rest.ended()) == (False, False)


def test_a_dear_message_is_followed_by_ten_times_its_cost_and_the_end_is_said_once() -> None:
    hands = Hands()
    hands.read(0.25)
    assert (bool(hands.rest), hands.rest.until) == (True, 102.5)
    hands.now = 102.4
    assert (hands.rest.ended(), bool(hands.rest)) == (False, True)
    hands.now = 102.5
    assert (hands.rest.ended(), bool(hands.rest), hands.rest.ended()) == (True, False, False)
