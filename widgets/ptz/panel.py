"""The panel that moves a camera: who holds it, pad, presets, loudspeaker."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo
from time import monotonic
from types import MappingProxyType

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from commandcenter.domain.priority import Priority
from widgets.kit.ages import Monotonic, clock
from widgets.kit.chip import Chip
from widgets.kit.keys_up import KeysUp
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
HOLD, STORE, FORGET = "hold", "store", "forget"
KEYS: Mapping[int, str] = MappingProxyType({
    Qt.Key.Key_D: HOLD,
    Qt.Key.Key_K: STORE,
    Qt.Key.Key_Delete: FORGET,
})  # fmt: skip


class PtzPanel(Panel):
    """`camera` in a signal is the one that the panel showed when the key went down."""

    moved = Signal(str, object)  # camera, Motion; renewed while it lasts, one that stands still ends it
    wiper_requested = Signal(str)
    preset_requested = Signal(str, int)
    take_requested = Signal(str)
    release_requested = Signal(str)
    hold_requested = Signal(str)  # for so long as is still to be said
    store_requested = Signal(str, int)  # camera, number of the selected preset, 0 for none
    forget_requested = Signal(str, int)

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
        self.longer = Chip(scale=scale, dims=True)
        self.store = Chip(scale=scale, dims=True)
        self.forget = Chip(scale=scale, dims=True)
        self.wiper = QPushButton(self.tr("Wiper (W)"))
        self.pad = Pad(scale=scale)
        self.presets = LinesView(scale=scale, lead_width=28, marks=False)
        KeysUp(self.presets)
        self.voice = Voice(scale=scale, clock=monotonic)
        self._arrange(scale)
        self.pad.moved.connect(self._on_moved)
        self.presets.opened.connect(self._on_preset)
        self.take.clicked.connect(self._on_take)
        self.wiper.clicked.connect(self._on_wiper)
        self.speed.clicked.connect(self._on_speed)
        self.longer.clicked.connect(self._on_longer)
        self.store.clicked.connect(self._on_store)
        self.forget.clicked.connect(self._on_forget)
        self._on_speed_changed()
        self.show_position("")
        self.show_camera(None)

    def _arrange(self, scale: Scale) -> None:
        sizes = scale.sizes
        least, most = (rows * sizes.row for rows in PRESET_ROWS)
        self.presets.setMinimumHeight(least)
        self.presets.setMaximumHeight(most)
        self.presets.setAccessibleName(self.tr("Presets"))
        self.heading.addWidget(self.longer)
        self.heading.addWidget(self.speed)
        self.longer.show_text(self.tr("hold for… (D)"))
        self.store.show_text(self.tr("keep (K)"))
        self.store.setToolTip(self.tr("Keep where the camera looks now"))
        self.forget.show_text(self.tr("remove (Del)"))
        for button in (self.take, self.wiper):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFocusProxy(self.pad)
        who = QHBoxLayout()
        who.setSpacing(sizes.gap)
        who.addWidget(self.holder, 1)
        who.addWidget(self.take)
        foot = QHBoxLayout()
        foot.addWidget(TextLine(self.tr("Presets"), scale=scale, role=Role.SMALL, tone=Tone.MUTED), 1)
        foot.addWidget(self.store)
        foot.addWidget(self.forget)
        self.pad.add_below(self.wiper)
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
        movable = shown is not None and shown.movable
        # What is not shown takes no room from the list of cameras above.
        down = QSizePolicy.Policy.Preferred if movable else QSizePolicy.Policy.Ignored
        self.content.setSizePolicy(QSizePolicy.Policy.Preferred, down)
        self.speed.setVisible(movable)
        self.longer.setVisible(movable)
        if shown is None:
            self.show_empty(self.tr("Select a camera."))
        elif not shown.offers:
            self.show_empty(self.tr("This camera cannot be moved."))
        elif not shown.allowed:
            self.show_empty(self.tr("Your position does not move cameras."))
        else:
            self._show_movable(shown)

    def show_position(self, text: str) -> None:
        """Where the camera looks, as its backend says; "" when it says nothing."""
        self.position.set_text(text)
        self.position.setVisible(bool(text))

    def stops(self) -> list[QWidget]:
        """What Tab comes by, in order: the pad, the presets where there are any, the texts of the column."""
        here: list[QWidget] = [self.pad]
        if self._shown is not None and self._shown.presets:
            here.append(self.presets)
        here.append(self.voice.texts.box)
        return [it for it in here if it.isVisible() and it.isEnabled()]

    def show_speaker(self, shown: SpeakerShown | None) -> None:
        self.voice.show_speaker(shown)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What the pad and the presets leave."""
        key, shown = event.key(), self._shown
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if shown is None or not shown.movable or held or event.isAutoRepeat():
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_T and self.take.isEnabled() and not self.take.isHidden():
            self._on_take()
        elif key == Qt.Key.Key_W and self.wiper.isEnabled():
            self._on_wiper()
        elif key == Qt.Key.Key_V:
            self._on_speed()
        elif Qt.Key.Key_1 <= key <= Qt.Key.Key_9 and self.presets.isEnabled():
            self._recall(key - Qt.Key.Key_0)
        elif key in KEYS:
            self._press(KEYS[key])
        else:
            super().keyPressEvent(event)

    def _press(self, name: str) -> None:
        """What one key asks for, where it is offered now."""
        chip, ask = {
            HOLD: (self.longer, self._on_longer),
            STORE: (self.store, self._on_store),
            FORGET: (self.forget, self._on_forget),
        }[name]
        if chip.isEnabled() and not chip.isHidden():
            ask()

    def _show_movable(self, shown: PtzShown) -> None:
        self.show_body()
        allowed = shown.hold.who != OTHER
        self.pad.set_offers(shown.offers, allowed=allowed)
        self.presets.setEnabled(allowed and "preset" in shown.offers)
        self.wiper.setEnabled(allowed and "wiper" in shown.offers)
        self.store.setVisible("store" in shown.offers)
        self.store.setEnabled(allowed)
        self.forget.setVisible("remove" in shown.offers)
        self.forget.setEnabled(allowed and bool(shown.presets))
        tone = Tone.TEXT if allowed else Tone.DIM
        lines = [Line(text=it.title, key=str(it.number), lead=str(it.number), tone=tone) for it in shown.presets]
        self.presets.show_lines(lines or [Line(text=self.tr("There are none."), tone=Tone.MUTED)])
        self._show_hold(shown.hold)
        holdable = "move" in shown.offers and (allowed or shown.hold.may_take)
        self.take.setVisible(holdable or shown.hold.who == MINE)
        self.longer.setEnabled(holdable)

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
        words = {MINE: self.tr("Give back (T)"), OTHER: self.tr("Take over (T)"), FREE: self.tr("Hold (T)")}
        self.take.setText(words[hold.who])

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
        if self._shown is not None:
            mine = self._shown.hold.who == MINE
            (self.release_requested if mine else self.take_requested).emit(self._shown.camera)

    @Slot()
    def _on_wiper(self) -> None:
        if self._shown is not None:
            self.wiper_requested.emit(self._shown.camera)

    @Slot()
    def _on_longer(self) -> None:
        if self._shown is not None:
            self.hold_requested.emit(self._shown.camera)

    @Slot()
    def _on_store(self) -> None:
        if self._shown is not None:
            self.store_requested.emit(self._shown.camera, self._selected())

    @Slot()
    def _on_forget(self) -> None:
        """Where none is selected, the first is: who presses it then sees what goes."""
        if self._shown is None:
            return
        if self._selected():
            self.forget_requested.emit(self._shown.camera, self._selected())
        else:
            self.presets.setFocus()
            self.presets.choose_first()

    def _selected(self) -> int:
        """Number of the preset that is selected, 0 for none."""
        return int(self.presets.chosen_key or "0")

    @Slot()
    def _on_speed(self) -> None:
        self.pad.next_speed()
        self._on_speed_changed()

    def _on_speed_changed(self) -> None:
        words = {0.25: self.tr("slow"), 0.5: self.tr("medium"), 1.0: self.tr("fast")}
        self.speed.show_text(f"{words[self.pad.speed]} (V)")
        self.speed.setToolTip(self.tr("Speed of moving"))
