"""The card of the one-key linkage: ready, asked for, running, answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from enum import Enum

from PySide6.QtCore import QRectF, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from commandcenter.domain.linkage import Linkage, StepState
from commandcenter.domain.priority import Priority
from widgets.kit.ages import Now, clock, running, utc_now
from widgets.kit.beat import Beat
from widgets.kit.keycap import Keycap
from widgets.kit.palette import Tone
from widgets.kit.scale import Role, Scale
from widgets.kit.text_line import TextLine
from widgets.linkage.step_row import StepRow


class Stage(Enum):
    """`ASKED`: the key was pressed and the core has not answered yet; nothing is done."""

    NOTHING = "nothing"
    READY = "ready"
    ASKED = "asked"
    STARTED = "started"


class LinkageView(QWidget):
    start_requested = Signal(str)  # alarm id

    def __init__(
        self,
        *,
        now: Now = utc_now,
        zone: tzinfo | None = None,
        scale: Scale = Scale.CONSOLE,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("linkage")
        self._scale, self._now, self._zone = scale, now, zone
        self._stage = Stage.NOTHING
        self._alarm = ""
        self._run: Linkage | None = None
        self._last_id = ""
        self._title = TextLine(scale=scale, role=Role.TITLE, bold=True, wrap=True)
        self._key = Keycap("F1", scale=scale)
        self._lines: list[TextLine] = []
        self._rows: list[StepRow] = []
        self._foot = TextLine(scale=scale, role=Role.SMALL, tone=Tone.MUTED, wrap=True)
        self._arrange()
        self._beat = Beat(self, self.refresh)
        self.show_nothing()

    @property
    def stage(self) -> Stage:
        return self._stage

    @property
    def alarm_id(self) -> str:
        return self._alarm

    @property
    def lines(self) -> list[str]:
        return [line.text for line in self._lines]

    @property
    def rows(self) -> list[StepRow]:
        return list(self._rows)

    @property
    def foot_text(self) -> str:
        return self._foot.text

    def show_nothing(self) -> None:
        """No alarm is selected, or there is nothing to start for it."""
        self._turn(Stage.NOTHING, "", self.tr("One-key linkage"))
        self._foot.show_text(self.tr("Select an alarm to see what one key would do"), Tone.MUTED)

    def show_preview(
        self,
        alarm_id: str,
        title: str,
        lines: Sequence[str],
        warnings: Sequence[str] = (),
        *,
        last: Linkage | None = None,
    ) -> None:
        """What the key will do for this alarm; `warnings` are what will be missing, `last` a run that has ended."""
        last_id = last.id if last else ""
        # A run that was asked for and has ended meanwhile is news; everything else waits for the core's word.
        if self._stage is Stage.ASKED and (alarm_id, last_id) == (self._alarm, self._last_id):
            return
        self._turn(Stage.READY, alarm_id, self.tr("One-key linkage: {title}").format(title=title))
        for text in lines:
            self._add_line(text, None)
        for text in warnings:
            self._add_line(text, Priority.MINOR)
        if last is not None:
            self._last_id = last.id
            self._add_line(self.tr("Last run: {summary}").format(summary=self._summary(last)), None)
            self._add_rows(last)
        again = self.tr("{key} starts it again; a step counts as done when it has answered")
        first = self.tr("{key} starts it; a step counts as done when it has answered")
        self._foot.show_text((again if last else first).format(key=self._key.key), Tone.MUTED)

    def show_run(self, run: Linkage, title: str = "") -> None:
        """A run that the core has started, with what has been answered so far."""
        heading = self.tr("Linkage: {title}").format(title=title) if title else self.tr("Linkage started")
        if self._run is None or self._run.id != run.id or len(self._rows) != len(run.steps):
            self._turn(Stage.STARTED, run.alarm, heading)
            self._add_rows(run)
        self._run = run
        for row, step in zip(self._rows, run.steps, strict=True):
            row.show_step(step)
        self.refresh()

    @Slot()
    def start(self) -> None:
        """The key: asks once for each preview, and does nothing while a run goes on."""
        if self._stage is not Stage.READY:
            return
        self._stage = Stage.ASKED
        self._asked_at = self._now()
        self.refresh()
        self.update()
        self.start_requested.emit(self._alarm)

    @Slot()
    def refused(self) -> None:
        """The core has said no: the key may be pressed again."""
        if self._stage is Stage.ASKED:
            self._stage = Stage.READY
            self._foot.show_text(self.tr("Not started"), Tone.YELLOW, Priority.MINOR)
            self.update()

    @Slot()
    def refresh(self) -> None:
        """Brings what changes with time up to date."""
        if self._stage is Stage.ASKED:
            waited = running((self._now() - self._asked_at).total_seconds())
            self._foot.show_text(self.tr("Sent, waiting for the core: {time}").format(time=waited), Tone.TEXT)
        for row in self._rows:
            row.refresh()
        if self._run is not None:
            self._foot.show_text(self._summary(self._run), Tone.TEXT if self._run.live else Tone.MUTED)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), Tone.GROUND.color)
        ready = self._stage in (Stage.READY, Stage.ASKED)
        wide = 2 if ready else 1
        painter.setPen(QPen((Tone.RED if ready else Tone.LINE).color, wide))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = wide / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(edge, edge, -edge, -edge), 3, 3)

    def _arrange(self) -> None:
        sizes = self._scale.sizes
        # It needs its lines whole, however many they are in its width.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        top = QHBoxLayout()
        top.setSpacing(sizes.gap)
        top.addWidget(self._title, 1)
        top.addWidget(self._key)
        self._list = QVBoxLayout()
        self._list.setSpacing(sizes.gap // 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(sizes.pad, sizes.gap * 3 // 2, sizes.pad, sizes.gap * 3 // 2)
        column.setSpacing(sizes.gap)
        column.addLayout(top)
        column.addLayout(self._list)
        column.addWidget(self._foot)

    def _turn(self, stage: Stage, alarm_id: str, title: str) -> None:
        for widget in (*self._lines, *self._rows):
            self._list.removeWidget(widget)
            widget.setParent(None)
            widget.deleteLater()
        self._lines, self._rows, self._run, self._last_id = [], [], None, ""
        self._stage, self._alarm = stage, alarm_id
        self._title.set_text(title)
        self._key.setVisible(stage is Stage.READY)
        self.update()

    def _add_line(self, text: str, mark: Priority | None) -> None:
        line = TextLine(scale=self._scale, wrap=True)
        line.show_text(text, Tone.TEXT if mark is None else Tone.YELLOW, mark)
        self._lines.append(line)
        self._list.addWidget(line)

    def _add_rows(self, run: Linkage) -> None:
        self._rows = [StepRow(step, scale=self._scale, now=self._now, zone=self._zone) for step in run.steps]
        for row in self._rows:
            self._list.addWidget(row)

    def _summary(self, run: Linkage) -> str:
        """Who started it and when, how many have answered, how many are unknown or failed."""
        count = {state: sum(step.state is state for step in run.steps) for state in StepState}
        parts = [
            self.tr("Started {time}").format(time=clock(run.started_at, self._zone)),
            self.tr("answered {done}/{all}").format(done=count[StepState.DONE], all=len(run.steps)),
        ]
        if count[StepState.UNKNOWN]:
            parts.append(self.tr("unknown {count}").format(count=count[StepState.UNKNOWN]))
        if count[StepState.FAILED]:
            parts.append(self.tr("failed {count}").format(count=count[StepState.FAILED]))
        if run.live:
            parts.insert(0, self.tr("Running"))
        return " · ".join(parts)
