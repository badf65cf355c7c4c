"""What the schema of the rules cannot say: rules that contradict themselves, or that could never do anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import isfinite

from commandcenter.domain.catalogue import Catalogue
from commandcenter.domain.errors import Trouble
from commandcenter.domain.people import Role
from commandcenter.domain.rules.book import EventRule, Limits, Match, RuleBook, Window
from commandcenter.domain.text import QT_TRANSLATE_NOOP

Flaw = tuple[str, Trouble]
"""(place, what)."""

TABLES = ("event", "inhibit", "window", "desk", "escalate")
NAMED_TWICE = QT_TRANSLATE_NOOP("trouble", "{name} stands there twice")


def flaws(book: RuleBook, catalogue: Catalogue) -> Iterator[Flaw]:
    """All of them, in the order of the file's kinds of tables."""
    yield from _names(book)
    for index, rule in enumerate(book.event):
        for field, what in _of_event(rule):
            yield f"event[{index}].{field}", what
        if any(rule.when == other.when for other in book.event[:index]):
            shadowed = QT_TRANSLATE_NOOP("trouble", "a rule before it fits the same events, and the first one counts")
            yield f"event[{index}].when", Trouble(shadowed)
    for index, inhibition in enumerate(book.inhibit):
        yield from _never_hidden(f"inhibit[{index}].hides", inhibition.hides, catalogue)
    yield from _of_desks(book)
    for index, window in enumerate(book.window):
        for field, what in _of_window(window):
            yield f"window[{index}].{field}", what
        yield from _never_hidden(f"window[{index}].hides", window.hides, catalogue)


def _of_desks(book: RuleBook) -> Iterator[Flaw]:
    reserved = {*(role.value for role in Role), "wall"}
    for index, desk in enumerate(book.desk):
        if desk.name in reserved:
            taken = QT_TRANSLATE_NOOP("trouble", "{name} is a position or the wall: a desk needs another name")
            yield f"desk[{index}].name", Trouble(taken, name=repr(desk.name))
    known = {*reserved, *(desk.name for desk in book.desk)}
    for index, chain in enumerate(book.escalate):
        for number, step in enumerate(chain.steps):
            if step.to not in known:
                unknown = QT_TRANSLATE_NOOP("trouble", "{name} is no position, no desk and not the wall")
                yield f"escalate[{index}].steps[{number}].to", Trouble(unknown, name=repr(step.to))


def _names(book: RuleBook) -> Iterator[Flaw]:
    seen: set[str] = set()
    for kind in TABLES:
        for index, name in enumerate(_named(getattr(book, kind))):
            if name in seen:
                yield f"{kind}[{index}].name", Trouble(NAMED_TWICE, name=repr(name))
            seen.add(name)


def _named(tables: Iterable[object]) -> list[str]:
    return [str(getattr(table, "name", "")) for table in tables]


def _of_event(rule: EventRule) -> Iterator[tuple[str, Trouble]]:
    if rule.count > 1 and not rule.within_s:
        what = QT_TRANSLATE_NOOP("trouble", "count needs within_s: the seconds in which it is counted")
        yield "within_s", Trouble(what)
    if rule.count == 1 and rule.within_s:
        what = QT_TRANSLATE_NOOP("trouble", "within_s counts only with a count of 2 or more")
        yield "within_s", Trouble(what)
    if any(mark in rule.alarm.type for mark in "*{} "):
        what = QT_TRANSLATE_NOOP("trouble", "one type is needed here, not a pattern")
        yield "alarm.type", Trouble(what)
    if rule.alarm.subject.count("{") != rule.alarm.subject.count("}"):
        what = QT_TRANSLATE_NOOP("trouble", "a curly bracket is missing: {names} look like this")
        yield "alarm.subject", Trouble(what, names="{site}")
    if rule.limits is not None:
        yield from _of_limits(rule.limits)


def _of_limits(limits: Limits) -> Iterator[tuple[str, Trouble]]:
    if bool(limits.above) == bool(limits.below):
        what = QT_TRANSLATE_NOOP("trouble", "limits are either above or below: one of the two lists is needed")
        yield "limits", Trouble(what)
        return
    if not all(map(isfinite, (limits.dead_band, *(level.at for level in (*limits.above, *limits.below))))):
        what = QT_TRANSLATE_NOOP("trouble", "a limit and its dead band are finite numbers")
        yield "limits", Trouble(what)
    name, levels = ("above", limits.above) if limits.above else ("below", limits.below)
    for index, level in enumerate(levels):
        worse = [it for it in levels if it.priority.rank < level.priority.rank]
        if any((it.at <= level.at) if name == "above" else (it.at >= level.at) for it in worse):
            what = QT_TRANSLATE_NOOP("trouble", "a graver level has to lie farther out than a lesser one")
            yield f"limits.{name}[{index}].at", Trouble(what)
        if any(it.priority is level.priority for it in levels[:index]):
            what = QT_TRANSLATE_NOOP("trouble", "{name} stands there twice")
            yield f"limits.{name}[{index}].priority", Trouble(what, name=level.priority.value)


def _of_window(window: Window) -> Iterator[tuple[str, Trouble]]:
    once = window.begins is not None, window.ends is not None
    daily = window.opens is not None, window.closes is not None
    if (all(once), any(daily)) != (True, False) and (all(daily), any(once)) != (True, False):
        what = QT_TRANSLATE_NOOP("trouble", "a window has begins and ends, or opens and closes")
        yield "name", Trouble(what)
        return
    if window.begins and window.ends:
        if (window.begins.tzinfo is None) != (window.ends.tzinfo is None):
            what = QT_TRANSLATE_NOOP("trouble", "begins and ends both need a time zone, or neither")
            yield "ends", Trouble(what)
        elif window.ends <= window.begins:
            what = QT_TRANSLATE_NOOP("trouble", "it ends before it begins")
            yield "ends", Trouble(what)
    elif window.opens == window.closes:
        what = QT_TRANSLATE_NOOP("trouble", "it closes when it opens: a window for whole days has begins and ends")
        yield "closes", Trouble(what)


def _never_hidden(place: str, hides: Match, catalogue: Catalogue) -> Iterator[Flaw]:
    for index, name in enumerate(hides.types):
        known = catalogue.types.get(name)
        if known is not None and not known.life.longest_shelf_min:
            what = QT_TRANSLATE_NOOP("trouble", "alarms of the type {type} are never hidden")
            yield f"{place}.types[{index}]", Trouble(what, type=name)
