"""Reads a list of people to be made accounts for: CSV in Chinese or English headings; each wrong place is named."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType

import msgspec

from commandcenter.adapters.csv_list import at, not_read, read_rows, read_text
from commandcenter.domain.errors import Refused, Trouble
from commandcenter.domain.people import AccountId, Area, CameraPattern, Role, StaffNumber, person_name
from commandcenter.domain.text import QT_TRANSLATE_NOOP

HEADINGS = MappingProxyType({
    "account": "account", "账号": "account", "帐号": "account",
    "name": "name", "姓名": "name",
    "person": "person", "staff number": "person", "工号": "person",
    "roles": "roles", "role": "roles", "岗位": "roles", "角色": "roles",
    "areas": "areas", "区域": "areas", "辖区": "areas",
    "cameras": "cameras", "摄像机": "cameras",
    "directory": "directory", "目录账号": "directory",
})  # fmt: skip
ROLE_NAMES = MappingProxyType({
    "值班员": Role.DUTY_OFFICER,
    "值班长": Role.SHIFT_LEADER,
    "调度员": Role.COORDINATOR,
    "街镇中心": Role.STREET_CENTRE,
    "部门": Role.DEPARTMENT,
    "审计管理员": Role.AUDITOR,
    "安全管理员": Role.SECURITY_ADMINISTRATOR,
    "系统管理员": Role.SYSTEM_ADMINISTRATOR,
})  # fmt: skip
NEEDED = frozenset({"account", "name", "person", "roles"})
ANOTHER = QT_TRANSLATE_NOOP("trouble", "Name another file.")


class PeopleListError(Trouble):
    """A place in the list is wrong; nothing of the list was used."""


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """One line; `line` is its number in the file."""

    line: int
    account: AccountId
    name: str
    person: StaffNumber
    roles: tuple[Role, ...]
    areas: tuple[Area, ...]
    cameras: tuple[CameraPattern, ...]
    directory: str


def read_people(path: Path) -> list[Listed]:
    """In order. Raises PeopleListError naming file, line and column."""
    wrong = partial(_wrong, path)
    rows = read_rows(read_text(path, wrong, partial(not_read, PeopleListError, path, ANOTHER)), HEADINGS, NEEDED, wrong)
    lines = [_person(path, row.line, row.fields) for row in rows]
    if not lines:
        raise _wrong(path, "-", QT_TRANSLATE_NOOP("trouble", "there is nobody in it"))
    _refuse_twins(path, lines)
    return lines


def _person(path: Path, line: int, fields: Mapping[str, str]) -> Listed:
    def one(column: str, kind: object) -> object:
        return _converted(path, at(line, column), fields.get(column, ""), kind)

    def several(column: str, kind: object) -> tuple[object, ...]:
        return tuple(_converted(path, at(line, column), part, kind) for part in _parts(fields.get(column, "")))

    roles = tuple(_role(path, at(line, "roles"), part) for part in _parts(fields.get("roles", "")))
    if not roles:
        raise _wrong(path, at(line, "roles"), QT_TRANSLATE_NOOP("trouble", "there is none"))
    try:
        name = person_name(fields.get("name", ""))
    except Refused as error:
        raise _wrong(path, at(line, "name"), error) from error
    values = {
        "line": line,
        "account": one("account", AccountId),
        "name": name,
        "person": one("person", StaffNumber),
        "roles": roles,
        "areas": several("areas", Area),
        "cameras": several("cameras", CameraPattern),
        "directory": fields.get("directory", ""),
    }
    return msgspec.convert(values, Listed)


def _parts(text: str) -> list[str]:
    return [
        part for part in text.replace("，", " ").replace("、", " ").replace(",", " ").replace(";", " ").split() if part
    ]


def _role(path: Path, where: Trouble, text: str) -> Role:
    known = ROLE_NAMES.get(text)
    try:
        return known or Role(text.lower())
    except ValueError as error:
        what = QT_TRANSLATE_NOOP("trouble", "{name} is no position")
        raise _wrong(path, where, Trouble(what, name=repr(text))) from error


def _converted(path: Path, where: Trouble, text: str, kind: object) -> object:
    try:
        return msgspec.convert(text, kind)
    except msgspec.ValidationError as error:
        what = QT_TRANSLATE_NOOP("trouble", "{name} cannot stand there")
        raise _wrong(path, where, Trouble(what, name=repr(text))) from error


def _refuse_twins(path: Path, lines: list[Listed]) -> None:
    seen: set[str] = set()
    for line in lines:
        if line.account in seen:
            what = QT_TRANSLATE_NOOP("trouble", "{name} stands there twice")
            raise _wrong(path, at(line.line, "account"), Trouble(what, name=repr(line.account)))
        seen.add(line.account)


def _wrong(path: Path, where: str | Trouble, what: str | Trouble) -> PeopleListError:
    return PeopleListError(
        QT_TRANSLATE_NOOP("trouble", "The list of people {file} is wrong at {where}: {what}"),
        QT_TRANSLATE_NOOP("trouble", "Correct that place; columns are account, name, person, roles, areas, cameras."),
        file=path,
        where=where,
        what=what,
    )
