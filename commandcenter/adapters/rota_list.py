"""Reads a rota (排班表) from CSV: one person and shift a line, Chinese or English headings; names each wrong place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from types import MappingProxyType

import msgspec

from commandcenter.adapters.csv_list import at, not_read, read_rows, read_text
from commandcenter.domain.errors import Refused, Trouble
from commandcenter.domain.people import Account, StaffNumber, person_name, staff_number
from commandcenter.domain.shift_plan import ShiftPlan
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.domain.written import written

HEADINGS = MappingProxyType({
    "day": "day", "date": "day", "日期": "day",
    "shift": "shift", "班次": "shift",
    "person": "person", "staff number": "person", "工号": "person",
    "name": "name", "姓名": "name",
    "position": "position", "岗位": "position",
    "leader": "leader", "带班": "leader", "值班长": "leader",
})  # fmt: skip
NEEDED = frozenset({"day", "shift", "person", "name"})
YES = frozenset({"yes", "y", "1", "true", "是", "√"})
NO = frozenset({"", "no", "n", "0", "false", "否"})
LONGEST_POSITION = 32
ANOTHER = QT_TRANSLATE_NOOP("trouble", "Name another file.")


class RotaListError(Trouble):
    """A place in the rota is wrong; nothing of it was used."""


class RotaRow(msgspec.Struct, frozen=True, kw_only=True):
    """One line; `line` is its number in the file."""

    line: int
    day: date
    shift: str
    person: str
    name: str
    position: str
    leader: bool


def read_rota(path: Path, plan: ShiftPlan) -> dict[str, list[RotaRow]]:
    """The lines by their shift's slot id, in order. Raises RotaListError naming file, line and column."""
    wrong = partial(_wrong, path)
    found = read_rows(read_text(path, wrong, partial(not_read, RotaListError, path, ANOTHER)), HEADINGS, NEEDED, wrong)
    rows = [_row(path, row.line, row.fields) for row in found]
    slots: dict[str, list[RotaRow]] = {}
    for row in rows:
        slot = plan.find(f"{row.day.isoformat()}/{row.shift}")
        if slot is None:
            what = QT_TRANSLATE_NOOP("trouble", "{name} is no shift of the plan: {known}")
            known = ", ".join(kind.name for kind in plan.kinds)
            raise _wrong(path, at(row.line, "shift"), Trouble(what, name=repr(row.shift), known=known))
        others = slots.setdefault(slot.id, [])
        if any(other.person == row.person for other in others):
            what = QT_TRANSLATE_NOOP("trouble", "{name} stands there twice")
            raise _wrong(path, at(row.line, "person"), Trouble(what, name=repr(row.person)))
        others.append(row)
    if not slots:
        raise _wrong(path, "-", QT_TRANSLATE_NOOP("trouble", "there is nobody in it"))
    return slots


def _row(path: Path, line: int, fields: Mapping[str, str]) -> RotaRow:
    return RotaRow(
        line=line,
        day=_day(path, line, fields.get("day", "")),
        shift=fields.get("shift", ""),
        person=_person(path, line, fields.get("person", "")),
        name=_name(path, line, fields.get("name", "")),
        position=_position(path, line, fields.get("position", "")),
        leader=_leader(path, line, fields.get("leader", "").lower()),
    )


def _day(path: Path, line: int, text: str) -> date:
    try:
        return date.fromisoformat(text.replace("/", "-"))
    except ValueError as error:
        what = QT_TRANSLATE_NOOP("trouble", "{name} is no date like 2026-11-22")
        raise _wrong(path, at(line, "day"), Trouble(what, name=repr(text))) from error


def _person(path: Path, line: int, text: str) -> str:
    try:
        return staff_number(msgspec.convert(text, StaffNumber))
    except msgspec.ValidationError as error:
        what = QT_TRANSLATE_NOOP("trouble", "{name} cannot stand there")
        raise _wrong(path, at(line, "person"), Trouble(what, name=repr(text))) from error


def _name(path: Path, line: int, text: str) -> str:
    try:
        return person_name(text)
    except Refused as error:
        raise _wrong(path, at(line, "name"), error) from error


def _position(path: Path, line: int, text: str) -> str:
    try:
        position = written(text)
    except Refused as error:
        raise _wrong(path, at(line, "position"), error) from error
    if len(position) > LONGEST_POSITION or "\n" in position:
        what = QT_TRANSLATE_NOOP("trouble", "longer than {count} characters")
        raise _wrong(path, at(line, "position"), Trouble(what, count=LONGEST_POSITION))
    return position


def _leader(path: Path, line: int, text: str) -> bool:
    if text not in YES | NO:
        what = QT_TRANSLATE_NOOP("trouble", "{name} is neither yes nor no")
        raise _wrong(path, at(line, "leader"), Trouble(what, name=repr(text)))
    return text in YES


def require_accounts(path: Path, slots: Mapping[str, Sequence[RotaRow]], accounts: Iterable[Account]) -> None:
    """Who has no account that can sign in cannot come on duty. Raises RotaListError."""
    known = list(accounts)
    able = {account.person for account in known if account.enabled}
    disabled = {account.person for account in known} - able
    for row in (row for rows in slots.values() for row in rows):
        if row.person in disabled:
            what = QT_TRANSLATE_NOOP("trouble", "every account of staff number {person} is disabled")
        elif row.person not in able:
            what = QT_TRANSLATE_NOOP("trouble", "no account has the staff number {person}")
        else:
            continue
        raise _wrong(path, at(row.line, "person"), Trouble(what, person=row.person))


def _wrong(path: Path, where: str | Trouble, what: str | Trouble) -> RotaListError:
    return RotaListError(
        QT_TRANSLATE_NOOP("trouble", "The rota {file} is wrong at {where}: {what}"),
        QT_TRANSLATE_NOOP("trouble", "Correct that place; columns are day, shift, person, name, position, leader."),
        file=path,
        where=where,
        what=what,
    )
