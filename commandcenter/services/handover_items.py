"""What a shift leaves open, gathered from all that the centre knows: the report that nobody has to type."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.handover import Item, ItemKind
from commandcenter.domain.linkage import Linkage, StepState
from commandcenter.domain.shifts import CheckResult
from commandcenter.domain.state import State
from commandcenter.services.around import Around

EXCERPT = 500
TITLE = 160
RECORD_LANGUAGE = "zh"


def open_items(state: State, around: Around, catalogue: Catalogue) -> list[Item]:
    """In the order of the report: the kinds in theirs, alarms by priority, what is older first."""
    return [
        *_alarms(state, catalogue),
        *_linkages(state),
        *_wall(state),
        *_sources(state, around),
        *_seats(state, around),
        *_cameras(state),
        *_quarantine(state),
        *_roll_calls(state),
        *_checks(state),
        *_notes(state),
    ]


def _alarms(state: State, catalogue: Catalogue) -> Iterator[Item]:
    for alarm in sorted(state.alarms.values(), key=lambda it: (it.priority.rank, it.raised_at, it.id)):
        values = {"priority": alarm.priority.value, "state": alarm.state.value, "type": alarm.type}
        values |= {
            "area": alarm.area,
            "acknowledged_by": alarm.acknowledged_by,
            "suspect": "1" if alarm.suspect else "",
        }
        yield _item(
            ItemKind.ALARM,
            alarm.id,
            catalogue.describe(alarm, RECORD_LANGUAGE)[:TITLE],
            at=alarm.raised_at,
            values=values,
        )


def _linkages(state: State) -> Iterator[Item]:
    """Those that still wait for an answer, and those of which it is not known whether something was done."""
    for run in sorted(state.linkages.values(), key=lambda it: (it.started_at, it.id)):
        waiting, unknown = _labels(run, StepState.WAITING), _labels(run, StepState.UNKNOWN)
        if waiting or unknown:
            values = {"by": run.started_by, "next": waiting[:TITLE], "unknown": unknown[:TITLE]}
            values["failed"] = _labels(run, StepState.FAILED)[:TITLE]
            yield _item(ItemKind.LINKAGE, run.id, run.alarm, at=run.started_at, values=values)


def _labels(run: Linkage, state: StepState) -> str:
    return ", ".join(step.label or step.kind for step in run.steps if step.state is state)


def _wall(state: State) -> Iterator[Item]:
    """The wall shows something else than every day."""
    wall = state.wall
    if wall.cameras or wall.centre or wall.alarm:
        values = {"by": wall.changed_by, "alarm": wall.alarm, "run": wall.run}
        yield _item(ItemKind.WALL, "wall", wall.alarm, at=wall.changed_at, values=values, key="wall")


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
        values = {"unanswered": ", ".join(call.unanswered)[:EXCERPT], "by": call.name}
        values["no_go"] = ", ".join(it.position for it in call.answers if not it.go)[:EXCERPT]
        yield _item(ItemKind.ROLL_CALL, call.id, call.question[:TITLE], at=call.at, values=values)


def _checks(state: State) -> Iterator[Item]:
    for check in state.shifts.checks.values():
        if check.result is CheckResult.MISSED:
            values = {"person": check.person, "shift": check.shift}
            yield _item(ItemKind.PRESENCE, check.id, check.name, at=check.asked_at, values=values)


def _notes(state: State) -> Iterator[Item]:
    """The beginning of each; the whole stands in its journal entry."""
    for note in state.shifts.notes.values():
        values = {"flag": note.flag.value, "by": note.name, "shift": note.shift, "entry": str(note.entry)}
        text = note.text if len(note.text) <= EXCERPT else note.text[: EXCERPT - 1] + "…"
        yield _item(ItemKind.NOTE, note.id, text, at=note.at, values=values)


def _item(
    kind: ItemKind, thing: str, title: str, *, values: dict[str, str], at: datetime | None = None, key: str = ""
) -> Item:
    said = {name: value for name, value in values.items() if value}
    return Item(key=key or f"{kind.value}/{thing}", kind=kind, title=title, at=at, values=said)
