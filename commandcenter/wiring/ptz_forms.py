"""What is asked before a camera is held for long, a preset is kept or removed, or a text of one's own is said."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QApplication, QWidget

from bridge.protocol.seat import Answer
from commandcenter.wiring.page_widgets import PageWidgets
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.sending import Commands, Value
from widgets.kit.form_place import FormPlace
from widgets.ptz.asking import AskingForm
from widgets.ptz.hold_form import HoldForm
from widgets.ptz.preset_form import ForgetForm, PresetForm
from widgets.ptz.state import PtzShown, SpeakerShown
from widgets.ptz.words_form import WordsForm

Sentence = Callable[[Answer], str]


class PtzForms(QObject):
    """Forms over the pictures, one at a time. What was typed stays until the core has said yes.

    `beside` gives the camera beside which a column stands, "" when it is not the one shown.
    """

    def __init__(
        self,
        seat: SeatModel,
        commands: Commands,
        page: PageWidgets,
        shown: Callable[[str], PtzShown | None],
        beside: Callable[[str], str],
        sentence: Sentence,
    ) -> None:
        super().__init__(page)
        self._commands, self._page, self._shown, self._beside = commands, page, shown, beside
        self._sentence = sentence
        self._asked: tuple[str, AskingForm] | None = None
        self._from: QWidget | None = None
        self._column = ""
        self.preset, self.forget = PresetForm(parent=page.page), ForgetForm(parent=page.page)
        self.hold, self.words = HoldForm(parent=page.page), WordsForm(parent=page.page)
        for form in self.forms:
            FormPlace(form, page.grid, Qt.AlignmentFlag.AlignRight)
            form.given_up.connect(self._leave)
        self.preset.stored.connect(self._on_stored)
        self.forget.forgotten.connect(self._on_forgotten)
        self.hold.held.connect(self._on_held)
        self.words.said.connect(self._on_said)
        panel = page.ptz
        panel.store_requested.connect(self._on_store)
        panel.forget_requested.connect(self._on_forget)
        panel.hold_requested.connect(self._on_hold)
        panel.voice.words_requested.connect(self._on_words)
        page.page.left.connect(self._on_left)
        seat.answered.connect(self._on_answer)
        seat.link_changed.connect(self._on_link)

    @property
    def forms(self) -> tuple[AskingForm, ...]:
        return self.preset, self.forget, self.hold, self.words

    def _begin(self) -> None:
        """The one that is open makes room, and the keyboard will go back to where it came from."""
        if not any(form.isVisible() for form in self.forms):
            self._from = QApplication.focusWidget()
        for form in self.forms:
            form.hide()
        self._asked = None

    @Slot(str, int)
    def _on_store(self, camera: str, number: int) -> None:
        shown = self._shown(camera)
        if shown is not None:
            self._begin()
            self.preset.ask(camera, shown.name, shown.presets, number)

    @Slot(str, int)
    def _on_forget(self, camera: str, number: int) -> None:
        shown = self._shown(camera)
        preset = next((it for it in shown.presets if it.number == number), None) if shown is not None else None
        if shown is not None and preset is not None:
            self._begin()
            self.forget.ask(camera, shown.name, preset)

    @Slot(str)
    def _on_hold(self, camera: str) -> None:
        shown = self._shown(camera)
        if shown is not None:
            self._begin()
            self.hold.ask(camera, shown.name, self._page.ptz.holder.text)

    @Slot(str)
    def _on_words(self, speaker: str) -> None:
        """What is said goes to the column beside the camera that was shown when the form came up."""
        column: SpeakerShown | None = self._page.ptz.voice.speaker
        if column is not None and column.id == speaker:
            self._begin()
            self._column = self._beside(speaker)
            self.words.ask(speaker, column.name)

    @Slot(str, int, str)
    def _on_stored(self, camera: str, number: int, name: str) -> None:
        self._send(self.preset, "camera.preset", camera=camera, do="store", number=number, name=name)

    @Slot(str, int)
    def _on_forgotten(self, camera: str, number: int) -> None:
        self._send(self.forget, "camera.preset", camera=camera, do="remove", number=number)

    @Slot(str, int)
    def _on_held(self, camera: str, minutes: int) -> None:
        self._send(self.hold, "camera.hold", camera=camera, minutes=minutes)

    @Slot(str, str)
    def _on_said(self, speaker: str, text: str) -> None:
        self._send(self.words, "voice.say", camera=self._column, text=text)

    def _send(self, form: AskingForm, name: str, /, **args: Value) -> None:
        """Once for each answer: Enter again is not asked twice."""
        if self._asked is None:
            sent = self._commands(name, **args)
            self._asked = (sent, form) if sent else None

    @Slot(object)
    def _on_answer(self, answer: Answer) -> None:
        if self._asked is None or answer.id != self._asked[0] or answer.later:
            return
        (_, form), self._asked = self._asked, None
        if answer.ok:
            self._leave()
        else:
            form.refuse(self._sentence(answer))

    @Slot(bool)
    def _on_link(self, live: bool) -> None:
        """Nobody waits before a form that says nothing."""
        if not live and self._asked is not None:
            (_, form), self._asked = self._asked, None
            form.refuse(self.tr("The core has not answered: it is not known whether this was done."))

    @Slot()
    def _leave(self) -> None:
        """A form that has gone gives the keyboard back, unless somebody has taken it elsewhere meanwhile."""
        focused = QApplication.focusWidget()
        held = focused is None or any(form.isAncestorOf(focused) for form in self.forms)
        back = self._from
        self._on_left()
        if held and self._page.page.isVisible():
            grid = self._page.grid
            (back if back is not None and back.isVisible() and back.isEnabled() else grid).setFocus()

    @Slot()
    def _on_left(self) -> None:
        self._asked = self._from = None
        for form in self.forms:
            form.hide()
