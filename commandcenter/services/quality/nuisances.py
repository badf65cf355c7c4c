"""Alarms that should not be as they are: chattering, fleeting, stale."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from commandcenter.services.quality.taking import Call, Key, Spell

CHATTERS = 3
CHATTER_WINDOW = timedelta(seconds=60)
FLEETING_S = 60.0
STALE_S = 86_400.0


def chattering(calls: Iterable[Call]) -> dict[Key, int]:
    """Key → how often three activations of it lay within a minute; one by an operator's hand is none."""
    by_key: dict[Key, list[datetime]] = defaultdict(list)
    for call in calls:
        if not call.by_hand:
            by_key[call.key].append(call.at)
    found = {}
    for key, times in by_key.items():
        count = sum(last - first <= CHATTER_WINDOW for first, last in zip(times, times[CHATTERS - 1 :], strict=False))
        if count:
            found[key] = count
    return found


def fleeting(spells: Iterable[Spell]) -> dict[Key, int]:
    """Key → how often it went within a minute, nobody having done anything, and did not come back within another."""
    by_key: dict[Key, list[Spell]] = defaultdict(list)
    for spell in spells:
        by_key[spell.key].append(spell)
    found = {}
    for key, own in by_key.items():
        own.sort(key=lambda it: it.begins)
        count = 0
        for spell, after in zip(own, [*own[1:], None], strict=True):
            short = spell.ends is not None and not spell.touched and spell.seconds(spell.ends) < FLEETING_S
            again = after is not None and spell.ends is not None and after.begins - spell.ends < CHATTER_WINDOW
            count += short and not again
        if count:
            found[key] = count
    return found


def stale(spells: Iterable[Spell], until: datetime) -> dict[Key, float]:
    """Key → the longest time, in seconds, that it stood for more than a day."""
    found: dict[Key, float] = {}
    for spell in spells:
        seconds = spell.seconds(until)
        if seconds > STALE_S:
            found[spell.key] = max(found.get(spell.key, 0.0), seconds)
    return found
