"""How the centre was at a moment, as the command line tells it."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from commandcenter.app.reports import alarm_report, entry_record
from commandcenter.app.telling import Teller
from commandcenter.cli.printing import local
from commandcenter.cli.program import Call
from commandcenter.domain.shift_plan import spoken
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.replaying_shift import Moment
from commandcenter.services.said.values import Said, source
from commandcenter.services.scene import by_urgency, scene_of


def moment_report(moment: Moment) -> dict[str, object]:
    """As JSON; its names are an interface."""
    state = moment.state
    scene = scene_of(state)
    return {
        "seq": moment.entry.seq,
        "at": moment.entry.at.isoformat(),
        "entry": entry_record(moment.entry),
        **alarm_report(list(state.alarms.values())),
        "wall": msgspec.to_builtins(state.wall),
        "linkages": msgspec.to_builtins(list(state.linkages.values())),
        "seats": [
            {"seat": it.seat, "person": f"{it.name} ({it.account})", "role": it.role.value, "locked": it.locked}
            for it in scene.seated
        ],
        "shift": scene.shift,
        "on_duty": [{"person": it.person, "name": it.name, "since": it.since.isoformat()} for it in scene.on_duty],
        "doubts": msgspec.to_builtins(scene.doubts),
        "quarantined": scene.quarantined,
    }


def moment_lines(call: Call, teller: Teller, moment: Moment, most: int | None = None) -> Iterator[str]:
    """Of many alarms the `most` urgent."""
    state = moment.state
    scene = scene_of(state)
    alarms = by_urgency(state.alarms.values())
    yield call.words("cli", QT_TRANSLATE_NOOP("cli", "Open alarms: {count}"), count=len(alarms))
    for alarm in alarms[:most]:
        priority, stands = call.words("priority", alarm.priority.value), call.words("state", alarm.state.spoken)
        title = f"{alarm.title or alarm.type} {alarm.subject}"
        yield f"  {alarm.id:<6}{local(alarm.raised_at)}  {priority}  {stands}  {title}"
    if most is not None and len(alarms) > most:
        more = QT_TRANSLATE_NOOP("cli", "  and {count} more")
        yield call.words("cli", more, count=len(alarms) - most)
    for run in scene.linkages:
        text = QT_TRANSLATE_NOOP("cli", "Running: linkage {run} for alarm {alarm}, since {time}, by {person}")
        yield call.words(
            "cli", text, run=run.id, alarm=run.alarm, time=local(run.started_at), person=teller.name(run.started_by)
        )
    wall = state.wall
    cameras, reason = ", ".join(wall.cameras) or "-", wall.alarm or "-"
    text = QT_TRANSLATE_NOOP("cli", "Wall: cameras {cameras}, for alarm {alarm}, version {version}, shown {shown}")
    yield call.words("cli", text, cameras=cameras, alarm=reason, version=wall.version, shown=wall.shown)
    for it in scene.seated:
        yield f"  {it.seat}  {it.name} ({it.account})  {it.role.value}"
    if scene.on_duty:
        text = QT_TRANSLATE_NOOP("cli", "On duty, {shift}: {people}")
        people = ", ".join(it.name for it in scene.on_duty)
        yield call.words("cli", text, shift=spoken(scene.shift) or "-", people=people)
    for name in dict.fromkeys((*scene.doubts, *scene.quarantined)):
        text = QT_TRANSLATE_NOOP("cli", "Source in trouble: {source}; doubt: {doubt}; in quarantine: {count}")
        doubt = scene.doubts.get(name)
        shown = teller.said(Said("{value}", {"value": source(name)}))
        yield call.words(
            "cli", text, source=shown, doubt=doubt.value if doubt else "-", count=scene.quarantined.get(name, 0)
        )
