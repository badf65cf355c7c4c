"""What is said of cameras, who has looked through a restricted one, what was kept of their pictures."""

from __future__ import annotations

from datetime import datetime

from commandcenter.domain.changes.change import Change
from commandcenter.domain.video import Bookmark, PictureState, Sight, Viewing


class CameraStated(Change, frozen=True, kw_only=True, tag="camera.state"):
    """A seat's word on a camera, in place of the one before."""

    camera: str
    sight: Sight


class CameraOpened(Change, frozen=True, kw_only=True, tag="camera.opened"):
    """Somebody has said what for, and may look through a restricted camera for a while."""

    viewing: Viewing


class SnapshotKept(Change, frozen=True, kw_only=True, tag="evidence.snapped"):
    """`file` lies in the seat's evidence folder, with that digest (SHA-256, hex) and so many pixels.

    The picture was `age_s` seconds old at `taken_at`, by the core's clock, and the camera in that state.
    """

    camera: str
    file: str
    sha256: str
    width: int
    height: int
    state: PictureState
    age_s: float
    taken_at: datetime


class ClipBegun(Change, frozen=True, kw_only=True, tag="evidence.clip_begun"):
    """What the tile shows is written to `file` from now on."""

    camera: str
    file: str


class ClipEnded(Change, frozen=True, kw_only=True, tag="evidence.clip_ended"):
    """`why`: asked, limit, disk, closed, lost, failed or seat. Of what left no file `sha256` is "" and `bytes` 0."""

    camera: str
    file: str
    why: str
    sha256: str = ""
    seconds: float = 0.0
    bytes: int = 0


class BookmarkSet(Change, frozen=True, kw_only=True, tag="bookmark.kept"):
    bookmark: Bookmark


class BookmarkRemoved(Change, frozen=True, kw_only=True, tag="bookmark.removed"):
    bookmark: Bookmark
