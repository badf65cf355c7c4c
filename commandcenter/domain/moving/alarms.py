"""How the state follows what happens to alarms."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType

import msgspec

from commandcenter.domain.alarms import Alarm
from commandcenter.domain.changes.alarms import ALARM_CHANGES, AlarmChange
from commandcenter.domain.journal import Entry
from commandcenter.domain.moving.mover import Movers
from commandcenter.domain.rules.watch import Watch
from commandcenter.domain.state import State, Touch, Touched, open_key


def _keep_alarm(state: State, entry: Entry, change: AlarmChange) -> list[Touch]:
    if not change.watches:
        return _keep(state, change.alarm)
    return [*keep_watches(state, change.watches), *_keep(state, change.alarm)]


def keep_watches(state: State, watches: Iterable[Watch]) -> list[Touch]:
    touched = []
    for watch in watches:
        state.keep_watch(watch)
        touched.append(Touch(Touched.WATCH, open_key(watch.key), watch if watch else None))
    return touched


def _keep(state: State, alarm: Alarm) -> list[Touch]:
    if alarm.id not in state.alarms:
        state.raised += 1
    if alarm.cleared_at is not None:
        state.drop_alarm(alarm)
        return [Touch(Touched.ALARM, alarm.id, alarm), *forget_runs(state, alarm.id), *_end_nothing(state, alarm)]
    state.keep_alarm(alarm)
    return [Touch(Touched.ALARM, alarm.id, alarm), *_end_nothing(state, alarm)]


def _end_nothing(state: State, alarm: Alarm) -> list[Touch]:
    """What is over cannot be about to be over: else its end would be that of the next one."""
    watch = state.watches.get(open_key(alarm.key)) if state.watches and not alarm.active else None
    if watch is None or watch.ending is None:
        return []
    return keep_watches(state, (msgspec.structs.replace(watch, ending=None),))


def forget_runs(state: State, alarm_id: str) -> list[Touch]:
    """Runs of a cleared alarm are kept while they wait for an answer; the journal has them all."""
    done = [run.id for run in state.linkages.values() if run.alarm == alarm_id and not run.live]
    for run_id in done:
        del state.linkages[run_id]
    return [Touch(Touched.LINKAGE, run_id, None) for run_id in done]


MOVERS: Movers = MappingProxyType(dict.fromkeys(ALARM_CHANGES, _keep_alarm))
