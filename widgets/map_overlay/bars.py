"""The bar above the map and the bar below it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from time import monotonic

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from commandcenter.domain.priority import Priority
from widgets.kit.ages import Age, Monotonic, ago, lasting
from widgets.kit.beat import Beat
from widgets.kit.marks import paint_force, paint_mark
from widgets.kit.palette import Tone
from widgets.kit.scale import Role, Scale
from widgets.kit.text_line import TextLine
from widgets.kit.words import figure, priority_word


class _Bar(QWidget):
    def __init__(self, *, scale: Scale, height: int, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._scale = scale
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFixedHeight(height)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(scale.sizes.pad, 0, scale.sizes.pad, 0)
        self._row.setSpacing(scale.sizes.pad)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(event.rect(), Tone.GROUND.color)


class MapTopBar(_Bar):
    """Title left; right one count for each priority, and own forces where they are known."""

    def __init__(self, title: str, *, scale: Scale = Scale.WALL, parent: QWidget | None = None) -> None:
        super().__init__(scale=scale, height=scale.sizes.header, parent=parent)
        self.setObjectName("map-top")
        self.title = TextLine(title, scale=scale, role=Role.TITLE, bold=True)
        self.legend = Legend(scale=scale)
        self._row.addWidget(self.title)
        self._row.addStretch(1)
        self._row.addWidget(self.legend)

    def set_counts(self, counts: Mapping[Priority, int]) -> None:
        self.legend.set_counts(counts)

    def set_forces(self, count: int | None) -> None:
        self.legend.set_forces(count)


class MapBottomBar(_Bar):
    """What the map holds, as (label, count or None), and how old what it shows is."""

    def __init__(
        self,
        *,
        scale: Scale = Scale.WALL,
        clock: Monotonic = monotonic,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(scale=scale, height=scale.sizes.row, parent=parent)
        self.setObjectName("map-bottom")
        self.facts = TextLine(scale=scale, role=Role.SMALL, tone=Tone.MUTED)
        self.data = TextLine(scale=scale, role=Role.SMALL, tone=Tone.MUTED, shrink=False)
        self._row.addWidget(self.facts)
        self._row.addWidget(self.data)
        self._row.addStretch(1)
        self._age = Age(clock)
        self._beat = Beat(self, self.refresh)
        self.refresh()

    def set_facts(self, facts: Sequence[tuple[str, float | None]]) -> None:
        known = [(label, count) for label, count in facts if count is not None]
        self.facts.set_text("   ".join(f"{label} {figure(count)}" for label, count in known))

    def set_age(self, seconds: float | None) -> None:
        """Seconds since the newest data on the map; it is counted on here."""
        self._age.tell(seconds)
        self.refresh()

    def refresh(self) -> None:
        seconds = self._age.seconds
        if seconds is not None and self._age.stale:
            text = self.tr("Data {age} old").format(age=lasting(seconds))
            self.data.show_text(text, Tone.YELLOW, Priority.MINOR)
        else:
            self.data.show_text(self.tr("Data {age}").format(age=ago(seconds)), Tone.MUTED)


class Legend(QWidget):
    """▲ 2  ◆ 2  ■ 14  ● 43, and the forces. A priority without alarms is dim."""

    def __init__(self, *, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sizes = scale.sizes
        self._counts: dict[Priority, int] | None = None
        self._forces: int | None = None
        self.setFont(scale.font(Role.BODY))
        self._metrics = QFontMetrics(self.font())
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def texts(self) -> list[str]:
        """What stands beside each mark; before the first counts a dash."""
        counts = self._counts
        shown = [figure(None if counts is None else counts.get(priority, 0)) for priority in Priority]
        return shown if self._forces is None else [*shown, figure(self._forces)]

    def set_counts(self, counts: Mapping[Priority, int]) -> None:
        if dict(counts) != self._counts:
            self._counts = dict(counts)
            self._changed()

    def set_forces(self, count: int | None) -> None:
        if count != self._forces:
            self._forces = count
            self._changed()

    def sizeHint(self) -> QSize:
        mark, gap = self._sizes.mark, self._sizes.gap
        words = sum(self._metrics.horizontalAdvance(text) for text in self.texts)
        parts = len(self.texts)
        forces = 0 if self._forces is None else self._metrics.horizontalAdvance(self.tr("Forces")) + gap * 2
        return QSize(words + parts * (mark + gap) + (parts - 1) * self._sizes.pad + forces, self._metrics.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        mark, gap, pad = self._sizes.mark, self._sizes.gap, self._sizes.pad
        x, middle = 0.0, self.height() / 2
        for at, text in enumerate(self.texts):
            priority = list(Priority)[at] if at < len(Priority) else None
            none = priority is not None and self._counts is not None and not self._counts.get(priority)
            if priority is None:
                x = self._draw(painter, x + gap, self.tr("Forces"), Tone.MUTED) + gap
                paint_force(painter, QRectF(x, middle - mark / 2, mark, mark))
            else:
                box = QRectF(x, middle - mark / 2, mark, mark)
                paint_mark(painter, priority, box, Tone.DIM.color if none else None)
            x = self._draw(painter, x + mark + gap, text, Tone.MUTED if none else Tone.TEXT) + pad

    def _draw(self, painter: QPainter, x: float, text: str, tone: Tone) -> float:
        """Returns the x after the text."""
        width = self._metrics.horizontalAdvance(text)
        painter.setPen(tone.color)
        painter.drawText(QRectF(x, 0, width + 1, self.height()), int(Qt.AlignmentFlag.AlignVCenter), text)
        return x + width

    def _changed(self) -> None:
        words = (f"{priority_word(priority)} {text}" for priority, text in zip(Priority, self.texts, strict=False))
        self.setAccessibleName(", ".join(words))
        self.updateGeometry()
        self.update()
