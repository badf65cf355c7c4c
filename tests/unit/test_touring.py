"""A tour: no black picture between two, dead cameras left out and told, its place kept, no spinning."""

from __future__ import annotations

from itertools import pairwise

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from commandcenter.domain.tours import Tour
from commandcenter.services.touring import Feed, Picture, Round, Touring, View

STEP = 0.2
READY, WAITING, LOST = Feed(Picture.READY), Feed(Picture.WAITING), Feed(Picture.DEAD, "lost")


class Seat:
    """Opens what it is told to; a camera's picture is there `slow` seconds after it was opened, unless it is dead."""

    def __init__(self, tour: Tour, slow: float = 0.5) -> None:
        self.now = 50.0
        self.touring = Touring(tour, self.now)
        self.slow = slow
        self.dead: set[str] = set()
        self.mute: set[str] = set()
        self.opened: dict[str, float] = {}
        self.rounds: list[Round] = []
        self.changes: list[tuple[float, tuple[str, ...]]] = []
        self.view: View | None = None

    def look(self, camera: str) -> Feed:
        if camera in self.dead:
            return LOST
        there = camera not in self.mute and self.now - self.opened[camera] >= self.slow
        return READY if there else WAITING

    def step(self) -> View:
        view = self.touring.step(self.now, self.look)
        if self.view is None or view.showing != self.view.showing:
            self.changes.append((self.now, view.showing))
        wanted = {*view.showing, *view.ahead}
        self.opened = {camera: self.opened.get(camera, self.now) for camera in wanted}
        self.rounds += view.ended
        self.view = view
        self.now += STEP
        return view

    def run(self, seconds: float) -> View:
        view = self.step()
        for _ in range(round(seconds / STEP)):
            view = self.step()
        return view


def tour(*cameras: str, tiles: int = 1, dwell: int = 5, groups: tuple[tuple[str, ...], ...] = ()) -> Tour:
    return Tour(id="t", name="T", dwell=dwell, tiles=tiles, cameras=cameras, groups=groups)


def test_pictures_follow_one_another_and_the_next_is_opened_ahead() -> None:
    seat = Seat(tour("a", "b", "c"))
    first = seat.step()
    assert (first.showing, first.ahead) == ((), ("a",))
    seat.run(1.0)
    assert seat.view is not None
    assert (seat.view.showing, seat.view.ahead) == (("a",), ("b",))
    seat.run(20.0)
    assert [shown for _, shown in seat.changes][1:5] == [("a",), ("b",), ("c",), ("a",)]
    assert seat.rounds[0].shown == ("a", "b", "c")
    assert seat.rounds[0].skipped == {}


def test_a_slow_picture_is_waited_for_and_the_old_one_stays() -> None:
    seat = Seat(tour("a", "b"))
    seat.run(1.0)
    seat.slow = 8.0
    seat.run(6.0)
    assert seat.view is not None
    assert seat.view.showing == ("a",)
    seat.run(4.0)
    assert seat.view.showing == ("b",)


def test_the_next_one_comes_at_once_when_it_is_asked_for_and_its_picture_is_there() -> None:
    seat = Seat(tour("a", "b", "c", dwell=60))
    seat.run(2.0)
    seat.touring.forward(seat.now)
    assert seat.step().showing == ("b",)
    seat.slow = 3.0
    seat.touring.forward(seat.now)
    assert seat.run(1.0).showing == ("b",)
    assert seat.run(3.0).showing == ("c",)


def test_a_step_back_shows_what_was_shown_before_and_no_round_counts_it_twice() -> None:
    seat = Seat(tour("a", "b", "c", dwell=5))
    seat.run(7.0)
    assert seat.changes[-1][1] == ("b",)
    seat.touring.back(seat.now)
    seat.run(1.0)
    assert seat.changes[-1][1] == ("a",)
    seat.touring.back(seat.now)
    assert seat.run(1.0).showing == ("a",), "there is none before the first"
    seat.run(20.0)
    assert [shown for _, shown in seat.changes][1:7] == [("a",), ("b",), ("a",), ("b",), ("c",), ("a",)]
    assert (seat.rounds[0].shown, seat.rounds[0].skipped) == (("a", "b", "c"), {})


def test_two_steps_back_at_once_and_forward_again() -> None:
    seat = Seat(tour("a", "b", "c", "d", dwell=60))
    for _ in range(3):
        seat.run(2.0)
        seat.touring.forward(seat.now)
    assert seat.run(1.0).showing == ("d",)
    for _ in range(2):
        seat.touring.back(seat.now)
    assert seat.run(1.0).showing == ("b",)
    for wanted in ("c", "d", "a"):
        seat.touring.forward(seat.now)
        assert seat.run(1.0).showing == (wanted,)
    seat.touring.back(seat.now)
    assert seat.run(1.0).showing == ("d",)


def test_a_held_tour_is_held_again_after_a_step() -> None:
    seat = Seat(tour("a", "b", "c"))
    seat.run(1.0)
    seat.touring.hold(seat.now)
    seat.touring.forward(seat.now)
    assert seat.run(30.0).showing == ("b",)
    assert seat.step().held
    seat.touring.back(seat.now)
    assert seat.run(30.0).showing == ("a",)
    seat.touring.resume(seat.now)
    assert [seat.run(6.0).showing for _ in range(2)] == [("b",), ("c",)]


def test_who_never_has_a_picture_is_left_out_after_some_patience() -> None:
    seat = Seat(tour("a", "b", "c"))
    seat.mute = {"b"}
    seat.run(30.0)
    assert ("b",) not in [shown for _, shown in seat.changes]
    assert seat.rounds[0].skipped == {"b": "connecting"}


def test_a_dead_camera_is_left_out_at_once_told_and_tried_again() -> None:
    seat = Seat(tour("a", "b", "c"))
    seat.dead = {"b"}
    seat.run(12.0)
    assert [shown for _, shown in seat.changes] == [(), ("a",), ("c",), ("a",)]
    assert seat.rounds[0].skipped == {"b": "lost"}
    seat.dead = set()
    seat.run(40.0)
    assert [it.skipped for it in seat.rounds[2:]] == [{}] * (len(seat.rounds) - 2)
    assert ("b",) in [shown for _, shown in seat.changes]


def test_in_a_list_the_next_one_takes_the_place_of_a_dead_one() -> None:
    seat = Seat(tour("a", "b", "c", "d", "e", tiles=4))
    seat.dead = {"b"}
    seat.run(2.0)
    assert seat.view is not None
    assert seat.view.showing == ("a", "c", "d", "e")


def test_a_group_stays_together_and_one_that_is_all_dead_is_passed_over() -> None:
    seat = Seat(tour(groups=(("a", "b"), ("c", "d"), ("e",)), tiles=4))
    seat.dead = {"b", "c", "d"}
    seat.run(12.0)
    assert [shown for _, shown in seat.changes] == [(), ("a",), ("e",), ("a",)]
    assert seat.rounds[0].skipped == {"b": "lost", "c": "lost", "d": "lost"}


def test_when_all_are_dead_it_says_so_and_rests() -> None:
    seat = Seat(tour("a", "b", "c"))
    seat.dead = {"a", "b", "c"}
    view = seat.run(60.0)
    assert view.dead
    assert view.showing == ()
    assert 8 <= len(seat.rounds) <= 12
    assert all(it.skipped == {"a": "lost", "b": "lost", "c": "lost"} for it in seat.rounds)
    seat.dead = {"a", "b"}
    assert not seat.run(8.0).dead
    assert seat.view is not None
    assert seat.view.showing == ("c",)


def test_held_it_stays_where_it_is_and_has_the_rest_of_its_time_afterwards() -> None:
    seat = Seat(tour("a", "b"))
    seat.run(3.0)
    left = seat.view.left_s if seat.view else 0.0
    seat.touring.hold(seat.now)
    held = seat.run(100.0)
    assert (held.held, held.showing, held.ahead) == (True, ("a",), ("b",))
    seat.touring.resume(seat.now)
    began = seat.now
    while seat.step().showing == ("a",):
        assert seat.now - began < 10
    assert abs(seat.now - began - left) <= 3 * STEP


def test_one_camera_alone_needs_no_second_stream() -> None:
    seat = Seat(tour("a"))
    view = seat.run(30.0)
    assert {*view.showing, *view.ahead} == {"a"}
    assert len(seat.rounds) >= 4
    assert seat.opened["a"] < 51.0


def test_a_camera_that_leaves_the_list_leaves_the_screen() -> None:
    seat = Seat(tour("a", "b", "c"))
    seat.run(2.0)
    seat.touring.change(tour("b", "c", "d"))
    seat.run(30.0)
    shown = [it for _, it in seat.changes]
    assert shown[1:3] == [("a",), ("b",)]
    assert ("d",) in shown
    assert ("a",) not in shown[2:]
    assert set(seat.rounds[0].shown) == {"b", "c", "d"}


def test_a_list_that_has_become_empty_shows_nothing_and_does_not_spin() -> None:
    seat = Seat(tour("a", "b"))
    seat.run(2.0)
    seat.touring.change(tour())
    view = seat.run(30.0)
    assert (view.showing, view.ahead) == ((), ())
    assert len(seat.rounds) < 10


names = st.lists(st.sampled_from([f"c{n}" for n in range(12)]), unique=True, min_size=1)


@settings(max_examples=60, deadline=None)
@given(cameras=names, dead=st.sets(st.sampled_from([f"c{n}" for n in range(12)])), tiles=st.sampled_from([1, 4, 6]))
def test_a_round_shows_or_tells_each_camera_once(cameras: list[str], dead: set[str], tiles: int) -> None:
    seat = Seat(tour(*cameras, tiles=tiles))
    seat.dead = dead
    seat.run(5.0 * (len(cameras) + 3) + 20)
    assert seat.rounds
    for it in seat.rounds:
        assert sorted([*it.shown, *it.skipped]) == sorted(cameras)
        assert set(it.skipped) == dead & set(cameras)
    assert [it.number for it in seat.rounds] == list(range(1, len(seat.rounds) + 1))


@settings(max_examples=60, deadline=None)
@given(cameras=names, tiles=st.sampled_from([1, 4, 6]), dwell=st.integers(5, 20))
def test_the_dwell_is_kept_to_a_step(cameras: list[str], tiles: int, dwell: int) -> None:
    seat = Seat(tour(*cameras, tiles=tiles, dwell=dwell))
    seat.run(dwell * 6.0)
    times = [at for at, shown in seat.changes if shown]
    assert all(abs(later - at - dwell) <= STEP + 1e-6 for at, later in pairwise(times))


class Trips(RuleBasedStateMachine):
    """Whatever the cameras do, whoever holds it, however the list changes."""

    @initialize(cameras=names, tiles=st.sampled_from([1, 4, 6]))
    def begin(self, cameras: list[str], tiles: int) -> None:
        self.tiles = tiles
        self.seat = Seat(tour(*cameras, tiles=tiles))
        self.known = set(cameras)
        self.held = False
        self.lost: set[str] = set()

    @rule(steps=st.integers(1, 40))
    def pass_time(self, steps: int) -> None:
        for _ in range(steps):
            before, opened = self.seat.view, dict(self.seat.opened)
            now = self.seat.now
            view = self.seat.step()
            if before is not None and before.showing and not view.showing:
                # Only a list that has lost what is shown makes the screen empty.
                assert set(before.showing) <= self.lost
            if before is not None and view.showing != before.showing and view.showing:
                for camera in set(view.showing) - set(before.showing):
                    # Nothing appears that was not opened ahead and has its picture.
                    assert camera in opened
                    assert camera not in self.seat.dead
                    assert camera not in self.seat.mute
                    assert now - opened[camera] >= self.seat.slow
            assert len(view.ahead) <= self.tiles
            assert len(view.showing) <= self.tiles
            assert len(view.ended) <= 2
            self.lost.clear()

    @rule(dead=st.sets(st.sampled_from([f"c{n}" for n in range(12)])))
    def die(self, dead: set[str]) -> None:
        self.seat.dead = dead

    @rule(mute=st.sets(st.sampled_from([f"c{n}" for n in range(12)])), slow=st.sampled_from([0.3, 2.0, 7.0]))
    def be_slow(self, mute: set[str], slow: float) -> None:
        self.seat.mute, self.seat.slow = mute, slow

    @precondition(lambda self: not self.held)
    @rule()
    def hold(self) -> None:
        self.seat.touring.hold(self.seat.now)
        self.held = True

    @precondition(lambda self: self.held)
    @rule()
    def resume(self) -> None:
        self.seat.touring.resume(self.seat.now)
        self.held = False

    @rule()
    def go_forward(self) -> None:
        self.seat.touring.forward(self.seat.now)

    @rule(times=st.integers(1, 3))
    def go_back(self, times: int) -> None:
        for _ in range(times):
            self.seat.touring.back(self.seat.now)

    @rule(cameras=names)
    def change(self, cameras: list[str]) -> None:
        self.seat.touring.change(tour(*cameras, tiles=self.tiles))
        self.lost |= self.known - set(cameras)
        self.known = set(cameras)

    @invariant()
    def rounds_are_whole(self) -> None:
        for it in self.seat.rounds:
            assert not set(it.shown) & set(it.skipped)
            assert len(set(it.shown)) == len(it.shown)


TestTrips = Trips.TestCase
TestTrips.settings = settings(
    max_examples=60, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)


def test_a_view_says_how_long_it_lasts() -> None:
    seat = Seat(tour("a", "b", dwell=60))
    seat.run(1.0)
    assert seat.view is not None
    assert 58.0 < seat.view.left_s <= 60.0
    assert msgspec.structs.asdict(seat.view)["held"] is False
