"""What a tile says in words, derived from its feed's status."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from PySide6.QtCore import QCoreApplication

from widgets.kit.ages import clock, running
from widgets.video_tile.feed import StatusLike


class Look(Enum):
    """How the tile is painted."""

    EMPTY = auto()  # no camera belongs here
    LIVE = auto()
    PLAIN = auto()  # words on the ground, nothing wrong yet
    WRONG = auto()  # the same with the minor mark
    STRUCK = auto()  # the last picture, darkened and struck through, with the minor mark
    DIMMED = auto()  # the last picture, darkened


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """Everything of a tile but its picture and its name; equal faces are painted alike."""

    look: Look
    headline: str = ""
    detail: str = ""
    time: str = ""


def face_of(status: StatusLike | None, now: datetime) -> Face:
    """The face for a feed's status; None is a tile without a camera. `now` is the wall clock's time, aware."""
    match status.state if status else "closed":
        case "playing":
            return Face(look=Look.LIVE, time=_taken(status, now))
        case "opening":
            return Face(look=Look.PLAIN, headline=QCoreApplication.translate("VideoTile", "Connecting…"))
        case "stopped":
            return _stopped(status, now)
        case "restarting":
            look = Look.PLAIN if status is None or status.age is None else Look.DIMMED
            return Face(
                look=look,
                headline=QCoreApplication.translate("VideoTile", "Video is restarting…"),
                time=_last(status, now),
            )
        case "failed":
            reason = status.reason if status else ""
            return Face(look=Look.WRONG, headline=reason_words(reason), detail=_sentence(_what_next(status)))
        case _:
            return Face(look=Look.EMPTY, headline=QCoreApplication.translate("VideoTile", "No camera"))


def reason_words(code: str) -> str:
    """A reason's code in words; an unknown one stays a code, so that it can be looked up."""
    words = {
        "": QCoreApplication.translate("VideoTile", "No picture"),
        "no-libvlc": QCoreApplication.translate("VideoTile", "No video player"),
        "no-ffmpeg": QCoreApplication.translate("VideoTile", "No ffmpeg"),
        "refused-address": QCoreApplication.translate("VideoTile", "Address not allowed"),
        "no-answer": QCoreApplication.translate("VideoTile", "No answer"),
        "needs-password": QCoreApplication.translate("VideoTile", "Password needed"),
        "not-found": QCoreApplication.translate("VideoTile", "No such stream"),
        "no-picture": QCoreApplication.translate("VideoTile", "No picture sent"),
        "ended": QCoreApplication.translate("VideoTile", "Stream ended"),
        "silent": QCoreApplication.translate("VideoTile", "Gone silent"),
        "no-capacity": QCoreApplication.translate("VideoTile", "Too many cameras"),
    }
    return words.get(code, code)


def _remedy(code: str) -> str:
    """What a person can do about it, where trying again does not help."""
    see_doctor = QCoreApplication.translate("VideoTile", "`doctor` names the package")
    words = {
        "no-libvlc": see_doctor,
        "no-ffmpeg": see_doctor,
        "refused-address": QCoreApplication.translate("VideoTile", "Correct it in the camera list"),
        "no-capacity": QCoreApplication.translate("VideoTile", "Close another one first"),
    }
    return words.get(code, "")


def _stopped(status: StatusLike | None, now: datetime) -> Face:
    age = status.age if status and status.age is not None else 0.0
    headline = QCoreApplication.translate("VideoTile", "Picture stopped {duration}").format(duration=running(age))
    parts = [reason_words(status.reason)] if status and status.reason else []
    detail = _sentence(" · ".join([*parts, *filter(None, [_what_next(status)])]))
    return Face(look=Look.STRUCK, headline=headline, detail=detail, time=_last(status, now))


def _what_next(status: StatusLike | None) -> str:
    if status is None:
        return ""
    if status.retry_in is None:
        return _remedy(status.reason)
    if status.retry_in <= 0:
        return QCoreApplication.translate("VideoTile", "trying again now")
    return QCoreApplication.translate("VideoTile", "next try in {seconds} s").format(seconds=math.ceil(status.retry_in))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _taken(status: StatusLike | None, now: datetime) -> str:
    if status is None or status.age is None:
        return ""
    return clock(now - timedelta(seconds=status.age))


def _last(status: StatusLike | None, now: datetime) -> str:
    taken = _taken(status, now)
    return QCoreApplication.translate("VideoTile", "last {time}").format(time=taken) if taken else ""
