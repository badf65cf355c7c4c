"""What a tile says in words, derived from its feed's status."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from PySide6.QtCore import QCoreApplication

from widgets.kit.ages import clock, lasting, running
from widgets.video_tile.feed import StatusLike
from widgets.video_tile.reasons import next_try, reason_words, remedy, unsupported_words

OLD_AFTER_S = 1.0
DAY_S = 86_400


class Look(Enum):
    """How the tile is painted."""

    EMPTY = auto()  # no camera belongs here
    LIVE = auto()  # the picture, plain; a tag may say that it is late or does not change
    PLAIN = auto()  # words on the ground, nothing wrong yet
    WRONG = auto()  # the same with a sign
    STRUCK = auto()  # the last picture, darkened and struck through once: connected, and nothing new comes
    CROSSED = auto()  # the same struck through twice: no connection
    DIMMED = auto()  # the last picture, darkened


class Sign(Enum):
    """The shape beside the headline: what is wrong is told by more than words and colour."""

    NONE = auto()
    MARK = auto()  # the minor mark
    LOCK = auto()  # the camera does not let us in
    FILM = auto()  # it sends what is not played here


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """Everything of a tile but its picture and its name; equal faces are painted alike."""

    look: Look
    sign: Sign = Sign.NONE
    headline: str = ""
    detail: str = ""
    time: str = ""
    brief_time: str = ""  # in its place where there is little room
    tag: str = ""
    tag_marked: bool = False  # with the minor mark: something is wrong


def face_of(status: StatusLike | None, now: datetime) -> Face:
    """The face for a feed's status; None is a tile without a camera. `now` is the wall clock's time, aware."""
    match status.state if status else "closed":
        case "live":
            return Face(look=Look.LIVE, time=_taken(status, now))
        case "late" | "static":
            return _tagged(status, now)
        case "connecting":
            headline = QCoreApplication.translate("VideoTile", "Connecting…")
            return Face(
                look=_dimmed_or(Look.PLAIN, status),
                headline=headline,
                detail=_sentence(_joined(_waits_for(status), _old(status))),
                time=_last(status, now),
                brief_time=_taken(status, now),
            )
        case "restarting":
            headline = QCoreApplication.translate("VideoTile", "Video is restarting…")
            look = _dimmed_or(Look.PLAIN, status)
            return Face(
                look=look,
                headline=headline,
                detail=_sentence(_old(status)),
                time=_last(status, now),
                brief_time=_taken(status, now),
            )
        case "frozen" | "lost":
            return _stopped(status, now)
        case "refused" | "unsupported":
            return _unwilling(status, now)
        case _:
            return _closed(status)


def failed_face() -> Face:
    """Of a tile that cannot tell what is true of its camera."""
    return Face(
        look=Look.WRONG,
        sign=Sign.MARK,
        headline=QCoreApplication.translate("VideoTile", "State unknown"),
        detail=QCoreApplication.translate("VideoTile", "This is a fault of the program; the log has it"),
    )


def _tagged(status: StatusLike | None, now: datetime) -> Face:
    late = status is not None and status.state == "late"
    seconds = (status.behind if late else status.unchanged) if status else None
    if late:
        words = QCoreApplication.translate("VideoTile", "Behind {duration}")
    else:
        words = QCoreApplication.translate("VideoTile", "Unchanged for {duration}")
    return Face(
        look=Look.LIVE,
        time=_taken(status, now, (seconds or 0.0) if late else 0.0),
        tag=words.format(duration=lasting(seconds or 0.0)),
        tag_marked=late,
    )


def _stopped(status: StatusLike | None, now: datetime) -> Face:
    if status is None or status.age is None:
        reason = status.reason if status else ""
        return Face(
            look=Look.WRONG,
            sign=Sign.MARK,
            headline=reason_words(reason),
            detail=_sentence(_joined(remedy(status.reason if status else ""), next_try(status))),
        )
    frozen = status.state == "frozen"
    if frozen:
        headline = QCoreApplication.translate("VideoTile", "Frozen {duration}")
    else:
        headline = QCoreApplication.translate("VideoTile", "Lost {duration}")
    reason = reason_words(status.reason) if status.reason else ""
    return Face(
        look=Look.STRUCK if frozen else Look.CROSSED,
        sign=Sign.MARK,
        headline=headline.format(duration=_duration(status.age)),
        detail=_sentence(_joined(reason, next_try(status))),
        time=_last(status, now),
        brief_time=_taken(status, now),
    )


def _unwilling(status: StatusLike | None, now: datetime) -> Face:
    refused = status is not None and status.state == "refused"
    reason = status.reason if status else ""
    return Face(
        look=_dimmed_or(Look.WRONG, status),
        sign=Sign.LOCK if refused else Sign.FILM,
        headline=reason_words(reason) if refused else unsupported_words(status.codec if status else ""),
        detail=_sentence(_joined(remedy(reason), _old(status), next_try(status))),
        time=_last(status, now),
        brief_time=_taken(status, now),
    )


def _closed(status: StatusLike | None) -> Face:
    if status is None or not status.reason:
        return Face(look=Look.EMPTY, headline=QCoreApplication.translate("VideoTile", "No camera"))
    detail = _sentence(_joined(remedy(status.reason), next_try(status)))
    return Face(look=Look.WRONG, sign=Sign.MARK, headline=reason_words(status.reason), detail=detail)


def _dimmed_or(look: Look, status: StatusLike | None) -> Look:
    """Dimmed where there is a picture to keep."""
    return look if status is None or status.age is None else Look.DIMMED


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _waits_for(status: StatusLike | None) -> str:
    return reason_words(status.reason) if status is not None and status.reason else ""


def _duration(seconds: float) -> str:
    return running(seconds) if seconds < DAY_S else lasting(seconds)


def _old(status: StatusLike | None) -> str:
    """The age of the picture where the headline does not say it."""
    if status is None or status.age is None or status.age < OLD_AFTER_S:
        return ""
    return QCoreApplication.translate("VideoTile", "picture {duration} old").format(duration=_duration(status.age))


def _taken(status: StatusLike | None, now: datetime, behind: float = 0.0) -> str:
    """When the picture was taken; with its day when that is not today."""
    if status is None or status.age is None:
        return ""
    taken = now - timedelta(seconds=status.age + behind)
    local, today = taken.astimezone(), now.astimezone()
    return clock(taken) if local.date() == today.date() else local.strftime("%m-%d %H:%M")


def _last(status: StatusLike | None, now: datetime) -> str:
    taken = _taken(status, now)
    return QCoreApplication.translate("VideoTile", "last {time}").format(time=taken) if taken else ""
