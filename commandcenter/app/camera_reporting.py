"""What a centre's journal tells of its cameras: the list with how each is seen, and how well that went some time."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import msgspec

from commandcenter.adapters.camera_words import camera_words
from commandcenter.adapters.clock import utc_now
from commandcenter.app.opening import Where, open_reader
from commandcenter.app.reporting import evidence_of
from commandcenter.domain.assets import Camera
from commandcenter.domain.people import Account
from commandcenter.domain.state import Touched
from commandcenter.domain.video import Sights
from commandcenter.services.camera_health.figures import Health, health
from commandcenter.services.daily.period import day_period
from commandcenter.services.daily_report import Evidence
from commandcenter.settings import Settings


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A camera of the list, and what seats say of it, None while none ever did."""

    camera: Camera
    sights: Sights | None = None


class CameraReport(msgspec.Struct, frozen=True, kw_only=True):
    """Of the cameras that were watched in that time the worst first. `day` is set when it is a whole day's.

    `cameras` has those of the list by id, `people` the names of accounts.
    """

    begins: datetime
    ends: datetime
    health: list[Health]
    cameras: dict[str, Camera]
    people: dict[str, str]
    evidence: Evidence
    made_at: datetime
    day: date | None = None

    def name(self, camera: str) -> str:
        """Of one that has left the list, its id."""
        known = self.cameras.get(camera)
        return known.name if known else camera

    def area(self, camera: str) -> str:
        known = self.cameras.get(camera)
        return known.area if known else ""


def list_cameras(where: Where) -> list[Listed]:
    """By id. Raises DataFolderError."""
    with open_reader(where) as reader:
        sights = {it.camera: it for it in reader.things(Touched.SIGHTS, Sights)}
        cameras = sorted(reader.things(Touched.CAMERA, Camera), key=lambda camera: camera.id)
    return [Listed(camera=camera, sights=sights.get(camera.id)) for camera in cameras]


def make_camera_day(where: Where, settings: Settings, day: date | None) -> CameraReport:
    """Of that day by the centre's clocks; of today, as far as it has come. Raises DataFolderError."""
    now = utc_now()
    wanted = day or day_of(now, settings)
    period = day_period(wanted, settings.time_zone)
    made = make_camera_report(where, period.starts, min(period.ends, max(now, period.starts)))
    return msgspec.structs.replace(made, day=wanted)


def make_camera_report(where: Where, begins: datetime, ends: datetime) -> CameraReport:
    """Of whatever time. Raises DataFolderError."""
    with open_reader(where) as reader:
        return CameraReport(
            begins=begins,
            ends=ends,
            health=health(camera_words(reader, begins, ends), begins, ends),
            cameras={camera.id: camera for camera in reader.things(Touched.CAMERA, Camera)},
            people={account.id: account.name for account in reader.things(Touched.ACCOUNT, Account)},
            evidence=evidence_of(reader),
            made_at=utc_now(),
        )


def day_of(moment: datetime, settings: Settings) -> date:
    """By the centre's clocks."""
    return moment.astimezone(ZoneInfo(settings.time_zone)).date()


def day_began(settings: Settings, moment: datetime) -> datetime:
    """When the day of that moment began by the centre's clocks."""
    return day_period(day_of(moment, settings), settings.time_zone).starts


def camera_record(listed: Listed) -> dict[str, object]:
    """As JSON; its names are an interface. No address is in it."""
    camera, sights = listed.camera, listed.sights
    best = sights.best if sights else None
    picture = sights.picture_at if sights else None
    return {
        "id": camera.id,
        "name": camera.name,
        "code": camera.code,
        "area": camera.area,
        "place": [camera.place.lon, camera.place.lat] if camera.place else None,
        "where": camera.where,
        "sub": bool(camera.sub),
        "sessions": camera.sessions,
        "restricted": camera.restricted,
        "device": camera.device,
        "speaker": camera.speaker,
        "state": best.state.value if best else None,
        "since": best.since.isoformat() if best else None,
        "picture_at": picture.isoformat() if picture else None,
        "seats": [msgspec.to_builtins(sight) for sight in sights.by] if sights else [],
    }


def health_record(report: CameraReport) -> dict[str, object]:
    """As JSON; its names are an interface."""
    return {
        "begins": report.begins.isoformat(),
        "ends": report.ends.isoformat(),
        "listed": len(report.cameras),
        "watched": len(report.health),
        "cameras": [
            {
                "id": it.camera,
                "name": report.name(it.camera),
                "availability": it.availability,
                "watched_s": round(it.watched_s, 3),
                "live_s": round(it.live_s, 3),
                "in_state_s": {state: round(seconds, 3) for state, seconds in it.in_state.items()},
                "faults": it.faults,
                "restarts": it.restarts,
                "bitrate": it.bitrate,
                "picture_at": it.picture_at.isoformat() if it.picture_at else None,
            }
            for it in report.health
        ],
    }


def camera_file(report: CameraReport) -> str:
    """Its name where nobody gives one."""
    return f"cameras-{report.day or report.made_at.astimezone().date()}.pdf"
