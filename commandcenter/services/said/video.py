"""What is said of pictures: how cameras are seen, who has looked through a restricted one, what was kept."""

from __future__ import annotations

from types import MappingProxyType

from commandcenter.domain.changes.video import (
    BookmarkRemoved,
    BookmarkSet,
    CameraOpened,
    CameraStated,
    ClipBegun,
    ClipEnded,
    SnapshotKept,
)
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.domain.video import PictureState, Sight
from commandcenter.services.said.values import Moment, Said, Term, Value, camera, cut, short, with_more

VideoChange = CameraStated | CameraOpened | SnapshotKept | ClipBegun | ClipEnded | BookmarkSet | BookmarkRemoved

STATES = MappingProxyType(
    {
        PictureState.CONNECTING: QT_TRANSLATE_NOOP("story", "connecting"),
        PictureState.LIVE: QT_TRANSLATE_NOOP("story", "live"),
        PictureState.LATE: QT_TRANSLATE_NOOP("story", "late"),
        PictureState.STATIC: QT_TRANSLATE_NOOP("story", "the picture does not change"),
        PictureState.FROZEN: QT_TRANSLATE_NOOP("story", "frozen"),
        PictureState.LOST: QT_TRANSLATE_NOOP("story", "lost"),
        PictureState.REFUSED: QT_TRANSLATE_NOOP("story", "refused, wrong user or password"),
        PictureState.UNSUPPORTED: QT_TRANSLATE_NOOP("story", "its codec is not supported"),
        PictureState.UNWATCHED: QT_TRANSLATE_NOOP("story", "not shown any more"),
    }
)
ENDS = MappingProxyType(
    {
        "asked": QT_TRANSLATE_NOOP("story", "as wanted"),
        "limit": QT_TRANSLATE_NOOP("story", "it is as long as a clip may be"),
        "disk": QT_TRANSLATE_NOOP("story", "the disk is nearly full"),
        "closed": QT_TRANSLATE_NOOP("story", "the tile was closed"),
        "lost": QT_TRANSLATE_NOOP("story", "the picture was lost"),
        "failed": QT_TRANSLATE_NOOP("story", "it could not be written"),
        "seat": QT_TRANSLATE_NOOP("story", "the seat's program ended meanwhile"),
    }
)


def say_video(change: VideoChange) -> Said:
    match change:
        case CameraStated(camera=id, sight=sight):
            return _of_sight(id, sight)
        case CameraOpened(viewing=viewing):
            text = QT_TRANSLATE_NOOP("story", "opens the restricted camera {camera}: {purpose}")
            return Said(text, {"camera": camera(viewing.camera), "purpose": cut(viewing.purpose)})
        case SnapshotKept():
            return _of_snapshot(change)
        case ClipBegun(camera=id):
            return Said(QT_TRANSLATE_NOOP("story", "begins a clip of {camera}"), {"camera": camera(id)})
        case ClipEnded():
            return _of_clip(change)
        case BookmarkSet(bookmark=it):
            text = QT_TRANSLATE_NOOP("story", "sets a bookmark in {camera} at {at}")
            said = Said(text, {"camera": camera(it.camera), "at": Moment(it.at)})
            return with_more(said, Said("{note}", {"note": cut(it.note)}) if it.note else None)
        case BookmarkRemoved(bookmark=it):
            text = QT_TRANSLATE_NOOP("story", "removes the bookmark in {camera} at {at}")
            return Said(text, {"camera": camera(it.camera), "at": Moment(it.at)})


def _of_sight(id: str, sight: Sight) -> Said:
    state = Term("story", STATES[sight.state])
    said = Said(QT_TRANSLATE_NOOP("story", "camera {camera}: {state}"), {"camera": camera(id), "state": state})
    picture = sight.picture_at if sight.state.rank > PictureState.LIVE.rank else None
    newest = Said(QT_TRANSLATE_NOOP("story", "newest picture {at}"), {"at": Moment(picture)}) if picture else None
    return with_more(said, newest)


def _of_snapshot(change: SnapshotKept) -> Said:
    text = QT_TRANSLATE_NOOP("story", "keeps a picture of {camera}, {width}×{height}, digest {digest}")
    values: dict[str, Value] = {
        "camera": camera(change.camera),
        "width": change.width,
        "height": change.height,
        "digest": short(change.sha256),
    }
    said = Said(text, values)
    if change.state is PictureState.LIVE:
        return said
    old = QT_TRANSLATE_NOOP("story", "{state}, the picture was {seconds} s old")
    return with_more(said, Said(old, {"state": Term("story", STATES[change.state]), "seconds": f"{change.age_s:.0f}"}))


def _of_clip(change: ClipEnded) -> Said:
    why = Said("{why}", {"why": Term("story", ENDS.get(change.why, ENDS["failed"]))})
    if not change.sha256:
        text = QT_TRANSLATE_NOOP("story", "no clip of {camera} is left")
        return with_more(Said(text, {"camera": camera(change.camera)}), why)
    text = QT_TRANSLATE_NOOP("story", "a clip of {camera} is kept: {seconds} s, digest {digest}")
    values: dict[str, Value] = {
        "camera": camera(change.camera),
        "seconds": f"{change.seconds:.0f}",
        "digest": short(change.sha256),
    }
    return with_more(Said(text, values), why)
