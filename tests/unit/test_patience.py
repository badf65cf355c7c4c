"""How long wrong passwords make one wait."""

from __future__ import annotations

import pytest

from commandcenter.domain.patience import Failures


def failed(key: str, *at: float) -> Failures:
    failures = Failures(key=key)
    for second in at:
        failures = failures.failed(second)
    return failures


def test_each_wrong_one_makes_the_next_wait_twice_as_long_up_to_a_minute() -> None:
    waits = [failed("seat:desk-1", *range(count)).wait_s(count - 1) for count in range(1, 10)]
    assert waits == [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0, 60.0]


def test_five_within_a_quarter_of_an_hour_lock_an_account_for_another_quarter() -> None:
    failures = failed("account:li.wei", 0, 100, 200, 300, 400)
    assert (failures.locked, failures.wait_s(400), failures.wait_s(1299.5), failures.wait_s(1300)) == (
        True,
        900,
        0.5,
        0,
    )


def test_five_over_a_longer_time_do_not() -> None:
    failures = failed("account:li.wei", 0, 100, 200, 300, 901)
    assert (failures.locked, failures.count, failures.wait_s(901)) == (False, 5, 16.0)


def test_a_name_that_is_none_is_locked_just_the_same() -> None:
    assert failed("unknown:7f", 0, 1, 2, 3, 4).wait_s(4) == 900


def test_a_seat_is_never_locked() -> None:
    assert failed("seat:desk-1", 0, 1, 2, 3, 4).locked is False


def test_after_a_quarter_of_an_hour_without_a_wrong_one_a_seats_row_begins_anew() -> None:
    assert failed("seat:desk-1", 0, 1, 2, 902).wait_s(902) == 1.0
    assert failed("seat:desk-1", 0, 1, 2, 901).wait_s(901) == 8.0


def test_a_hundred_in_a_row_bar_an_account_until_somebody_lifts_it() -> None:
    failures = failed("account:li.wei", *(1000.0 * number for number in range(100)))
    assert failures.wait_s(1e12) == float("inf")
    assert failed("account:li.wei", *(1000.0 * number for number in range(99))).wait_s(1e12) == 0.0


@pytest.mark.parametrize("count", [1, 5, 50])
def test_what_is_kept_of_failures_does_not_grow(count: int) -> None:
    assert len(failed("account:li.wei", *range(count)).recent) == min(count, 5)
