"""What a video AI has seen: rectangles read strictly, and over the picture only while they are of now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import hypothesis
import msgspec
import pytest
from hypothesis import strategies as st

from commandcenter.domain.alarms import Alarm, moves
from commandcenter.domain.alarms.life import Move
from commandcenter.domain.events import Raised, Value
from commandcenter.domain.priority import Priority
from commandcenter.services import ai_boxes
from commandcenter.services.ai_boxes import AiBoxes, Box, Seen, boxes_of, camera_of
from tests.support.instants import at, new_alarm
from tests.support.made_up_alarms import NOON

LITTER = "垃圾: 0.31 0.42 0.10 0.22"
BOX = Box(0.31, 0.42, 0.10, 0.22, "垃圾")


def after(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def event(values: Mapping[str, Value], seconds: float = 0.0, subject: str = "C1") -> Raised:
    return Raised(at=after(seconds), type="capture.litter", subject=subject, values=dict(values))


def alarm(
    name: str = "A1",
    camera: str = "C1",
    boxes: str = LITTER,
    seconds: float = 0.0,
    priority: Priority = Priority.MINOR,
) -> Alarm:
    return new_alarm(name, "capture", event({"camera": camera, "box": boxes}, seconds), priority, after(seconds))


def again(value: Alarm, seconds: float, boxes: str = LITTER) -> Alarm:
    values = {"camera": camera_of(value), "box": boxes}
    return moves.raised(value, event(values, seconds), value.priority, at(after(seconds)))


def over(value: Alarm, seconds: float) -> Alarm:
    return moves.returned(value, after(seconds), at(after(seconds)))


def shelved(value: Alarm, seconds: float) -> Alarm:
    wish = moves.Shelving(minutes=10, reason="faulty")
    return moves.shelved(value, "wang", wish, at(after(seconds)))


def read(text: Value, name: str = "box") -> tuple[Box, ...]:
    return boxes_of(new_alarm("A1", "capture", event({name: text}), Priority.MINOR, NOON))


@pytest.mark.parametrize(
    ("text", "boxes"),
    [
        (LITTER, (BOX,)),
        ("0.31 0.42 0.10 0.22", (Box(0.31, 0.42, 0.10, 0.22),)),
        ("0 0 1 1", (Box(0.0, 0.0, 1.0, 1.0),)),
        ("0.9 0.7 0.1 0.3", (Box(0.9, 0.7, 0.1, 0.3),)),
        (
            "  no mask :0.1  0.2 0.3 0.4 ; 0.5 0.5 0.5 0.5",
            (Box(0.1, 0.2, 0.3, 0.4, "no mask"), Box(0.5, 0.5, 0.5, 0.5)),
        ),
        (";".join(["0.1 0.1 0.1 0.1"] * 16), (Box(0.1, 0.1, 0.1, 0.1),) * 16),
    ],
)
@pytest.mark.parametrize("name", ["box", "boxes"])
def test_rectangles_are_read_as_they_are_written(text: str, boxes: tuple[Box, ...], name: str) -> None:
    assert read(text, name) == boxes


@pytest.mark.parametrize(
    "text",
    [
        "",
        ";",
        "0.1 0.1 0.1",
        "0.1 0.1 0.1 0.1 0.1",
        "0.1,0.1,0.1,0.1",
        "nan 0.1 0.1 0.1",
        "inf 0.1 0.1 0.1",
        "1e-1 0.1 0.1 0.1",
        "0x1 0 0.1 0.1",
        "-0.1 0.1 0.1 0.1",
        "-0 0.1 0.1 0.1",
        "+0.1 0.1 0.1 0.1",
        ".1 0.1 0.1 0.1",
        "01 0 0.1 0.1",
        "0_1 0 0.1 0.1",
        "٠.١ 0.1 0.1 0.1",
        "0.1 0.1 0 0.1",
        "0.1 0.1 0.1 0.000",
        "1.1 0 0.1 0.1",
        "0.6 0 0.5 0.1",
        "0 0.6 0.1 0.41",
        "0.1\t0.1 0.1 0.1",
        "0.1 0.1 0.1 0.1\n",
        "0.1 0.1 0.1 0.1;",
        "0.1 0.1 0.1 0.1; 0.1 0.1 0.1 2",
        ": 0.1 0.1 0.1 0.1",
        " \u3164 : 0.1 0.1 0.1 0.1",
        "a:b: 0.1 0.1 0.1 0.1",
        "a\nb: 0.1 0.1 0.1 0.1",
        "a\u202eb: 0.1 0.1 0.1 0.1",
        f"{'x' * 33}: 0.1 0.1 0.1 0.1",
        ";".join(["0.1 0.1 0.1 0.1"] * 17),
        f"{LITTER}{' ' * 512}",
        0.5,
        True,
    ],
)
def test_whatever_else_it_is_gives_no_box(text: Value) -> None:
    assert read(text) == ()


def test_a_text_that_no_event_could_have_is_not_even_looked_through() -> None:
    endless = msgspec.structs.replace(alarm(), values={"camera": "C1", "box": "0 0 1 1;" * 10**7})
    assert boxes_of(endless) == ()
    assert camera_of(msgspec.structs.replace(endless, values={"camera": "C" * 10**6})) == ""


def test_two_texts_that_may_contradict_each_other_give_none() -> None:
    both = new_alarm("A1", "capture", event({"box": LITTER, "boxes": LITTER}), Priority.MINOR, NOON)
    assert boxes_of(both) == ()
    assert boxes_of(new_alarm("A1", "capture", event({"count": 1.0}), Priority.MINOR, NOON)) == ()


thousandths = st.integers(0, 1000)
spans = st.tuples(thousandths, thousandths).map(sorted).filter(lambda it: it[0] < it[1])
rectangles = st.tuples(spans, spans, st.sampled_from(["", "垃圾", "no mask", "a.b/c (2)"]))


@hypothesis.given(st.lists(rectangles, min_size=1, max_size=16))
def test_what_is_written_within_the_picture_is_read_whole(made: list[tuple[list[int], list[int], str]]) -> None:
    texts, wanted = [], []
    for (left, right), (top, bottom), word in made:
        numbers = [left, top, right - left, bottom - top]
        texts.append((f"{word}: " if word else "") + " ".join(f"{it / 1000:.3f}" for it in numbers))
        wanted.append((*numbers, word))
    text = ";".join(texts)
    hypothesis.assume(len(text) <= 512)
    found = [(*(round(share * 1000) for share in (it.left, it.top, it.width, it.height)), it.word) for it in read(text)]
    assert found == wanted


pieces = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["0", "1", "0.5", "1.0", "nan", "-0", "1e9", " ", ":", ";", "0.1 0.2 0.3 0.4", "人: "]),
    st.floats().map(str),
)


@hypothesis.given(st.one_of(st.lists(pieces, max_size=30).map("".join), st.booleans(), st.floats()), st.text())
def test_nothing_that_is_sent_is_an_error_or_leaves_the_picture(text: Value, camera: str) -> None:
    sent = msgspec.structs.replace(alarm(), values={"box": text, "camera": camera})
    keeper = AiBoxes()
    keeper.note(sent)
    boxes = boxes_of(sent)
    assert len(boxes) <= 16
    for box in boxes:
        assert 0 <= box.left < box.left + box.width <= 1 + 1e-9
        assert 0 <= box.top < box.top + box.height <= 1 + 1e-9
        assert box.word.isprintable()
    assert [it.box for it in keeper.of(camera, NOON)] == list(boxes if 0 < len(camera) <= 128 else ())


def test_a_box_is_over_its_camera_by_id_and_by_code_with_its_age() -> None:
    keeper = AiBoxes()
    keeper.note(alarm("A1", "C1"))
    keeper.note(alarm("A2", "50010500001320000001", seconds=10, priority=Priority.MAJOR))
    keeper.note(alarm("A3", "C2"))
    assert keeper.of("C1", after(12), "50010500001320000001") == (
        Seen(BOX, "A2", Priority.MAJOR, 2.0),
        Seen(BOX, "A1", Priority.MINOR, 12.0),
    )
    assert keeper.of("C1", after(12)) == (Seen(BOX, "A1", Priority.MINOR, 12.0),)
    assert keeper.of("C1", after(12), "C1") == (Seen(BOX, "A1", Priority.MINOR, 12.0),)
    assert keeper.of("C3", after(12)) == keeper.of("", after(12)) == ()


def test_it_lasts_a_minute_from_when_it_was_so_last() -> None:
    keeper, one = AiBoxes(), alarm()
    keeper.note(one)
    assert [it.age for it in keeper.of("C1", after(60))] == [60.0]
    assert keeper.of("C1", after(60.001)) == ()
    one = again(one, 90, "0 0 1 1")
    keeper.note(one)
    assert keeper.of("C1", after(100)) == (Seen(Box(0.0, 0.0, 1.0, 1.0), "A1", Priority.MINOR, 10.0),)
    # That somebody takes notice makes nothing that was seen any fresher.
    keeper.note(moves.acknowledged(one, "wang", at(after(140))))
    assert [it.age for it in keeper.of("C1", after(145))] == [55.0]
    assert keeper.of("C1", after(151)) == ()


def test_it_goes_when_it_is_over_cleared_hidden_or_no_more_there() -> None:
    keeper, one = AiBoxes(), alarm()
    keeper.note(one)
    keeper.note(over(one, 5))
    assert keeper.of("C1", after(5)) == ()
    one = again(over(one, 5), 20)
    keeper.note(one)
    assert [it.age for it in keeper.of("C1", after(21))] == [1.0]
    hidden = shelved(one, 22)
    keeper.note(hidden)
    assert keeper.of("C1", after(22)) == ()
    keeper.note(moves.unshelved(hidden, at(after(24))))
    assert [it.age for it in keeper.of("C1", after(25))] == [5.0]
    bare = moves.raised(one, event({"count": 2.0}), one.priority, at(after(26)))
    keeper.note(bare)
    assert (keeper.of("C1", after(26)), len(keeper)) == ((), 0)
    keeper.note(one)
    keeper.drop("A1")
    keeper.drop("A1")
    assert (keeper.of("C1", after(21)), len(keeper)) == ((), 0)
    keeper.note(one)
    keeper.note(moves.acknowledged(over(one, 30), "wang", at(after(31))))
    assert len(keeper) == 0


def test_another_camera_has_it_then_and_the_first_no_longer() -> None:
    keeper, one = AiBoxes(), alarm()
    keeper.note(one)
    keeper.note(moves.raised(one, event({"camera": "C2", "boxes": LITTER}), one.priority, at(after(1))))
    assert (keeper.of("C1", after(1)), len(keeper.of("C2", after(1)))) == ((), 1)


def test_what_was_long_on_its_way_or_is_met_as_it_stands_is_not_taken_for_fresh() -> None:
    keeper = AiBoxes()
    late = new_alarm("A1", "capture", event({"camera": "C1", "box": LITTER}), Priority.MINOR, after(600))
    keeper.note(late)
    assert keeper.of("C1", after(600)) == ()
    keeper.note(alarm("A2"))
    acknowledged = moves.acknowledged(again(alarm("A2"), 300), "wang", at(after(590)))
    keeper.reset([acknowledged])
    assert (keeper.of("C1", after(600)), len(keeper)) == ((), 1)
    keeper.note(again(acknowledged, 610))
    assert [(it.alarm, it.age) for it in keeper.of("C1", after(612))] == [("A2", 2.0)]


def test_a_clock_ahead_of_this_one_keeps_no_box_for_long() -> None:
    keeper = AiBoxes()
    keeper.note(alarm(seconds=30))
    keeper.note(alarm("A2", seconds=3600))
    assert [(it.alarm, it.age) for it in keeper.of("C1", NOON)] == [("A1", 0.0)]


def test_a_flood_on_one_camera_leaves_the_newest_and_the_other_cameras(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ai_boxes, "MAX_ALARMS", 50)
    keeper = AiBoxes()
    for number in range(60):
        keeper.note(alarm(f"A{number}", "C1", seconds=number / 10))
        keeper.note(alarm("B", "C2"))
    assert [it.alarm for it in keeper.of("C1", after(6))] == [f"A{number}" for number in range(59, 43, -1)]
    # It has not occurred again: the fifty newest have pushed it out, and then it was met anew.
    assert [it.alarm for it in keeper.of("C2", after(6))] == ["B"]
    assert len(keeper) == 50
    keeper.note(again(alarm("A20", "C1", seconds=2), 6.5))
    assert keeper.of("C1", after(7))[0].alarm == "A20"


class Followed:
    """An alarm as the core moves it, beside what an officer would say of its boxes."""

    def __init__(self, name: str, camera: str) -> None:
        self.alarm = alarm(name, camera)
        self.camera, self.last, self.shelved = camera, 0.0, False

    def move(self, move: str, seconds: float) -> None:
        now = at(after(seconds))
        if move == "raise":
            self.alarm, self.last = again(self.alarm, seconds), seconds
        elif move == "return" and self.alarm.active:
            self.alarm = over(self.alarm, seconds)
        elif move == "acknowledge" and self.alarm.active and self.alarm.allows(Move.ACKNOWLEDGE):
            self.alarm = moves.acknowledged(self.alarm, "wang", now)
        elif move == "shelve" and not self.shelved:
            self.alarm, self.shelved = shelved(self.alarm, seconds), True
        elif move == "unshelve" and self.shelved:
            self.alarm, self.shelved = moves.unshelved(self.alarm, now), False

    def age(self, seconds: float) -> float | None:
        if not self.alarm.active or self.shelved or seconds - self.last > 60:
            return None
        return seconds - self.last


steps = st.tuples(
    st.integers(0, 5), st.sampled_from(["raise", "return", "acknowledge", "shelve", "unshelve"]), st.integers(0, 40)
)


@hypothesis.given(st.lists(steps, max_size=40))
def test_whatever_happens_to_alarms_their_boxes_are_those_of_the_last_minute(
    done: list[tuple[int, str, int]],
) -> None:
    keeper, seconds = AiBoxes(), 0.0
    followed = [Followed(f"A{number}", f"C{number % 2}") for number in range(6)]
    keeper.reset(it.alarm for it in followed)
    for which, move, later in done:
        seconds += later
        followed[which].move(move, seconds)
        keeper.note(followed[which].alarm)
        for camera in ("C0", "C1"):
            wanted = {
                it.alarm.id: age for it in followed if it.camera == camera and (age := it.age(seconds)) is not None
            }
            assert {it.alarm: it.age for it in keeper.of(camera, after(seconds))} == wanted
