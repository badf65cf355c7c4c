"""The quality of the alarms at a console: asks the core while somebody looks, and keeps what it was told last."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from PySide6.QtCore import QObject, QTimer, Slot

from bridge.protocol.seat import AskQuality, Figured
from commandcenter.services.quality.asking import Span
from commandcenter.wiring.names import SeatNames
from commandcenter.wiring.quality_shown import QualityWords
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.wording import Wording
from widgets.kit.ages import short_clock
from widgets.quality.sheet import QualitySheet

AGAIN_MS = 60_000
SPANS = tuple(Span)
DAY_S = 86_400.0

Ask = Callable[[AskQuality], None]
Sentence = Callable[[str, Mapping[str, str]], str]


class QualityFeature(QObject):
    """One question is on its way at a time; what is asked for meanwhile goes after it."""

    def __init__(
        self,
        seat: SeatModel,
        ask: Ask,
        wording: Wording,
        names: SeatNames,
        sheet: QualitySheet,
        sentence: Sentence,
    ) -> None:
        super().__init__(sheet)
        self._seat, self._ask, self._wording = seat, ask, wording
        self._sheet, self._sentence = sheet, sentence
        self._words = QualityWords(wording, names)
        self._span, self._desk = Span.SHIFT, ""
        self._desks: tuple[str, ...] = ()
        self._session = ""
        self._known: dict[tuple[Span, str], Figured] = {}
        self._number = 0
        self._asked: tuple[Span, str] | None = None
        self._trouble = ""
        seat.figured.connect(self._on_figured)
        seat.link_changed.connect(self._on_link)
        sheet.span_wanted.connect(self._on_span)
        sheet.desk_wanted.connect(self._on_desk)
        sheet.left.connect(self._on_left)
        self._timer = QTimer(self, interval=AGAIN_MS)
        self._timer.timeout.connect(self.refresh)

    @Slot()
    def open(self) -> None:
        session = self._seat.session
        if self._session != (session.id if session else ""):
            # Whoever was here before may have been allowed to see more.
            self._session = session.id if session else ""
            self._known.clear()
            self._asked = None
            self._desks = tuple(desk.name for desk in self._seat.state.desks.all)
            self._desk = self._own_desk()
            self._trouble = ""
        self._show()
        self._sheet.open()
        self._timer.start()
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Asks for what is looked at, or notes that it is to be asked for."""
        if self._asked is None:
            self._number += 1
            self._asked = self._span, self._desk
            self._ask(AskQuality(number=self._number, days=self._span.value.total_seconds() / DAY_S, desk=self._desk))

    def _own_desk(self) -> str:
        """The first at which whoever is here works, else the first one."""
        session, desks = self._seat.session, self._seat.state.desks
        own = desks.of_role(session.role.value) if session else frozenset()
        return next((desk for desk in self._desks if desk in own), next(iter(self._desks), ""))

    @Slot(object)
    def _on_figured(self, figured: Figured) -> None:
        if self._asked is None or figured.number != self._number:
            return
        (span, desk), self._asked = self._asked, None
        if figured.brief is None:
            self._trouble = self._sentence(figured.reason, figured.values)
        else:
            self._trouble = ""
            self._desks = figured.desks
            found = figured.brief.figures.desk
            self._known[span, found] = figured
            if self._desk == desk:
                self._desk = found
        self._show()
        if (self._span, self._desk) != (span, desk) and (self._span, self._desk) not in self._known:
            self.refresh()

    @Slot(int)
    def _on_span(self, at: int) -> None:
        self._span = SPANS[at]
        self._show()
        self.refresh()

    @Slot(int)
    def _on_desk(self, step: int) -> None:
        if len(self._desks) > 1:
            at = self._desks.index(self._desk) if self._desk in self._desks else 0
            self._desk = self._desks[(at + step) % len(self._desks)]
            self._show()
            self.refresh()

    @Slot(bool)
    def _on_link(self, live: bool) -> None:
        if live and self._sheet.isVisible():
            self.refresh()

    @Slot()
    def _on_left(self) -> None:
        self._timer.stop()

    def _show(self) -> None:
        at = self._desks.index(self._desk) if self._desk in self._desks else 0
        self._sheet.show_desk(self._desk_name(), at, len(self._desks))
        self._sheet.show_span(SPANS.index(self._span))
        known = self._known.get((self._span, self._desk))
        if known is None or known.brief is None:
            self._sheet.show_status("")
            self._sheet.show_note("", trouble=False)
            self._sheet.show_empty(self._trouble or self.tr("The core works it out…"))
            return
        self._sheet.show_quality(self._words.shown(known.brief))
        self._sheet.show_status(self._status(known))
        self._sheet.show_note(self._trouble or self._note(known), trouble=bool(self._trouble))

    def _desk_name(self) -> str:
        if self._desk:
            return self._wording.desk(self._seat.state.desks, self._desk)
        return self.tr("Everybody's queue") if len(self._desks) > 1 else self.tr("Whole centre")

    def _status(self, known: Figured) -> str:
        if known.as_of is None:
            return ""
        return self.tr("as of {time}").format(time=short_clock(known.as_of, datetime.now(UTC)))

    def _note(self, known: Figured) -> str:
        """What is to be known about the time that was measured."""
        figures = known.brief.figures if known.brief else None
        if figures is None or known.as_of is None or known.asked_from is None:
            return ""
        since = figures.begins.astimezone().strftime("%m-%d %H:%M")
        if known.cut:
            told = self.tr("There is more than can be read at once: measured since {time} only.")
            return told.format(time=since)
        if figures.begins > known.asked_from:
            return self.tr("The journal begins later: measured since {time}. The verdicts are indicative.").format(
                time=since
            )
        return self.tr("Less than 30 days: the verdicts are indicative.") if figures.indicative else ""
