"""The people of the demo's centre: one in each position that it needs, with passwords made up for this run."""

from __future__ import annotations

from collections.abc import Mapping
from secrets import choice
from types import MappingProxyType

import msgspec

from commandcenter.adapters.data_folder import DataFolder
from commandcenter.app.administering import obeying
from commandcenter.domain.people import Role
from commandcenter.services.credentials import Claim
from commandcenter.settings import Settings

# Without those that are taken for one another.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """An account as it is told once: whoever has read it can sign in."""

    account: str
    name: str
    role: Role
    password: str


# Account, position, staff number, and what people call them. The security administrator is the last one: once there is
# one, nobody else can make accounts.
PEOPLE: tuple[tuple[str, Role, str, Mapping[str, str]], ...] = (
    ("li.wei", Role.DUTY_OFFICER, "JB1001", MappingProxyType({"zh": "李伟", "en": "Li Wei"})),
    ("zhao.min", Role.DUTY_OFFICER, "JB1003", MappingProxyType({"zh": "赵敏", "en": "Zhao Min"})),
    ("chen.jing", Role.SHIFT_LEADER, "JB1002", MappingProxyType({"zh": "陈静", "en": "Chen Jing"})),
    ("zhou.ping", Role.AUDITOR, "JB1007", MappingProxyType({"zh": "周平", "en": "Zhou Ping"})),
    ("wu.lei", Role.SYSTEM_ADMINISTRATOR, "JB1008", MappingProxyType({"zh": "吴磊", "en": "Wu Lei"})),
    ("sun.yan", Role.SECURITY_ADMINISTRATOR, "JB1009", MappingProxyType({"zh": "孙艳", "en": "Sun Yan"})),
)


def make_people(folder: DataFolder, settings: Settings, language: str) -> list[Made]:
    """In the order of `PEOPLE`, before the core runs."""
    made = [Made(account=it, name=names[language], role=role, password=_password()) for it, role, _, names in PEOPLE]
    with obeying(folder, settings) as obey:
        for person, (_, _, number, _) in zip(made, PEOPLE, strict=True):
            args = {
                "account": person.account,
                "name": person.name,
                "person": number,
                "roles": [person.role.value],
                "areas": ["*"],
                "cameras": ["*"],
                "must_change": False,
            }
            obey("account.add", args, Claim(secret=person.password))
    return made


def _password() -> str:
    """70 bits, in groups that are easily typed."""
    return "-".join("".join(choice(LETTERS) for _ in range(5)) for _ in range(3))
