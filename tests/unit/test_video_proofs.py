"""What a session's counters prove, with clocks of our own."""

from __future__ import annotations

import random
from collections.abc import Sequence

from bridge.video.proofs import NOISE, PROVEN, Decoding, Lateness, Wrapping


def after(pairs: list[tuple[float, float]]) -> float:
    """Seconds behind after looks at (stream's time, machine's time)."""
    lateness = Lateness()
    behind = 0.0
    for number, (media, now) in enumerate(pairs):
        behind = lateness.note(media, now, number)
    return behind


def test_a_stream_at_its_pace_is_not_late() -> None:
    assert after([(second, 500.0 + second) for second in range(1, 60)]) == 0


def test_a_stream_that_comes_later_is_behind_by_so_much() -> None:
    assert round(after([(1, 101), (2, 102), (3, 106), (4, 107)]), 2) == 3.0


def test_the_best_counts_and_not_the_first() -> None:
    assert round(after([(1, 103), (4, 104), (5, 107), (6, 108)]), 1) == 2.0


def test_one_that_catches_up_is_behind_no_more() -> None:
    assert after([(1, 101), (2, 105), (6, 106), (7, 107)]) < 0.01


def test_silence_is_not_lateness() -> None:
    assert after([(1, 101), (2, 102), (2, 110)]) == 0


def test_what_was_left_over_from_before_a_silence_is_not_lateness() -> None:
    assert after([(1, 101), (2, 102), (2.1, 107)]) < 0.2
    assert after([(1, 101), (2, 102), (2.1, 107), (7.1, 107.2)]) < 0.2


def doubts(looks: Sequence[tuple[float, float, int]]) -> list[bool]:
    lateness = Lateness()
    found = []
    for media, now, pictures in looks:
        lateness.note(media, now, pictures)
        found.append(lateness.doubtful)
    return found


def test_after_a_silence_pictures_are_in_doubt_until_the_streams_time_has_moved_twice() -> None:
    looks = [
        (1, 101, 1),
        (2, 102, 2),
        (2, 103, 2),
        (2, 104.5, 2),
        (2, 107, 2),
        (2, 107.2, 3),
        (2.1, 107.4, 4),
        (3, 108, 5),
    ]
    assert doubts(looks) == [False, False, False, True, True, True, True, False]


def test_after_a_silence_a_scene_that_stands_still_is_believed_when_the_streams_time_moves() -> None:
    looks = [(1, 101, 9), (2, 102, 9), (2, 105, 9), (2.3, 106, 9), (2.6, 106.4, 9)]
    assert doubts(looks) == [False, False, True, True, False]


def test_a_player_that_cannot_tell_the_time_is_believed_when_pictures_come() -> None:
    looks = [(1, 101, 1), (1, 103, 9), (1, 104, 10), (1, 105, 20), (1, 106, 30), (1, 110, 70)]
    assert doubts(looks) == [False, False, True, True, False, False]


def test_before_the_first_picture_nothing_is_known() -> None:
    assert after([(0, 101), (0, 109), (1, 110), (2, 111)]) == 0


def test_a_camera_that_counts_anew_is_not_late() -> None:
    assert after([(1000, 101), (1001, 102), (3, 103), (4, 104)]) == 0
    assert after([(3, 101), (4, 102), (1000, 103), (1001, 104)]) == 0


def test_a_clock_that_is_a_little_slow_does_not_become_late_in_a_day() -> None:
    hours = [(3600 * hour * (1 - 0.0001) + 1, 3600.0 * hour + 1) for hour in range(25)]
    assert after(hours) == 0


def test_a_decoder_without_complaints_works_cleanly() -> None:
    decoding = Decoding()
    assert all(decoding.clean(0, pictures) for pictures in (0, 1, 2, 2, 2))


def test_complaints_over_a_picture_that_stays_prove_noise() -> None:
    decoding = Decoding()
    looks = [decoding.clean(complaints, 7) for complaints in (0, 40, 80, 80)]
    assert looks == [True, False, False, True]


def test_one_that_always_grumbles_is_believed_when_its_scene_rests() -> None:
    decoding = Decoding()
    for look in range(1, 13):
        decoding.clean(look * 10, look)
    assert decoding.clean(1000, 12)


def garbled_after(complained: Sequence[bool]) -> list[bool]:
    """What is said after each look, with a new picture at every one."""
    decoding, complaints, found = Decoding(), 0, []
    for look, more in enumerate(complained):
        complaints += more
        decoding.clean(complaints, look)
        found.append(decoding.garbled)
    return found


def test_pictures_made_of_noise_are_none_where_the_stream_was_well_before() -> None:
    said = garbled_after([False] * 30 + [True] * 30 + [False] * 30)
    assert (said.index(True), said[59], said[-1]) == (30 + NOISE - 1, True, False)


def test_one_that_grumbles_from_the_beginning_is_not_garbled() -> None:
    assert not any(garbled_after([True, True, False] * 40))


def test_a_line_that_loses_packets_in_every_fourth_look_makes_no_stream_garbled() -> None:
    chance = random.Random(6)
    assert not any(garbled_after(([False] * 30) + [chance.random() < 0.25 for _ in range(600)]))


def looked_at(decoding: Decoding, looks: Sequence[tuple[bool, int]]) -> list[tuple[bool, bool]]:
    """Garbled and undecided after each look at a new session: whether it was complained of, and how many new things of
    it were no video; there is a new picture at every one."""
    complaints, senseless, found = 0, 0, []
    for look, (complained, new) in enumerate(looks):
        complaints, senseless = complaints + complained, senseless + new
        decoding.clean(complaints, look, senseless)
        found.append((decoding.garbled, decoding.undecided))
    return found


NOISY, ODDLY, WELL = (True, 2), (True, 0), (False, 0)


def test_noise_from_the_beginning_is_garbled_though_the_camera_was_never_well() -> None:
    decoding = Decoding()
    said = looked_at(decoding, [NOISY] * 3 + [ODDLY, WELL] * 50)
    assert said[:3] == [(False, False), (False, True), (True, False)]
    assert set(said[3:]) == {(True, False)}
    decoding.begin_anew(in_doubt=True)
    again = looked_at(decoding, [ODDLY, WELL] * 5 + [WELL] * PROVEN)
    assert set(again[:-2]) == {(True, False)}, "another session is not believed for being another one"
    assert again[-1] == (False, False), "but for being well"


def test_what_is_said_until_the_first_key_frame_makes_no_stream_garbled() -> None:
    assert set(looked_at(Decoding(), [(True, 1), (True, 1)] + [ODDLY] * 20 + [WELL] * 20)) == {(False, False)}


def test_one_that_is_odd_all_the_time_is_believed_however_often_that_is_said() -> None:
    assert set(looked_at(Decoding(), [(True, 1)] + [ODDLY] * 1000)) == {(False, False)}


def test_a_counter_of_32_bits_goes_on_when_it_begins_again() -> None:
    counted = Wrapping()
    totals = [counted.total(it) for it in (0, 10, 2**31 - 1, -(2**31), -1, 5, 5)]
    assert totals == [0, 10, 2**31 - 1, 2**31, 2**32 - 1, 2**32 + 5, 2**32 + 5]
