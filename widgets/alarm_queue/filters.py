"""The heading of the desk's queue: filters with their counts, and what waits out of sight above."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from commandcenter.domain.priority import Priority
from widgets.alarm_queue.rows import Counts, Filter
from widgets.kit.chip import Chip
from widgets.kit.keycap import Keycap
from widgets.kit.palette import Tone
from widgets.kit.scale import Role, Scale
from widgets.kit.text_line import TextLine


class FilterChips(QWidget):
    filter_requested = Signal(Filter)
    top_requested = Signal()
    mine_requested = Signal()

    def __init__(self, *, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gap = scale.sizes.gap
        self._all = Chip(scale=scale)
        self._unacknowledged = Chip(scale=scale)
        self._hidden = Chip(scale=scale)
        self._above = Chip(scale=scale)
        self._mine = Chip(scale=scale)
        self._mine.show_text(self.tr("Mine"))
        self._mine.setCheckable(True)
        self._mine.hide()
        for chip, tip in (
            (self._all, self.tr("Show all alarms (U)")),
            (self._unacknowledged, self.tr("Show unacknowledged alarms (U)")),
            (self._hidden, self.tr("Show shelved, suppressed and out of service alarms (H)")),
            (self._above, self.tr("Go to the top (Home)")),
            (self._mine, self.tr("Show only what lies at my desk and in my areas, or all (D)")),
        ):
            chip.setToolTip(tip)
        self._all.setCheckable(True)
        self._unacknowledged.setCheckable(True)
        self._hidden.setCheckable(True)
        self._hidden.hide()
        self._above.hide()
        self._all.clicked.connect(self._on_all)
        self._unacknowledged.clicked.connect(self._on_unacknowledged)
        self._hidden.clicked.connect(self._on_hidden)
        self._above.clicked.connect(self.top_requested)
        self._mine.clicked.connect(self.mine_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(scale.sizes.gap)
        for chip in (self._mine, self._all, self._unacknowledged, self._hidden, self._above):
            row.addWidget(chip)
        self.show_filter(Filter.ALL)

    def show_counts(self, counts: Counts) -> None:
        self._all.show_text(self.tr("All {count}").format(count=counts.total))
        self._unacknowledged.show_text(self.tr("Unacked {count}").format(count=counts.unacknowledged))
        self._hidden.show_text(self.tr("Hidden {count}").format(count=counts.hidden))
        self._hidden.setVisible(counts.hidden > 0 or self._hidden.isChecked())

    def show_mine(self, *, there: bool, on: bool) -> None:
        """Whether there is a queue of one's own, and whether it is what is shown."""
        self._mine.setVisible(there)
        self._mine.setChecked(on)

    def show_filter(self, chosen: Filter) -> None:
        self._all.setChecked(chosen is Filter.ALL)
        self._unacknowledged.setChecked(chosen is Filter.UNACKNOWLEDGED)
        self._hidden.setChecked(chosen is Filter.HIDDEN)
        if chosen is Filter.HIDDEN:
            self._hidden.show()

    def show_above(self, count: int, worst: Priority | None, *, more: bool = False) -> None:
        """Unacknowledged alarms scrolled out at the top, so many at least, and the worst of them."""
        text = self.tr("over {count} above") if more and count else self.tr("{count} above")
        self._above.show_text(text.format(count=count), worst)
        self._above.setVisible(count > 0)

    def fit(self, room: int) -> None:
        """In less than all of them need the one for all alarms goes: the key U turns between the two."""
        self._all.show()
        if self.needed > room:
            self._all.hide()

    @property
    def needed(self) -> int:
        """Pixels that those take that are shown."""
        chips = (self._mine, self._all, self._unacknowledged, self._hidden, self._above)
        shown = [chip for chip in chips if not chip.isHidden()]
        return sum(chip.sizeHint().width() for chip in shown) + self._gap * (len(shown) - 1)

    @Slot()
    def _on_all(self) -> None:
        self.filter_requested.emit(Filter.ALL)

    @Slot()
    def _on_hidden(self) -> None:
        self.filter_requested.emit(Filter.HIDDEN)

    @Slot()
    def _on_unacknowledged(self) -> None:
        self.filter_requested.emit(Filter.UNACKNOWLEDGED)


def key_hint(key: str, text: str, scale: Scale) -> QWidget:
    """A keycap with what it does."""
    hint = QWidget()
    row = QHBoxLayout(hint)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(scale.sizes.gap)
    row.addWidget(Keycap(key, scale=scale))
    row.addWidget(TextLine(text, scale=scale, role=Role.SMALL, tone=Tone.TEXT, align=Qt.AlignmentFlag.AlignLeft))
    return hint
