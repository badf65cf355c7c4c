"""What passes between the map widget and its page, at which pace, and how a dead page is tried again."""

from __future__ import annotations

import msgspec
import pytest
from pytestqt.qtbot import QtBot

from widgets.map.marks import MapAlarm, MapCrew
from widgets.map.messages import Applied, Moved, SetMarks, clean, decode, drawable
from widgets.map.pace import LayerSender
from widgets.map.restart import Backoff

GAP_MS = 50


def alarm(alarm_id: str, *, lon: float = 106.55, label: str = "") -> MapAlarm:
    return MapAlarm(id=alarm_id, lon=lon, lat=29.58, priority="major", acknowledged=False, label=label)


def applied(sent: SetMarks) -> Applied:
    return Applied(layer=sent.layer, revision=sent.revision, count=len(sent.items))


def test_a_label_loses_what_could_disguise_it_and_its_overlength() -> None:
    assert clean("\u202e化粪池\u0000 \u2066HFC\u2069-\u200d02\ue00031\n甲") == "化粪池 HFC-0231 甲"
    assert clean("路" * 100) == "路" * 47 + "…"


def test_marks_without_a_place_on_earth_are_left_out() -> None:
    marks = [alarm("a"), alarm("b", lon=float("nan")), alarm("c", lon=181.0), alarm("d", lon=float("inf"))]

    assert [mark.id for mark in drawable(marks)] == ["a"]


def test_a_report_is_decoded_to_its_type() -> None:
    text = '{"on":"moved","lon":106.5,"lat":29.5,"zoom":12.5,"byOperator":true}'

    assert decode(text) == Moved(lon=106.5, lat=29.5, zoom=12.5, by_operator=True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"on":"exec"}',
        '{"on":"moved","lon":500,"lat":29.5,"zoom":12.5,"byOperator":true}',
        '{"on":"moved","lon":null,"lat":29.5,"zoom":12.5,"byOperator":true}',
        '{"on":"clicked","layer":"files","id":"x"}',
        '{"on":"shown","token":"t","more":1}',
    ],
)
def test_nonsense_from_the_page_is_refused(text: str) -> None:
    with pytest.raises(msgspec.DecodeError):
        decode(text)


def test_the_first_batch_goes_at_once_and_a_storm_is_thinned_to_the_newest(qtbot: QtBot) -> None:
    sent: list[SetMarks] = []
    layer = LayerSender("alarms", GAP_MS, sent.append)
    layer.open()

    layer.offer([alarm("1")])
    assert [mark.id for mark in sent[0].items] == ["1"]
    layer.applied(applied(sent[0]))
    for number in range(2, 100):
        layer.offer([alarm(str(number))])
    assert len(sent) == 1
    qtbot.waitUntil(lambda: len(sent) == 2)

    assert [mark.id for mark in sent[1].items] == ["99"]


def test_a_batch_waits_until_the_page_has_drawn_the_one_before() -> None:
    sent: list[SetMarks] = []
    layer = LayerSender("crews", 0, sent.append)
    layer.open()
    layer.offer([MapCrew(id="1", lon=106.55, lat=29.58)])
    layer.offer([])

    assert len(sent) == 1
    layer.applied(Applied(layer="crews", revision=sent[0].revision - 1, count=7))
    assert (len(sent), layer.shown) == (1, 0)
    layer.applied(applied(sent[0]))

    assert (len(sent), layer.shown) == (2, 1)


def test_what_was_offered_without_a_page_or_before_it_died_is_sent_to_the_next_one() -> None:
    sent: list[SetMarks] = []
    layer = LayerSender("alarms", GAP_MS, sent.append)
    layer.offer([alarm("1")])
    assert sent == []

    layer.open()
    layer.applied(applied(sent[0]))
    layer.lose()
    assert layer.shown == 0
    layer.open()

    assert [[mark.id for mark in batch.items] for batch in sent] == [["1"], ["1"]]


def test_a_map_that_never_gets_up_is_tried_ever_more_slowly() -> None:
    backoff = Backoff()

    assert [backoff.died(now) for now in range(9)] == [0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 30.0, 30.0]


def test_a_map_that_was_up_is_back_soon_however_often_it_dies() -> None:
    backoff = Backoff()
    delays = []
    for now in range(6):
        backoff.ready(float(now))
        delays.append(backoff.died(now + 0.5))
    backoff.ready(100.0)
    delays.append(backoff.died(130.0))

    assert delays == [0.1, 0.5, 1.0, 2.0, 2.0, 2.0, 0.1]
