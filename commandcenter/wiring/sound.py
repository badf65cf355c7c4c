"""What is to be heard at a seat: a desk follows its queue, the wall what it is called to."""

from __future__ import annotations

import math
from time import monotonic

from PySide6.QtCore import QObject, QTimer, Slot

from commandcenter.domain.priority import Priority
from commandcenter.services.call_watch import Call
from commandcenter.services.sounding import Sounding
from commandcenter.wiring.alarms import AlarmFeature
from commandcenter.wiring.calls import WallCalls
from commandcenter.wiring.hearing import SeatSpeaker
from commandcenter.wiring.looked_up import word
from commandcenter.wiring.sending import Commands
from widgets.kit.ages import Monotonic
from widgets.sound.view import Hearing, SoundBar

TICK_MS = 250


class SoundFeature(QObject):
    """The sound of a desk, with its mute and its test."""

    def __init__(
        self,
        alarms: AlarmFeature,
        commands: Commands,
        bar: SoundBar,
        speaker: SeatSpeaker,
        sounding: Sounding,
        *,
        clock: Monotonic = monotonic,
    ) -> None:
        super().__init__(bar)
        self._alarms, self._commands, self._bar = alarms, commands, bar
        self._speaker, self._sounding, self._clock = speaker, sounding, clock
        self._trial: list[Priority] | None = None  # what a test has still to play; None: there is no test
        self._timer = QTimer(self, interval=TICK_MS)
        self._show()
        if speaker.hearing is Hearing.OFF:
            return
        speaker.ended.connect(self._on_ended)
        alarms.called.connect(self._on_called)
        alarms.looked.connect(self.look)
        bar.mute_requested.connect(self.turn_mute)
        bar.test_requested.connect(self.test)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    @Slot()
    def turn_mute(self) -> None:
        """Mute for a while; once more: it sounds again."""
        if self._speaker.hearing is Hearing.OFF:
            return
        now = self._clock()
        muted = self._sounding.muted_s(now) > 0
        if not self._commands("sound.mute", seconds=0.0 if muted else self._sounding.mute_s):
            return  # nobody sits here who could be named for it
        if muted:
            self._sounding.unmute(now)
        else:
            self._trial = None
            self._sounding.mute(now)
            self._speaker.stop()
        self.look()

    @Slot()
    def test(self) -> None:
        """Plays the four sounds, the gravest first, also while the desk is mute."""
        if self._speaker.hearing is Hearing.OFF or self._trial is not None:
            return
        if not self._commands("sound.test"):
            return
        self._trial = list(Priority)
        self._speaker.play(self._trial.pop(0))
        self._show()

    @Slot(list, bool)
    def _on_called(self, calls: list[Call], storm: bool) -> None:
        self._sounding.call([call.alarm.priority for call in calls], self._clock(), storm=storm)

    @Slot()
    def look(self) -> None:
        """What has to be heard now; also when nothing has happened but time."""
        now = self._clock()
        self._sounding.wait(self._alarms.waiting)
        playing = self._speaker.playing if self._trial is None else None
        wanted = self._sounding.due(now, playing)
        if wanted is not None:
            self._trial = None
            self._sounding.begin(wanted, now)
            self._speaker.play(wanted)
        self._show()

    @Slot()
    def _on_ended(self) -> None:
        if self._trial and self._speaker.hearing is Hearing.WELL:
            self._speaker.play(self._trial.pop(0))
        else:
            self._trial = None
        self.look()

    def _show(self) -> None:
        left = self._sounding.muted_s(self._clock())
        playing = self._speaker.playing
        if self._trial is not None and playing is not None:
            self._bar.show_test(playing, word("priority", playing.value))
        elif self._speaker.hearing is Hearing.BROKEN or left <= 0:
            self._bar.show_hearing(self._speaker.hearing)
        else:
            self._bar.show_mute(math.ceil(left), self._sounding.missed)


class WallSound(QObject):
    """The wall is heard once for each alarm that it is called to; nobody sits there who could make it mute."""

    def __init__(self, calls: WallCalls, speaker: SeatSpeaker) -> None:
        super().__init__(calls)
        self._speaker = speaker
        self._called: list[Priority] = []
        calls.called.connect(self._on_called)
        speaker.ended.connect(self._go_on)

    @Slot(list)
    def _on_called(self, priorities: list[Priority]) -> None:
        """The gravest cuts in; the others are heard after it."""
        self._called = sorted([*self._called, *priorities], key=lambda priority: priority.rank)
        playing = self._speaker.playing
        if playing is None or self._called[0].rank < playing.rank:
            self._go_on()

    @Slot()
    def _go_on(self) -> None:
        if self._called:
            self._speaker.play(self._called.pop(0))
