"""The demo's course: wait for the screens, let the day happen, play the officer, end with screenshots."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from commandcenter.adapters.data_folder import DataFolder
from commandcenter.adapters.processes import Processes
from commandcenter.adapters.store.reading import JournalReader
from commandcenter.app import desktop
from commandcenter.app.demo.accounts import Made
from commandcenter.app.demo.narrating import Narrator
from commandcenter.app.demo.officer import Officer
from commandcenter.app.demo.options import SERVICES
from commandcenter.app.reports import alarm_report
from commandcenter.domain.alarms import Alarm, AlarmState
from commandcenter.domain.changes.alarms import AlarmAcknowledged, AlarmRaised
from commandcenter.domain.changes.operating import Acted
from commandcenter.domain.changes.people import SessionBegan
from commandcenter.domain.errors import Trouble
from commandcenter.domain.journal import Entry
from commandcenter.domain.priority import Priority
from commandcenter.domain.text import QT_TRANSLATE_NOOP

STORY_S = 90.0
LOOK_S = 0.25
READY_WITHIN_S = 120.0
QUIET_S = 2.5
SIGNED_IN_WITHIN_S = 20.0
THINKING_S = 4.0
ROUTINE_S = 2.5
WATCHING_S = 8.0
SEATS = frozenset({"wall", "desk-1"})


class DemoTrouble(Trouble):
    """The demo did not become what it should show."""


class Shots:
    """Screenshots of every screen: early ones to compare with, and the last ones with the alarms of that moment."""

    def __init__(self, environment: Mapping[str, str], folder: Path, describe: Callable[[Alarm], str]) -> None:
        self._environment = environment
        self._folder = folder
        self._describe = describe

    def first(self) -> None:
        desktop.shoot(self._environment, self._folder / "earlier")

    def last(self, reader: JournalReader) -> list[Path]:
        paths = desktop.shoot(self._environment, self._folder)
        report = self._folder / "alarms.json"
        report.write_text(json.dumps(alarm_report(reader.alarms(), self._describe), ensure_ascii=False, indent=2))
        return paths


class Show:
    """One run of the demo's day. `say` prints a line, `tell` a text of ours with its values."""

    def __init__(
        self,
        *,
        narrator: Narrator,
        processes: Processes,
        say: Callable[[str], None],
        tell: Callable[..., None],
        stopping: Callable[[], bool],
    ) -> None:
        self._narrator = narrator
        self._processes = processes
        self._say = say
        self._tell = tell
        self._stopping = stopping
        self._started = time.monotonic()
        self._heard = 0
        self._ready: set[str] = set()
        self._waiting: dict[str, datetime] = {}
        self._seen: Counter[type] = Counter()

    def wait_for_screens(self) -> None:
        """Until wall and console have shown their first pictures. Raises DemoTrouble when they do not."""
        while not self._ready >= SEATS:
            if time.monotonic() - self._started > READY_WITHIN_S:
                missing = ", ".join(sorted(SEATS - self._ready))
                raise DemoTrouble(
                    QT_TRANSLATE_NOOP("trouble", "{seats} showed no picture within {seconds} s."),
                    QT_TRANSLATE_NOOP("trouble", "The logs are in build/demo/logs."),
                    seats=missing,
                    seconds=READY_WITHIN_S,
                )
            if not self._look():
                return
        self._tell(
            QT_TRANSLATE_NOOP("cli", "All screens show their first pictures after {seconds} s"),
            seconds=round(time.monotonic() - self._started, 1),
        )

    def sign_in(self, officer: Officer, person: Made) -> None:
        """By the keys, as anybody would; waits until the core has let the person in. Raises DemoTrouble."""
        self._tell(QT_TRANSLATE_NOOP("cli", "   {name} signs in at the desk"), name=person.name)
        officer.sign_in(person)
        if not self.seen(SessionBegan, SIGNED_IN_WITHIN_S) and not self._stopping():
            raise DemoTrouble(
                QT_TRANSLATE_NOOP("trouble", "{name} could not sign in within {seconds} s."),
                QT_TRANSLATE_NOOP("trouble", "The logs are in build/demo/logs."),
                name=person.name,
                seconds=SIGNED_IN_WITHIN_S,
            )

    def seen(self, change: type, patience_s: float) -> bool:
        """Whether an entry with such a change comes that no earlier call has been told of."""
        until = time.monotonic() + patience_s
        while not self._seen[change]:
            if time.monotonic() > until or not self._look():
                return False
        self._seen[change] -= 1
        return True

    def begin(self) -> None:
        """The made-up day begins now."""
        self._started = time.monotonic()
        for service in SERVICES:
            self._processes.tell(service, "resume")

    def go_on(self, seconds: float | None) -> None:
        """Until the time is over or somebody stops it."""
        while self._look() and (seconds is None or time.monotonic() - self._started < seconds):
            pass

    def play(self, seconds: float, officer: Officer, first_shots: Callable[[], None]) -> None:
        """The whole story: the officer answers each critical alarm after a moment of thought, and others in between."""
        ready = routine = time.monotonic()
        shot = False
        while self._look() and time.monotonic() - self._started < seconds:
            if not shot and time.monotonic() - ready > THINKING_S:
                first_shots()
                shot = True
            for alarm_id in self._due():
                del self._waiting[alarm_id]
                self._tell(QT_TRANSLATE_NOOP("cli", "   the officer: Home, Enter, F1"))
                officer.press("Home", "Return", "F1")
                routine = time.monotonic() + WATCHING_S
            if time.monotonic() - routine > ROUTINE_S:
                officer.press("Down", "Return")
                routine = time.monotonic()
        if not self._stopping():
            officer.press("Home")

    def calm_down(self) -> None:
        """No new events; everything that is on its way arrives."""
        for service in SERVICES:
            self._processes.tell(service, "pause")
        quiet_since = time.monotonic()
        heard = self._heard
        while self._look() and time.monotonic() - quiet_since < QUIET_S:
            if self._heard != heard:
                heard, quiet_since = self._heard, time.monotonic()

    def _look(self) -> bool:
        """One look at journal and processes; False when somebody has stopped the demo."""
        if self._stopping():
            # The screens have heard Ctrl+C too: that they end is no fall.
            return False
        for entry, line in self._narrator.news():
            self._take_in(entry)
            if line:
                self._say(line)
        for name, code in self._processes.watch():
            self._tell(
                QT_TRANSLATE_NOOP("cli", "{name} ended with code {code} and is being started again"),
                name=name,
                code=code,
            )
        time.sleep(LOOK_S)
        return not self._stopping()

    def _take_in(self, entry: Entry) -> None:
        """Remembers who is ready, and the critical alarms that came up and that nobody has answered."""
        self._heard += 1
        self._seen[type(entry.change)] += 1
        match entry.change:
            case Acted(action="seat.ready"):
                self._ready.add(entry.seat)
            case AlarmRaised(alarm=alarm):
                if alarm.priority is Priority.CRITICAL and alarm.state is AlarmState.UNACKNOWLEDGED:
                    self._waiting[alarm.id] = entry.at
            case AlarmAcknowledged(alarm=alarm):
                self._waiting.pop(alarm.id, None)

    def _due(self) -> list[str]:
        """Those of the waiting alarms that came up more than a moment ago."""
        now = time.time()
        return [alarm for alarm, at in self._waiting.items() if now - at.timestamp() > THINKING_S]


@contextmanager
def journal_of(folder: DataFolder, stopping: Callable[[], bool]) -> Iterator[JournalReader]:
    """The core's journal, as soon as there is one. Raises DemoTrouble when the core does not make it."""
    deadline = time.monotonic() + READY_WITHIN_S
    while not folder.running.exists() and not stopping():
        if time.monotonic() > deadline:
            raise DemoTrouble(
                QT_TRANSLATE_NOOP("trouble", "The core did not start within {seconds} s."),
                QT_TRANSLATE_NOOP("trouble", "The logs are in build/demo/logs."),
                seconds=READY_WITHIN_S,
            )
        time.sleep(LOOK_S)
    reader = JournalReader(folder.journal)
    try:
        yield reader
    finally:
        reader.close()
