"""The arguments of the commands on accounts."""

from __future__ import annotations

from typing import Annotated

import msgspec

from commandcenter.domain.people import AccountId, Area, CameraPattern, Role, StaffNumber
from commandcenter.services.commands import Args

LongName = Annotated[str, msgspec.Meta(max_length=256)]
Roles = Annotated[tuple[Role, ...], msgspec.Meta(min_length=1, max_length=len(Role))]
Areas = Annotated[tuple[Area, ...], msgspec.Meta(max_length=64)]
Cameras = Annotated[tuple[CameraPattern, ...], msgspec.Meta(max_length=256)]


class Added(Args, frozen=True, kw_only=True):
    """`person` is the staff number; without areas the account may act nowhere.

    `directory`: the name under which the directory knows its holder and checks the password, "" for none.
    """

    account: AccountId
    name: LongName
    person: StaffNumber
    roles: Roles
    areas: Areas = ()
    cameras: Cameras = ()
    must_change: bool = True
    directory: LongName = ""


class Line(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One of many."""

    account: AccountId
    name: LongName
    person: StaffNumber
    roles: Roles
    areas: Areas = ()
    cameras: Cameras = ()
    directory: LongName = ""


class Many(Args, frozen=True, kw_only=True):
    lines: Annotated[tuple[Line, ...], msgspec.Meta(min_length=1, max_length=500)]


class OnAccount(Args, frozen=True, kw_only=True):
    account: AccountId


class Changed(OnAccount, frozen=True, kw_only=True):
    """What is None stays as it is."""

    name: LongName | None = None
    roles: Roles | None = None
    areas: Areas | None = None
    cameras: Cameras | None = None
    directory: LongName | None = None


class PasswordOf(OnAccount, frozen=True, kw_only=True):
    must_change: bool = True
