"""How the centre was at one moment, on one page: what was open and running, what the wall showed, who was there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from commandcenter.domain.alarms import Alarm
from commandcenter.domain.linkage import Linkage
from commandcenter.domain.people import Role
from commandcenter.domain.priority import Priority
from commandcenter.domain.shifts import OnDuty
from commandcenter.domain.state import Doubt, State
from commandcenter.domain.wall import Wall

MOST_ALARMS = 60
MOST = 40


class Seated(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody who was signed in."""

    seat: str
    account: str
    name: str
    role: Role
    since: datetime
    locked: bool = False


class Scene(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What `size` entries had left. `open` counts the alarms that were not over by priority's value.

    Of a long list the first stand here: of `alarms` the most urgent and of those the newest, of `linkages` those that
    still waited for an answer. `doubts` names sources whose reports were in doubt, `quarantined` events in quarantine
    by source.
    """

    size: int
    alarms: tuple[Alarm, ...] = ()
    open: dict[str, int] = {}
    unacknowledged: int = 0
    linkages: tuple[Linkage, ...] = ()
    running: int = 0
    wall: Wall = Wall()
    seated: tuple[Seated, ...] = ()
    shift: str = ""
    on_duty: tuple[OnDuty, ...] = ()
    doubts: dict[str, Doubt] = {}
    quarantined: dict[str, int] = {}


def scene_of(state: State) -> Scene:
    """Nothing in it moves when the state does."""
    alarms = by_urgency(state.alarms.values())
    running = sorted((run for run in state.linkages.values() if run.live), key=lambda run: run.started_at, reverse=True)
    shown = [it for it in alarms if it.hidden_by is None]
    counts = {priority.value: sum(it.priority is priority for it in shown) for priority in Priority}
    doubts = {it.source: it.doubt for it in state.positions.values() if it.doubt is not None}
    return Scene(
        size=state.size,
        alarms=tuple(alarms[:MOST_ALARMS]),
        open={priority: count for priority, count in counts.items() if count},
        unacknowledged=sum(it.waits for it in alarms),
        linkages=tuple(running[:MOST]),
        running=len(running),
        wall=state.wall,
        seated=tuple(_seated(state))[:MOST],
        shift=state.shifts.present,
        on_duty=tuple(sorted(state.shifts.on_duty.values(), key=lambda it: (it.since, it.person)))[:MOST],
        doubts=dict(sorted(doubts.items())[:MOST]),
        quarantined=dict(sorted((source, count) for source, count in state.quarantined.items() if count)[:MOST]),
    )


def by_urgency(alarms: Iterable[Alarm]) -> list[Alarm]:
    """The most urgent first, of equal ones the newest."""
    return sorted(alarms, key=lambda alarm: (alarm.priority.rank, -alarm.raised_at.timestamp(), alarm.id))


def _seated(state: State) -> list[Seated]:
    return [
        Seated(seat=it.seat, account=it.account, name=it.name, role=it.role, since=it.since, locked=it.locked)
        for it in sorted(state.sessions.values(), key=lambda session: session.seat)
    ]
