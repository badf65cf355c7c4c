"""The compact list of sources: shape and word of the state, events behind, rate, last word."""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

from commandcenter.domain.priority import Priority
from widgets.kit.ages import Age, Monotonic, ago
from widgets.kit.beat import Beat
from widgets.kit.marks import Sign, paint_mark, paint_sign
from widgets.kit.palette import Tone
from widgets.kit.panel import Panel
from widgets.kit.scale import Role, Scale
from widgets.kit.text import plain
from widgets.kit.text_line import TextLine
from widgets.kit.words import figure
from widgets.sources.status import SourceState, SourceStatus

_ROW = 24
_LEFT, _RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight


class SourcesView(Panel):
    def __init__(
        self, *, scale: Scale = Scale.CONSOLE, clock: Monotonic = monotonic, parent: QWidget | None = None
    ) -> None:
        super().__init__("", scale=scale, clock=clock, parent=parent)
        self.setObjectName("sources")
        self.title.set_text(self.tr("Sources"))
        self._count = TextLine(scale=scale, role=Role.SMALL, shrink=False)
        self.heading.addWidget(self._count)
        self.rows = SourceRows(scale=scale, clock=clock)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self.rows)
        self.body.addWidget(scroll)
        self.show_loading()

    @property
    def count_text(self) -> str:
        return self._count.text

    def apply(self, sources: Sequence[SourceStatus]) -> None:
        """Shows exactly these; those that are not well come first, and stand still otherwise."""
        ordered = sorted(sources, key=lambda source: (source.state is SourceState.LIVE, source.id))
        alive = sum(source.state in (SourceState.LIVE, SourceState.BEHIND) for source in sources)
        self._count.set_text(f"{alive}/{len(sources)}")
        self.rows.show_sources(ordered)
        if sources:
            self.show_body()
        else:
            self.show_empty(self.tr("No sources are configured"))


class SourceRows(QWidget):
    """Columns: state, name, lag, rate, age; narrow screens lose the rate, then the lag."""

    def __init__(self, *, scale: Scale, clock: Monotonic, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sizes = scale.sizes
        self._clock = clock
        self._sources: list[tuple[SourceStatus, Age]] = []
        self.setFont(scale.font(Role.SMALL))
        self._metrics = QFontMetrics(self.font())
        self._row = max(_ROW, int(self._metrics.height() * 1.25))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._beat = Beat(self, self.update)

    def show_sources(self, sources: Sequence[SourceStatus]) -> None:
        before = len(self._sources)
        self._sources = []
        for source in sources:
            age = Age(self._clock)
            age.tell(source.age_s)
            self._sources.append((source, age))
        if len(sources) != before:
            self.updateGeometry()
        self.setAccessibleName(", ".join(" ".join(self.cells(at)) for at in range(len(sources))))
        self.update()

    def cells(self, at: int) -> tuple[str, str, str, str, str]:
        """State, name, lag, rate and last word of one row, as they are shown."""
        source, age = self._sources[at]
        lag = "" if source.lag is None else self.tr("{count} behind").format(count=figure(source.lag))
        rate = "" if source.rate is None else self.tr("{rate}/s").format(rate=figure(source.rate))
        never = source.state is SourceState.NEVER
        return (self._word(source.state), plain(source.name), lag, rate, "" if never else ago(age.seconds))

    def sizeHint(self) -> QSize:
        return QSize(self._sizes.body * 20, self._row * len(self._sources) + self._sizes.gap)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._sizes.body * 12, self._row * len(self._sources))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), Tone.GROUND.color)
        for at, (source, _) in enumerate(self._sources):
            box = QRectF(0, self._sizes.gap / 2 + at * self._row, self.width(), self._row)
            if box.intersects(QRectF(event.rect())):
                self._paint_row(painter, source, self.cells(at), box)

    def _paint_row(self, painter: QPainter, source: SourceStatus, cells: tuple[str, ...], box: QRectF) -> None:
        state, name, lag, rate, age = cells
        pad, em = self._sizes.pad, self._metrics.horizontalAdvance("中")
        well = source.state is SourceState.LIVE
        side = self._sizes.mark * 0.86
        mark = QRectF(pad, box.center().y() - side / 2, side, side)
        shape = _shape(source.state)
        if shape is None:
            sign = Sign.DONE if well else Sign.OPEN
            paint_sign(painter, sign, mark, Tone.MUTED.color)
        else:
            paint_mark(painter, shape, mark)
        left, right = mark.right() + self._sizes.gap, box.right() - pad
        self._draw(painter, state, left, em * 4.5, box, Tone.MUTED if well else Tone.TEXT)
        left += em * 5
        for text, width in ((age, em * 5), (rate, em * 4), (lag, em * 5)):
            if right - left < em * 12:
                break
            self._draw(painter, text, right - width, width, box, Tone.MUTED, _RIGHT)
            right -= width + self._sizes.gap
        self._draw(painter, name, left, right - left, box, Tone.TEXT)

    def _draw(
        self,
        painter: QPainter,
        text: str,
        x: float,
        width: float,
        row: QRectF,
        tone: Tone,
        align: Qt.AlignmentFlag = _LEFT,
    ) -> None:
        painter.setPen(tone.color)
        shown = self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(width))
        flags = align | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.drawText(QRectF(x, row.y(), width + 1, row.height()), int(flags), shown)

    def _word(self, state: SourceState) -> str:
        match state:
            case SourceState.LIVE:
                return self.tr("Live")
            case SourceState.BEHIND:
                return self.tr("Behind")
            case SourceState.AWAY:
                return self.tr("Away")
            case SourceState.NEVER:
                return self.tr("Not yet")


def _shape(state: SourceState) -> Priority | None:
    match state:
        case SourceState.AWAY:
            return Priority.MAJOR
        case SourceState.BEHIND:
            return Priority.MINOR
        case SourceState.LIVE | SourceState.NEVER:
            return None
