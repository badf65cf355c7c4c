"""Groups of cameras that an officer keeps: they follow the person to whatever desk they sit at."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated
from unicodedata import normalize

import msgspec

from commandcenter.domain.changes.people import FavouritesKept
from commandcenter.domain.errors import Refused
from commandcenter.domain.favourites import MAX_BYTES, MAX_CAMERAS, MAX_GROUP_NAME, MAX_GROUPS, FavouriteGroup
from commandcenter.domain.journal import Draft
from commandcenter.domain.people import Account, Scope, person_name
from commandcenter.domain.state import State
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.commands import Args, Context, Declaration, Offline
from commandcenter.services.permissions import Permission
from commandcenter.services.reach import of_camera

SEEN = of_camera(str)


class Favourites(Args, frozen=True, kw_only=True):
    """All of them, in their order."""

    groups: Annotated[tuple[FavouriteGroup, ...], msgspec.Meta(max_length=MAX_GROUPS)]


def keep(state: State, args: Favourites, context: Context) -> list[Draft]:
    """One's own. Raises Refused with the group and the camera that is wrong."""
    account = state.accounts.get(context.person.id)
    if account is None:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "Favourites belong to an account: sign in at a desk."))
    groups = tuple(_named(number, group) for number, group in enumerate(args.groups, 1))
    _require_room(groups)
    _require_own_names(groups)
    known = _kept_before(account)
    for number, group in enumerate(groups, 1):
        _require_cameras(state, number, group, context.person.scope, known)
    kept = msgspec.structs.replace(account, favourites=groups)
    return [Draft(change=FavouritesKept(account=kept), subject=account.id)]


def _named(number: int, group: FavouriteGroup) -> FavouriteGroup:
    try:
        return msgspec.structs.replace(group, name=person_name(group.name))
    except Refused as refusal:
        raise Refused(
            QT_TRANSLATE_NOOP(
                "trouble", "Group {number}: a name is one line of 1 to {count} characters that can be shown."
            ),
            number=number,
            count=MAX_GROUP_NAME,
        ) from refusal


def _require_room(groups: Collection[FavouriteGroup]) -> None:
    size = sum(group.size for group in groups)
    if size > MAX_BYTES:
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "The favourites take {size} bytes, and there is room for {count}."),
            size=size,
            count=MAX_BYTES,
        )


def _require_own_names(groups: Collection[FavouriteGroup]) -> None:
    """Names are compared as people read them: case and width make none another."""
    seen: set[str] = set()
    for number, group in enumerate(groups, 1):
        compared = normalize("NFKC", group.name).casefold()
        if compared in seen:
            raise Refused(
                QT_TRANSLATE_NOOP("trouble", "Group {number}: another one is called {name} already."),
                number=number,
                name=group.name,
            )
        seen.add(compared)


def _kept_before(account: Account) -> frozenset[str]:
    """What was right once is kept: lists come back, and scopes do."""
    return frozenset(camera for group in account.favourites for camera in group.cameras)


def _require_cameras(state: State, number: int, group: FavouriteGroup, scope: Scope, known: Collection[str]) -> None:
    seen: set[str] = set()
    for camera in group.cameras:
        if camera in seen:
            raise Refused(
                QT_TRANSLATE_NOOP("trouble", "Group {number}: camera {camera} stands there twice."),
                number=number,
                camera=camera,
            )
        seen.add(camera)
        if camera not in known:
            _require_seen(state, number, camera, scope)
    count = len(group.listed(state.cameras))
    if count > MAX_CAMERAS:
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "Group {number} has {count} cameras, and there is room for {most}."),
            number=number,
            count=count,
            most=MAX_CAMERAS,
        )


def _require_seen(state: State, number: int, camera: str, scope: Scope) -> None:
    """One that is new to the account is on the list, and within the person's reach."""
    if camera not in state.cameras:
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "Group {number}: there is no camera {camera}."),
            number=number,
            camera=camera,
        )
    if not SEEN.covers(state, camera, scope):
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "Group {number}: camera {camera} lies outside the areas granted."),
            number=number,
            camera=camera,
        )


def declarations() -> list[Declaration]:
    """Its line of the command table."""
    entries = (FavouritesKept,)
    view = Permission.VIEW_CAMERAS
    return [Declaration("account.favourites", Favourites, view, entries, keep, offline=Offline.LOCAL)]
