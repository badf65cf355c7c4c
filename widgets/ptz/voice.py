"""The loudspeaker column beside the camera: a kept text, or one's own voice while a key is held down."""

from __future__ import annotations

from time import monotonic

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from commandcenter.domain.priority import Priority
from widgets.kit.ages import Monotonic, running
from widgets.kit.beat import Beat
from widgets.kit.choice import Choice
from widgets.kit.keycap import Keycap
from widgets.kit.keys_up import KeysUp
from widgets.kit.palette import Tone
from widgets.kit.scale import Role, Scale
from widgets.kit.text_line import TextLine
from widgets.ptz.state import SpeakerShown

OWN = "own"
"""Among the texts: one that is typed."""


class Voice(QWidget):
    say_requested = Signal(str, str)  # speaker, key of the text
    words_requested = Signal(str)  # speaker, for a text that is still to be typed
    talk_began = Signal(str)  # speaker
    talk_ended = Signal(str)

    def __init__(self, *, scale: Scale, clock: Monotonic = monotonic, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._speaker: SpeakerShown | None = None
        self._talking: tuple[str, float] | None = None
        gap = scale.sizes.gap
        self.texts = Choice(self.tr("Loudspeaker"), scale=scale)
        self.texts.box.setFixedHeight(scale.sizes.row)
        self.texts.box.setFont(scale.font())
        # The kept texts are longer than the panel is wide: the opened list has them whole.
        self.texts.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.texts.box.setMinimumContentsLength(8)
        self.texts.box.currentTextChanged.connect(self.texts.box.setToolTip)
        KeysUp(self.texts.box)
        self.say = QPushButton(self.tr("Say it"))
        self.say.setToolTip(self.tr("Enter on the texts; A for own words"))
        self.talk = QPushButton(self.tr("Talk"))
        for button in (self.say, self.talk):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.note = TextLine(scale=scale, role=Role.SMALL, tone=Tone.MUTED, wrap=True)
        line = QHBoxLayout()
        line.setSpacing(gap)
        self.key = Keycap("M", scale=scale)
        for widget in (self.say, self.talk, self.key):
            line.addWidget(widget)
        self.hint = TextLine(scale=scale, role=Role.SMALL, tone=Tone.MUTED)
        line.addWidget(self.hint, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(gap // 2)
        for part in (self.texts, self.note):
            column.addWidget(part)
        column.insertLayout(1, line)
        self.say.clicked.connect(self._on_say)
        self.talk.pressed.connect(self.begin)
        self.talk.released.connect(self.end)
        self._beat = Beat(self, self._refresh)
        self.show_speaker(None)

    @property
    def speaker(self) -> SpeakerShown | None:
        return self._speaker

    @property
    def talking(self) -> bool:
        return self._talking is not None

    def show_speaker(self, shown: SpeakerShown | None) -> None:
        """None: there is none beside this camera."""
        if self._talking is not None and (shown is None or shown.id != self._talking[0] or not shown.talks):
            self.end()
        before, self._speaker = self._speaker, shown
        if shown is None:
            self.texts.offer(())
        elif before is None or before.texts != shown.texts:
            self.texts.offer((*shown.texts, (OWN, self.tr("own words… (A)"))), self.texts.chosen)
            view = self.texts.box.view()
            view.setMinimumWidth(view.sizeHintForColumn(0) + 2 * self.texts.label.height())
        self.texts.label.set_text(_named(self.tr("Loudspeaker"), shown.name if shown else ""))
        says, talks = shown is not None and shown.says, shown is not None and shown.talks
        for there, parts in ((says, (self.texts, self.say)), (talks, (self.talk, self.key))):
            for part in parts:
                part.setVisible(there)
        self.hint.set_text(self.tr("hold to talk") if talks else self.tr("no live talk here"))
        free = shown is not None and not shown.busy
        self.texts.setEnabled(free)
        self.say.setEnabled(free)
        self.talk.setEnabled(free or self.talking)
        self.setVisible(shown is not None)
        self._refresh()

    @Slot()
    def begin(self) -> None:
        """The key goes down."""
        speaker = self._speaker
        if speaker is None or not speaker.talks or speaker.busy or self._talking is not None or not self.isVisible():
            return
        self._talking = speaker.id, self._clock()
        self._refresh()
        self.talk_began.emit(speaker.id)

    @Slot()
    def end(self) -> None:
        """The key comes up, or nobody can be sure that it is still down."""
        if self._talking is not None:
            speaker, _ = self._talking
            self._talking = None
            self._refresh()
            self.talk_ended.emit(speaker)

    @Slot()
    def ask(self) -> None:
        """Own words are wanted."""
        if self._speaker is not None and self._speaker.says and not self._speaker.busy:
            self.words_requested.emit(self._speaker.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter on the texts says the chosen one."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.say.isEnabled() and not event.isAutoRepeat():
            self._on_say()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.end()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.ActivationChange and not self.isActiveWindow():
            self.end()

    def _refresh(self) -> None:
        if self._talking is not None:
            since = running(self._clock() - self._talking[1])
            self.note.show_text(self.tr("You are heard: {time}").format(time=since), Tone.ACCENT)
        elif self._speaker is not None and self._speaker.busy:
            said = self.tr("{name} is speaking").format(name=self._speaker.busy)
            self.note.show_text(said, Tone.YELLOW, Priority.MINOR)
        else:
            self.note.show_text("", Tone.MUTED)
        self.note.setVisible(bool(self.note.text))

    @Slot()
    def _on_say(self) -> None:
        if self.texts.chosen == OWN:
            self.ask()
        elif self._speaker is not None and self.texts.chosen:
            self.say_requested.emit(self._speaker.id, self.texts.chosen)


def _named(word: str, name: str) -> str:
    """What it is and its name; many names say already what it is."""
    if word.casefold() in name.casefold():
        return name
    return f"{word} · {name}" if name else word
