"""The load under which alarm to glass is measured: twenty events a second, four of them probes."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random

import msgspec

from commandcenter.domain.events import Event, Raised, Returned
from commandcenter.domain.place import Place
from commandcenter.domain.priority import Priority
from commandcenter.services.quality.floods import BEGINS_ABOVE
from tests.bench.glass.wire import Wire

TITLES = 16
SLOT_S = 0.25
JITTER_S = 0.02
SUBJECTS = 40
AREA = "500105001"


def title(number: int) -> str:
    """What a probe says, the same few words in turn."""
    word = f"{number % TITLES:02d}"
    return f"{word} {word} {word}"


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """A probe on its way: its subject, title number, event number, and the monotonic second it went."""

    subject: str
    title: int
    number: int
    due: float


class Probes:
    """Raises critical alarms that stand in the queue's first row; the two newest stay, older ones are cleared."""

    def __init__(self, wire: Wire, random: Random) -> None:
        self._wire = wire
        self._random = random
        self.sent: list[Sent] = []
        self._cleared = 0

    def raise_next(self, words: str | None = None, due: float | None = None) -> Sent:
        """`due` counts as the moment of sending when it is given: a delay put in to see whether it is noticed."""
        count = len(self.sent)
        subject = f"probe/{count}"
        event = Raised(
            at=datetime.now(UTC),
            type="bench.probe",
            subject=subject,
            title=title(count) if words is None else words,
            priority=Priority.CRITICAL,
            place=_place(self._random),
            area=AREA,
        )
        number = self._wire.source.send(event)
        sent = self._wire.source.sent[number - 1]
        self.sent.append(Sent(subject=subject, title=count % TITLES, number=number, due=sent if due is None else due))
        return self.sent[-1]

    def clear_oldest(self, but: int = 2) -> None:
        """Acknowledged by the bench's seat and returned by its source: gone for both reasons."""
        if len(self.sent) - self._cleared <= but:
            return
        old = self.sent[self._cleared]
        if old.number in self._wire.seat.alarms:
            self._cleared += 1
            self._wire.seat.acknowledge(self._wire.seat.alarms[old.number])
            self._wire.source.send(Returned(at=datetime.now(UTC), type="bench.probe", subject=old.subject))


class Background:
    """Notices about a bounded set of things: raised, repeated, back to normal, raised again."""

    def __init__(self, wire: Wire, random: Random) -> None:
        self._wire = wire
        self._random = random
        self._active: set[str] = set()
        self._places = {f"lamp/{number}": _place(random) for number in range(SUBJECTS)}

    def begin_storm(self) -> None:
        """The probes would bring one on in the middle of it all, and then the queue's rows move."""
        for _ in range(2 * BEGINS_ABOVE):
            self.send()

    def send(self) -> None:
        self._wire.source.send(self._event())

    def _event(self) -> Event:
        subject = self._random.choice(list(self._places))
        now = datetime.now(UTC)
        if subject in self._active and self._random.random() < 0.5:
            self._active.discard(subject)
            return Returned(at=now, type="bench.lamp", subject=subject)
        self._active.add(subject)
        return Raised(
            at=now,
            type="bench.lamp",
            subject=subject,
            title=f"Lamp {subject} flickers",
            priority=Priority.NOTICE,
            place=self._places[subject],
            area=AREA,
            values={"volts": round(self._random.uniform(180, 240), 1)},
        )


def timetable(slots: int, random: Random, *, late_from: int, delay_s: float) -> list[tuple[float, str]]:
    """(seconds from the start, what): five events for each slot of a quarter second, and one on the bare path.

    Moments are shaken, so that no timer of the program runs in step with the probes. From slot `late_from` on a
    "mark" stands `delay_s` before each probe, without any other event being moved.
    """
    course = (("probe", 0.0), ("clear", 0.05), ("background", 0.10), ("bare", 0.13), ("background", 0.15))
    moments = [
        (slot * SLOT_S + offset + random.uniform(0, JITTER_S), what)
        for slot in range(slots)
        for what, offset in (*course, ("background", 0.20))
    ]
    late = [at for at, what in moments if what == "probe" and at >= late_from * SLOT_S]
    return sorted([*moments, *((at - delay_s, "mark") for at in late)])


def _place(random: Random) -> Place:
    return Place(lon=106.55 + random.uniform(-0.03, 0.03), lat=29.585 + random.uniform(-0.01, 0.01))
