"""What is kept of a camera's picture, as the record has it: snapshots, clips, bookmarks."""

from __future__ import annotations

from datetime import timedelta
from enum import Enum
from typing import Annotated

import msgspec

from commandcenter.domain.changes.operating import Acted
from commandcenter.domain.changes.video import (
    BookmarkRemoved,
    BookmarkSet,
    CameraOpened,
    ClipBegun,
    ClipEnded,
    SnapshotKept,
)
from commandcenter.domain.errors import Refused
from commandcenter.domain.events import Instant, Name
from commandcenter.domain.journal import Draft, Outcome
from commandcenter.domain.state import State
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.domain.video import MOST_BOOKMARKS, Bookmark, PictureState, clip_key
from commandcenter.domain.written import written
from commandcenter.services import lateness
from commandcenter.services.acting import actor
from commandcenter.services.commands import Asks, Context, Declaration, Offline
from commandcenter.services.permissions import Permission
from commandcenter.services.reach import NOTHING, of_camera
from commandcenter.services.viewing import OnCamera, Open, camera_of, open_camera, require_viewing

FILE = r"^[0-9]{8}/[A-Za-z0-9][A-Za-z0-9._-]{0,150}\.(png|ts|mp4|mkv)\Z"
"""A file in the evidence folder: the day's folder and a plain name, so that no word from outside leads elsewhere."""
BACK = timedelta(days=1)
MOST_NOTE = 200

File = Annotated[str, msgspec.Meta(pattern=FILE)]
Digest = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]
Pixels = Annotated[int, msgspec.Meta(ge=1, le=65_536)]


class Snapshot(OnCamera, frozen=True, kw_only=True):
    """The picture as the tile had it at `at`, by the seat's clock; it was `age_s` seconds old then."""

    file: File
    sha256: Digest
    width: Pixels
    height: Pixels
    state: PictureState
    age_s: Annotated[float, msgspec.Meta(ge=0, le=1e9)]
    at: Instant


class Why(Enum):
    """Why a clip ended: it was wanted, it was long enough, the disk, its tile, the stream, an error, its seat's end."""

    ASKED = "asked"
    LIMIT = "limit"
    DISK = "disk"
    CLOSED = "closed"
    LOST = "lost"
    FAILED = "failed"
    SEAT = "seat"


class Clip(OnCamera, frozen=True, kw_only=True):
    """It begins, and will lie there."""

    file: File


class End(OnCamera, frozen=True, kw_only=True):
    """What has become of the clip that was begun as `file`, but for the ending; `sha256` is "" where there is none."""

    file: File
    why: Why
    seconds: Annotated[float, msgspec.Meta(ge=0, le=1e6)]
    bytes: Annotated[int, msgspec.Meta(ge=0, le=2**53)]
    sha256: Annotated[str, msgspec.Meta(pattern=r"^([0-9a-f]{64})?\Z")] = ""


class Mark(OnCamera, frozen=True, kw_only=True):
    """`at`, by the seat's clock, in the camera's picture."""

    at: Instant
    note: Annotated[str, msgspec.Meta(max_length=MOST_NOTE)] = ""


class Unmark(OnCamera, frozen=True, kw_only=True):
    bookmark: Name


def snapshot(state: State, args: Snapshot, context: Context) -> list[Draft]:
    require_viewing(state, args.camera, context)
    told = lateness.ago(context.now, context.doing.age_s) if context.doing.kept else context.now
    before = min(max(context.done_at - args.at, timedelta()), BACK)
    kept = SnapshotKept(
        camera=args.camera,
        file=args.file,
        sha256=args.sha256,
        width=args.width,
        height=args.height,
        state=args.state,
        age_s=args.age_s,
        taken_at=told - before,
    )
    return [Draft(change=kept, subject=args.camera)]


def begin_clip(state: State, args: Clip, context: Context) -> list[Draft]:
    require_viewing(state, args.camera, context)
    if clip_key(args.file) in state.clips:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "A clip {file} is being recorded already."), file=args.file)
    return [Draft(change=ClipBegun(camera=args.camera, file=args.file), subject=args.camera)]


def end_clip(state: State, args: End, context: Context) -> list[Draft]:
    """The seat's own word on what somebody has begun there, in their name, whoever sits there now."""
    known = state.clips.get(clip_key(args.file))
    if known is None or (known.camera, known.seat) != (args.camera, context.seat):
        raise Refused(QT_TRANSLATE_NOOP("trouble", "No clip {file} has begun here and not ended."), file=args.file)
    change = ClipEnded(
        camera=args.camera,
        file=args.file,
        why=args.why.value,
        sha256=args.sha256,
        seconds=args.seconds,
        bytes=args.bytes,
    )
    outcome = Outcome.DONE if args.sha256 else Outcome.FAILED
    return [Draft(change=change, subject=args.camera, outcome=outcome, actor=known.by)]


def mark(state: State, args: Mark, context: Context) -> list[Draft]:
    require_viewing(state, args.camera, context)
    if len(state.bookmarks) >= MOST_BOOKMARKS:
        what = QT_TRANSLATE_NOOP("trouble", "There are {count} bookmarks already: remove some first.")
        raise Refused(what, count=MOST_BOOKMARKS)
    who = actor(context)
    bookmark = Bookmark(
        id=f"B{state.size}",
        camera=args.camera,
        at=lateness.seat_time(args.at),
        note=written(args.note).replace("\n", " "),
        by=who.account,
        name=who.name,
        seat=context.seat,
    )
    return [Draft(change=BookmarkSet(bookmark=bookmark), subject=args.camera)]


def unmark(state: State, args: Unmark, context: Context) -> list[Draft]:
    """By who has set it, or by who leads the shift."""
    found = state.bookmarks.get(args.bookmark)
    if found is None or found.camera != args.camera:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "There is no bookmark {bookmark}."), bookmark=args.bookmark)
    who = actor(context)
    if found.by != who.account and not who.leads:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "{person} has set this bookmark."), person=found.name)
    return [Draft(change=BookmarkRemoved(bookmark=found), subject=args.camera)]


def declarations() -> list[Declaration]:
    """Looking through cameras, and what is kept of that; a seat that is cut off keeps its word for later."""
    reach, session, local = of_camera(camera_of), Asks.SESSION, Offline.LOCAL
    view, keep, seat = Permission.VIEW_CAMERAS, Permission.KEEP_EVIDENCE, Permission.REPORT_SEAT
    return [
        Declaration("camera.open", Open, view, (Acted, CameraOpened), open_camera, session, reach, local),
        Declaration("evidence.snapshot", Snapshot, keep, (SnapshotKept,), snapshot, session, reach, local),
        Declaration("evidence.clip", Clip, keep, (ClipBegun,), begin_clip, session, reach, local),
        Declaration("evidence.clip_end", End, seat, (ClipEnded,), end_clip, Asks.SEAT, NOTHING, local),
        Declaration("bookmark.set", Mark, keep, (BookmarkSet,), mark, session, reach, local),
        Declaration("bookmark.remove", Unmark, keep, (BookmarkRemoved,), unmark, session, reach),
    ]
