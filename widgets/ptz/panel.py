"""The panel that moves a camera: who holds it, pad, presets, loudspeaker."""

from __future__ import annotations

from datetime import tzinfo
from time import monotonic

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from commandcenter.domain.priority import Priority
from widgets.kit.ages import Monotonic, clock
from widgets.kit.chip import Chip
from widgets.kit.lines.line import Line
from widgets.kit.lines.view import LinesView
from widgets.kit.palette import Tone
from widgets.kit.panel import Panel
from widgets.kit.scale import Role, Scale
from widgets.kit.text_line import TextLine
from widgets.ptz.motion import Motion
from widgets.ptz.pad import Pad
from widgets.ptz.state import FREE, MINE, OTHER, Hold, PtzShown, SpeakerShown
from widgets.ptz.voice import Voice

PRESET_ROWS = 2, 3


class PtzPanel(Panel):
    """`camera` in a signal is the one that the panel showed when the key went down."""

    moved = Signal(str, object)  # camera, Motion; renewed while it lasts, one that stands still ends it
    wiper_requested = Signal(str)
    preset_requested = Signal(str, int)
    take_requested = Signal(str)
    release_requested = Signal(str)

    def __init__(
        self,
        *,
        scale: Scale = Scale.CONSOLE,
        zone: tzinfo | None = None,
        monotonic: Monotonic = monotonic,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", scale=scale, parent=parent)
        self.setObjectName("ptz")
        self.title.set_text(self.tr("Move"))
        self._zone = zone
        self._shown: PtzShown | None = None
        self._moving = ""
        self.holder = TextLine(scale=scale, role=Role.SMALL, wrap=True)
        self.position = TextLine(scale=scale, role=Role.SMALL, tone=Tone.MUTED)
        self.take = QPushButton()
        self.speed = Chip(scale=scale)
        self.wiper = QPushButton(self.tr("Wiper"))
        self.pad = Pad(scale=scale)
        self.presets = LinesView(scale=scale, lead_width=20, marks=False)
        self.voice = Voice(scale=scale, clock=monotonic)
        self._arrange(scale)
        self.pad.moved.connect(self._on_moved)
        self.presets.opened.connect(self._on_preset)
        self.take.clicked.connect(self._on_take)
        self.wiper.clicked.connect(self._on_wiper)
        self.speed.clicked.connect(self._on_speed)
        self._on_speed_changed()
        self.show_position("")
        self.show_camera(None)

    def _arrange(self, scale: Scale) -> None:
        sizes = scale.sizes
        least, most = (rows * sizes.row for rows in PRESET_ROWS)
        self.presets.setMinimumHeight(least)
        self.presets.setMaximumHeight(most)
        self.presets.setAccessibleName(self.tr("Presets"))
        self.heading.addWidget(self.speed)
        for button in (self.take, self.wiper):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFocusProxy(self.pad)
        who = QHBoxLayout()
        who.setSpacing(sizes.gap)
        who.addWidget(self.holder, 1)
        who.addWidget(self.take)
        foot = QHBoxLayout()
        foot.addWidget(TextLine(self.tr("Presets"), scale=scale, role=Role.SMALL, tone=Tone.MUTED), 1)
        foot.addWidget(self.wiper)
        column = QVBoxLayout()
        column.setContentsMargins(sizes.gap, sizes.gap, sizes.gap, sizes.gap)
        column.setSpacing(sizes.gap)
        column.addLayout(who)
        column.addWidget(self.position)
        column.addWidget(self.pad)
        column.addLayout(foot)
        column.addWidget(self.presets)
        self.body.addLayout(column)
        # Outside of the body: a camera that nothing moves may have a loudspeaker beside it all the same.
        self.voice.setContentsMargins(sizes.gap, 0, sizes.gap, sizes.gap)
        below = self.layout()
        if below is not None:
            below.addWidget(self.voice)

    def show_camera(self, shown: PtzShown | None) -> None:
        """The selected camera; None when no tile with a camera is selected."""
        if shown is None or self._shown is None or shown.camera != self._shown.camera:
            self.pad.stop()
        self._shown = shown
        movable = shown is not None and bool(shown.offers)
        # What is not shown takes no room from the list of cameras above.
        down = QSizePolicy.Policy.Preferred if movable else QSizePolicy.Policy.Ignored
        self.content.setSizePolicy(QSizePolicy.Policy.Preferred, down)
        self.speed.setVisible(movable)
        if shown is None:
            self.show_empty(self.tr("Select a camera."))
        elif not shown.offers:
            self.show_empty(self.tr("This camera cannot be moved."))
        else:
            self._show_movable(shown)

    def show_position(self, text: str) -> None:
        """Where the camera looks, as its backend says; "" when it says nothing."""
        self.position.set_text(text)
        self.position.setVisible(bool(text))

    def show_speaker(self, shown: SpeakerShown | None) -> None:
        self.voice.show_speaker(shown)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What the pad and the presets leave."""
        key, shown = event.key(), self._shown
        if shown is None or not shown.offers or event.modifiers() or event.isAutoRepeat():
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_T and self.take.isEnabled() and not self.take.isHidden():
            self._on_take()
        elif key == Qt.Key.Key_W and self.wiper.isEnabled():
            self._on_wiper()
        elif key == Qt.Key.Key_V:
            self._on_speed()
        elif Qt.Key.Key_1 <= key <= Qt.Key.Key_9 and self.presets.isEnabled():
            self._recall(key - Qt.Key.Key_0)
        else:
            super().keyPressEvent(event)

    def _show_movable(self, shown: PtzShown) -> None:
        self.show_body()
        allowed = shown.hold.who != OTHER
        self.pad.set_offers(shown.offers, allowed=allowed)
        self.presets.setEnabled(allowed and "preset" in shown.offers)
        self.wiper.setEnabled(allowed and "wiper" in shown.offers)
        tone = Tone.TEXT if allowed else Tone.DIM
        lines = [Line(text=it.title, key=str(it.number), lead=str(it.number), tone=tone) for it in shown.presets]
        self.presets.show_lines(lines or [Line(text=self.tr("There are none."), tone=Tone.MUTED)])
        self._show_hold(shown.hold)

    def _show_hold(self, hold: Hold) -> None:
        until = clock(hold.until, self._zone) if hold.until is not None else ""
        if hold.who == OTHER:
            said = self.tr("Held by {name} until {time}") if until else self.tr("Held by {name}")
            self.holder.show_text(said.format(name=hold.holder, time=until), Tone.YELLOW, Priority.MINOR)
        elif hold.who == MINE:
            said = self.tr("You hold it until {time}") if until else self.tr("You hold it")
            self.holder.show_text(said.format(time=until), Tone.ACCENT)
        else:
            self.holder.show_text(self.tr("Free: the first move takes it"), Tone.MUTED)
        self.take.setText(self.tr("Give back (T)") if hold.who == MINE else self.tr("Take over (T)"))
        self.take.setVisible(hold.who == MINE or (hold.who == OTHER and hold.may_take))

    @Slot(object)
    def _on_moved(self, motion: Motion) -> None:
        """A stop goes to the camera that was moving, whichever is shown now."""
        camera = self._shown.camera if self._shown is not None else ""
        target = camera if motion.moves else self._moving or camera
        self._moving = target if motion.moves else ""
        if target:
            self.moved.emit(target, motion)

    @Slot(str)
    def _on_preset(self, key: str) -> None:
        self._recall(int(key))

    def _recall(self, number: int) -> None:
        shown = self._shown
        if shown is not None and any(it.number == number for it in shown.presets):
            self.preset_requested.emit(shown.camera, number)

    @Slot()
    def _on_take(self) -> None:
        if self._shown is not None and self._shown.hold.who != FREE:
            mine = self._shown.hold.who == MINE
            (self.release_requested if mine else self.take_requested).emit(self._shown.camera)

    @Slot()
    def _on_wiper(self) -> None:
        if self._shown is not None:
            self.wiper_requested.emit(self._shown.camera)

    @Slot()
    def _on_speed(self) -> None:
        self.pad.next_speed()
        self._on_speed_changed()

    def _on_speed_changed(self) -> None:
        words = {0.25: self.tr("slow"), 0.5: self.tr("medium"), 1.0: self.tr("fast")}
        self.speed.show_text(f"{words[self.pad.speed]} (V)")
        self.speed.setToolTip(self.tr("Speed of moving"))
