"""What a shift leaves open, gathered from all that the centre knows: the report that nobody has to type."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from commandcenter.domain.alarms import Alarm
from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.handover import Item, ItemKind, Report
from commandcenter.domain.handover_history import handed_before, known
from commandcenter.domain.handover_room import fitted
from commandcenter.domain.linkage import Linkage, StepState
from commandcenter.domain.shifts import CheckResult, Flag
from commandcenter.domain.state import State
from commandcenter.services.around import Around

EXCERPT = 500
TITLE = 160
RECORD_LANGUAGE = "zh"


def report_of(state: State, around: Around, catalogue: Catalogue, now: datetime, incoming: str) -> Report:
    """The report as it would be frozen now, for the shift `incoming`."""
    found = fitted(_handed_over(state, around, catalogue, now))
    return Report(
        shift=state.shifts.present,
        incoming=incoming,
        at=now,
        size=state.size,
        on_duty=tuple(f"{duty.name} {duty.person}" for duty in state.shifts.on_duty.values()),
        items=found.items,
        more=found.more,
        rest=found.rest,
        folded=found.folded,
    )


def _handed_over(state: State, around: Around, catalogue: Catalogue, now: datetime) -> list[Item]:
    """All that is open, with how often it was handed over before: in the order of the report.

    The kinds in theirs; within a kind what matters most first, for it is named first.
    """
    history = known(state.shifts.carried, state.shifts.carried_alarms)
    return [
        handed_before(item, history.get(item.key), state.shifts.present, now)
        for item in (
            *_notes(state),
            *_linkages(state, catalogue),
            *_wall(state, catalogue),
            *_sources(state, around),
            *_seats(state, around),
            *_cameras(state),
            *_quarantine(state),
            *_roll_calls(state),
            *_checks(state),
            *_alarms(state, catalogue, now),
        )
    ]


def _alarms(state: State, catalogue: Catalogue, now: datetime) -> Iterator[Item]:
    for alarm in sorted(state.alarms.values(), key=_pressing):
        values = {"priority": alarm.priority.value, "state": alarm.state.value, "type": alarm.type}
        values |= {
            "area": alarm.area,
            "acknowledged_by": alarm.acknowledged_by,
            "suspect": "1" if alarm.suspect else "",
            **_hidden(state, alarm, now),
        }
        title = _alarm(state, alarm.id, catalogue)
        yield _item(ItemKind.ALARM, alarm.id, title, at=alarm.raised_at, values=values)


def _hidden(state: State, alarm: Alarm, now: datetime) -> dict[str, str]:
    """By whom and why it is hidden, and when a shelf ends."""
    hiding = alarm.hiding
    if hiding.removed:
        return {"hidden_by": hiding.removed.by, "why": hiding.removed.permit}
    if hiding.suppressed:
        return {"why": hiding.suppressed.rule}
    if hiding.shelved:
        ends = state.instant(now).on_the_wall(hiding.shelved.until)
        why = hiding.shelved.comment or hiding.shelved.reason.value
        return {"hidden_by": hiding.shelved.by, "why": why, "until": ends.isoformat(timespec="seconds")}
    return {}


def _pressing(alarm: Alarm) -> tuple[int, bool, float, datetime, str]:
    """By priority; whose turn nobody has taken first, what was acknowledged longest ago last."""
    taken = alarm.acknowledged_at
    return (alarm.priority.rank, taken is not None, -taken.timestamp() if taken else 0.0, alarm.raised_at, alarm.id)


def _linkages(state: State, catalogue: Catalogue) -> Iterator[Item]:
    """Those that still wait for an answer, and those of which it is not known whether something was done."""
    for run in sorted(state.linkages.values(), key=lambda it: (it.started_at, it.id)):
        waiting, unknown = _labels(run, StepState.WAITING), _labels(run, StepState.UNKNOWN)
        if waiting or unknown:
            values = {"alarm": run.alarm, "by": run.started_by, "next": waiting, "unknown": unknown}
            values["failed"] = _labels(run, StepState.FAILED)
            title = _alarm(state, run.alarm, catalogue)
            yield _item(ItemKind.LINKAGE, run.id, title, at=run.started_at, values=values)


def _alarm(state: State, alarm_id: str, catalogue: Catalogue) -> str:
    """What it is about; of one that is over, its number."""
    alarm = state.alarms.get(alarm_id)
    return catalogue.describe(alarm, RECORD_LANGUAGE) if alarm else alarm_id


def _labels(run: Linkage, state: StepState) -> str:
    return _short(", ".join(step.label or step.kind for step in run.steps if step.state is state), TITLE)


def _wall(state: State, catalogue: Catalogue) -> Iterator[Item]:
    """The wall shows something else than every day."""
    wall = state.wall
    if wall.cameras or wall.centre or wall.alarm:
        values = {"by": wall.changed_by, "alarm": wall.alarm, "run": wall.run}
        names = (it.name if (it := state.cameras.get(camera)) else camera for camera in wall.cameras)
        title = _alarm(state, wall.alarm, catalogue) or ", ".join(names)
        yield _item(ItemKind.WALL, "wall", title, at=wall.changed_at, values=values, key="wall")


def _sources(state: State, around: Around) -> Iterator[Item]:
    seen = {it.source: it for it in around.sources()}
    doubts = {it.source: it.doubt.value for it in state.positions.values() if it.doubt}
    for source in sorted({*doubts, *(it.source for it in seen.values() if not it.live)}):
        it = seen.get(source)
        values = {"state": it.state if it else "", "trouble": it.trouble if it else "", "doubt": doubts.get(source, "")}
        values["silent_s"] = f"{it.silent_s:.0f}" if it and not it.live else ""
        yield _item(ItemKind.SOURCE, source, (it.name if it else "") or source, values=values)


def _seats(state: State, around: Around) -> Iterator[Item]:
    for it in sorted(around.seats(), key=lambda seat: seat.seat):
        if it.gone:
            values = {"person": it.person, "silent_s": f"{it.silent_s:.0f}"}
            yield _item(ItemKind.SEAT, it.seat, it.seat, values=values)


def _cameras(state: State) -> Iterator[Item]:
    for camera_id in state.wall.dark:
        camera = state.cameras.get(camera_id)
        yield _item(ItemKind.CAMERA, camera_id, camera.name if camera else camera_id, values={})


def _quarantine(state: State) -> Iterator[Item]:
    for source, count in sorted(state.quarantined.items()):
        yield _item(ItemKind.QUARANTINE, source, source, values={"count": str(count)})


def _roll_calls(state: State) -> Iterator[Item]:
    for call in state.shifts.roll_calls.values():
        values = {"unanswered": ", ".join(call.unanswered), "by": call.name}
        values["no_go"] = ", ".join(it.position for it in call.answers if not it.go)
        yield _item(ItemKind.ROLL_CALL, call.id, call.question, at=call.at, values=values)


def _checks(state: State) -> Iterator[Item]:
    for check in state.shifts.checks.values():
        if check.result is CheckResult.MISSED:
            values = {"person": check.person, "shift": check.shift}
            yield _item(ItemKind.PRESENCE, check.id, check.name, at=check.asked_at, values=values)


def _notes(state: State) -> Iterator[Item]:
    """The beginning of each, the newest first; the whole stands in its journal entry."""
    flags = (Flag.IMPORTANT, Flag.FOLLOW_UP, Flag.PLAIN)
    for note in sorted(state.shifts.notes.values(), key=lambda it: (flags.index(it.flag), -it.entry)):
        values = {"flag": note.flag.value, "by": note.name, "shift": note.shift, "entry": str(note.entry)}
        values["told"] = note.told_at.isoformat(timespec="seconds") if note.told_at else ""
        yield _item(ItemKind.NOTE, note.id, note.text, at=note.at, values=values, most=EXCERPT)


def _item(
    kind: ItemKind,
    thing: str,
    title: str,
    *,
    values: dict[str, str],
    at: datetime | None = None,
    key: str = "",
    most: int = TITLE,
) -> Item:
    """Texts from outside may be long: one item must not fill the room of its kind."""
    said = {name: _short(value, EXCERPT) for name, value in values.items() if value}
    return Item(key=key or f"{kind.value}/{thing}", kind=kind, title=_short(title, most), at=at, values=said)


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
