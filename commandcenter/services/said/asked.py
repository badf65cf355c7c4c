"""What somebody asks a second person to agree to, in words: the same before one agrees, and in the record."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from unicodedata import category

import msgspec

from commandcenter.domain.errors import UNDECODABLE
from commandcenter.domain.people import SEPARATE, Approval, Role
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.said.values import Many, Said, Term, Value, many, person, short

NONE = "–"
LINES = "lines"
STEERS = ("Cc", "Cf", "Cs", "Zl", "Zp")

# By the argument's name; the others stand there as they are called in the command.
LABELS = MappingProxyType(
    {
        "account": QT_TRANSLATE_NOOP("story", "account: {value}"),
        "name": QT_TRANSLATE_NOOP("story", "name: {value}"),
        "person": QT_TRANSLATE_NOOP("story", "staff number: {value}"),
        "roles": QT_TRANSLATE_NOOP("story", "positions: {value}"),
        "areas": QT_TRANSLATE_NOOP("story", "areas: {value}"),
        "cameras": QT_TRANSLATE_NOOP("story", "cameras: {value}"),
        "directory": QT_TRANSLATE_NOOP("story", "name in the directory: {value}"),
        "before": QT_TRANSLATE_NOOP("story", "the entries before {value} leave the journal"),
        "archive": QT_TRANSLATE_NOOP("story", "archive {value} holds them"),
    }
)
MUST_CHANGE = MappingProxyType(
    {
        True: QT_TRANSLATE_NOOP("story", "to be changed at the first sign-in"),
        False: QT_TRANSLATE_NOOP("story", "stays after the first sign-in"),
    }
)


def arguments(approval: Approval) -> Mapping[str, object]:
    """As they were given, by name; only what was not given at all is left out: an empty list takes something away."""
    try:
        given = msgspec.msgpack.decode(approval.args, type=dict[str, object])
    except UNDECODABLE:
        return {}
    return {name: value for name, value in given.items() if value is not None}


def details(approval: Approval) -> tuple[Said, ...]:
    """Everything that the command says, and what follows from it without being said."""
    given = arguments(approval)
    lines = [said for name, value in given.items() for said in _clauses(name, value)]
    return (*lines, *_consequences(approval, given))


def _clauses(name: str, value: object) -> Iterator[Said]:
    if name == LINES and isinstance(value, list):
        for number, line in enumerate(value, 1):
            values: dict[str, Value] = {"number": number, "line": _line(line)}
            yield Said(QT_TRANSLATE_NOOP("story", "no. {number}: {line}"), values)
    elif name == "must_change" and isinstance(value, bool):
        text = QT_TRANSLATE_NOOP("story", "the first password: {value}")
        yield Said(text, {"value": Term("story", MUST_CHANGE[value])})
    elif name in LABELS:
        yield Said(LABELS[name], {"value": _shown(name, value)})
    else:
        yield Said(QT_TRANSLATE_NOOP("story", "argument {name}: {value}"), {"name": name, "value": _shown(name, value)})


def _line(line: object) -> Many:
    """One of many accounts."""
    given = line.items() if isinstance(line, dict) else ()
    return many(said for name, value in given if value is not None for said in _clauses(str(name), value))


def _shown(name: str, value: object) -> Value:
    shown: Mapping[str, Callable[[str], Value]] = {"account": _account, "roles": _role, "archive": short}
    if isinstance(value, list):
        return many(_shown(name, each) for each in value) if value else NONE
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    # A camera's pattern may hold what turns the writing round.
    text = "".join("\N{REPLACEMENT CHARACTER}" if category(it) in STEERS else it for it in str(value))
    return shown.get(name, str)(text) if text else NONE


def _account(id: str) -> Value:
    """Two may have the same name."""
    return Said("{id} ({name})", {"id": id, "name": person(id)})


def _role(value: str) -> Value:
    spoken = next((role.spoken for role in Role if role.value == value), "")
    return Term("role", spoken) if spoken else value


def _consequences(approval: Approval, given: Mapping[str, object]) -> Iterator[Said]:
    asker: Mapping[str, Value] = {"name": approval.name}
    if approval.secret and approval.command in ("account.add", "account.set_password"):
        yield Said(
            QT_TRANSLATE_NOOP("story", "{name} knows this password until its holder has chosen another one"), asker
        )
    if approval.secret and approval.command == "account.codes":
        yield Said(QT_TRANSLATE_NOOP("story", "{name} has seen what the codes are made from"), asker)
    roles = given.get("roles")
    if approval.command == "account.set" and isinstance(roles, list) and _is_of_the_three(roles):
        yield Said(
            QT_TRANSLATE_NOOP(
                "story", "who was none of the three administrators until now gets a new first password, by two persons"
            )
        )


def _is_of_the_three(roles: list[object]) -> bool:
    return any(role.value in roles for role in SEPARATE)
