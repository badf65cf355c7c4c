"""Why there is no picture and what happens next, in words."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication

from widgets.video_tile.feed import StatusLike


def reason_words(code: str) -> str:
    """A reason's code in words; an unknown one stays a code, so that it can be looked up."""
    words = {
        "": QCoreApplication.translate("VideoTile", "No picture"),
        "no-libvlc": QCoreApplication.translate("VideoTile", "No video player"),
        "no-ffmpeg": QCoreApplication.translate("VideoTile", "No ffmpeg"),
        "refused-address": QCoreApplication.translate("VideoTile", "Address not allowed"),
        "no-answer": QCoreApplication.translate("VideoTile", "No answer"),
        "needs-password": QCoreApplication.translate("VideoTile", "Password refused"),
        "not-found": QCoreApplication.translate("VideoTile", "No such stream"),
        "no-picture": QCoreApplication.translate("VideoTile", "No picture sent"),
        "ended": QCoreApplication.translate("VideoTile", "Stream ended"),
        "silent": QCoreApplication.translate("VideoTile", "Gone silent"),
        "no-capacity": QCoreApplication.translate("VideoTile", "Too many cameras"),
        "garbled": QCoreApplication.translate("VideoTile", "Only noise comes"),
        "behind": QCoreApplication.translate("VideoTile", "Being brought back to live"),
        "purpose": QCoreApplication.translate("VideoTile", "Restricted camera"),
        "sessions-taken": QCoreApplication.translate("VideoTile", "All streams of this camera are in use"),
        "camera-full": QCoreApplication.translate("VideoTile", "Camera gives no more streams"),
    }
    return words.get(code, code)


def unsupported_words(codec: str) -> str:
    """What the camera sends and nobody here plays; "" where its codec has no name that is known."""
    if not codec:
        return QCoreApplication.translate("VideoTile", "Codec not supported")
    return QCoreApplication.translate("VideoTile", "{codec} not supported").format(codec=codec.upper())


def next_try(status: StatusLike | None) -> str:
    """When it is tried again; "" when it is not."""
    if status is None or status.retry_in is None:
        return ""
    if status.retry_in <= 0:
        return QCoreApplication.translate("VideoTile", "trying again now")
    return QCoreApplication.translate("VideoTile", "next try in {seconds} s").format(seconds=math.ceil(status.retry_in))


def remedy(code: str) -> str:
    """What a person can do about it, where trying again does not help; "" elsewhere."""
    see_doctor = QCoreApplication.translate("VideoTile", "`doctor` names the package")
    words = {
        "no-libvlc": see_doctor,
        "no-ffmpeg": see_doctor,
        "refused-address": QCoreApplication.translate("VideoTile", "Correct it in the camera list"),
        "needs-password": QCoreApplication.translate("VideoTile", "Correct it in the camera list"),
        "unsupported": QCoreApplication.translate("VideoTile", "Set the camera to H.264 or H.265"),
        "no-capacity": QCoreApplication.translate("VideoTile", "Close another one first"),
        "purpose": QCoreApplication.translate("VideoTile", "Enter: say what for"),
    }
    return words.get(code, "")
