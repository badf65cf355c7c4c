"""One step of a run: its sign, what it is, how it stands in a word, and when."""

from __future__ import annotations

from datetime import tzinfo

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from commandcenter.domain.linkage import Step, StepState
from commandcenter.domain.priority import Priority
from widgets.kit.ages import Now, clock, running
from widgets.kit.marks import Sign, paint_mark, paint_sign
from widgets.kit.palette import Tone
from widgets.kit.scale import Role, Scale
from widgets.kit.text import plain
from widgets.kit.words import figure

_LINE = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine


class StepRow(QWidget):
    """Only an answer makes a step done; one past its deadline without an answer says so by itself.

    Where the row is too narrow for both, the word stands below the label, beside the detail.
    """

    def __init__(
        self, step: Step, *, scale: Scale, now: Now, zone: tzinfo | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._sizes = scale.sizes
        self._now, self._zone = now, zone
        self._step = step
        self._shown = ""
        self._needed = 0
        self._body, self._bold = scale.font(), scale.font(bold=True)
        self._small = scale.font(Role.SMALL)
        self._high = int(QFontMetrics(self._body).height())
        self._low = int(QFontMetrics(self._small).height())
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.show_step(step)

    @property
    def sign(self) -> Sign:
        match self._step.state:
            case StepState.WAITING:
                return Sign.WAITING
            case StepState.DONE:
                return Sign.DONE
            case StepState.FAILED:
                return Sign.FAILED
            case StepState.UNKNOWN:
                return Sign.UNKNOWN

    @property
    def mark(self) -> Priority | None:
        """The shape beside the word where the step is not well."""
        match self._step.state:
            case StepState.FAILED:
                return Priority.MAJOR
            case StepState.UNKNOWN:
                return Priority.MINOR
            case StepState.WAITING:
                return Priority.MINOR if self._left() <= 0 else None
            case StepState.DONE:
                return None

    @property
    def label(self) -> str:
        distance = self._step.distance_m
        away = "" if distance is None else f" · {figure(round(distance))} m"
        return f"{plain(self._step.label)}{away}"

    @property
    def status(self) -> str:
        """The word, with the time of the answer or what is left until the deadline."""
        step = self._step
        at = "" if step.answered_at is None else f" {clock(step.answered_at, self._zone)}"
        match step.state:
            case StepState.WAITING:
                left = self._left()
                if left > 0:
                    return self.tr("Waiting, {time} left").format(time=running(left + 0.999))
                return self.tr("No answer, {time} overdue").format(time=running(-left))
            case StepState.DONE:
                return self.tr("Answered") + at
            case StepState.FAILED:
                return self.tr("Failed") + at
            case StepState.UNKNOWN:
                return self.tr("Unknown: no answer") + at

    def show_step(self, step: Step) -> None:
        changed = step != self._step
        self._step = step
        if changed:
            self.updateGeometry()
        self.refresh()

    def refresh(self) -> None:
        """Repaints when the words have changed with time."""
        shown = f"{self.label}: {self.status} {self._step.detail}"
        if shown != self._shown:
            self._shown = shown
            high = self.heightForWidth(self.width())
            if high != self._needed:
                self._needed = high
                self.updateGeometry()
            self.setAccessibleName(plain(shown))
            self.update()

    def heightForWidth(self, width: int) -> int:
        second = self._low if self._step.detail or not self._fits(width) else 0
        return self._high + second + self._sizes.gap // 2

    def sizeHint(self) -> QSize:
        wide = self._sizes.body * 16
        return QSize(wide, self.heightForWidth(wide))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._sizes.body * 10, self._high + self._sizes.gap // 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        side = float(self._sizes.mark)
        row = QRectF(0, 0, self.width(), self._high + self._sizes.gap / 2)
        done = self._step.state is StepState.DONE
        tone = Tone.MUTED if done else Tone.TEXT
        paint_sign(painter, self.sign, QRectF(0, row.center().y() - side / 2, side, side), tone.color)
        left = side + self._sizes.gap
        below = QRectF(0, row.bottom() - self._sizes.gap / 2, self.width(), self._low)
        fits = self._fits(self.width())
        end = self._paint_status(painter, row if fits else below, done)
        right = end if fits else row.right()
        painter.setFont(self._label_font)
        self._draw(painter, self.label, QRectF(left, 0, right - left, row.height()), Tone.TEXT)
        if self._step.detail:
            painter.setFont(self._small)
            place = QRectF(left, below.y(), (self.width() if fits else end) - left, self._low)
            self._draw(painter, plain(self._step.detail), place, Tone.MUTED)

    @property
    def _label_font(self) -> QFont:
        return self._bold if self._step.state is StepState.WAITING else self._body

    def _fits(self, width: int) -> bool:
        """Whether label and word stand side by side in so many pixels."""
        label = QFontMetrics(self._label_font).horizontalAdvance(self.label)
        status = QFontMetrics(self._small).horizontalAdvance(self.status)
        mark = self._sizes.mark * 0.8 * 1.5 if self.mark is not None else 0.0
        return self._sizes.mark + self._sizes.gap * 2 + label + mark + status + 2 <= width

    def _paint_status(self, painter: QPainter, row: QRectF, done: bool) -> float:
        """Returns the x where the label has to end."""
        mark = self.mark
        tone = {Priority.MAJOR: Tone.ORANGE, Priority.MINOR: Tone.YELLOW}.get(mark) if mark else None
        painter.setFont(self._small)
        width = QFontMetrics(self._small).horizontalAdvance(self.status)
        text = QRectF(row.right() - width - 1, row.y(), width + 2, row.height())
        self._draw(painter, self.status, text, tone or (Tone.MUTED if done else Tone.TEXT))
        if mark is None:
            return text.left() - self._sizes.gap
        side = self._sizes.mark * 0.8
        paint_mark(painter, mark, QRectF(text.left() - side * 1.5, row.center().y() - side / 2, side, side))
        return text.left() - side * 1.5 - self._sizes.gap

    def _draw(self, painter: QPainter, text: str, box: QRectF, tone: Tone) -> None:
        painter.setPen(tone.color)
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()))
        painter.drawText(box, int(_LINE), shown)

    def _left(self) -> float:
        """Seconds until the deadline, negative after it."""
        return (self._step.deadline - self._now()).total_seconds()
