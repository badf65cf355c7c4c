"""A story's lines in the reader's language."""

from __future__ import annotations

from commandcenter.app.words import Words
from commandcenter.domain.catalogue import fill
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.saying import Said, Term
from commandcenter.services.stories import Line

MINUTE_S, HOUR_S, DAY_S = 60, 3_600, 86_400


def said_text(words: Words, said: Said) -> str:
    """Nothing in a value is read as a template."""
    values: dict[str, str | bool | float] = {
        name: words.known(value.context, value.text) if isinstance(value, Term) else str(value)
        for name, value in said.values.items()
    }
    return " ".join(fill(words.known(said.context, said.template), values, "").split())


def lag_text(words: Words, seconds: float) -> str:
    """Two figures at most: who reads it wants to know whether it was quick."""
    if seconds < MINUTE_S:
        return words("story", QT_TRANSLATE_NOOP("story", "+{seconds} s"), seconds=f"{seconds:.0f}")
    if seconds < HOUR_S:
        return words("story", QT_TRANSLATE_NOOP("story", "+{minutes} min {seconds} s"), **_split(seconds, "minutes"))
    if seconds < DAY_S:
        return words("story", QT_TRANSLATE_NOOP("story", "+{hours} h {minutes} min"), **_split(seconds, "hours"))
    return words("story", QT_TRANSLATE_NOOP("story", "+{days} d {hours} h"), **_split(seconds, "days"))


def who_text(line: Line) -> str:
    return f"{line.actor}@{line.seat}" if line.seat else line.actor


def line_text(words: Words, line: Line) -> str:
    """What was done to what, how often, how it ended, what was said: without time and person."""
    parts = [words.known("action", line.action), line.subject]
    if line.times > 1:
        parts.append(words("story", QT_TRANSLATE_NOOP("story", "{times} times"), times=line.times))
    if line.outcome.value != "done":
        parts.append(words("outcome", line.outcome.value))
    said = said_text(words, line.said)
    return " ".join(part for part in parts if part) + (f": {said}" if said else "")


def _split(seconds: float, first: str) -> dict[str, object]:
    left = int(seconds)
    days, left = divmod(left, DAY_S)
    hours, left = divmod(left, HOUR_S)
    minutes, rest = divmod(left, MINUTE_S)
    parts = {"days": days, "hours": hours, "minutes": minutes, "seconds": rest}
    names = list(parts)
    at = names.index(first)
    return {name: parts[name] for name in names[at : at + 2]}
