"""One alarm as the operators see it."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from commandcenter.domain.alarms.hiding import Hiding
from commandcenter.domain.alarms.life import AlarmState, Life, Manner, Move, NotAllowed, Shelf, after
from commandcenter.domain.alarms.work import Asking, Escalation, Holder, Ticked
from commandcenter.domain.events import Value
from commandcenter.domain.place import Place
from commandcenter.domain.priority import Priority
from commandcenter.domain.rules.watch import Part

BY_DEFAULT = Manner()
NOTHING = Hiding()


class Alarm(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A new value for every change. Nothing that it holds leads back to it, so the collector never looks through them:
    of 100,000 that would stop a screen.

    `subject` is the source's own name of the thing (a cesspool, a lift), `type` what is wrong with it; (source, type,
    subject) is the alarm's key: it is open at most once. One that is hidden stays open until nothing hides it any
    more, and one whose key was hidden beforehand is open with `count` 0.

    `priority` is the present one, `worst_told` a worse one since somebody last took notice. `version` rises with every
    change of what is shown, but for what a mere repeat changes. `since` (true time) is when it came into what lies
    beneath any hiding, `annunciated_at` when people were last called. `suspect`: the source has lost events since, and
    has not said anew that it is so. `false_alarm` and `note`: an officer's word at the acknowledgement.

    `rule` made an alarm of the events, `parts` are the things that are wrong by it (`part_name`), `chattering` ones
    come and go. `desk` is the queue in which it lies ("" for everybody's); `holder` works on it, and these
    steps of what there is to do are `ticked` off.
    """

    id: str
    source: str
    type: str
    subject: str
    priority: Priority
    title: str
    raised_at: datetime
    received_at: datetime
    changed_at: datetime
    place: Place | None = None
    area: str = ""
    address: str = ""
    values: dict[str, Value] = {}
    active: bool = True
    acknowledged: bool = False
    latched: bool = False
    acknowledged_by: str = ""
    acknowledged_at: datetime | None = None
    note: str = ""
    false_alarm: bool = False
    returned_at: datetime | None = None
    cleared_at: datetime | None = None
    annunciated_at: datetime | None = None
    annunciated: int = 0
    count: int = 1
    version: int = 1
    suspect: bool = False
    since: datetime | None = None
    worst_told: Priority | None = None
    kept_manner: Manner | None = None
    hidden_by: Hiding | None = None
    rule: str = ""
    parts: dict[str, Part] = {}
    chattering: bool = False
    desk: str = ""
    holder: Holder | None = None
    asked: Asking | None = None
    escalation: Escalation | None = None
    ticked: tuple[Ticked, ...] = ()

    @property
    def key(self) -> tuple[str, str, str]:
        return (self.source, self.type, self.subject)

    @property
    def manner(self) -> Manner:
        """How it lives; it was so when it was raised, whatever the catalogue says since."""
        return self.kept_manner or BY_DEFAULT

    @property
    def worst(self) -> Priority:
        """The worst priority since somebody last took notice."""
        return self.worst_told or self.priority

    @property
    def hiding(self) -> Hiding:
        return self.hidden_by or NOTHING

    @property
    def life(self) -> Life:
        hiding = self.hiding
        shelf = Shelf.NONE
        if hiding.shelved:
            shelf = Shelf.ONE_SHOT if hiding.shelved.once else Shelf.TIMED
        return Life(
            active=self.active,
            acknowledged=self.acknowledged,
            latched=self.latched,
            shelf=shelf,
            suppressed=hiding.suppressed is not None,
            removed=hiding.removed is not None,
        )

    @property
    def state(self) -> AlarmState:
        return self.life.state

    @property
    def waits(self) -> bool:
        """People are called and nobody has taken notice."""
        return not self.acknowledged and self.hidden_by is None

    @property
    def is_unattended(self) -> bool:
        """Something is wrong, or locked as if it were, and nobody has taken notice."""
        return self.waits and (self.active or self.latched)

    def allows(self, move: Move) -> bool:
        """Whether somebody may make the move as the alarm is now."""
        if move in (Move.SHELVE, Move.SHELVE_ONCE) and not self.manner.longest_shelf_min:
            return False
        try:
            after(self.life, move, self.manner)
        except NotAllowed:
            return False
        return True

    @property
    def due(self) -> datetime | None:
        """The true time of its next timer."""
        shelved, timers = self.hiding.shelved, []
        if shelved:
            timers.append(shelved.until)
        if self.asked:
            timers.append(self.asked.due)
        if self.hidden_by is None:
            timers += self._own_timers()
        return min(timers, default=None)

    def _own_timers(self) -> list[datetime]:
        if self.escalation and self.escalation.due:
            return [self.escalation.due]
        manner, since = self.kept_manner, self.since or self.changed_at
        if manner is None:  # as usual: nothing happens by itself
            return []
        state = self.state
        if state is AlarmState.RETURNED and manner.auto_acknowledge_s:
            return [since + timedelta(seconds=manner.auto_acknowledge_s)]
        if state is AlarmState.ACKNOWLEDGED and manner.alarm_again_s:
            return [since + timedelta(seconds=manner.alarm_again_s)]
        return []
