"""What is said of the wall, the one-key linkage, the cameras and the small actions at a desk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from commandcenter.domain.changes.operating import (
    Acted,
    CameraListed,
    CameraRemoved,
    CommandRefused,
    DesksSet,
    LinkageAnswered,
    LinkageStarted,
    WallChanged,
    WallConfirmed,
)
from commandcenter.domain.linkage import Step
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.domain.wall import Wall
from commandcenter.services.said.conditions import conditions
from commandcenter.services.said.refusals import refusal
from commandcenter.services.said.values import (
    Kind,
    Named,
    Plain,
    Said,
    Term,
    Value,
    camera,
    cut,
    many,
    short,
    with_more,
)

OperatingChange = (
    CameraListed
    | CameraRemoved
    | WallChanged
    | DesksSet
    | WallConfirmed
    | LinkageStarted
    | LinkageAnswered
    | Acted
    | CommandRefused
)

# The filters of a desk's queue, as the desk names them.
FILTERS = (QT_TRANSLATE_NOOP("story", "all"), QT_TRANSLATE_NOOP("story", "unacknowledged"))


def say_operating(change: OperatingChange) -> Said:
    match change:
        case CameraListed(camera=listed):
            said = Said(QT_TRANSLATE_NOOP("story", "the camera {camera} is listed"), {"camera": cut(listed.name)})
            return with_more(said, Said("{area}", {"area": Named(Kind.AREA, listed.area)}) if listed.area else None)
        case CameraRemoved(camera=id):
            text = QT_TRANSLATE_NOOP("story", "the camera {camera} is taken off the list")
            return Said(text, {"camera": camera(id)})
        case WallChanged(wall=wall):
            return _of_wall(wall)
        case DesksSet(desks=desks):
            names = ", ".join(desk.en for desk in desks.all) or "-"
            return Said(QT_TRANSLATE_NOOP("story", "the desks of the centre: {desks}"), {"desks": cut(names)})
        case WallConfirmed(wall=wall):
            return _of_picture(wall)
        case LinkageStarted(linkage=run):
            text = QT_TRANSLATE_NOOP("story", "starts the one-key linkage: {alarm}, {count} steps ({steps})")
            steps = many(_step_name(step) for step in run.steps)
            return Said(text, {"alarm": Named(Kind.ALARM, run.alarm), "count": len(run.steps), "steps": steps})
        case LinkageAnswered(linkage=run, step=key):
            found = next((step for step in run.steps if step.key == key), None)
            return _of_step(found) if found else Said(QT_TRANSLATE_NOOP("story", "a step of the linkage is answered"))
        case CommandRefused(name=name, reason=reason, values=values):
            text = QT_TRANSLATE_NOOP("story", "refused: {action} – {reason}")
            return Said(text, {"action": Term("action", name), "reason": refusal(reason, values)})
        case Acted():
            return _of_action(change)


def _of_wall(wall: Wall) -> Said:
    if not wall.cameras and not wall.alarm:
        return Said(QT_TRANSLATE_NOOP("story", "puts the wall back to the daily view"))
    text = QT_TRANSLATE_NOOP("story", "turns the wall: {alarm}")
    said = Said(text, {"alarm": Named(Kind.ALARM, wall.alarm) if wall.alarm else "–"})
    if not wall.cameras:
        return with_more(said, Said(QT_TRANSLATE_NOOP("story", "no camera is near")))
    shown = Said(
        QT_TRANSLATE_NOOP("story", "{count} cameras: {cameras}"),
        {"count": len(wall.cameras), "cameras": many(camera(id) for id in wall.cameras)},
    )
    return with_more(said, shown)


def _of_picture(wall: Wall) -> Said:
    if not wall.wanted:
        said = Said(QT_TRANSLATE_NOOP("story", "the wall shows the daily view"))
    elif wall.playing >= wall.wanted:
        said = Said(QT_TRANSLATE_NOOP("story", "the wall shows all {wanted} cameras"), {"wanted": wall.wanted})
    else:
        text = QT_TRANSLATE_NOOP("story", "the wall shows {playing} of {wanted} cameras")
        said = Said(text, {"playing": wall.playing, "wanted": wall.wanted})
    dark = Said(QT_TRANSLATE_NOOP("story", "no picture: {cameras}"), {"cameras": many(map(camera, wall.dark))})
    off = Said(QT_TRANSLATE_NOOP("story", "the map is not there yet"))
    return with_more(said, dark if wall.dark else None, None if wall.centred else off)


def _step_name(step: Step) -> Value:
    if step.kind == "wall":
        return Term("story", QT_TRANSLATE_NOOP("story", "wall"))
    if step.label:
        return cut(step.label)
    if step.kind == "speak":
        return Term("story", QT_TRANSLATE_NOOP("story", "loudspeaker"))
    return Term("story", QT_TRANSLATE_NOOP("story", "device"))


def _of_step(step: Step) -> Said:
    values: dict[str, Value] = {"step": _step_name(step), "state": Term("step", step.state.value)}
    said = Said(QT_TRANSLATE_NOOP("story", "linkage step {step}: {state}"), values)
    playing, _, wanted = step.detail.partition("/")
    if step.kind == "wall" and wanted:
        text = QT_TRANSLATE_NOOP("story", "{playing} of {wanted} cameras are shown")
        return with_more(said, Said(text, {"playing": playing, "wanted": wanted}))
    return with_more(said, Said("{detail}", {"detail": Term("answer", cut(step.detail))}) if step.detail else None)


def _of_action(change: Acted) -> Said:
    found = ACTIONS.get(change.action)
    if found is not None:
        return found(change)
    said = Said("{action}", {"action": Term("action", change.action)})
    pairs = ", ".join(f"{name}: {_written(value)}" for name, value in change.detail.items())
    return with_more(said, Said("{pairs}", {"pairs": cut(pairs)}) if pairs else None)


def _on_alarm(template: str) -> Callable[[Acted], Said]:
    return lambda change: Said(template, {"alarm": Named(Kind.ALARM, change.subject)})


def _camera(change: Acted) -> Said:
    said = Said(QT_TRANSLATE_NOOP("story", "opens the camera {camera}"), {"camera": camera(change.subject)})
    purpose = str(change.detail.get("purpose", ""))
    return with_more(said, Said("{purpose}", {"purpose": cut(purpose)}) if purpose else None)


def _reported(change: Acted) -> Said:
    text = QT_TRANSLATE_NOOP("story", "says again how {count} cameras are")
    return Said(text, {"count": _written(change.detail.get("cameras", ""))})


def _map(change: Acted) -> Said:
    text = QT_TRANSLATE_NOOP("story", "moves the map to {lon}, {lat}, zoom {zoom}")
    return Said(text, {name: _written(change.detail.get(name, "")) for name in ("lon", "lat", "zoom")})


def _filter(change: Acted) -> Said:
    text = QT_TRANSLATE_NOOP("story", "filters the alarm queue: {filter}")
    return Said(text, {"filter": Term("story", cut(str(change.detail.get("filter", ""))))})


def _ready(change: Acted) -> Said:
    text = QT_TRANSLATE_NOOP("story", "the first pictures are there {seconds} s after the start")
    return Said(text, {"seconds": _written(change.detail.get("seconds", ""))})


def _sound(change: Acted) -> Said:
    state = str(change.detail.get("state", ""))
    return Said(_SOUNDS.get(state, QT_TRANSLATE_NOOP("story", "no sound: the loudspeaker's program fails")))


def _mute(change: Acted) -> Said:
    seconds = change.detail.get("seconds", 0.0)
    if not seconds:
        return Said(QT_TRANSLATE_NOOP("story", "lets the desk sound again"))
    return Said(QT_TRANSLATE_NOOP("story", "makes the desk mute for {seconds} s"), {"seconds": _written(seconds)})


def _search(change: Acted) -> Said:
    wanted = str(change.detail.get("wanted", ""))
    if not wanted:
        return Said(QT_TRANSLATE_NOOP("story", "looks at the newest entries of the record"))
    return Said(QT_TRANSLATE_NOOP("story", "searches the record: {wanted}"), {"wanted": conditions(wanted)})


def _export(change: Acted) -> Said:
    text = QT_TRANSLATE_NOOP("story", "begins an export of the record as {format}")
    said = Said(text, {"format": cut(str(change.detail.get("format", "")))})
    wanted = str(change.detail.get("wanted", ""))
    return with_more(said, Said("{wanted}", {"wanted": conditions(wanted)}) if wanted else None)


def _exported(change: Acted) -> Said:
    detail = change.detail
    if not detail.get("digest"):
        text = QT_TRANSLATE_NOOP("story", "the export has failed: {reason}")
        return Said(text, {"reason": cut(str(detail.get("reason", "")))})
    return _file(QT_TRANSLATE_NOOP("story", "the export is written: {entries} entries, digest {digest}"), detail)


def _backup(change: Acted) -> Said:
    return _file(
        QT_TRANSLATE_NOOP("story", "the journal is backed up: {entries} entries, digest {digest}"), change.detail
    )


def _file(template: str, detail: Mapping[str, Plain]) -> Said:
    entries, digest = _written(detail.get("entries", "")), short(str(detail.get("digest", "")))
    return Said(template, {"entries": entries, "digest": digest})


def _written(value: Plain) -> str:
    """Two places are enough for people."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else cut(str(value))


_SOUNDS: Mapping[str, str] = MappingProxyType(
    {
        "well": QT_TRANSLATE_NOOP("story", "the loudspeaker works again"),
        "missing": QT_TRANSLATE_NOOP("story", "no sound: the loudspeaker's program is not there"),
        "hangs": QT_TRANSLATE_NOOP("story", "no sound: the loudspeaker does not answer"),
    }
)

ACTIONS: Mapping[str, Callable[[Acted], Said]] = MappingProxyType(
    {
        "alarm.select": _on_alarm(QT_TRANSLATE_NOOP("story", "selects the alarm: {alarm}")),
        "alarm.open": _on_alarm(QT_TRANSLATE_NOOP("story", "opens the alarm: {alarm}")),
        "camera.open": _camera,
        "camera.report": _reported,
        "map.move": _map,
        "queue.filter": _filter,
        "seat.ready": _ready,
        "seat.sound": _sound,
        "sound.mute": _mute,
        "sound.test": lambda change: Said(QT_TRANSLATE_NOOP("story", "tries the sounds of the desk")),
        "audit.search": _search,
        "alarm.past": lambda change: Said(
            QT_TRANSLATE_NOOP("story", "looks at the alarms that {thing} had before"), {"thing": cut(change.subject)}
        ),
        "audit.export": _export,
        "audit.exported": _exported,
        "db.backup": _backup,
    }
)
