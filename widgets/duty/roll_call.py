"""The roll call: a leader asks, each position says go or no-go."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from widgets.duty.state import RollCallShown
from widgets.kit.choice import Choice
from widgets.kit.field import Field
from widgets.kit.lines.view import LinesView
from widgets.kit.palette import Tone
from widgets.kit.panel import Panel
from widgets.kit.scale import Role, Scale
from widgets.kit.text_line import TextLine


class RollCallPanel(Panel):
    """Either the question to be put, or the answers to the one that runs, with this desk's own two keys."""

    started = Signal(str)  # question
    answered = Signal(str, bool, str)  # position, go, remark

    def __init__(self, *, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__("", scale=scale, long_title=True, parent=parent)
        self.title.set_text(self.tr("Roll call"))
        sizes = scale.sizes
        self.status = TextLine(scale=scale, role=Role.SMALL, tone=Tone.MUTED, shrink=False)
        self.heading.addWidget(self.status)
        self.answers = LinesView(scale=scale)
        self.position = Choice(self.tr("Position"), scale=scale)
        self.position.box.setFixedHeight(sizes.row)
        self.position.box.setFont(scale.font(Role.BODY))
        self.remark = Field(self.tr("Remark (needed for no-go)"), scale=scale, limit=500)
        self.question = Field(self.tr("Question to all positions"), scale=scale, limit=200)
        for field in (self.remark, self.question):
            field.edit.setFixedHeight(sizes.row)
        self.go = QPushButton(self.tr("Go"), self)
        self.no_go = QPushButton(self.tr("No-go"), self)
        self.ask = QPushButton(self.tr("Ask all"), self)
        for button in (self.go, self.no_go, self.ask):
            button.setFixedHeight(sizes.row)
        self._own, self._new = QWidget(self), QWidget(self)
        _row(self._own, sizes.gap, (self.position, 3), (self.remark, 4), (self.go, 1), (self.no_go, 1))
        _row(self._new, sizes.gap, (self.question, 5), (self.ask, 1))
        foot = QVBoxLayout()
        foot.setContentsMargins(sizes.pad, sizes.gap, sizes.pad, sizes.pad)
        foot.addWidget(self._own)
        foot.addWidget(self._new)
        self.body.addWidget(self.answers, 1)
        self.body.addLayout(foot)
        self.go.clicked.connect(self._on_go)
        self.no_go.clicked.connect(self._on_no_go)
        self.ask.clicked.connect(self._on_ask)
        self.question.entered.connect(self._on_ask)
        self.show_roll_call(RollCallShown(), leads=False)

    def show_roll_call(self, shown: RollCallShown, *, leads: bool) -> None:
        self.title.set_text(shown.question or self.tr("Roll call"))
        self.status.set_text(shown.status)
        self.answers.show_lines(shown.answers)
        if not shown.answers and not (leads and not shown.question):
            self.show_empty(self.tr("No roll call yet; a shift leader starts one."))
        else:
            self.show_body()
        self._own.setVisible(bool(shown.mine))
        offered = [(self.position.box.itemData(at), self.position.box.itemText(at)) for at in range(self._count())]
        if offered != list(shown.mine):
            self.position.offer(shown.mine, self.position.chosen)
        self._new.setVisible(leads and not shown.question)

    def _count(self) -> int:
        return self.position.box.count()

    def _answer(self, go: bool) -> None:
        if not go and not self.remark.text:
            self.remark.edit.setFocus()
            return
        self.answered.emit(self.position.chosen, go, self.remark.text)
        self.remark.set_text("")

    @Slot()
    def _on_go(self) -> None:
        self._answer(True)

    @Slot()
    def _on_no_go(self) -> None:
        self._answer(False)

    @Slot()
    def _on_ask(self) -> None:
        if self.question.text:
            self.started.emit(self.question.text)
            self.question.set_text("")


def _row(holder: QWidget, gap: int, *shares: tuple[QWidget, int]) -> None:
    """Fields and buttons that stand on one line at their feet."""
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(gap)
    for widget, share in shares:
        box = QVBoxLayout()
        box.addStretch(1)
        box.addWidget(widget)
        row.addLayout(box, share)
