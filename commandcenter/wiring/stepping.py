"""Stepping through the record at a desk: each step asks for one entry, and how the centre was after it."""

from __future__ import annotations

from datetime import datetime

import msgspec
from PySide6.QtCore import QObject, Slot

from bridge.protocol.seat import Found
from commandcenter.domain.journal import Entry
from commandcenter.domain.shift_plan import ShiftPlan, spoken
from commandcenter.services.said.refusals import refusal
from commandcenter.services.searching import Page, Query
from commandcenter.services.stepping import Stand, Step, Window, query_of
from commandcenter.wiring.entry_lines import EntryLines
from commandcenter.wiring.questions import Kind, Questions
from commandcenter.wiring.scene_lines import alarm_counts, scene_lines
from commandcenter.wiring.seat_model import SeatModel
from widgets.kit.lines.line import Line
from widgets.kit.words import figure
from widgets.record.sheet import RecordSheet
from widgets.record.steps import StepShown

MOST = 500
"""Entries stepped to that stay in sight; then the first of them go."""


class StepFeature(QObject):
    """Feeds the steps of the record's sheet while they are shown. A key pressed before the answer is there is lost."""

    def __init__(self, seat: SeatModel, questions: Questions, lines: EntryLines, sheet: RecordSheet) -> None:
        super().__init__(sheet)
        self._seat, self._questions, self._lines, self._sheet = seat, questions, lines, sheet
        self._here: Stand | None = None
        self._window = Window()
        self._trail: dict[int, Line] = {}
        self._step: Step | None = None
        self._waiting = False
        sheet.steps.stepped.connect(self._on_stepped)
        sheet.steps.left.connect(self._on_left)

    def begin(self, query: Query, window: Window) -> None:
        """At the entry that the query finds first; `window` is what its ends are."""
        self._here, self._window, self._step = None, window, None
        self._trail = {}
        self._sheet.show_steps(None)
        self._ask(query, part=False)

    def _ask(self, query: Query, *, part: bool) -> None:
        self._waiting = True
        self._questions.ask(Kind.STEP, query, self._on_found, scene=True, part=part)

    @Slot(object)
    def _on_stepped(self, step: Step) -> None:
        if self._here is not None and not self._waiting:
            self._step = step
            self._ask(query_of(step, self._here, self._around(self._here.at)), part=True)

    @Slot()
    def _on_left(self) -> None:
        self._questions.drop(Kind.STEP)
        self._here, self._waiting = None, False

    def _on_found(self, found: Found) -> None:
        if not self._waiting:
            return
        self._waiting = False
        if found.page is None:
            self._fail(self._lines.said(refusal(found.reason, found.values)))
        elif found.scene is None or not found.entries:
            self._fail(self._none_there())
        else:
            self._show(found, found.page, msgspec.msgpack.decode(found.entries[0], type=Entry))

    def _fail(self, text: str) -> None:
        if self._here is None:
            self._sheet.steps.fail(text)
        else:
            self._sheet.steps.say(text)

    def _none_there(self) -> str:
        if self._step is None:
            return self.tr("The record has no entry there.")
        if self._step.onward:
            return self.tr("There is no such entry after this one.")
        return self.tr("There is no such entry before this one.")

    def _show(self, found: Found, page: Page, entry: Entry) -> None:
        scene = found.scene
        if scene is None:
            return
        self._here = Stand(entry.seq, entry.at)
        self._lines.learn(scene.alarms)
        (line,) = self._lines.of([entry])
        self._trail[entry.seq] = line
        while len(self._trail) > MOST:
            del self._trail[min(self._trail) if self._step and self._step.onward else max(self._trail)]
        shown = StepShown(
            at=f"{entry.at.astimezone():%Y-%m-%d %H:%M:%S}",
            where=self._where(entry, page),
            counts=alarm_counts(scene),
            key=line.key,
            trail=tuple(self._trail[seq] for seq in sorted(self._trail)),
            scene=scene_lines(scene, self._lines.said),
        )
        self._sheet.show_steps(shown)

    def _where(self, entry: Entry, page: Page) -> str:
        told = self.tr("entry {seq} of {size}").format(seq=figure(entry.seq), size=figure(page.size))
        plan = self._plan
        return f"{spoken(plan.at(entry.at).id)} · {told}" if plan else told

    def _around(self, at: datetime) -> Window:
        """What was chosen; else the shift that the moment lies in, or all there is."""
        if self._window != Window() or self._plan is None:
            return self._window
        return Window.of(self._plan.at(at))

    @property
    def _plan(self) -> ShiftPlan | None:
        return self._seat.state.shifts.plan
