"""The people of a centre: their accounts, who sits where, whose passwords failed, what waits for a second person.

A person is a human being with a staff number (工号). One may have several accounts; they count as one person wherever
two persons are needed, and where powers must not meet in one hand (三员分立).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import Enum
from typing import Annotated
from unicodedata import normalize

import msgspec

from commandcenter.domain.assets import Camera
from commandcenter.domain.errors import Refused
from commandcenter.domain.favourites import FavouriteGroup
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.domain.written import required

MAX_ACCOUNTS = 5_000
MAX_NAME = 64
MAX_DIRECTORY_NAME = 128
RESERVED = frozenset({"core", "wall", "admin", "tool", "nobody"})
"""Ids that stand in the journal for who is no person."""

ACCOUNT_PATTERN = r"^[a-z][a-z0-9._-]{1,31}\Z"
AccountId = Annotated[str, msgspec.Meta(pattern=ACCOUNT_PATTERN)]
StaffNumber = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,31}\Z")]
Area = Annotated[str, msgspec.Meta(pattern=r"^(\*|[A-Za-z0-9._-]{2,16})\Z")]
"""The code of an area, all below a code of digits, or everywhere (`*`)."""
CameraPattern = Annotated[str, msgspec.Meta(pattern=r"^(\*|[^*\s]{1,127}\*?)\Z")]
"""A camera's id, all whose ids begin so (`C0*`), or all of one's areas (`*`)."""


class Role(Enum):
    """A position; one signs in as one of them."""

    DUTY_OFFICER = "duty-officer"
    SHIFT_LEADER = "shift-leader"
    COORDINATOR = "coordinator"
    STREET_CENTRE = "street-centre"
    DEPARTMENT = "department"
    WALL = "wall"
    AUDITOR = "auditor"
    SECURITY_ADMINISTRATOR = "security-administrator"
    SYSTEM_ADMINISTRATOR = "system-administrator"

    @property
    def spoken(self) -> str:
        """In English; other languages translate this."""
        return self.value.replace("-", " ")


SEPARATE = frozenset({Role.AUDITOR, Role.SECURITY_ADMINISTRATOR, Role.SYSTEM_ADMINISTRATOR})
"""Nobody holds two of them, over all accounts of the person, nor gets at another one's alone."""
LOCAL = frozenset({Role.STREET_CENTRE, Role.DEPARTMENT})
"""They act within their areas only, which are therefore named."""


class Scope(msgspec.Struct, frozen=True, kw_only=True):
    """Where somebody may act; of nothing named, nowhere."""

    areas: tuple[str, ...] = ()
    cameras: tuple[str, ...] = ()

    @property
    def everywhere(self) -> bool:
        return "*" in self.areas

    def covers_area(self, area: str) -> bool:
        """What has no area is everybody's whose scope is not narrowed, and of nobody else."""
        return self.everywhere or any(_lies_in(area, own) for own in self.areas)

    def covers_camera(self, camera: Camera) -> bool:
        """One that is named, wherever it is; by `*` those of one's areas."""
        named = (pattern for pattern in self.cameras if pattern != "*")
        if any(camera.id.startswith(it[:-1]) if it.endswith("*") else camera.id == it for it in named):
            return True
        return "*" in self.cameras and self.covers_area(camera.area)


EVERYWHERE = Scope(areas=("*",), cameras=("*",))
NOWHERE = Scope()


MAX_VIEWS = 9


class QueueView(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A way to look at the queue: through that filter, one's own alarms or all, those with these words.

    `filter`: all, unacknowledged or hidden.
    """

    filter: Annotated[str, msgspec.Meta(pattern=r"^(all|unacknowledged|hidden)\Z")] = "all"
    mine: bool = True
    words: Annotated[str, msgspec.Meta(max_length=80)] = ""


class Account(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`digest`: SHA-256 (hex) of its sealed credentials, "" while it has none. `step`: the last one-time code's number.

    `must_change`: its next sign-in is refused until its holder has chosen a password. `directory`: the name under which
    a directory knows its holder and checks the password; "" for one that the core checks itself. `given_at`: when
    somebody else has set its password last, who may know it still. `views` of the queue and
    `favourites` of the cameras are what its holder keeps.
    """

    id: str
    name: str
    person: str
    roles: tuple[Role, ...]
    scope: Scope = NOWHERE
    enabled: bool = True
    digest: str = ""
    second_factor: bool = False
    step: int = 0
    must_change: bool = False
    password_at: datetime | None = None
    directory: str = ""
    given_at: datetime | None = None
    views: tuple[QueueView, ...] = ()
    favourites: tuple[FavouriteGroup, ...] = ()

    @property
    def can_sign_in(self) -> bool:
        return self.enabled and (self.digest != "" or self.directory != "")

    @property
    def chosen(self) -> bool:
        """Whether the present password is its holder's own choice: what somebody else sets bears that very moment."""
        return self.given_at is None or self.password_at != self.given_at


class Session(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody sits at a seat, in one position. `began`: steady seconds; `key`: the seat's, so that no other takes it.

    `unlocked_by`: the supervisor who unlocked it last, "" when that was its own person.
    """

    id: str
    account: str
    name: str
    person: str
    role: Role
    seat: str
    key: str
    since: datetime
    began: float
    factors: tuple[str, ...] = ()
    locked: bool = False
    locked_at: datetime | None = None
    unlocked_by: str = ""


class Approval(msgspec.Struct, frozen=True, kw_only=True):
    """A command that waits for a second person: exactly this one, once, until `until`.

    `digest` (SHA-256, hex) is over name and arguments; `asked` is in steady seconds; `session` is "" for a tool.
    `secret` (SHA-256, hex) is that of the sealed credentials which it brings, "" for none.
    """

    id: str
    command: str
    args: bytes
    digest: str
    account: str
    name: str
    person: str
    session: str
    seat: str
    asked: float
    until: datetime
    secret: str = ""


def person_name(text: str) -> str:
    """A name for people as it may stand in a record and on a screen. Raises Refused."""
    clean = required(text)
    if "\n" in clean or len(clean) > MAX_NAME:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "A name is one line of at most {count} characters."), count=MAX_NAME)
    return clean


def staff_number(text: str) -> str:
    """As it is compared: small letters are not another person's."""
    return text.upper()


def require_separate(roles: Iterable[Role], others: Iterable[Account]) -> None:
    """`others` are the further accounts of the same person, disabled ones too. Raises Refused."""
    held = {role for account in others for role in account.roles}.union(roles) & SEPARATE
    if len(held) > 1:
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "One person may not hold both {one} and {other}."),
            one=min(role.spoken for role in held),
            other=max(role.spoken for role in held),
        )


def directory_name(text: str, roles: Iterable[Role], others: Iterable[Account]) -> str:
    """`text` as the account's name in the directory; `others` are accounts of other persons. Raises Refused.

    Whoever runs the directory can be anyone in it: the three administrators are therefore never checked there, and
    can always sign in. Two persons that are one to the directory would be one who agrees with itself.
    """
    clean = required(text)
    if "\n" in clean or len(clean) > MAX_DIRECTORY_NAME:
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "A name in the directory is one line of at most {count} characters."),
            count=MAX_DIRECTORY_NAME,
        )
    held = SEPARATE.intersection(roles)
    if held:
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "The core itself checks the password of who is {role}, no directory."),
            role=min(role.spoken for role in held),
        )
    same = next((it for it in others if it.directory and _compared(it.directory) == _compared(clean)), None)
    if same is not None:
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "The directory's {name} is another person here: {account}."),
            name=clean,
            account=same.id,
        )
    return clean


def _compared(name: str) -> str:
    """As directories compare names: case, width and the number of blanks make no difference."""
    return " ".join(normalize("NFKC", name).casefold().split())


def _lies_in(area: str, own: str) -> bool:
    return area == own or (own.isascii() and own.isdigit() and area.startswith(own))
