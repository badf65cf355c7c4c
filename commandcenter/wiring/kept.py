"""What waits at this seat while the core is away, in words: what is not done yet, and what to do instead."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from PySide6.QtCore import QObject, Slot

from bridge.seat.happenings import KeptAction, KeptHere
from commandcenter.domain.state import State
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.wiring.looked_up import word
from commandcenter.wiring.seat_model import SeatModel
from widgets.notice.view import NoticeBar

NAMED = 4

NOT_DONE = QT_TRANSLATE_NOOP(
    "trouble", "Not done yet: {actions}. Do not wait for the core: telephone the place and the other desks."
)
MORE = QT_TRANSLATE_NOOP("trouble", "{count} more")
KEPT = QT_TRANSLATE_NOOP("trouble", "Kept at this seat: it is told when the core is back.")
TOLD = QT_TRANSLATE_NOOP("trouble", "All that was kept at this seat has been told.")
ACTIONS: Mapping[str, str] = MappingProxyType(
    {
        "alarm.acknowledge": QT_TRANSLATE_NOOP("trouble", "acknowledge {alarm}"),
        "linkage.start": QT_TRANSLATE_NOOP("trouble", "one-key linkage for {alarm}"),
        "wall.reset": QT_TRANSLATE_NOOP("trouble", "wall to daily view"),
    }
)


def not_done(kept: KeptHere, state: State) -> str:
    """Names what moves something or tells others and has not yet; "" for nothing."""
    if not kept.urgent:
        return ""
    # The newest are the ones that somebody counts on.
    names = [_name(action, state) for action in kept.urgent[-NAMED:]]
    if len(kept.urgent) > NAMED:
        names.append(word("trouble", MORE).format(count=len(kept.urgent) - NAMED))
    return word("trouble", NOT_DONE).format(actions="; ".join(names))


class KeptFeature(QObject):
    """Tells in the notices that something was kept, once each time that the core is away, and when all is told."""

    def __init__(self, seat: SeatModel, notices: NoticeBar, parent: QObject) -> None:
        super().__init__(parent)
        self._seat = seat
        self._notices = notices
        self._count = 0
        seat.kept_changed.connect(self._on_kept)

    @Slot(object)
    def _on_kept(self, kept: KeptHere) -> None:
        before, self._count = self._count, kept.count
        if kept.count and not before:
            self._notices.show_notice(word("trouble", KEPT), key="kept")
        elif before and not kept.count:
            self._notices.show_notice(word("trouble", TOLD), key="told")


def _name(action: KeptAction, state: State) -> str:
    alarm = state.alarms.get(action.subject)
    named = f"{action.subject} {alarm.title}".strip() if alarm else action.subject
    return word("trouble", ACTIONS.get(action.name, action.name)).format(alarm=named)
