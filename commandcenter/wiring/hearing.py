"""A seat's loudspeaker, and the truth about it: it is tried in silence, before it is needed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from time import monotonic
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance, Slot

from commandcenter.domain.priority import Priority
from commandcenter.wiring.sending import Commands
from widgets.kit.ages import Monotonic
from widgets.sound.view import Hearing

TICK_MS = 1000
# How long nothing was heard of the loudspeaker before it is tried again.
WELL_S, BROKEN_S = 300.0, 10.0
SILENCE = "silence"

Sounds = Mapping[str, Path]


class Speaker(Protocol):
    """Plays one file at a time; `ended` carries "" when it was played, else a short word for what is wrong."""

    @property
    def ended(self) -> SignalInstance: ...

    @property
    def busy(self) -> bool: ...

    def play(self, file: Path) -> None: ...

    def stop(self) -> None: ...


class SeatSpeaker(QObject):
    """Plays the sound of a priority; whenever it stops or begins to work, that stands in the record.

    `sounds` has a file for each priority's value and one of silence. Without a `speaker` the sound is off.
    """

    ended = Signal()  # a sound has ended, or could not be played: see `hearing`

    def __init__(
        self,
        speaker: Speaker | None,
        sounds: Sounds,
        commands: Commands,
        parent: QObject,
        *,
        clock: Monotonic = monotonic,
    ) -> None:
        super().__init__(parent)
        self._speaker, self._sounds, self._commands, self._clock = speaker, sounds, commands, clock
        self._playing: Priority | None = None
        self._tried = float("-inf")
        self._told = Hearing.WELL
        self.hearing = Hearing.TRYING if speaker else Hearing.OFF
        if speaker is not None:
            speaker.ended.connect(self._on_ended)
            self._timer = QTimer(self, interval=TICK_MS)
            self._timer.timeout.connect(self.look)
            self._timer.start()

    @property
    def playing(self) -> Priority | None:
        return self._playing

    def play(self, priority: Priority) -> None:
        """It cuts short whatever sounds."""
        if self._speaker is not None:
            self._playing, self._tried = priority, self._clock()
            self._speaker.play(self._sounds[priority.value])

    def stop(self) -> None:
        if self._speaker is not None and self._playing is not None:
            self._playing = None
            self._speaker.stop()

    @Slot()
    def look(self) -> None:
        """Each second: has the loudspeaker to be tried?"""
        patience = WELL_S if self.hearing is Hearing.WELL else BROKEN_S
        now = self._clock()
        if self._speaker is not None and not self._speaker.busy and now - self._tried >= patience:
            self._tried = now
            self._speaker.play(self._sounds[SILENCE])

    @Slot(str)
    def _on_ended(self, why: str) -> None:
        self._playing = None
        self.hearing = Hearing.BROKEN if why else Hearing.WELL
        if self.hearing is not self._told:
            self._told = self.hearing
            self._commands("seat.sound", state=why or Hearing.WELL.value)
        self.ended.emit()
