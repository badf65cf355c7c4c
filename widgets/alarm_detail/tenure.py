"""Whose the selected alarm is: a button for each thing to do about that, with its key; and what the details say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from commandcenter.domain.alarms import Alarm
from commandcenter.domain.alarms.working import Work, offered
from widgets.kit.keycap import Keycap
from widgets.kit.scale import Scale


class TenureActions(QWidget):
    """A button for each thing that whoever sits here may do; the keys work in the queue."""

    asked = Signal(str)  # the value of `Work`

    def __init__(self, *, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(scale.sizes.gap)
        self._buttons: dict[Work, tuple[QPushButton, Keycap]] = {}
        for work, key, text in (
            (Work.GIVE, "Y", self.tr("Give it")),
            (Work.KEEP, "N", self.tr("Keep it")),
            (Work.TAKE, "T", self.tr("Take")),
            (Work.RELEASE, "T", self.tr("Give back")),
            (Work.ASK, "T", self.tr("Ask for it")),
            (Work.FORWARD, "W", self.tr("Forward…")),
        ):
            button = QPushButton(text)
            button.setToolTip(f"{text} ({key})")
            button.setMinimumWidth(button.fontMetrics().horizontalAdvance(text) + 2 * scale.sizes.pad)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(partial(self._on_clicked, work))
            self._buttons[work] = button, Keycap(key, scale=scale)
            for widget in self._buttons[work]:
                row.addWidget(widget)
        row.addStretch(1)

    def show_for(self, alarm: Alarm, account: str) -> None:
        there = offered(alarm, account) if account else frozenset()
        for work, widgets in self._buttons.items():
            for widget in widgets:
                widget.setVisible(work in there)

    def button(self, work: Work) -> QPushButton:
        return self._buttons[work][0]

    def _on_clicked(self, work: Work) -> None:
        self.asked.emit(work.value)


def tenure(
    alarm: Alarm, account: str, desk_name: Callable[[str], str], clock: Callable[[datetime], str]
) -> list[tuple[str, str]]:
    """At which desk it lies, who works on it, who wants it, who was called; `desk_name` knows positions as well."""
    rows = []
    if alarm.desk:
        rows.append((QCoreApplication.translate("AlarmFacts", "Desk"), desk_name(alarm.desk)))
    if alarm.holder is not None:
        text = QCoreApplication.translate("AlarmFacts", "{person} since {time}")
        if alarm.holder.account == account:
            text = QCoreApplication.translate("AlarmFacts", "you, since {time}")
        said = text.replace("{person}", alarm.holder.name).replace("{time}", clock(alarm.holder.at))
        rows.append((QCoreApplication.translate("AlarmFacts", "With"), said))
    if alarm.asked is not None:
        text = QCoreApplication.translate("AlarmFacts", "{person}, who has it in 15 s unless the holder says no")
        rows.append((QCoreApplication.translate("AlarmFacts", "Asks"), text.replace("{person}", alarm.asked.who.name)))
    if alarm.escalation is not None and alarm.escalation.told:
        rows.append(
            (QCoreApplication.translate("AlarmFacts", "Called"), " · ".join(map(desk_name, alarm.escalation.told)))
        )
    return rows
