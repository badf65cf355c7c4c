"""What makes a console somebody's workplace: sign-in and lock, duty, handover, the presence check, and the keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QWidget

from bridge.protocol.seat import Answer
from commandcenter.app.seat import Seat, shortcut
from commandcenter.app.telling import Teller
from commandcenter.wiring.desk import DeskFeature
from commandcenter.wiring.duty import DutyFeature
from commandcenter.wiring.entry_lines import Telling
from commandcenter.wiring.handover import HandoverFeature
from commandcenter.wiring.names import SeatNames
from commandcenter.wiring.quality import QualityFeature
from commandcenter.wiring.record import RecordFeature
from widgets.cover.view import CoverView
from widgets.duty.sheet import DutySheet
from widgets.handover.sheet import HandoverSheet
from widgets.kit.scale import Scale
from widgets.kit.sheet import Sheet
from widgets.presence.card import PresenceCard
from widgets.quality.sheet import QualitySheet
from widgets.record.sheet import RecordSheet

HEADER, FOOT = Scale.CONSOLE.sizes.header, Scale.CONSOLE.sizes.row
# The queue and the chart beside it stay in sight.
QUEUE = 560

Key = tuple[str, Callable[[], None]]


class Workplace(QObject):
    """Lies over a console's window. `keys` count while nothing covers the desk; so do its own."""

    def __init__(self, seat: Seat, window: QWidget, focus: Callable[[], None]) -> None:
        super().__init__(window)
        self._seat, self._window, self._focus = seat, window, focus
        left = round(QUEUE * seat.shrinking("console"))
        self._duty_sheet = DutySheet(window, left=left, top=HEADER, bottom=FOOT)
        self._handover_sheet = HandoverSheet(window, left=left, top=HEADER, bottom=FOOT)
        self._record_sheet = RecordSheet(window, left=left, top=HEADER, bottom=FOOT)
        self._quality_sheet = QualitySheet(window, left=left, top=HEADER, bottom=FOOT)
        self._sheets: tuple[Sheet, ...] = (
            self._duty_sheet,
            self._handover_sheet,
            self._record_sheet,
            self._quality_sheet,
        )
        self._presence = PresenceCard(window, bottom=FOOT + Scale.CONSOLE.sizes.gap)
        self._cover = CoverView(window, top=HEADER)
        self._cover.set_seat(seat.name)
        names = SeatNames(seat.model, seat.wording)
        self._teller = teller = Teller(seat.words, seat.wording.catalogue, names)
        self.desk = DeskFeature(seat.model, seat.commands, self._cover, self.sentence, seat.idle_s, self)
        self._duty = DutyFeature(seat.model, seat.commands, self._duty_sheet, self._presence, self.sentence)
        self._handover = HandoverFeature(seat.model, seat.commands, seat.wording, self._handover_sheet, self.sentence)
        telling = Telling(teller.line, teller.object, teller.who, teller.lag, teller.said)
        self.record = RecordFeature(seat.model, seat.ask, telling, names, self._record_sheet)
        self._quality = QualityFeature(seat.model, seat.ask, seat.wording, names, self._quality_sheet, teller.refusal)
        self._shortcuts: list[QShortcut] = []
        self._further: list[Key] = []
        self._words: list[tuple[str, str]] = []
        self.desk.covered.connect(self._on_covered)
        for sheet in self._sheets:
            sheet.closed.connect(self._on_closed)

    def take(self, key: str, word: str, sheet: Sheet, open_: Callable[[], None]) -> None:
        """One more sheet, opened and taken away by that key; before `set_keys`."""
        self._sheets = (*self._sheets, sheet)
        self._further.append((key, partial(self.turn_to, sheet, open_)))
        self._words.append((key, word))
        sheet.closed.connect(self._on_closed)
        self._cover.raise_()

    def set_keys(self, keys: Iterable[Key]) -> None:
        """`keys` of the console, and with them those of the workplace."""
        own: tuple[Key, ...] = (
            ("F5", self._on_duty),
            ("F6", self._on_handover),
            ("F7", self._on_record),
            ("F9", self._presence.answer),
            ("F10", self._on_quality),
            ("Ctrl+L", self.desk.lock),
            ("Ctrl+Shift+L", self.desk.sign_out),
            *self._further,
        )
        self._shortcuts = [shortcut(self._window, key, slot) for key, slot in (*keys, *own)]
        self._on_covered(self.desk.session is None)
        # Makes the native window, which gets every key and click before the widgets do.
        self._window.winId()
        self.desk.watch(self._window.windowHandle())

    def hints(self) -> list[tuple[str, str]]:
        return [
            ("F5", self.tr("duty")),
            ("F6", self.tr("handover")),
            ("F7", self.tr("record")),
            *self._words,
            ("F10", self.tr("alarm quality")),
            ("Ctrl+L", self.tr("lock")),
            ("Ctrl+Shift+L", self.tr("sign out")),
        ]

    def dismiss(self) -> bool:
        """Takes the open sheet away; False when there is none."""
        found = [sheet for sheet in self._sheets if sheet.isVisible()]
        for sheet in found:
            sheet.dismiss()
        return bool(found)

    def sentence(self, answer: Answer) -> str:
        """Why the core has refused something, for whoever asked for it at this desk."""
        return self._teller.refusal(answer.reason, answer.values)

    def refusal(self, reason: str, values: Mapping[str, str]) -> str:
        """The same of a question."""
        return self._teller.refusal(reason, values)

    def show(self, sheet: Sheet, open_: Callable[[], None]) -> None:
        """That sheet and no other; an open one stays as it is."""
        if not sheet.isVisible():
            self.turn_to(sheet, open_)

    def turn_to(self, sheet: Sheet, open_: Callable[[], None]) -> None:
        """One sheet at a time; its own key takes it away again."""
        again = sheet.isVisible()
        self.dismiss()
        if not again:
            open_()
            self._presence.raise_()

    @Slot()
    def _on_duty(self) -> None:
        self.turn_to(self._duty_sheet, self._duty.open)

    @Slot()
    def _on_handover(self) -> None:
        self.turn_to(self._handover_sheet, self._handover.open)

    @Slot()
    def _on_record(self) -> None:
        self.turn_to(self._record_sheet, self.record.open)

    @Slot()
    def _on_quality(self) -> None:
        self.turn_to(self._quality_sheet, self._quality.open)

    @Slot()
    def _on_closed(self) -> None:
        self._focus()

    @Slot(bool)
    def _on_covered(self, covered: bool) -> None:
        """What cannot be seen or may not be done has no key."""
        for key in self._shortcuts:
            key.setEnabled(not covered)
        if covered:
            self.dismiss()
            self._cover.card.focus_first()
        else:
            self._focus()
