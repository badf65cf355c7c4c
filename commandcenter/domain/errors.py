"""Errors a person can act on: a sentence with values, translated where it is shown."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

# What msgspec raises for bytes that are not what they should be: text that is no UTF-8 is no DecodeError to it.
UNDECODABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError, OverflowError)


class Trouble(Exception):
    """What happened, where, and what to do next.

    `template` is English with {named} values and the key of its translation; `todo` is
    the next step, in the same form. A value that is a Trouble itself is translated too.
    """

    def __init__(self, template: str, todo: str = "", **values: object) -> None:
        super().__init__(template.format(**values))
        self.template = template
        self.todo = todo
        self.values = values


@dataclass(frozen=True, slots=True)
class Named:
    """A value that is a list of words, each translated by itself in `context`."""

    context: str
    words: tuple[str, ...]

    def __str__(self) -> str:
        return ", ".join(self.words)


class Refused(Trouble):
    """A command that the present state, the permission or the arguments do not allow."""
