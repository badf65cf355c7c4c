"""Moving the selected tile's camera: who holds it, moves while something is held down, presets, and its column."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from bridge.protocol.seat import Answer
from bridge.protocol.source import Sample
from bridge.seat.happenings import Reading
from commandcenter.domain.assets import Camera
from commandcenter.domain.holding import RANKS, Doing, Rank
from commandcenter.domain.orders import Presets
from commandcenter.domain.state import Touched
from commandcenter.domain.voice import KEPT
from commandcenter.services.permissions import ROLES, Permission
from commandcenter.services.voice import LIVE, SAY
from commandcenter.wiring.page_widgets import PageWidgets
from commandcenter.wiring.ptz_forms import PtzForms, Sentence
from commandcenter.wiring.ptz_moves import Moves
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.sending import Commands
from commandcenter.wiring.talking import Talking
from widgets.ptz.motion import Motion
from widgets.ptz.state import MINE, OTHER, Hold, Preset, PtzShown, SpeakerShown

OFFERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "ptz.move": ("move", "zoom"),
        "ptz.focus": ("focus",),
        "ptz.iris": ("iris",),
        "ptz.wiper": ("wiper",),
        "ptz.preset.recall": ("preset",),
        "ptz.preset.store": ("store",),
        "ptz.preset.remove": ("remove",),
    }
)
"""What the panel offers for each action that a device has declared."""

POSITION = "ptz.position"
OLD_S = 10.0
AGAIN_MS = 1000

SHOWN = frozenset(
    {Touched.HOLD, Touched.DEVICE, Touched.CAMERA, Touched.PRESETS, Touched.SESSION, Touched.ACCOUNT, Touched.LINKAGE}
)


class PtzFeature(QObject):
    """`find` gives a camera that whoever sits here may see."""

    moving = Signal(str)  # camera that somebody here steers now

    def __init__(
        self,
        seat: SeatModel,
        commands: Commands,
        page: PageWidgets,
        find: Callable[[str], Camera | None],
        sentence: Sentence,
    ) -> None:
        super().__init__(page.ptz)
        panel, grid = page.ptz, page.grid
        self._seat, self._commands, self._panel, self._find = seat, commands, panel, find
        self._camera = ""
        self._moves = Moves(commands)
        self._talking = Talking(commands, self)
        self.forms = PtzForms(seat, commands, page, self._shown_of, self._beside, sentence)
        # Where it looks becomes old by nothing but time: a mover that has fallen silent says so by no word.
        self._again = QTimer(self, interval=AGAIN_MS)
        self._again.timeout.connect(self._show_position)
        self._again.start()
        grid.selected.connect(self._on_selected)
        panel.moved.connect(self._on_moved)
        panel.wiper_requested.connect(self._on_wiper)
        panel.preset_requested.connect(self._on_preset)
        panel.take_requested.connect(self._on_take)
        panel.release_requested.connect(self._on_release)
        panel.voice.say_requested.connect(self._on_say)
        panel.voice.talk_began.connect(self._on_talk_began)
        panel.voice.talk_ended.connect(self._on_talk_ended)
        seat.replaced.connect(self._follow_talk)
        seat.replaced.connect(self.refresh)
        seat.things_changed.connect(self._on_things)
        seat.samples_changed.connect(self._on_samples)
        seat.answered.connect(self._on_answer)

    @Slot()
    def refresh(self) -> None:
        camera = self._find(self._camera) if self._camera else None
        if camera is None:
            self._panel.show_camera(None)
            self._panel.show_speaker(None)
            return
        shown = self._shown(camera)
        if shown.hold.who == OTHER:
            # Who has lost the camera has nothing to stop any more.
            self._moves.forget(camera.id)
        self._panel.show_camera(shown)
        self._panel.show_position(self._position(camera))
        self._panel.show_speaker(self._speaker(camera))

    def _shown_of(self, camera_id: str) -> PtzShown | None:
        camera = self._find(camera_id)
        return self._shown(camera) if camera is not None else None

    def _may(self, permission: Permission) -> bool:
        """Whether the position at this seat has it; the core asks the same."""
        session = self._seat.session
        return session is not None and permission in ROLES[session.role]

    def _shown(self, camera: Camera) -> PtzShown:
        device = self._seat.state.devices.get(camera.device)
        actions = device.actions if device else ()
        kept = self._seat.state.presets.get(camera.device, Presets(device=camera.device)).names
        return PtzShown(
            camera=camera.id,
            name=camera.name,
            offers=frozenset(offer for action in actions for offer in OFFERS.get(action, ())),
            hold=self._hold(camera.device),
            presets=tuple(Preset(number=number, name=name) for number, name in sorted(kept.items())),
            allowed=self._may(Permission.MOVE_CAMERAS),
        )

    def _hold(self, device: str) -> Hold:
        state, session = self._seat.state, self._seat.session
        held = state.holds.get(device)
        if held is None:
            return Hold()
        until = state.instant(datetime.now(UTC)).on_the_wall(held.until)
        if session is not None and held.session == session.id:
            return Hold(who=MINE, holder=held.name, until=until)
        rank = RANKS.get(session.role.value, Rank.LOCAL) if session else Rank.LOCAL
        own = session is not None and held.account == session.account
        return Hold(who=OTHER, holder=held.name, until=until, may_take=own or rank > held.rank)

    def _speaker(self, camera: Camera) -> SpeakerShown | None:
        device = self._seat.state.devices.get(camera.speaker)
        if device is None or not self._may(Permission.SPEAK):
            return None
        says, talks = SAY in device.actions, set(LIVE) <= set(device.actions)
        if not (says or talks):
            return None
        hold = self._hold(device.id)
        busy = hold.holder if hold.who == OTHER else ""
        texts = tuple(KEPT.items())
        return SpeakerShown(id=device.id, name=device.name, texts=texts, busy=busy, says=says, talks=talks)

    def _position(self, camera: Camera) -> str:
        """Where its mover says that it looks, and how old that word is when it is old; "" when it says nothing."""
        key = camera.device.partition("/")[0], f"ptz/{camera.id}"
        sample = self._seat.samples.get(key)
        if sample is None or sample.type != POSITION:
            return ""
        said, age = _degrees(sample), self._seat.age_s(key)
        if said and age > OLD_S:
            return self.tr("{position} · {age} s old").format(position=said, age=round(age))
        return said

    @Slot(int, str)
    def _on_selected(self, at: int, camera: str) -> None:
        if camera != self._camera:
            self._camera = camera
            self.refresh()

    @Slot(object)
    def _on_things(self, kind: Touched) -> None:
        if kind is Touched.HOLD:
            self._follow_talk()
        if kind in SHOWN:
            self.refresh()

    @Slot()
    def _follow_talk(self) -> None:
        """A talk that the column has refused, or that ended elsewhere, is not shown on."""
        camera = self._find(self._talking.camera) if self._talking.camera else None
        if camera is None:
            return
        held = self._seat.state.holds.get(camera.speaker)
        session = self._seat.session
        ours = held is not None and session is not None and held.session == session.id
        if not ours or held is None or held.course is None or held.course.doing is not Doing.TALK:
            self._talking.forget()
            self._panel.voice.end()

    @Slot(list)
    def _on_samples(self, readings: list[Reading]) -> None:
        if any(it.sample.type == POSITION for it in readings):
            self._show_position()

    @Slot()
    def _show_position(self) -> None:
        camera = self._find(self._camera) if self._camera and self._panel.isVisible() else None
        if camera is not None:
            self._panel.show_position(self._position(camera))

    @Slot(str, object)
    def _on_moved(self, camera: str, motion: Motion) -> None:
        self._moves.turn(camera, motion)
        if motion.moves:
            self.moving.emit(camera)

    @Slot(object)
    def _on_answer(self, answer: Answer) -> None:
        if self._moves.refused(answer):
            self._panel.pad.stop()
        if self._talking.refused(answer):
            self._panel.voice.end()

    @Slot(str)
    def _on_wiper(self, camera: str) -> None:
        self._commands("camera.wiper", camera=camera, on=True)

    @Slot(str, int)
    def _on_preset(self, camera: str, number: int) -> None:
        self._commands("camera.preset", camera=camera, do="recall", number=number)
        self.moving.emit(camera)

    @Slot(str)
    def _on_take(self, camera: str) -> None:
        self._commands("camera.hold", camera=camera)

    @Slot(str)
    def _on_release(self, camera: str) -> None:
        self._commands("camera.release", camera=camera)

    @Slot(str, str)
    def _on_say(self, speaker: str, text: str) -> None:
        camera = self._beside(speaker)
        if camera:
            self._commands("voice.say", camera=camera, kept=text)

    @Slot(str)
    def _on_talk_began(self, speaker: str) -> None:
        camera = self._beside(speaker)
        if camera:
            self._talking.begin(camera)

    @Slot(str)
    def _on_talk_ended(self, speaker: str) -> None:
        self._talking.end()

    def _beside(self, speaker: str) -> str:
        """The shown camera, when that column is the one beside it."""
        camera = self._find(self._camera) if self._camera else None
        return camera.id if camera is not None and camera.speaker == speaker else ""


def _degrees(sample: Sample) -> str:
    pan, tilt, zoom = (sample.values.get(name) for name in ("pan", "tilt", "zoom"))
    if not (isinstance(pan, float) and isinstance(tilt, float)):
        return ""
    near = f" · ×{zoom:.1f}" if isinstance(zoom, float) else ""
    return f"↔ {pan:.0f}° · ↕ {tilt:.0f}°{near}".replace("-", "−")
