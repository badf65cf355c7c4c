"""What the sheet of the alarms' quality shows of a lively day."""

from __future__ import annotations

from datetime import timedelta

from commandcenter.services.quality.asking import Brief, brief
from commandcenter.services.quality.figures import quality
from tests.support.cores import START
from tests.support.lively_day import LivelyDay

ENDS = START + timedelta(days=1)


def lively(days: float = 1.0) -> dict[str, Brief]:
    """By desk."""
    day = LivelyDay(ENDS)
    day.run()
    entries = [stamped.entry for stamped in day.store.entries]
    begins = ENDS - timedelta(days=days)
    known = [alarm for alarm in day.core.state.alarms.values() if alarm.changed_at < begins]
    found = quality(entries, begins, ENDS, known, desks=["water", "street", "safety"])
    return {it.desk: brief(it) for it in found}
