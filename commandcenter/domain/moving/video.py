"""How the state follows what seats say of cameras, who may look through restricted ones, clips and bookmarks."""

from __future__ import annotations

from types import MappingProxyType

from commandcenter.domain.changes.video import (
    BookmarkRemoved,
    BookmarkSet,
    CameraOpened,
    CameraStated,
    ClipBegun,
    ClipEnded,
)
from commandcenter.domain.journal import Entry
from commandcenter.domain.moving.mover import Movers
from commandcenter.domain.state import State, Touch, Touched
from commandcenter.domain.video import MOST_CLIPS, MOST_VIEWINGS, OpenClip, Sights, clip_key, viewing_key


def _state(state: State, entry: Entry, change: CameraStated) -> list[Touch]:
    known = state.sights.get(change.camera) or Sights(camera=change.camera)
    sights = known.after(change.sight)
    state.sights[change.camera] = sights
    return [Touch(Touched.SIGHTS, change.camera, sights)]


def _open(state: State, entry: Entry, change: CameraOpened) -> list[Touch]:
    """What is over is forgotten when there is something new."""
    true = state.instant(entry.at).true
    over = [key for key, it in state.viewings.items() if it.until <= true]
    oldest = sorted(state.viewings, key=lambda key: state.viewings[key].until)
    gone = {*over, *oldest[: max(0, len(oldest) + 1 - MOST_VIEWINGS)]}
    for key in gone:
        del state.viewings[key]
    key = viewing_key(change.viewing.session, change.viewing.camera)
    state.viewings[key] = change.viewing
    forgotten = [Touch(Touched.VIEWING, it, None) for it in sorted(gone - {key})]
    return [*forgotten, Touch(Touched.VIEWING, key, change.viewing)]


def _begin(state: State, entry: Entry, change: ClipBegun) -> list[Touch]:
    """Of seats that never come back the oldest are forgotten."""
    key = clip_key(change.file)
    clip = OpenClip(camera=change.camera, file=change.file, by=entry.actor, seat=entry.seat, seq=entry.seq)
    oldest = sorted(state.clips.keys() - {key}, key=lambda it: state.clips[it].seq)
    gone = oldest[: max(0, len(oldest) + 1 - MOST_CLIPS)]
    for it in gone:
        del state.clips[it]
    state.clips[key] = clip
    return [*(Touch(Touched.CLIP, it, None) for it in gone), Touch(Touched.CLIP, key, clip)]


def _end(state: State, entry: Entry, change: ClipEnded) -> list[Touch]:
    key = clip_key(change.file)
    return [] if state.clips.pop(key, None) is None else [Touch(Touched.CLIP, key, None)]


def _mark(state: State, entry: Entry, change: BookmarkSet) -> list[Touch]:
    state.bookmarks[change.bookmark.id] = change.bookmark
    return [Touch(Touched.BOOKMARK, change.bookmark.id, change.bookmark)]


def _unmark(state: State, entry: Entry, change: BookmarkRemoved) -> list[Touch]:
    state.bookmarks.pop(change.bookmark.id, None)
    return [Touch(Touched.BOOKMARK, change.bookmark.id, None)]


MOVERS: Movers = MappingProxyType(
    {
        CameraStated: _state,
        CameraOpened: _open,
        ClipBegun: _begin,
        ClipEnded: _end,
        BookmarkSet: _mark,
        BookmarkRemoved: _unmark,
    }
)
