"""Header bars: is the core there, how are the sources, who sits here."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QObject, Slot

from bridge.protocol.seat import Beat, LinkState
from bridge.seat.happenings import KeptHere
from commandcenter.domain.state import Touched
from commandcenter.wiring.kept import not_done
from commandcenter.wiring.looked_up import word
from commandcenter.wiring.seat_model import SeatModel
from widgets.header.state import Link, Mode
from widgets.header.view import HeaderBar


class HeaderFeature(QObject):
    """Feeds one header bar."""

    def __init__(self, seat: SeatModel, bar: HeaderBar, seat_name: str) -> None:
        super().__init__(bar)
        self._seat = seat
        self._bar = bar
        self._seat_name = seat_name
        seat.beat_changed.connect(self._on_beat)
        seat.link_changed.connect(self._on_link)
        seat.replaced.connect(self._on_state)
        seat.things_changed.connect(self._on_things)
        seat.alarms_changed.connect(self._on_alarms)
        if seat_name:
            seat.kept_changed.connect(self._on_kept)

    @Slot(object)
    def _on_beat(self, beat: Beat) -> None:
        alive = sum(source.state is LinkState.LIVE for source in beat.sources)
        self._bar.set_sources(alive, len(beat.sources))
        self._bar.set_data_age(0.0)
        self._show_trouble()

    @Slot(bool)
    def _on_link(self, live: bool) -> None:
        silent = timedelta(seconds=0.0 if live else min(self._seat.silent_s, 86_400.0))
        known = live or self._seat.beat is not None
        self._bar.set_link(Link(connected=live, since=datetime.now(UTC) - silent if known else None))
        self._show_trouble()

    @Slot(object)
    def _on_kept(self, kept: KeptHere) -> None:
        self._bar.set_waiting(kept.count)
        self._show_trouble()

    def _show_trouble(self) -> None:
        """What somebody counts on and is not done comes first, then what keeps this seat from the core."""
        link, beat, kept = self._seat.link, self._seat.beat, self._seat.kept
        urgent = not_done(kept, self._seat.state) if self._seat_name else ""
        if urgent:
            self._bar.set_trouble(urgent)
        elif link.trouble:
            self._bar.set_trouble(word("trouble", link.trouble).format(**link.values))
        else:
            told = kept.trouble or (beat.trouble if beat else "")
            self._bar.set_trouble(word("trouble", told))

    @Slot()
    def _on_state(self) -> None:
        self._show_person()
        self._on_alarms([], [])

    @Slot(object)
    def _on_things(self, kind: Touched) -> None:
        if kind is Touched.SESSION:
            self._show_person()

    def _show_person(self) -> None:
        session = self._seat.session
        if self._seat_name:
            role = word("role", session.role.spoken) if session else ""
            self._bar.set_seat(self._seat_name, f"{session.name}  {role}" if session else "")

    @Slot(list, list)
    def _on_alarms(self, changed: list[object], cleared: list[str]) -> None:
        self._bar.set_mode(Mode.EMERGENCY if self._seat.board.burning else Mode.CALM)
