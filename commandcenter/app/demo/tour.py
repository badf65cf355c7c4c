"""What the made-up officers do when the story is over: patrol by video, lock, sign on, hand over, look at the record.

Everything by the keys, as people would; each step waits for its entry in the journal, then takes a picture of the desk.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from commandcenter.app import desktop
from commandcenter.app.demo.accounts import Made
from commandcenter.app.demo.officer import Officer
from commandcenter.domain.changes.acting import MovesEnded
from commandcenter.domain.changes.people import SessionBegan, SessionEnded, SessionLocked, SessionUnlocked
from commandcenter.domain.changes.shifts import HandoverBegun, HandoverDone, HandoverSigned, SignedOn
from commandcenter.domain.changes.tours import TourEnded, TourHeld, TourStarted
from commandcenter.domain.errors import Trouble
from commandcenter.domain.people import Role
from commandcenter.domain.text import QT_TRANSLATE_NOOP

PATIENCE_S = 20.0
SETTLE_S = 1.0
LOOKING_S = 2.0


class TourTrouble(Trouble):
    """A step did not have its effect."""


Waiting = Callable[[type, float], bool]
"""Whether an entry with such a change comes within so many seconds; looks at the journal meanwhile."""


class Tour:
    """`seen` waits for the journal, `people` are the demo's, the first one is signed in; `tell` says what they do."""

    def __init__(
        self,
        officer: Officer,
        people: list[Made],
        seen: Waiting,
        tell: Callable[[str], None],
        environment: Mapping[str, str],
        folder: Path,
    ) -> None:
        self._officer = officer
        self._people = {person.role: person for person in reversed(people)}
        self._officers = [person for person in people if person.role is Role.DUTY_OFFICER]
        self._seen = seen
        self._tell = tell
        self._environment = environment
        self._folder = folder
        self.pictures: list[Path] = []

    def shoot(self, name: str) -> None:
        """The desk as it is now."""
        time.sleep(SETTLE_S)
        desktop.shoot(self._environment, self._folder / "tour")
        path = self._folder / f"console-{name}.png"
        shutil.move(self._folder / "tour" / "console.png", path)
        shutil.rmtree(self._folder / "tour")
        self.pictures.append(path)

    def patrol(self) -> None:
        """A tour in the video page, held, and its camera moved. Raises TourTrouble and OfficerTrouble."""
        self._tell(QT_TRANSLATE_NOOP("cli", "   the officers: a video tour, held, and a camera moved"))
        self._officer.press("F8", "g")
        self._press("Return", TourStarted)
        time.sleep(LOOKING_S)
        self._press("h", TourHeld)
        self._officer.press("p")
        self._press("Right", MovesEnded)
        self.shoot("patrol")
        self._press("x", TourEnded)
        self._officer.press("F8")

    def walk(self) -> None:
        """Raises TourTrouble and OfficerTrouble."""
        officer, leader = self._people[Role.DUTY_OFFICER], self._people[Role.SHIFT_LEADER]
        self._tell(QT_TRANSLATE_NOOP("cli", "   the officers: the desk locked and unlocked"))
        self._lock(officer)
        self._tell(QT_TRANSLATE_NOOP("cli", "   the officers: signed on for duty, one after the other"))
        self._sign_on()
        self._tell(QT_TRANSLATE_NOOP("cli", "   the officers: the shift handed over"))
        self._change_to(leader)
        self._hand_over(officer, leader)
        self._tell(QT_TRANSLATE_NOOP("cli", "   the auditor: a look at the record"))
        self._change_to(self._people[Role.AUDITOR])
        self._officer.press("F7")
        self._officer.write("HFC-0231")
        time.sleep(SETTLE_S)
        # From this search and the handover, which came last, to the alarm whose story is worth telling.
        for _ in range(2):
            self._officer.press("Down")
        self.shoot("record")

    def _lock(self, officer: Made) -> None:
        self._press("ctrl+l", SessionLocked)
        self.shoot("locked")
        self._officer.write(officer.password)
        self._wait(SessionUnlocked)

    def _sign_on(self) -> None:
        """All officers one after the other: each at the desk, signed in, for nobody does it for somebody else."""
        for number, officer in enumerate(self._officers):
            if number:
                self._change_to(officer)
            self._officer.press("F5")
            self._officer.sign_in(officer)
            self._wait(SignedOn)
        self.shoot("duty")

    def _change_to(self, person: Made) -> None:
        self._press("ctrl+shift+l", SessionEnded)
        self._officer.sign_in(person)
        self._wait(SessionBegan)

    def _hand_over(self, outgoing: Made, incoming: Made) -> None:
        self._officer.press("F6")
        time.sleep(SETTLE_S)
        self._press("space", HandoverBegun)
        time.sleep(SETTLE_S)
        self._officer.sign_in(outgoing)
        self._wait(HandoverSigned)
        self.shoot("handover")
        self._officer.sign_in(incoming)
        self._wait(HandoverDone)

    def _press(self, key: str, change: type) -> None:
        self._officer.press(key)
        self._wait(change)

    def _wait(self, change: type) -> None:
        if not self._seen(change, PATIENCE_S):
            self.shoot("failed")
            raise TourTrouble(
                QT_TRANSLATE_NOOP("trouble", "The demo's officers waited {seconds} s for {what} in vain."),
                QT_TRANSLATE_NOOP("trouble", "The logs are in build/demo/logs."),
                seconds=round(PATIENCE_S),
                what=change.__name__,
            )
        # What is on the screen follows the journal within a moment.
        time.sleep(SETTLE_S)
