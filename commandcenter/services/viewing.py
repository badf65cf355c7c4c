"""Who may look through a camera just now: a restricted one wants a purpose, which is good for half an hour."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec

from commandcenter.domain.assets import Camera
from commandcenter.domain.changes.operating import Acted
from commandcenter.domain.changes.video import CameraOpened
from commandcenter.domain.errors import Refused
from commandcenter.domain.events import Name
from commandcenter.domain.journal import Draft
from commandcenter.domain.state import State
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.domain.video import VIEWING, Viewing, viewing_key
from commandcenter.domain.written import required
from commandcenter.services import lateness
from commandcenter.services.commands import NOBODY_HERE, Args, Context

MOST_PURPOSE = 200


class OnCamera(Args, frozen=True, kw_only=True):
    camera: Name


class Open(OnCamera, frozen=True, kw_only=True):
    """`purpose` is needed for a restricted camera, when none was given in this session half an hour ago or less."""

    purpose: Annotated[str, msgspec.Meta(max_length=MOST_PURPOSE)] = ""


def camera_of(args: Args) -> str:
    return args.camera if isinstance(args, OnCamera) else ""


def viewing_of(state: State, camera: str, session: str, now: datetime) -> Viewing | None:
    """What that session has said to look through the restricted camera, None when it has to say so (again)."""
    found = state.viewings.get(viewing_key(session, camera)) if session else None
    return found if found is not None and state.instant(now).true < found.until else None


def may_view(state: State, camera: Camera, session: str, now: datetime) -> bool:
    """Whether the seat of that session ("" for none) may show it now, as far as its being restricted goes."""
    return not camera.restricted or viewing_of(state, camera.id, session, now) is not None


def open_camera(state: State, args: Open, context: Context) -> list[Draft]:
    camera = state.cameras.get(args.camera)
    session = context.person.session
    asked = camera is not None and camera.restricted
    if not args.purpose.strip() and (not asked or viewing_of(state, args.camera, session, context.now)):
        detail: dict[str, str | float] = {"camera": args.camera}
        return [Draft(change=Acted(action="camera.open", subject=args.camera, detail=detail), subject=args.camera)]
    if not args.purpose.strip():
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "The camera {camera} is restricted: say what you look through it for."),
            camera=camera.name if camera else args.camera,
        )
    purpose = required(args.purpose)
    if not asked:
        detail = {"camera": args.camera, "purpose": purpose}
        return [Draft(change=Acted(action="camera.open", subject=args.camera, detail=detail), subject=args.camera)]
    if not session:
        raise Refused(NOBODY_HERE)
    # It counts from when it was said: what a seat tells late opens nothing late.
    true = state.instant(context.now).true
    until = lateness.ago(true, context.doing.age_s if context.doing.kept else 0.0) + VIEWING
    viewing = Viewing(camera=args.camera, session=session, purpose=purpose, until=until)
    return [Draft(change=CameraOpened(viewing=viewing), subject=args.camera)]


def require_viewing(state: State, camera: str, context: Context) -> None:
    """What is done with a restricted camera's picture needs a purpose too.

    What a seat tells late has been done, and belongs into the record however it was. Raises Refused.
    """
    known, told_late = state.cameras.get(camera), context.doing.kept and context.doing.late
    if known is None or told_late or may_view(state, known, context.person.session, context.now):
        return
    raise Refused(
        QT_TRANSLATE_NOOP("trouble", "The camera {camera} is restricted: open it first and say what for."),
        camera=known.name,
    )
