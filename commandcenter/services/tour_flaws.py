"""What is wrong with a tour as it was written, with the place of it; and with one that would come on top of others."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from commandcenter.domain.errors import Refused, Trouble
from commandcenter.domain.state import State
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.domain.tours import LAYOUTS, MAX_BYTES, MOST_CAMERAS, MOST_IN_ALL, MOST_TOURS, Tour
from commandcenter.domain.written import required

SHOWN = 5


def flaws(tour: Tour) -> Iterator[tuple[str, Trouble]]:
    """(place, what), the place as in `groups[2][0]`; what the form alone does not forbid."""
    if bool(tour.cameras) == bool(tour.groups):
        place = "groups" if tour.groups else "cameras"
        yield place, Trouble(QT_TRANSLATE_NOOP("trouble", "a tour has either cameras or groups"))
    if tour.tiles not in LAYOUTS:
        text = QT_TRANSLATE_NOOP("trouble", "there is no layout of {count} pictures; there are {known}")
        yield "tiles", Trouble(text, count=tour.tiles, known=", ".join(map(str, LAYOUTS)))
    for at, group in enumerate(tour.groups):
        if len(group) > tour.tiles:
            text = QT_TRANSLATE_NOOP("trouble", "{count} cameras do not fit into {tiles} pictures")
            yield f"groups[{at}]", Trouble(text, count=len(group), tiles=tour.tiles)
    yield from _twice(tour)
    if tour.size > MAX_BYTES:
        text = QT_TRANSLATE_NOOP("trouble", "its names and ids take {bytes} bytes, {most} at most")
        yield "groups" if tour.groups else "cameras", Trouble(text, bytes=tour.size, most=MAX_BYTES)
    for at, schedule in enumerate(tour.schedules):
        if schedule.starts == schedule.ends:
            yield f"schedules[{at}].ends", Trouble(QT_TRANSLATE_NOOP("trouble", "it ends when it starts"))


def require_sound(state: State, tour: Tour) -> Tour:
    """The tour with its name as it may stand in a record. Raises Refused."""
    for place, what in flaws(tour):
        raise Refused(QT_TRANSLATE_NOOP("trouble", "The tour is wrong at {place}: {what}"), place=place, what=what)
    unknown = [camera for camera in tour.all if camera not in state.cameras]
    if unknown:
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "{count} cameras of the tour are not known: {cameras}"),
            count=len(unknown),
            cameras=", ".join(unknown[:SHOWN]) + (" …" if len(unknown) > SHOWN else ""),
        )
    others = [it for it in state.tours.values() if it.id != tour.id]
    if len(others) >= MOST_TOURS or sum(len(list(it.all)) for it in [*others, tour]) > MOST_IN_ALL:
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "There is room for {tours} tours with {cameras} cameras in all: remove one."),
            tours=MOST_TOURS,
            cameras=MOST_IN_ALL,
        )
    return msgspec.structs.replace(tour, name=required(tour.name))


def _twice(tour: Tour) -> Iterator[tuple[str, Trouble]]:
    """Each camera is shown once a round."""
    seen: set[str] = set()
    places = [(f"cameras[{at}]", camera) for at, camera in enumerate(tour.cameras)]
    for number, group in enumerate(tour.groups):
        places += [(f"groups[{number}][{at}]", camera) for at, camera in enumerate(group)]
    for place, camera in places:
        if camera in seen:
            yield place, Trouble(QT_TRANSLATE_NOOP("trouble", "{name} stands there twice"), name=repr(camera))
        seen.add(camera)
    if len(seen) > MOST_CAMERAS:
        text = QT_TRANSLATE_NOOP("trouble", "a tour has {count} cameras at most")
        yield "groups", Trouble(text, count=MOST_CAMERAS)
