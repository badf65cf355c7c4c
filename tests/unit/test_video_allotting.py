"""Which stream goes where: shared, within each camera's sessions, and apart from what kills its worker."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bridge.video.allotted import Limits, Stream, Wish
from bridge.video.allotting import GUILTY_S, IDLE_S, PROBATION_S, Allotment
from bridge.video.frames import Reason
from bridge.video.joining import join
from bridge.video.orders import Forget, Order, Place, Remove, Retire, Start, Wait
from bridge.video.shrinking import Shrinking

SMALL, LARGE = (320, 180), (640, 360)


def wish(camera: str, *, box: tuple[int, int] = LARGE, sessions: int = 2, address: str = "") -> Wish:
    return Wish(camera=camera, sessions=sessions, address=address or f"rtsp://{camera}/main", box=box)


def opened(allotment: Allotment, *cameras: str) -> list[Stream]:
    """Each watched by seat 1 as feed 0, 1, …"""
    streams = [allotment.watch((1, feed), wish(camera)) for feed, camera in enumerate(cameras)]
    allotment.settle(0)
    return streams


def test_the_first_seat_has_a_worker_started_before_it_asks() -> None:
    allotment = Allotment(Limits())
    allotment.prepare()
    allotment.prepare()
    assert allotment.settle(0) == [Start(1)]
    allotment.watch((1, 1), wish("a"))
    assert allotment.settle(0) == [Place(1, 1)]


def test_one_decode_serves_all_who_watch_and_ends_with_the_last() -> None:
    allotment = Allotment(Limits())
    for seat in (1, 2):
        allotment.watch((seat, 7), wish("a"))
    assert allotment.settle(0) == [Place(1, 1)]
    allotment.leave(1)
    assert allotment.settle(1) == []
    allotment.unwatch((2, 7))
    assert allotment.settle(2) == [Remove(1, 1)]
    allotment.ended(1)
    assert allotment.settle(3) == [Forget(1)]


def test_a_small_tile_shares_the_larger_picture_but_not_the_other_way_round() -> None:
    allotment = Allotment(Limits())
    large = allotment.watch((1, 1), wish("a", box=LARGE))
    assert allotment.watch((1, 2), wish("a", box=SMALL)) is large
    assert allotment.watch((1, 3), wish("a", box=(1280, 720))) is not large
    assert allotment.watch((1, 4), wish("a", box=LARGE)) is large


def test_a_session_too_many_waits_until_one_has_really_ended() -> None:
    allotment = Allotment(Limits())
    for feed, address in enumerate(("rtsp://a/main", "rtsp://a/sub", "rtsp://a/third")):
        allotment.watch((1, feed), wish("a", address=address))
    assert allotment.settle(0) == [Place(1, 1), Place(2, 1), Wait(3, Reason.SESSIONS_TAKEN)]
    allotment.unwatch((1, 0))
    assert allotment.settle(1) == [Remove(1, 1)]
    allotment.ended(1)
    assert set(allotment.settle(2)) == {Forget(1), Place(3, 1)}


def test_nobody_is_told_to_let_go_for_a_session_that_is_being_given_back() -> None:
    allotment = Allotment(Limits())
    for feed, address in enumerate(("rtsp://a/main", "rtsp://a/sub")):
        allotment.watch((1, feed), wish("a", address=address))
    allotment.settle(0)
    allotment.unwatch((1, 1))
    allotment.settle(1)
    allotment.watch((1, 2), wish("a", address="rtsp://a/sub"))
    assert allotment.settle(2) == []
    allotment.watch((2, 1), wish("a", address="rtsp://a/third"))
    allotment.ended(2)
    assert set(allotment.settle(3)) == {Forget(2), Place(3, 1), Wait(4, Reason.SESSIONS_TAKEN)}


def test_who_waits_for_a_session_sees_the_largest_picture_of_that_address_until_it_has_its_own() -> None:
    allotment = Allotment(Limits())
    for seat, box in ((1, SMALL), (2, LARGE), (3, (1280, 720))):
        allotment.watch((seat, 1), wish("a", box=box))
        allotment.settle(0)
    assert [allotment.seen_by((seat, 1)) for seat in (1, 2, 3)] == [1, 2, 2]
    allotment.unwatch((2, 1))
    allotment.settle(1)
    assert allotment.seen_by((3, 1)) == 1
    allotment.ended(2)
    allotment.settle(2)
    assert allotment.seen_by((3, 1)) == 3
    assert allotment.seen_by((9, 9)) == 0


def test_who_waits_for_a_session_that_is_being_given_back_sees_the_same_address_meanwhile() -> None:
    allotment = Allotment(Limits())
    allotment.watch((1, 1), wish("a", box=SMALL))
    allotment.watch((1, 2), wish("a", address="rtsp://a/sub"))
    allotment.settle(0)
    allotment.unwatch((1, 2))
    allotment.settle(1)
    allotment.watch((2, 1), wish("a", box=LARGE))
    assert allotment.settle(2) == []
    assert allotment.seen_by((2, 1)) == 1
    allotment.ended(2)
    assert set(allotment.settle(3)) == {Forget(2), Place(3, 1)}
    assert allotment.seen_by((2, 1)) == 3


def test_what_has_no_place_in_any_worker_is_said_and_not_hidden_by_another_picture() -> None:
    allotment = Allotment(Limits(workers=1, streams_per_worker=1))
    for seat, box in ((1, SMALL), (2, LARGE)):
        allotment.watch((seat, 1), wish("a", box=box))
    assert allotment.settle(0) == [Place(1, 1), Wait(2, Reason.NO_CAPACITY)]
    assert allotment.seen_by((2, 1)) == 2


def test_the_picture_of_another_address_is_never_shown_instead() -> None:
    allotment = Allotment(Limits())
    for seat, kind in ((1, "main"), (2, "sub")):
        allotment.watch((seat, 1), wish("a", sessions=1, address=f"rtsp://a/{kind}"))
    allotment.settle(0)
    assert allotment.seen_by((2, 1)) == 2


def test_the_smallest_budget_that_anybody_names_counts() -> None:
    allotment = Allotment(Limits())
    allotment.watch((1, 1), wish("a", address="rtsp://a/main", sessions=3))
    allotment.watch((2, 1), wish("a", address="rtsp://a/sub", sessions=1))
    assert allotment.settle(0) == [Place(1, 1), Wait(2, Reason.SESSIONS_TAKEN)]


def test_streams_fill_half_of_each_worker_before_any_is_full() -> None:
    allotment = Allotment(Limits(workers=2, streams_per_worker=4))
    streams = opened(allotment, *"abcdefghi")
    assert [stream.worker for stream in streams] == [1, 1, 2, 2, 1, 2, 1, 2, 0]
    assert streams[-1].reason is Reason.NO_CAPACITY


def test_a_worker_without_a_stream_is_ended_after_a_while() -> None:
    allotment = Allotment(Limits())
    allotment.prepare()
    allotment.settle(0)
    assert allotment.settle(IDLE_S - 1) == []
    assert allotment.settle(IDLE_S) == [Retire(1)]


def test_what_was_being_ended_is_ended_when_its_worker_falls() -> None:
    allotment = Allotment(Limits())
    opened(allotment, "a")
    allotment.leave(1)
    allotment.settle(1)
    allotment.fell(1, 2)
    assert allotment.settle(2) == [Forget(1), Retire(1)]


def test_after_one_fall_the_streams_stay_together() -> None:
    allotment = Allotment(Limits())
    opened(allotment, "a", "b")
    allotment.fell(1, 10)
    assert allotment.settle(10) == []


def test_after_the_second_fall_within_a_minute_each_is_alone_and_the_killer_hurts_nobody_else() -> None:
    allotment = Allotment(Limits(workers=4))
    streams = opened(allotment, "innocent", "killer")
    allotment.fell(1, 10)
    allotment.fell(1, 69)
    assert allotment.settle(69) == [Place(1, 2), Place(2, 3), Retire(1)]
    for worker in (2, 3):
        allotment.ready(worker, 70)
    for second in range(75, 150, 5):
        allotment.fell(3, second)
        assert allotment.settle(second) == []
    assert allotment.watch((1, 9), wish("new")).number == 3
    assert allotment.settle(150) == [Place(3, 4)], "nobody joins one that is on trial"
    allotment.settle(70 + PROBATION_S)
    assert [allotment.workers[stream.worker].alone for stream in streams] == [False, True]


def test_two_falls_more_than_a_minute_apart_part_nobody() -> None:
    allotment = Allotment(Limits())
    opened(allotment, "a", "b")
    allotment.fell(1, 10)
    allotment.fell(1, 71)
    assert allotment.settle(71) == []


def test_a_killer_that_is_opened_anew_is_alone_from_the_beginning() -> None:
    allotment = Allotment(Limits())
    opened(allotment, "innocent", "killer")
    allotment.fell(1, 10)
    allotment.fell(1, 20)
    allotment.settle(20)
    allotment.fell(3, 30)
    allotment.unwatch((1, 1))
    allotment.settle(30)
    allotment.ended(2)
    allotment.settle(31)
    again = allotment.watch((1, 2), wish("killer"))
    allotment.settle(32)
    assert allotment.workers[again.worker].alone
    assert allotment.workers[again.worker].streams == {again.number}


def test_a_killer_is_trusted_again_after_it_has_long_been_quiet() -> None:
    allotment = Allotment(Limits())
    (killer,) = opened(allotment, "killer")
    for second in (10, 20, 30):
        allotment.fell(killer.worker, second)
        allotment.settle(second)
    allotment.ready(killer.worker, 31)
    allotment.settle(31 + GUILTY_S - 1)
    assert allotment.workers[killer.worker].alone
    allotment.settle(31 + GUILTY_S)
    assert not allotment.workers[killer.worker].alone


def test_when_everything_falls_there_are_no_more_than_twice_the_workers() -> None:
    allotment = Allotment(Limits(workers=2, streams_per_worker=4))
    streams = opened(allotment, *"abcdefgh")
    for second in (10, 20):
        for worker in (1, 2):
            allotment.fell(worker, second)
    allotment.settle(20)
    assert len(allotment.workers) <= 4
    assert all(stream.worker for stream in streams)


class Day(RuleBasedStateMachine):
    """Seats come and go, workers fall, streams take their time to end; the orders are carried out to the letter."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.wishes: dict[tuple[int, int], Wish] = {}
        self.really: dict[int, int] = {}  # the worker that decodes each stream, and so holds a session
        self.ending: set[int] = set()
        self.known: set[int] = set()
        self.playing: set[int] = set()

    @initialize(workers=st.integers(1, 3), places=st.integers(1, 3))
    def begin(self, workers: int, places: int) -> None:
        self.limits = Limits(workers=workers, streams_per_worker=places)
        self.allotment = Allotment(self.limits)
        self.shrinking = Shrinking(self.allotment)

    @rule(
        seat=st.integers(1, 3),
        feed=st.integers(1, 4),
        camera=st.sampled_from("abc"),
        kind=st.sampled_from(["main", "sub"]),
        box=st.sampled_from([SMALL, LARGE, (1280, 720)]),
    )
    def watch(self, seat: int, feed: int, camera: str, kind: str, box: tuple[int, int]) -> None:
        made = wish(camera, box=box, sessions={"a": 1, "b": 2, "c": 3}[camera], address=f"rtsp://{camera}/{kind}")
        stream = self.allotment.watch((seat, feed), made)
        self.wishes[seat, feed] = made
        assert stream.covers(made)
        self.settle()

    @rule(seat=st.integers(1, 3), feed=st.integers(1, 4))
    def unwatch(self, seat: int, feed: int) -> None:
        self.allotment.unwatch((seat, feed))
        self.wishes.pop((seat, feed), None)
        self.settle()

    @rule(seat=st.integers(1, 3))
    def leave(self, seat: int) -> None:
        self.allotment.leave(seat)
        self.wishes = {watcher: made for watcher, made in self.wishes.items() if watcher[0] != seat}
        self.settle()

    @precondition(lambda self: self.ending)
    @rule(data=st.data())
    def end(self, data: st.DataObject) -> None:
        stream = data.draw(st.sampled_from(sorted(self.ending)))
        self.ending.discard(stream)
        del self.really[stream]
        self.allotment.ended(stream)
        self.settle()

    @precondition(lambda self: self.known)
    @rule(data=st.data())
    def fall(self, data: st.DataObject) -> None:
        worker = data.draw(st.sampled_from(sorted(self.known)))
        gone = {stream for stream, at in self.really.items() if at == worker}
        self.ending -= gone
        staying = {stream for stream in gone if not self.allotment.streams[stream].closing}
        self.really = {stream: at for stream, at in self.really.items() if stream not in gone or stream in staying}
        self.allotment.fell(worker, self.now)
        self.settle()

    @precondition(lambda self: self.known)
    @rule(data=st.data())
    def ready(self, data: st.DataObject) -> None:
        self.allotment.ready(data.draw(st.sampled_from(sorted(self.known))), self.now)

    @rule(seconds=st.floats(0.1, 400))
    def pass_time(self, seconds: float) -> None:
        self.now += seconds
        self.settle()

    @precondition(lambda self: self.really)
    @rule(data=st.data())
    def play(self, data: st.DataObject) -> None:
        self.playing.add(data.draw(st.sampled_from(sorted(self.really))))
        self.settle()

    def settle(self) -> None:
        self.shrinking.step(self.now, set(), self.playing.__contains__)
        join(self.allotment, set(), self.playing.__contains__)
        for order in self.allotment.settle(self.now):
            self.obey(order)

    def obey(self, order: Order) -> None:
        if isinstance(order, Start | Place):
            self.known.add(order.worker)
        if isinstance(order, Place):
            self.really[order.stream] = order.worker
        elif isinstance(order, Remove):
            assert self.really[order.stream] == order.worker
            self.ending.add(order.stream)
        elif isinstance(order, Forget):
            assert order.stream not in self.really
        elif isinstance(order, Retire):
            assert order.worker not in self.really.values()
            self.known.discard(order.worker)

    @invariant()
    def everybody_is_served_in_the_size_that_was_asked_for(self) -> None:
        for watcher, made in self.wishes.items():
            assert [it.covers(made) for it in self.allotment.streams.values() if watcher in it.watchers] == [True]

    @invariant()
    def no_camera_has_more_sessions_than_it_gives(self) -> None:
        for camera, most in {"a": 1, "b": 2, "c": 3}.items():
            taken = [stream for stream in self.really if self.allotment.streams[stream].camera == camera]
            assert len(taken) <= most

    @invariant()
    def no_worker_has_more_than_its_places_and_one_on_trial_has_one(self) -> None:
        if not hasattr(self, "allotment"):
            return
        for worker in self.allotment.workers.values():
            held = [stream for stream, at in self.really.items() if at == worker.number]
            assert len(held) <= (1 if worker.alone else self.limits.streams_per_worker)
        assert sum(worker.alone for worker in self.allotment.workers.values()) <= self.limits.workers

    @invariant()
    def every_wish_has_one_stream_that_serves_it_and_nothing_else_is_kept(self) -> None:
        if not hasattr(self, "allotment"):
            return
        for watcher, made in self.wishes.items():
            (stream,) = [it for it in self.allotment.streams.values() if watcher in it.watchers]
            assert stream.covers(made)
            same = [it for it in self.allotment.streams.values() if it.camera == stream.camera]
            waits = stream.reason is not Reason.NONE or any(it.closing for it in same)
            assert not (stream.worker and stream.reason is not Reason.NONE)
            assert stream.worker or waits
            seen = self.allotment.streams[self.allotment.seen_by(watcher)]
            assert seen is stream or (seen.address == made.address and seen.worker and not seen.closing)
        for stream in self.allotment.streams.values():
            assert stream.watchers or stream.closing

    @invariant()
    def nobody_waits_for_a_session_that_is_free(self) -> None:
        if not hasattr(self, "allotment"):
            return
        for stream in self.allotment.streams.values():
            if stream.reason is Reason.SESSIONS_TAKEN:
                same = [it for it in self.allotment.streams.values() if it.camera == stream.camera]
                assert sum(it.worker != 0 for it in same) == {"a": 1, "b": 2, "c": 3}[stream.camera]

    @invariant()
    def nobody_waits_while_one_stream_plays_twice(self) -> None:
        if not hasattr(self, "allotment"):
            return
        for stream in self.allotment.streams.values():
            same = [it for it in self.allotment.streams.values() if it.camera == stream.camera and it.worker]
            if stream.reason is Reason.SESSIONS_TAKEN and not any(it.closing for it in same):
                playing = [it.address for it in same if it.number in self.playing]
                assert len(playing) == len(set(playing))


TestDay = Day.TestCase
TestDay.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
