"""Every command to the core, declared once: name, arguments, permission, journal entry.

What is not declared is refused; a declaration without a permission or an entry does not load.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

import msgspec

from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.changes.operating import CommandRefused
from commandcenter.domain.errors import Refused
from commandcenter.domain.journal import Draft, Outcome
from commandcenter.domain.state import State
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.permissions import Permission, Person
from commandcenter.services.ports import Kept


class Args(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of the arguments of a command."""


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """What a handler may know besides the state: who, where, when by core and by seat, and the centre's words.

    `command` is the command's own id, never the same again; `quarantined` finds what a journal entry has put into
    quarantine.
    """

    command: str
    person: Person
    seat: str
    now: datetime
    done_at: datetime
    catalogue: Catalogue
    quarantined: Callable[[int], Kept | None]


class TableError(Exception):
    """A command is declared wrongly: a mistake in the program, found when the table is built."""


class Declaration(msgspec.Struct, frozen=True):
    """One line of the table; `entries` are the kinds of change that the command may write."""

    name: str
    args: type[Args]
    permission: Permission
    entries: tuple[type, ...]
    handle: Callable[..., list[Draft]]


class CommandTable:
    """The declared commands, checked when built."""

    def __init__(self, declarations: Iterable[Declaration]) -> None:
        self._by_name: dict[str, Declaration] = {}
        for line in declarations:
            _check(line, self._by_name)
            self._by_name[line.name] = line

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._by_name)

    def decide(self, state: State, name: str, raw_args: bytes, context: Context) -> list[Draft]:
        """The changes that the command makes, or the one entry that says why it was refused."""
        try:
            line = self._allowed(name, context.person)
            args = _decoded(line, raw_args)
            drafts: list[Draft] = line.handle(state, args, context)
        except Refused as refusal:
            return [_refusal(name, raw_args, refusal)]
        kinds = {type(draft.change) for draft in drafts}
        if not drafts or not kinds <= set(line.entries):
            raise TableError(
                f"command {name} wrote {sorted(kind.__name__ for kind in kinds)}, which it did not declare"
            )
        return drafts

    def _allowed(self, name: str, person: Person) -> Declaration:
        line = self._by_name.get(name)
        if line is None:
            raise Refused(QT_TRANSLATE_NOOP("trouble", "There is no command {command}."), command=name)
        if line.permission not in person.permissions:
            raise Refused(
                QT_TRANSLATE_NOOP("trouble", "{person} may not do {command}: the permission {permission} is missing."),
                person=person.name,
                command=name,
                permission=line.permission.value,
            )
        return line


def _check(line: Declaration, known: dict[str, Declaration]) -> None:
    if not line.name or line.name in known:
        raise TableError(f"command {line.name!r} is declared twice or has no name")
    if not isinstance(line.permission, Permission):
        raise TableError(f"command {line.name} is declared without a permission")
    if not line.entries:
        raise TableError(f"command {line.name} is declared without a journal entry")


def _decoded(line: Declaration, raw: bytes) -> Args:
    try:
        return msgspec.msgpack.decode(raw, type=line.args)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "The arguments of {command} are wrong: {error}"),
            command=line.name,
            error=str(error),
        ) from error


def _refusal(name: str, raw_args: bytes, refusal: Refused) -> Draft:
    values = {key: str(value) for key, value in refusal.values.items()}
    change = CommandRefused(name=name, reason=refusal.template, values=values, args=raw_args[:4096])
    return Draft(change=change, outcome=Outcome.REFUSED)
