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
from commandcenter.domain.video import MOST_BOOKMARKS, Bookmark, PictureState
from commandcenter.domain.written import written
from commandcenter.services import lateness
from commandcenter.services.acting import actor
from commandcenter.services.commands import Asks, Context, Declaration, Offline
from commandcenter.services.permissions import Permission
from commandcenter.services.reach import of_camera
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
    """Why a clip ended: somebody wanted it, it was long enough, the disk, the tile was closed, the stream, an error."""

    ASKED = "asked"
    LIMIT = "limit"
    DISK = "disk"
    CLOSED = "closed"
    LOST = "lost"
    FAILED = "failed"


class End(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`sha256` is "" where there is no file."""

    why: Why
    seconds: Annotated[float, msgspec.Meta(ge=0, le=1e6)]
    bytes: Annotated[int, msgspec.Meta(ge=0, le=2**53)]
    sha256: Annotated[str, msgspec.Meta(pattern=r"^([0-9a-f]{64})?\Z")] = ""


class Clip(OnCamera, frozen=True, kw_only=True):
    """It begins, or has ended."""

    file: File
    ended: End | None = None


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


def clip(state: State, args: Clip, context: Context) -> list[Draft]:
    """That one has ended is recorded in any case."""
    end = args.ended
    if end is None:
        require_viewing(state, args.camera, context)
        return [Draft(change=ClipBegun(camera=args.camera, file=args.file), subject=args.camera)]
    change = ClipEnded(
        camera=args.camera,
        file=args.file,
        why=end.why.value,
        sha256=end.sha256,
        seconds=end.seconds,
        bytes=end.bytes,
    )
    outcome = Outcome.DONE if end.sha256 else Outcome.FAILED
    return [Draft(change=change, subject=args.camera, outcome=outcome)]


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
    view, keep = Permission.VIEW_CAMERAS, Permission.KEEP_EVIDENCE
    return [
        Declaration("camera.open", Open, view, (Acted, CameraOpened), open_camera, session, reach, local),
        Declaration("evidence.snapshot", Snapshot, keep, (SnapshotKept,), snapshot, session, reach, local),
        Declaration("evidence.clip", Clip, keep, (ClipBegun, ClipEnded), clip, session, reach, local),
        Declaration("bookmark.set", Mark, keep, (BookmarkSet,), mark, session, reach, local),
        Declaration("bookmark.remove", Unmark, keep, (BookmarkRemoved,), unmark, session, reach),
    ]
