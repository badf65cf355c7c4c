"""Entries of the record as lines of a list: sentence, what it is about, who did it where."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from bridge.protocol.seat import Found
from commandcenter.domain.alarms import Alarm
from commandcenter.domain.journal import Entry, Outcome
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.recalling import Recalled
from commandcenter.services.said.values import Said
from commandcenter.services.stories import Line as StoryLine
from commandcenter.services.stories import story
from commandcenter.wiring.names import SeatNames
from widgets.kit.lines.line import Line
from widgets.kit.marks import Sign
from widgets.kit.palette import Tone

SIGNS = {
    Outcome.DONE: Sign.DONE,
    Outcome.REFUSED: Sign.FAILED,
    Outcome.FAILED: Sign.FAILED,
    Outcome.UNKNOWN: Sign.UNKNOWN,
}


MORE = Said(QT_TRANSLATE_NOOP("story", "there is more than is told here"))


class Telling(msgspec.Struct, frozen=True):
    """How a line of a story, what it is about, who did it, and the time since the one before are worded.

    `line` takes the alarm whose story it stands in as well, "" for none.
    """

    line: Callable[[StoryLine, str], str]
    object: Callable[[StoryLine], str]
    who: Callable[[StoryLine], str]
    lag: Callable[[float], str]
    said: Callable[[Said], str]


class EntryLines:
    """`names` learn of what is read."""

    def __init__(self, telling: Telling, names: SeatNames) -> None:
        self._telling, self._names = telling, names

    def said(self, said: Said) -> str:
        return self._telling.said(said)

    def decoded(self, found: Found) -> list[Entry]:
        entries = [msgspec.msgpack.decode(data, type=Entry) for data in found.entries]
        self._names.learn(entries)
        return entries

    def learn(self, alarms: Iterable[Alarm]) -> None:
        """Of moments long ago, whose alarms are over."""
        self._names.learn_alarms(alarms)

    def of(self, entries: Iterable[Entry]) -> list[Line]:
        lines = []
        for entry in entries:
            (line,) = story([entry])
            lines.append(
                Line(
                    text=self._telling.line(line, ""),
                    key=str(entry.seq),
                    lead=f"{entry.at.astimezone():%m-%d %H:%M:%S}",
                    detail=self._telling.object(line),
                    tail=self._who(line),
                    sign=SIGNS[entry.outcome],
                )
            )
        return lines

    def of_story(self, told: Recalled) -> list[Line]:
        """Its summary first; the one desk at which all of it was done need not be said with every line."""
        one_seat = len({entry.seat for entry in told.entries if entry.seat}) == 1
        return [
            *(Line(text=self.said(it), tone=Tone.MUTED) for it in told.summary),
            *(
                Line(
                    text=self._telling.line(line, told.alarm),
                    lead=f"{line.at.astimezone():%H:%M:%S}",
                    detail=self._telling.who(line) if one_seat else self._who(line),
                    tail=self._telling.lag(line.lag_s) if line.lag_s is not None else "",
                    sign=SIGNS[line.outcome],
                )
                for line in told.lines()
            ),
            *([Line(text=self.said(MORE), tone=Tone.MUTED)] if told.more else []),
        ]

    def _who(self, line: StoryLine) -> str:
        who = self._telling.who(line)
        return f"{who} · {line.seat}" if line.seat not in ("", line.actor) else who
