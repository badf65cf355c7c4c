"""What a seat tells late: whether it is still done."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec

from commandcenter.domain.alarms import Alarm
from commandcenter.domain.errors import Refused
from commandcenter.domain.state import State
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.chaining import Linked

LATE_S = 30.0
MERGED_S = 600.0
PROMPT_S = 5.0
# What stands outside is no time that a seat's clock shows; near the ends of the calendar no time can be written down.
FIRST, LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


class Doing(msgspec.Struct, frozen=True, kw_only=True):
    """When something was done: `age_s` seconds ago. `kept`: by a seat that may have been cut off.

    `known_at`, by the core's clock, is of when the picture was that whoever did it saw.
    """

    age_s: float
    known_at: datetime
    kept: bool = False

    @classmethod
    def of(cls, linked: Linked | None, done_at: datetime, now: datetime) -> Doing:
        """Without a record of the seat's journal only its wall clock tells."""
        if linked is None:
            return cls(age_s=max(0.0, (now - done_at).total_seconds()), known_at=done_at)
        return cls(age_s=linked.age_s, known_at=ago(now, linked.age_s + linked.blind_s), kept=True)

    @property
    def late(self) -> bool:
        return self.age_s > LATE_S


JUST_NOW = Doing(age_s=0.0, known_at=datetime.max.replace(tzinfo=UTC))


def seat_time(done_at: datetime) -> datetime:
    """In UTC, whatever a seat says: its clock may be wrong, and no word of a seat may stop the core."""
    return min(max(done_at, FIRST), LAST).astimezone(UTC)


def require_timely(doing: Doing) -> None:
    """What moves things in the street is not done long after the key: the officer may have acted otherwise since.

    What was kept by a seat may be a little later; whether it is still right is then looked at. Raises Refused.
    """
    if doing.age_s > (MERGED_S if doing.kept else LATE_S):
        raise pressed(doing)


def require_prompt(doing: Doing) -> None:
    """What somebody steers by looking is done at once or not at all. Raises Refused.

    A seat's steady clock is believed to the second, its clock on the wall is not.
    """
    if doing.age_s > (PROMPT_S if doing.kept else LATE_S):
        raise pressed(doing)


def pressed(doing: Doing) -> Refused:
    return Refused(
        QT_TRANSLATE_NOOP("trouble", "The key was pressed {seconds} s ago: press it again if it is still wanted."),
        seconds=round(doing.age_s),
    )


def require_same_alarm(state: State, alarm: Alarm, person: str, doing: Doing) -> None:
    """Nobody else has dealt with the alarm since the picture that was acted on. Raises Refused."""
    if not doing.late:
        return
    taken = alarm.acknowledged_at is not None and alarm.acknowledged_at > doing.known_at
    if taken and alarm.acknowledged_by != person:
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "{person} has taken alarm {alarm} meanwhile: this was not done."),
            alarm=alarm.id,
            person=alarm.acknowledged_by,
        )
    if not alarm.active and alarm.changed_at > doing.known_at:
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "Alarm {alarm} was over meanwhile: this was not done."), alarm=alarm.id
        )
    since = (run for run in state.linkages.values() if run.alarm == alarm.id and run.started_at > doing.known_at)
    if (run := next(since, None)) is not None:
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "{person} has started the linkage of alarm {alarm} meanwhile."),
            alarm=alarm.id,
            person=run.started_by,
        )


def require_same_wall(state: State, person: str, doing: Doing) -> None:
    """Nobody else has changed the wall since. Raises Refused."""
    wall = state.wall
    if doing.late and wall.changed_at is not None and wall.changed_at > doing.known_at and wall.changed_by != person:
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "{person} has changed the wall meanwhile: this was not done."),
            person=wall.changed_by,
        )


def require_not_worse(alarm: Alarm, doing: Doing) -> None:
    """Nobody takes notice of what came after. Raises Refused."""
    if doing.kept and doing.late and alarm.active and not alarm.acknowledged and alarm.changed_at > doing.known_at:
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "Alarm {alarm} came again meanwhile: look, and acknowledge it again."),
            alarm=alarm.id,
        )


def ago(now: datetime, seconds: float) -> datetime:
    """As far back as there are dates; seats say how long ago it was."""
    return now - timedelta(seconds=min(seconds, 10 * 365 * 86_400.0))
