"""Which alarms are on a map that cannot take all of them."""

from __future__ import annotations

import msgspec

from commandcenter.domain.alarms import Alarm
from commandcenter.domain.place import Place
from commandcenter.domain.priority import Priority
from commandcenter.wiring.map_alarms import MapAlarms
from tests.support.made_up_alarms import acked, alarm

CRITICAL, MAJOR, MINOR, NOTICE = Priority


def here(name: str, priority: Priority = MINOR) -> Alarm:
    return msgspec.structs.replace(alarm(name, priority), place=Place(lon=106.5, lat=29.5))


def shown(alarms: MapAlarms, selected: str = "") -> list[str]:
    return [mark.id for mark in alarms.marks(selected)]


def test_the_gravest_and_newest_and_the_selected_one() -> None:
    made: list[str] = []

    def label(value: Alarm) -> str:
        made.append(value.id)
        return value.title

    alarms = MapAlarms(label, most=3)
    alarms.restart([here("a", NOTICE), here("b"), here("c"), alarm("nowhere", CRITICAL)])
    assert (shown(alarms), alarms.left_out) == (["c", "b", "a"], 0)
    alarms.change([here("d", CRITICAL), here("e", MAJOR)], [])
    assert (shown(alarms), alarms.left_out) == (["d", "e", "c"], 2)
    assert shown(alarms, selected="a") == ["d", "e", "a"]
    assert shown(alarms, selected="d") == ["d", "e", "c"]
    assert shown(alarms, selected="gone") == ["d", "e", "c"]
    # A mark is worded once for each value of its alarm.
    assert made == ["c", "b", "a", "d", "e"]
    alarms.change([acked(here("e", MAJOR)), here("c", CRITICAL)], ["d"])
    assert (shown(alarms), alarms.left_out) == (["c", "e", "b"], 1)
    assert [mark.acknowledged for mark in alarms.marks()] == [False, True, False]
    alarms.restart([here("z")])
    assert (shown(alarms), alarms.left_out) == (["z"], 0)
