"""How the centre was at a moment of its record, in lines: alarms, linkages, wall, people, sources."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from commandcenter.domain.alarms import Alarm
from commandcenter.domain.journal import CORE
from commandcenter.domain.linkage import Linkage, StepState
from commandcenter.domain.priority import Priority
from commandcenter.domain.shift_plan import spoken
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.said.values import Event, Kind, Named, Said, Value, camera, many, of_alarm, source
from commandcenter.services.scene import Scene
from commandcenter.wiring.looked_up import word
from widgets.kit.lines.line import Line
from widgets.kit.marks import Sign
from widgets.kit.palette import Tone
from widgets.kit.words import figure, state_word

Tell = Callable[[Said], str]


def scene_lines(scene: Scene, tell: Tell) -> tuple[Line, ...]:
    """Under a heading for each kind; `tell` words what has names at this seat."""
    return (
        *_alarms(scene, tell),
        *_linkages(scene, tell),
        *_wall(scene, tell),
        *_people(scene),
        *_sources(scene, tell),
    )


def alarm_counts(scene: Scene) -> tuple[tuple[Priority, str], ...]:
    """Of the priorities that there were."""
    return tuple((it, figure(scene.open[it.value])) for it in Priority if scene.open.get(it.value))


def _alarms(scene: Scene, tell: Tell) -> Iterator[Line]:
    count = sum(scene.open.values())
    tail = ""
    if scene.unacknowledged:
        text = _said(QT_TRANSLATE_NOOP("scene", "{count} not acknowledged"))
        tail = text.format(count=figure(scene.unacknowledged))
    yield _heading(QT_TRANSLATE_NOOP("scene", "Open alarms"), count, tail)
    for alarm in scene.alarms:
        yield Line(
            text=tell(_one(of_alarm(alarm, known=False))),
            lead=f"{alarm.raised_at.astimezone():%m-%d %H:%M:%S}",
            mark=alarm.priority,
            tail=_state(alarm),
        )
    yield from _more(count - len(scene.alarms))


def _state(alarm: Alarm) -> str:
    return state_word(alarm.state)


def _linkages(scene: Scene, tell: Tell) -> Iterator[Line]:
    if not scene.running:
        return
    yield _heading(QT_TRANSLATE_NOOP("scene", "Running linkages"), scene.running)
    for run in scene.linkages:
        done, of = sum(step.state is not StepState.WAITING for step in run.steps), len(run.steps)
        answered = _said(QT_TRANSLATE_NOOP("scene", "{done} of {count} steps answered"))
        yield Line(
            text=tell(_one(Named(Kind.ALARM, run.alarm))),
            lead=f"{run.started_at.astimezone():%m-%d %H:%M:%S}",
            sign=Sign.WAITING,
            detail=_starter(run, tell),
            tail=answered.format(done=done, count=of),
        )
    yield from _more(scene.running - len(scene.linkages))


def _starter(run: Linkage, tell: Tell) -> str:
    return f"{tell(_one(Named(Kind.PERSON, run.started_by)))} · {run.seat}"


def _wall(scene: Scene, tell: Tell) -> Iterator[Line]:
    wall = scene.wall
    yield _heading(QT_TRANSLATE_NOOP("scene", "Wall"))
    if not wall.alarm and not wall.cameras:
        yield Line(text=_said(QT_TRANSLATE_NOOP("scene", "daily view")), sign=Sign.DONE)
        return
    shown = _said(QT_TRANSLATE_NOOP("scene", "{playing} of {wanted} pictures"))
    confirmed = wall.shown == wall.version
    yield Line(
        text=tell(_one(Named(Kind.ALARM, wall.alarm))) if wall.alarm else "–",
        lead=f"{wall.changed_at.astimezone():%m-%d %H:%M:%S}" if wall.changed_at else "",
        sign=Sign.DONE if confirmed and not wall.dark else Sign.UNKNOWN,
        detail=tell(_one(many(camera(id) for id in wall.cameras))),
        tail=shown.format(playing=wall.playing, wanted=max(wall.wanted, len(wall.cameras))) if confirmed else "",
    )


def _people(scene: Scene) -> Iterator[Line]:
    yield _heading(QT_TRANSLATE_NOOP("scene", "Signed in"), len(scene.seated))
    for it in scene.seated:
        locked = _said(QT_TRANSLATE_NOOP("scene", "locked")) if it.locked else ""
        yield Line(
            text=it.name,
            lead=f"{it.since.astimezone():%m-%d %H:%M:%S}",
            detail=word("role", it.role.spoken),
            tail=" · ".join(part for part in (it.seat, locked) if part),
        )
    if not scene.on_duty:
        return
    yield _heading(QT_TRANSLATE_NOOP("scene", "On duty"), len(scene.on_duty), spoken(scene.shift))
    for duty in scene.on_duty:
        yield Line(text=duty.name, lead=f"{duty.since.astimezone():%m-%d %H:%M:%S}", detail=duty.position)


def _sources(scene: Scene, tell: Tell) -> Iterator[Line]:
    names = [*scene.doubts, *(it for it in scene.quarantined if it not in scene.doubts)]
    if not names:
        return
    yield _heading(QT_TRANSLATE_NOOP("scene", "Sources in trouble"), len(names))
    for name in names:
        doubt = scene.doubts.get(name)
        waiting = _said(QT_TRANSLATE_NOOP("scene", "{count} events in quarantine"))
        held = scene.quarantined.get(name, 0)
        yield Line(
            text=tell(_one(source(name))),
            sign=Sign.FAILED,
            detail=tell(_one(Event(CORE, f"source.{doubt.value}", ""))) if doubt else "",
            tail=waiting.format(count=figure(held)) if held else "",
        )


def _heading(text: str, count: int | None = None, tail: str = "") -> Line:
    title = _said(text) if count is None else f"{_said(text)}  {figure(count)}"
    return Line(text=title, tail=tail, heading=True)


def _more(count: int) -> Iterator[Line]:
    if count > 0:
        text = _said(QT_TRANSLATE_NOOP("scene", "and {count} more"))
        yield Line(text=text.format(count=figure(count)), tone=Tone.MUTED)


def _said(text: str) -> str:
    return word("scene", text)


def _one(value: Value) -> Said:
    return Said("{value}", {"value": value})
