"""The record of an early shift from sign-on to handover, with something going wrong in it."""

from __future__ import annotations

from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.priority import Priority
from tests.support.duty import EARLY, LATE, LEADER, LI, SECOND_LEADER, WANG, ZHAO, DutyCentre

METHANE, BIN = "cesspool.methane", "capture.vending"


def early_shift(catalogue: Catalogue | None = None) -> DutyCentre:
    """Begun at 07:50, handed over at 16:05; in it a critical alarm, twelve minor ones in a quarter, and a note."""
    centre = DutyCentre(catalogue=catalogue)
    centre.rota(EARLY, WANG, LI, LEADER)
    centre.rota(LATE, ZHAO, SECOND_LEADER)
    centre.step(-600)
    centre.sign_on(WANG, LI, LEADER)
    centre.minutes(45)
    first = centre.raise_alarm(METHANE, "HFC-042", Priority.CRITICAL, "cesspool")
    centre.wait(21)
    centre.acknowledge(first, WANG)
    centre.minutes(30)
    centre.end_alarm(METHANE, "HFC-042", "cesspool")
    for number in range(12):
        centre.raise_alarm(BIN, f"TW-{number:03d}", Priority.MINOR, "capture")
        centre.minutes(1)
    centre.ok("shift.note", WANG, text="HFC-042: 抽排车已到场，14:00 前复测", flag="follow-up")
    centre.minutes(7 * 60)
    centre.sign_on(ZHAO, SECOND_LEADER)
    centre.hand_over(LEADER, SECOND_LEADER)
    centre.minutes(10)
    centre.raise_alarm(METHANE, "HFC-007", Priority.MAJOR, "cesspool")
    return centre
