"""The sound of a desk: what calls is heard once, a mute counts down in sight, a broken loudspeaker says so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

from bridge.protocol.seat import Command
from bridge.qt.gateway import Gateway
from commandcenter.adapters.district import District
from commandcenter.domain.alarms import Alarm
from commandcenter.domain.alarms.work import Escalation
from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.priority import Priority
from commandcenter.domain.state import State
from commandcenter.services.sounding import Sounding
from commandcenter.wiring.alarms import AlarmFeature
from commandcenter.wiring.calls import WallCalls
from commandcenter.wiring.hearing import SeatSpeaker
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.sending import Commands
from commandcenter.wiring.sound import SoundFeature, WallSound
from commandcenter.wiring.wording import Wording
from tests.support.made_up_alarms import Clock, alarm
from widgets.sound.view import SoundBar

SOUNDS = {name: Path(f"{name}.wav") for name in ("silence", *(it.value for it in Priority))}


class Speaker(QObject):
    ended = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.played: list[str] = []
        self.busy = False

    def play(self, file: Path) -> None:
        self.played.append(file.stem)
        self.busy = True

    def stop(self) -> None:
        self.busy = False

    def end(self, why: str = "") -> None:
        self.busy = False
        self.ended.emit(why)


def called(name: str, priority: Priority, times: int = 1) -> Alarm:
    return msgspec.structs.replace(alarm(name, priority), annunciated=times)


class Desk:
    def __init__(self, *, on: bool = True) -> None:
        self.parent = QObject()
        self.sent: list[tuple[object, ...]] = []
        self.clock = Clock()
        self.model = SeatModel(Gateway(self.parent), self.parent)
        self.locked = False
        commands = Commands(self._note, sends=lambda name: not self.locked)
        wording = Wording(catalogue=Catalogue(), district=District(), language="en")
        self.alarms = AlarmFeature(self.model, commands, wording, clock=self.clock)
        self.speaker, self.bar = Speaker(), SoundBar()
        self.seat = SeatSpeaker(self.speaker if on else None, SOUNDS, commands, self.parent, clock=self.clock)
        sounding = Sounding(nag_s=30, mute_s=120)
        self.sound = SoundFeature(self.alarms, commands, self.bar, self.seat, sounding, clock=self.clock)

    def _note(self, command: Command) -> None:
        args = msgspec.msgpack.decode(command.args)
        self.sent.append((command.name, *args.values()) if args else (command.name,))

    def join(self, *alarms: Alarm) -> None:
        self.model.state = State(alarms={it.id: it for it in alarms})
        self.model.replaced.emit()

    def change(self, *alarms: Alarm) -> None:
        for it in alarms:
            self.model.state.keep_alarm(it)
        self.model.alarms_changed.emit(list(alarms), [])

    def after(self, seconds: float) -> None:
        self.clock.seconds += seconds
        self.seat.look()
        self.sound.look()


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    found = Desk()
    found.seat.look()
    found.speaker.end()
    found.speaker.played.clear()
    qtbot.addWidget(found.bar)
    yield found
    found.bar.close()


def test_nothing_is_heard_until_the_picture_is_complete_and_then_what_is_new(desk: Desk) -> None:
    desk.after(10)
    assert desk.speaker.played == []
    desk.join(called("A", Priority.MAJOR), called("B", Priority.MINOR, 4))
    desk.after(10)
    assert desk.speaker.played == []
    desk.change(called("C", Priority.NOTICE))
    assert desk.speaker.played == ["notice"]
    desk.speaker.end()
    desk.change(called("C", Priority.NOTICE))
    desk.join(called("A", Priority.MAJOR), called("D", Priority.MINOR))
    assert desk.speaker.played == ["notice", "minor"]


def test_a_critical_alarm_is_heard_again_until_it_is_acknowledged(desk: Desk) -> None:
    desk.join()
    fire = called("fire", Priority.CRITICAL)
    desk.change(fire)
    for _ in range(6):
        desk.speaker.end()
        desk.after(10)
    assert desk.speaker.played == ["critical"] * 3
    desk.change(msgspec.structs.replace(fire, acknowledged=True))
    desk.speaker.end()
    desk.after(60)
    assert desk.speaker.played == ["critical"] * 3


def test_mute_ends_what_sounds_counts_down_and_what_came_meanwhile(desk: Desk) -> None:
    desk.join()
    desk.change(called("fire", Priority.CRITICAL))
    desk.sound.turn_mute()
    assert (desk.speaker.busy, desk.bar.state.text()) == (False, "Mute 2:00")
    desk.after(30.5)
    desk.change(called("A", Priority.MAJOR), called("B", Priority.MAJOR))
    desk.sound.look()
    assert desk.bar.state.text() == "Mute 1:30 · 2 new"
    desk.after(89.6)
    assert desk.speaker.played == ["critical", "critical"]
    assert desk.bar.state.text() == "Sound on"
    desk.sound.turn_mute()
    desk.sound.turn_mute()
    assert desk.bar.state.text() == "Sound on"
    assert [it for it in desk.sent if it[0] == "sound.mute"] == [
        ("sound.mute", 120.0),
        ("sound.mute", 120.0),
        ("sound.mute", 0.0),
    ]


def test_the_test_plays_all_four_and_gives_way_to_an_alarm(desk: Desk) -> None:
    desk.join()
    desk.bar.test.click()
    desk.sound.test()
    shown = []
    for _ in Priority:
        shown.append(desk.bar.state.text())
        desk.speaker.end()
    assert shown == ["Test: critical", "Test: major", "Test: minor", "Test: notice"]
    assert (desk.bar.state.text(), desk.speaker.busy) == ("Sound on", False)
    assert desk.speaker.played == ["critical", "major", "minor", "notice"]
    assert desk.sent.count(("sound.test",)) == 1
    desk.sound.test()
    desk.change(called("A", Priority.NOTICE))
    desk.speaker.end()
    assert (desk.speaker.played[4:], desk.bar.state.text()) == (["critical", "notice"], "Sound on")


def test_a_loudspeaker_that_breaks_is_found_in_silence_said_and_recorded_once(desk: Desk) -> None:
    desk.join()
    desk.after(299)
    assert desk.speaker.played == []
    desk.after(2)
    desk.speaker.end("failed")
    assert desk.bar.state.text() == "No sound"
    desk.after(10)
    desk.speaker.end("failed")
    desk.after(10)
    desk.speaker.end()
    assert desk.bar.state.text() == "Sound on"
    assert desk.speaker.played == ["silence"] * 3
    assert [it for it in desk.sent if it[0] == "seat.sound"] == [("seat.sound", "failed"), ("seat.sound", "well")]


def test_a_mute_does_not_hide_that_there_is_no_sound(desk: Desk) -> None:
    desk.join()
    desk.sound.turn_mute()
    desk.after(301)
    desk.sound.turn_mute()
    desk.speaker.end("hangs")
    assert desk.bar.state.text() == "No sound"


def test_a_storm_leaves_the_critical_ones_audible(desk: Desk) -> None:
    desk.join()
    desk.change(*(called(f"A{number}", Priority.MINOR) for number in range(11)))
    assert desk.speaker.played == ["minor"], "its beginning is heard"
    desk.speaker.end()
    desk.change(called("B", Priority.MAJOR))
    assert desk.speaker.played == ["minor"]
    desk.change(called("fire", Priority.CRITICAL))
    assert desk.speaker.played == ["minor", "critical"]


def test_nobody_who_could_be_named_mutes_or_tries_nothing(desk: Desk) -> None:
    desk.join()
    desk.locked = True
    desk.bar.state.click()
    desk.bar.test.click()
    assert (desk.bar.state.text(), desk.speaker.played, desk.sent) == ("Sound on", [], [])


def test_sound_that_is_switched_off_says_so_and_does_nothing(qtbot: QtBot) -> None:
    desk = Desk(on=False)
    qtbot.addWidget(desk.bar)
    desk.join()
    desk.change(called("fire", Priority.CRITICAL))
    desk.sound.turn_mute()
    desk.sound.test()
    assert (desk.bar.state.text(), desk.speaker.played, desk.sent) == ("Sound off", [], [])
    desk.bar.close()


def test_the_wall_is_heard_once_for_each_alarm_that_it_is_called_to() -> None:
    parent, speaker = QObject(), Speaker()
    model = SeatModel(Gateway(parent), parent)
    wording = Wording(catalogue=Catalogue(), district=District(), language="en")
    calls = WallCalls(model, [], wording, parent)
    seat = SeatSpeaker(speaker, SOUNDS, Commands(lambda it: None), parent)
    sound = WallSound(calls, seat)
    told = Escalation(rule="r", told=("shift-leader", "wall"))

    def escalated(name: str, priority: Priority) -> Alarm:
        return msgspec.structs.replace(called(name, priority), escalation=told)

    model.state = State(alarms={"old": escalated("old", Priority.CRITICAL)})
    model.replaced.emit()
    assert speaker.played == []
    for it in (escalated("A", Priority.MAJOR), called("B", Priority.CRITICAL), escalated("C", Priority.CRITICAL)):
        model.state.keep_alarm(it)
        model.alarms_changed.emit([it], [])
        model.alarms_changed.emit([it], [])
    assert speaker.played == ["major", "critical"]
    for name in ("D", "E"):
        it = escalated(name, Priority.MINOR)
        model.state.keep_alarm(it)
        model.alarms_changed.emit([it], [])
    for _ in range(3):
        speaker.end()
    assert speaker.played == ["major", "critical", "minor", "minor"]
    del sound
