"""Tells what happens: the journal's newest entries in words."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

from commandcenter.adapters.store.reading import JournalReader
from commandcenter.app.words import Words
from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.changes.alarms import AlarmAcknowledged, AlarmRaised, AlarmReturned
from commandcenter.domain.changes.operating import Acted, LinkageAnswered, LinkageStarted, WallChanged
from commandcenter.domain.changes.sources import NoteTaken
from commandcenter.domain.changes.system import SeatJoined
from commandcenter.domain.journal import Entry
from commandcenter.domain.linkage import Step
from commandcenter.domain.priority import Priority
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.said.values import Event

LOUD = (Priority.CRITICAL, Priority.MAJOR)
MARKS = MappingProxyType({Priority.CRITICAL: "▲", Priority.MAJOR: "◆", Priority.MINOR: "■", Priority.NOTICE: "●"})


class Narrator:
    """Follows one journal; `news` gives the entries since the last call, each with its line or ""."""

    def __init__(self, reader: JournalReader, catalogue: Catalogue, words: Words) -> None:
        self._reader = reader
        self._catalogue = catalogue
        self._words = words
        self._next = 0

    def news(self) -> Iterator[tuple[Entry, str]]:
        for entry in list(self._reader.entries(self._next)):
            self._next = entry.seq + 1
            line = self._line(entry)
            yield entry, f"{entry.at.astimezone():%H:%M:%S}  {line}" if line else ""

    def _line(self, entry: Entry) -> str:
        tell = self._words
        match entry.change:
            case AlarmRaised(alarm=alarm) | AlarmReturned(alarm=alarm) if alarm.priority in LOUD:
                text = self._catalogue.describe(alarm, tell.language)
                back = isinstance(entry.change, AlarmReturned)
                word = tell("cli", QT_TRANSLATE_NOOP("cli", "back to normal")) if back else ""
                return f"{MARKS[alarm.priority]} {alarm.id} {text} {word}".rstrip()
            case AlarmAcknowledged(alarm=alarm):
                return tell(
                    "cli", QT_TRANSLATE_NOOP("cli", "{who} acknowledges {alarm}"), who=entry.actor, alarm=alarm.id
                )
            case LinkageStarted(linkage=run):
                return tell(
                    "cli", QT_TRANSLATE_NOOP("cli", "{who} presses F1 for {alarm}"), who=entry.actor, alarm=run.alarm
                )
            case LinkageAnswered(linkage=run, step=key):
                step = next(step for step in run.steps if step.key == key)
                detail = tell.known("answer", step.detail)
                return f"   {self._receiver(step)}: {tell('step', step.state.value)} {detail}".rstrip()
            case WallChanged(wall=wall) if not wall.alarm:
                return tell("cli", QT_TRANSLATE_NOOP("cli", "the wall turns to the daily view"))
            case WallChanged(wall=wall):
                return tell("cli", QT_TRANSLATE_NOOP("cli", "the wall turns to {alarm}"), alarm=wall.alarm)
            case NoteTaken(source=source, note=note):
                return self._catalogue.describe(
                    Event(source, note.type, note.subject, note.title, note.values), tell.language
                )
            case SeatJoined():
                return tell("cli", QT_TRANSLATE_NOOP("cli", "seat {seat} has joined"), seat=entry.seat)
            case Acted(action="seat.ready"):
                return tell("cli", QT_TRANSLATE_NOOP("cli", "seat {seat} shows its first pictures"), seat=entry.seat)
            case _:
                return ""

    def _receiver(self, step: Step) -> str:
        match step.kind:
            case "wall":
                return self._words("cli", QT_TRANSLATE_NOOP("cli", "wall"))
            case "speak":
                return step.label or self._words("cli", QT_TRANSLATE_NOOP("cli", "loudspeaker"))
            case _:
                return step.label or step.kind
