"""The painted rows of the list of sources, and how they make do with the width that there is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from commandcenter.domain.priority import Priority
from widgets.kit.ages import Age, Monotonic, ago
from widgets.kit.beat import Beat
from widgets.kit.marks import Sign, paint_mark, paint_sign
from widgets.kit.palette import Tone
from widgets.kit.scale import Role, Scale
from widgets.kit.text import as_tooltip, plain
from widgets.sources.status import SourceState, SourceStatus
from widgets.sources.wording import details, lag_text, notes, rate_text, state_word

_ROW = 24
_LEFT, _RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
_JOINT = " · "
# In widths of a Chinese character: a name is not cut below the first, columns of their own need the second.
_NAME, _ROOM = 4.0, 12.0
_COLUMNS = (5.5, 4.5, 6.5)


class SourceRows(QWidget):
    """Columns: state, name, what matters beside it; where there is room also the last word, the rate and the lag."""

    def __init__(self, *, scale: Scale, clock: Monotonic, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sizes = scale.sizes
        self._clock = clock
        self._sources: list[tuple[SourceStatus, Age]] = []
        self.setFont(scale.font(Role.SMALL))
        self._metrics = QFontMetrics(self.font())
        self._em = self._metrics.horizontalAdvance("中")
        self._row = max(_ROW, int(self._metrics.height() * 1.25))
        self._state_width = max(self._wide(state_word(state)) for state in SourceState)
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
        self.setAccessibleName("; ".join(", ".join(self.details(at)) for at in range(len(sources))))
        self.update()

    def details(self, at: int) -> list[str]:
        """All that is known of one row's source, in lines."""
        source, age = self._sources[at]
        return details(source, age.seconds)

    def cells(self, at: int, width: float) -> list[str]:
        """State, name, what matters, and the columns that there is room for in `width` pixels: lag, rate, last word."""
        source, age = self._sources[at]
        columns = self._columns(width)
        never = source.state is SourceState.NEVER
        figures = [""] * 3 if never else [lag_text(source), rate_text(source), ago(age.seconds)]
        beside = notes(source)
        if source.lag and len(columns) < 3:
            beside.insert(0 if source.state is SourceState.BEHIND else len(beside), lag_text(source))
        if not columns and (not beside or source.state is SourceState.AWAY):
            beside.insert(0, figures[-1])
        name = plain(source.name)
        room = self._room(width, columns) - self._sizes.gap
        return [state_word(source.state), name, self._fitting(beside, name, room), *figures[3 - len(columns) :]]

    def sizeHint(self) -> QSize:
        return QSize(self._sizes.body * 20, self._row * len(self._sources) + self._sizes.gap)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._sizes.body * 12, self._row * len(self._sources))

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            at = int((event.pos().y() - self._sizes.gap / 2) // self._row)
            lines = self.details(at) if 0 <= at < len(self._sources) else []
            QToolTip.showText(event.globalPos(), "".join(map(as_tooltip, lines)), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), Tone.GROUND.color)
        for at, (source, _) in enumerate(self._sources):
            box = QRectF(0, self._sizes.gap / 2 + at * self._row, self.width(), self._row)
            if box.intersects(QRectF(event.rect())):
                self._paint_row(painter, source.state, self.cells(at, self.width()), box)

    def _paint_row(self, painter: QPainter, state: SourceState, cells: list[str], box: QRectF) -> None:
        word, name, beside, *figures = cells
        side, gap = self._sizes.mark * 0.86, self._sizes.gap
        _paint_state(painter, state, QRectF(self._sizes.pad, box.center().y() - side / 2, side, side))
        well = state in (SourceState.LIVE, SourceState.NEVER)
        left, right = self._left, box.right() - self._sizes.pad
        word_left = left - gap - self._state_width
        self._draw(painter, word, QRectF(word_left, box.y(), self._state_width, box.height()), _quiet(well))
        for text, ems in zip(reversed(figures), _COLUMNS, strict=False):
            wide = self._em * ems
            self._draw(painter, text, QRectF(right - wide, box.y(), wide, box.height()), Tone.MUTED, _RIGHT)
            right -= wide + gap
        wide = self._wide(beside) if beside else 0
        self._draw(painter, beside, QRectF(right - wide, box.y(), wide, box.height()), _quiet(well), _RIGHT)
        right -= wide + gap if wide else 0
        self._draw(painter, name, QRectF(left, box.y(), right - left, box.height()), Tone.TEXT)

    def _draw(self, painter: QPainter, text: str, box: QRectF, tone: Tone, align: Qt.AlignmentFlag = _LEFT) -> None:
        painter.setPen(tone.color)
        shown = self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()))
        flags = align | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.drawText(box.adjusted(0, 0, 1, 0), int(flags), shown)

    @property
    def _left(self) -> float:
        """Where the name begins."""
        return self._sizes.pad + self._sizes.mark * 0.86 + self._sizes.gap * 2 + self._state_width

    def _columns(self, width: float) -> tuple[float, ...]:
        """The columns from the right that leave room for name and notes: all rows have the same."""
        left = width - self._left - self._sizes.pad
        fitting = 0
        for ems in _COLUMNS:
            left -= self._em * ems + self._sizes.gap
            if left < self._em * _ROOM:
                break
            fitting += 1
        return _COLUMNS[:fitting]

    def _room(self, width: float, columns: tuple[float, ...]) -> float:
        """What is left for the name and what stands beside it."""
        taken = sum(self._em * ems + self._sizes.gap for ems in columns)
        return width - self._left - self._sizes.pad - taken

    def _fitting(self, parts: Sequence[str], name: str, room: float) -> str:
        """As many whole parts as there is room for: what is cut in the middle would say something else.

        For the first of them the name may be cut down to its least.
        """
        whole = self._wide(name)
        for count in range(len(parts), 0, -1):
            text = _JOINT.join(parts[:count])
            least = whole if count > 1 else min(whole, int(self._em * _NAME))
            if self._wide(text) <= room - least:
                return text
        return ""

    def _wide(self, text: str) -> int:
        # A pixel more than measured: widths are rounded, and a word that just fits would be cut.
        return self._metrics.horizontalAdvance(text) + 1


def _quiet(well: bool) -> Tone:
    return Tone.MUTED if well else Tone.TEXT


def _paint_state(painter: QPainter, state: SourceState, box: QRectF) -> None:
    """The shapes are those of the alarms that the centre raises about it; hollow as the alarms in doubt are."""
    match state:
        case SourceState.REFUSED | SourceState.AWAY | SourceState.QUARANTINE:
            paint_mark(painter, Priority.MAJOR, box)
        case SourceState.DOUBT:
            paint_mark(painter, Priority.MAJOR, box, hollow=True)
        case SourceState.BEHIND | SourceState.LOSING:
            paint_mark(painter, Priority.MINOR, box)
        case SourceState.NEVER:
            paint_sign(painter, Sign.OPEN, box, Tone.MUTED.color)
        case SourceState.LIVE:
            paint_sign(painter, Sign.DONE, box, Tone.MUTED.color)
