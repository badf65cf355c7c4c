"""A rule of the document: its id, its sentence in short, and what tries it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from bridge.conformance.run import Run
from bridge.conformance.verdicts import NotTried, Words
from commandcenter.domain.text import QT_TRANSLATE_NOOP

Attempt = Callable[[Run], Words | None]
"""Returns for a pass, perhaps with words on how far it reaches; raises Wrong or NotTried."""


class Rule(NamedTuple):
    """`last`: it leaves the source in a state that others must not meet."""

    id: str
    sentence: str
    attempt: Attempt
    last: bool = False


def for_the_core(run: Run) -> None:
    raise NotTried(QT_TRANSLATE_NOOP("trouble", "the core must keep it, not the source"))


def only_inside(run: Run) -> None:
    raise NotTried(QT_TRANSLATE_NOOP("trouble", "only the source's own people can tell"))
