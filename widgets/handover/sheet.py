"""The handover on the screen: the report left, remarks and both signatures right."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from commandcenter.domain.priority import Priority
from widgets.handover.state import HandoverShown, Stage
from widgets.kit.field import Field
from widgets.kit.lines.view import LinesView
from widgets.kit.palette import Tone
from widgets.kit.panel import Panel
from widgets.kit.scale import Role, Scale
from widgets.kit.sheet import Sheet
from widgets.kit.signing_card import SigningCard
from widgets.kit.text_line import TextLine

RIGHT = 440
LEAD = 48


class HandoverSheet(Sheet):
    """Shows what it is given; every wish is a signal."""

    begin_requested = Signal()
    cancel_requested = Signal(str)  # reason
    remark_requested = Signal(str, str)  # text, key of the report's item or ""
    sign_requested = Signal(str, str, str, str)  # "outgoing" or "incoming", account, password, code

    def __init__(self, under: QWidget, *, left: int, top: int, bottom: int, scale: Scale = Scale.CONSOLE) -> None:
        super().__init__(under, "", left=left, top=top, bottom=bottom, scale=scale)
        self.setObjectName("handover")
        self.title.set_text(self.tr("Handover"))
        sizes = scale.sizes
        # Nobody signs what they could only read the beginning of.
        self.report = LinesView(scale=scale, lead_width=LEAD, wraps=True)
        self._panel = Panel(self.tr("What is handed over"), scale=scale)
        self._panel.body.addWidget(self.report)
        self.remarks = LinesView(scale=scale, marks=False, wraps=True)
        self._remarks = Panel(self.tr("Remarks"), scale=scale)
        self._remarks.body.addWidget(self.remarks)
        self.remark = Field(self.tr("A remark on the selected line, or on the whole"), scale=scale, limit=500)
        self.remark.edit.setFixedHeight(sizes.row)
        self.outgoing = SigningCard(
            self.tr("Outgoing"), self.tr("I hand over this shift as the report says."), scale=scale
        )
        self.incoming = SigningCard(
            self.tr("Incoming"), self.tr("I have read the report and take over this shift."), scale=scale
        )
        self._stage = Stage.WAITING
        self.digest = TextLine(scale=scale, role=Role.SMALL, tone=Tone.MUTED, shrink=False)
        self.begin = QPushButton(self)
        self.begin.setDefault(True)
        self.cancel = QPushButton(self.tr("Call off"), self)
        self._arrange(sizes.gap, sizes.header)
        self._connect()
        self.show_handover(HandoverShown())

    def show_handover(self, shown: HandoverShown) -> None:
        began = shown.stage is Stage.OPEN
        warn = shown.stage is Stage.REFUSED
        self.status.show_text(
            shown.why if warn else shown.summary, Tone.ORANGE if warn else Tone.MUTED, Priority.MAJOR if warn else None
        )
        self._panel.title.set_text(self.tr("What is handed over") if began else self.tr("As it stands now"))
        self.report.show_lines(shown.lines)
        if shown.stage is Stage.WAITING:
            self._panel.show_loading()
        elif not shown.lines:
            self._panel.show_empty(self.tr("Nothing is open."))
        else:
            self._panel.show_body()
        self.remarks.show_lines(shown.remarks)
        if shown.remarks:
            self._remarks.show_body()
        else:
            self._remarks.show_empty(self.tr("No remarks."))
        for card, party in ((self.outgoing, shown.outgoing), (self.incoming, shown.incoming)):
            card.show_standing(party.people, party.signed, asked=began)
        self.digest.set_text(self.tr("Fingerprint {digest}").format(digest=shown.digest) if shown.digest else "")
        self.digest.setVisible(bool(shown.digest))
        self.begin.setText(self.tr("Begin: the report is frozen"))
        self.begin.setEnabled(shown.stage is Stage.READY)
        self.begin.setVisible(not began)
        self.cancel.setVisible(began)
        self.remark.setEnabled(began)
        if shown.stage is not self._stage and self.isVisible():
            self._focus(shown)
        self._stage = shown.stage

    def open(self) -> None:
        super().open()
        self._stage = Stage.WAITING

    def _focus(self, shown: HandoverShown) -> None:
        """Where this stage is worked: the begin key, then the side that has not signed."""
        if shown.stage is Stage.READY:
            self.begin.setFocus()
        elif shown.stage is Stage.OPEN:
            card = self.incoming if shown.outgoing.signed else self.outgoing
            card.account.edit.setFocus()

    def answered(self, side: str, refused: str) -> None:
        """The core's answer to a signature."""
        (self.outgoing if side == "outgoing" else self.incoming).answered(refused)
        if not refused and side == "outgoing":
            self.incoming.account.edit.setFocus()

    def _arrange(self, gap: int, high: int) -> None:
        right = QVBoxLayout()
        right.setSpacing(gap)
        right.addWidget(self._remarks, 1)
        right.addWidget(self.remark)
        right.addWidget(self.outgoing)
        right.addWidget(self.incoming)
        row = QHBoxLayout()
        row.setSpacing(gap * 2)
        row.addWidget(self.digest)
        for button in (self.begin, self.cancel):
            button.setFixedHeight(high)
            row.addWidget(button, 1)
        right.addLayout(row)
        column = QWidget(self)
        column.setFixedWidth(RIGHT)
        column.setLayout(right)
        right.setContentsMargins(0, 0, 0, 0)
        self.body.addWidget(self._panel, 1)
        self.body.addWidget(column)

    def _connect(self) -> None:
        self.begin.clicked.connect(self._on_begin)
        self.cancel.clicked.connect(self._on_cancel)
        self.remark.entered.connect(self._on_remark)
        self.outgoing.signed.connect(self._on_outgoing)
        self.incoming.signed.connect(self._on_incoming)

    @Slot()
    def _on_begin(self) -> None:
        self.begin_requested.emit()

    @Slot()
    def _on_cancel(self) -> None:
        """The reason is what stands in the line for remarks: calling off without one is refused by the core."""
        self.cancel_requested.emit(self.remark.text)
        self.remark.set_text("")

    @Slot()
    def _on_remark(self) -> None:
        if self.remark.text:
            self.remark_requested.emit(self.remark.text, self.report.chosen_key)
            self.remark.set_text("")

    @Slot(str, str, str)
    def _on_outgoing(self, account: str, password: str, code: str) -> None:
        self.sign_requested.emit("outgoing", account, password, code)

    @Slot(str, str, str)
    def _on_incoming(self, account: str, password: str, code: str) -> None:
        self.sign_requested.emit("incoming", account, password, code)
