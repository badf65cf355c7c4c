"""What an entry says: one English sentence with values, translated where it is read; who did it stands beside it."""

from __future__ import annotations

from commandcenter.domain.changes.alarms import AlarmChange
from commandcenter.domain.changes.people import AccountChange
from commandcenter.domain.journal import Entry
from commandcenter.services.said import acting, operating, people, shifts, sources, system, video
from commandcenter.services.said.alarms import say_alarm
from commandcenter.services.said.values import Said


def say(entry: Entry) -> Said:
    """Every kind of change has a sentence of its own."""
    change = entry.change
    match change:
        case AlarmChange():
            return say_alarm(change)
        case AccountChange():
            return people.say_account(change, entry)
        case _ if isinstance(change, people.PersonChange):
            return people.say_person(change, entry)
        case _ if isinstance(change, sources.KeyChange):
            return sources.say_key(change)
        case _ if isinstance(change, sources.SourceChange):
            return sources.say_source(change)
        case _ if isinstance(change, operating.OperatingChange):
            return operating.say_operating(change)
        case _ if isinstance(change, shifts.ShiftChange):
            return shifts.say_shift(change, entry)
        case _ if isinstance(change, video.VideoChange):
            return video.say_video(change)
        case _ if isinstance(change, acting.ActingChange):
            return acting.say_acting(change)
        case _:
            return system.say_own(change)
