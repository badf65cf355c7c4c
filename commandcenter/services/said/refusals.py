"""What is said of a refusal wherever a person reads it: positions, alarms and shifts as people call them, no ids."""

from __future__ import annotations

from collections.abc import Mapping

from commandcenter.domain.people import Role
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.permissions import ROLES
from commandcenter.services.said.values import Kind, Named, Said, Shift, Term, Value, cut, person, short, words

PERSONS = frozenset({"person", "account", "by"})
POSITIONS = frozenset({"role", "one", "other"})
DIGESTS = frozenset({"public", "digest", "archive"})
_SPOKEN = frozenset(role.spoken for role in Role)


def refusal(reason: str, values: Mapping[str, object]) -> Said:
    """`reason` and `values` as the core gives them and the journal keeps them."""
    texts = {name: str(value) for name, value in values.items()}
    if "{permission}" in reason:
        return _not_granted(texts)
    return Said(reason, {name: _value(name, text) for name, text in texts.items()}, "trouble")


def _not_granted(texts: Mapping[str, str]) -> Said:
    """Nobody asks for a permission by its name, but for somebody who has it."""
    who: Value = person(texts.get("person", ""))
    may = [
        role.spoken
        for role, granted in ROLES.items()
        if role is not Role.WALL and texts.get("permission") in {it.value for it in granted}
    ]
    if not may:
        text = QT_TRANSLATE_NOOP("trouble", "{person} may not do this: no position may.")
        return Said(text, {"person": who}, "trouble")
    text = QT_TRANSLATE_NOOP("trouble", "{person} may not do this; these positions may: {roles}.")
    return Said(text, {"person": who, "roles": words("role", may)}, "trouble")


def _value(name: str, text: str) -> Value:
    if name in PERSONS:
        return person(text)
    if name in POSITIONS and (spoken := text.replace("-", " ")) in _SPOKEN:
        return Term("role", spoken)
    if name in DIGESTS:
        return short(text)
    match name:
        case "alarm":
            return Named(Kind.ALARM, text)
        case "shift":
            return Shift(text)
        case "command":
            return Term("action", text)
        case "state":
            return Term("state", text)
        case _:
            return cut(text)
