"""The selected alarm: what it is, what to do, its nearest cameras live, and what one key would do for it."""

from __future__ import annotations

from functools import partial

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from bridge.protocol.seat import Answer, SampleKey
from bridge.seat.happenings import Reading
from bridge.video.pool import VideoPool
from commandcenter.domain.alarms import Alarm
from commandcenter.domain.assets import Camera, nearest, unrestricted
from commandcenter.domain.linkage import Linkage, Step, StepState
from commandcenter.domain.people import Role
from commandcenter.domain.place import distance_m
from commandcenter.domain.state import Touched
from commandcenter.services import linking
from commandcenter.services.said.worked_alarms import WALL as THE_WALL
from commandcenter.wiring.alarms import acknowledge
from commandcenter.wiring.answers import answer_words
from commandcenter.wiring.calls import WALL
from commandcenter.wiring.forces import CREW_STALE_S, crews, people_of
from commandcenter.wiring.looked_up import word
from commandcenter.wiring.seat_model import SeatModel
from commandcenter.wiring.seen_cameras import SeenCameras
from commandcenter.wiring.sending import Commands
from commandcenter.wiring.video import TileFeed, offer_of
from commandcenter.wiring.wording import Wording
from widgets.alarm_detail.facts import HistoryLine
from widgets.alarm_detail.view import AlarmDetailView
from widgets.kit.scale import Scale
from widgets.linkage.view import LinkageView
from widgets.video_tile.pacer import Pacer
from widgets.video_tile.tile import VideoTile

CAMERAS = 2
CREWS = 4


POSITIONS = frozenset(role.value for role in Role)


class DetailFeature(QObject):
    """Feeds the detail panel and the linkage card of one console."""

    camera_wanted = Signal(str)  # a camera that is to be looked at on the video page

    def __init__(
        self, seat: SeatModel, commands: Commands, wording: Wording, pool: VideoPool, pacer: Pacer, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._seat = seat
        self._commands = commands
        self._wording = wording
        self._alarm_id = ""
        self._alarm: Alarm | None = None
        self._asked = ""
        self._seen = SeenCameras(seat)
        self._tiles = [
            TileFeed(pool, VideoTile(pacer, Scale.CONSOLE), (480, 270), partial(offer_of, seat), self._seen.may)
            for _ in range(CAMERAS)
        ]
        self.detail = AlarmDetailView(
            wording.alarm,
            wording.area,
            wording.values,
            person_name=seat.name_of,
            source_name=seat.source_name,
            desk_name=self._called,
            account=lambda: seat.session.account if seat.session else seat.person_id,
        )
        self.detail.set_cameras([])
        self.linkage = LinkageView()
        self.detail.camera_opened.connect(self._on_camera)
        self.detail.acknowledge_requested.connect(self._on_acknowledge)
        self.linkage.start_requested.connect(self._on_start)
        seat.alarms_changed.connect(self._on_alarms)
        seat.things_changed.connect(self._on_things)
        seat.replaced.connect(self._refresh)
        seat.answered.connect(self._on_answer)
        self._crews = QTimer(self, interval=1000)
        self._crews.timeout.connect(self._refresh_crews)
        self._crews.start()

    def _called(self, name: str) -> str:
        """A desk, a position, or the wall."""
        if name == WALL:
            return word("story", THE_WALL)
        if name in POSITIONS:
            return word("role", name.replace("-", " "))
        return self._wording.desk(self._seat.state.desks, name)

    @property
    def alarm_id(self) -> str:
        """The alarm that is shown, "" for none."""
        return self._alarm_id if self._alarm is not None else ""

    @property
    def feeds(self) -> list[TileFeed]:
        """Those of the tiles beside the alarm."""
        return self._tiles

    @Slot(int)
    def _on_camera(self, at: int) -> None:
        camera = self._shown[at].camera if at < len(self._shown) else None
        if camera is not None:
            self.camera_wanted.emit(camera.id)

    @property
    def _shown(self) -> list[TileFeed]:
        return [feed for feed in self._tiles if feed.wanted]

    @Slot(str)
    def show_alarm(self, alarm_id: str) -> None:
        """The alarm with that id from now on; "" for none."""
        self._alarm_id = alarm_id
        self._alarm = None
        self._refresh()

    @Slot(str)
    def show_camera(self, camera_id: str) -> None:
        """A camera that the officer opens by hand takes the last place beside the alarm's nearest ones."""
        camera = self._seen.find(camera_id)
        if camera is None:
            return
        if self._alarm is None or not self._seen.may(camera):
            # There is room for it, and somebody asks for the purpose that it may need, where pictures are looked at.
            self.camera_wanted.emit(camera_id)
            return
        self._commands("camera.open", camera=camera_id)
        self._tiles[-1].show(camera)
        self.detail.set_cameras([feed.tile for feed in self._shown])

    @Slot()
    def _refresh(self) -> None:
        alarm = self._seat.state.alarms.get(self._alarm_id, self._alarm)
        new = alarm is not None and (self._alarm is None or self._alarm.id != alarm.id)
        self._alarm = alarm
        self.detail.show_alarm(alarm)
        if alarm is None:
            self.linkage.show_nothing()
            self._show_cameras([])
            return
        self._refresh_crews()
        self.detail.set_guidance(self._wording.guidance(alarm))
        if new:
            self._show_cameras(self._near())
        self._refresh_linkage(alarm)

    @Slot()
    def _refresh_crews(self) -> None:
        """Own forces by distance from the alarm, with the age of a position that is older than promised."""
        for feed in self._tiles:
            feed.look_again()
        place = self._alarm.place if self._alarm else None
        if place is None:
            return
        known = crews(self._seat)
        ways = sorted(((distance_m(it.sample.place, place), it) for it in known if it.sample.place), key=_way)
        self.detail.set_crews([(crew.sample.name, self._crew_line(way, crew)) for way, crew in ways[:CREWS]])

    def _crew_line(self, way: float, crew: Reading) -> str:
        out = crew.sample.values.get("status") == "out"
        parts = [f"{way / 1000:.1f} km", self.tr("out") if out else self.tr("idle")]
        people = people_of(crew.sample)
        if people is not None:
            parts.append(self.tr("{count} people").format(count=round(people)))
        age = self._seat.age_s(crew.key)
        if age > CREW_STALE_S:
            parts.append(self.tr("position {age} s old").format(age=round(age)))
        return " · ".join(parts)

    def _refresh_linkage(self, alarm: Alarm) -> None:
        run = self._run_of(alarm.id)
        if run is not None:
            run = self._worded(run)
            started = self.tr("One-key linkage by {person}").format(person=self._seat.name_of(run.started_by))
            self.detail.set_history([HistoryLine(at=run.started_at, text=started)])
        is_open = alarm.id in self._seat.state.alarms
        if run is not None and (run.live or not is_open):
            self.linkage.show_run(run, self._wording.alarm(alarm))
        elif is_open:
            lines, warnings = self._preview(alarm)
            self.linkage.show_preview(alarm.id, self._wording.alarm(alarm), lines, warnings, last=run)
        else:
            self.linkage.show_nothing()

    def _preview(self, alarm: Alarm) -> tuple[list[str], list[str]]:
        """What the key will do now, by the core's own plan."""
        cameras = len(linking.wall_for(self._seat.state, alarm, "", alarm.changed_at).cameras)
        lines = [self.tr("Wall: map centred, {count} cameras").format(count=cameras)]
        warnings = []
        for step in linking.plan(self._seat.state, alarm, "", self._wording.catalogue, alarm.changed_at)[1:]:
            if step.state is StepState.FAILED:
                warnings.append(answer_words(step.detail))
            elif step.kind == "speak":
                line = self.tr("Warn through {name}, {distance} m away")
                lines.append(line.format(name=step.label, distance=round(step.distance_m or 0)))
            else:
                lines.append(self.tr("Start {name}").format(name=step.label))
        return lines, warnings

    def _worded(self, run: Linkage) -> Linkage:
        """The run with its words in this seat's language."""
        steps = tuple(
            msgspec.structs.replace(
                step,
                label=self.tr("Wall") if step.kind == "wall" else step.label or self.tr("Loudspeaker"),
                detail=self._detail(step),
            )
            for step in run.steps
        )
        return msgspec.structs.replace(run, steps=steps)

    def _detail(self, step: Step) -> str:
        if step.kind == "wall" and "/" in step.detail:
            return self.tr("{share} pictures").format(share=step.detail)
        return answer_words(step.detail)

    def _run_of(self, alarm_id: str) -> Linkage | None:
        runs = [run for run in self._seat.state.linkages.values() if run.alarm == alarm_id]
        return max(runs, key=_number, default=None)

    def _near(self) -> list[tuple[float, Camera]]:
        if self._alarm is None or self._alarm.place is None:
            return []
        scope = self._seen.scope
        cameras = unrestricted(self._seat.state.cameras.values())
        return nearest((it for it in cameras if scope.covers_camera(it)), self._alarm.place, CAMERAS)

    def _show_cameras(self, found: list[tuple[float, Camera]]) -> None:
        for at, feed in enumerate(self._tiles):
            if at < len(found):
                distance, camera = found[at]
                feed.show(camera, f"{camera.name}  {distance:.0f} m")
            else:
                feed.show(None)
        self.detail.set_cameras([feed.tile for feed in self._tiles[: len(found)]])

    @Slot(list, list)
    def _on_alarms(self, changed: list[Alarm], cleared: list[str]) -> None:
        touched = next((alarm for alarm in changed if alarm.id == self._alarm_id), None)
        if touched is not None:
            self._refresh()
        elif self._alarm_id in cleared:
            self._alarm = self._seat.cleared.get(self._alarm_id, self._alarm)
            self._refresh()

    @Slot(object)
    def _on_things(self, kind: Touched) -> None:
        if self._alarm is not None and kind in (Touched.LINKAGE, Touched.DEVICE, Touched.CAMERA):
            self._refresh_linkage(self._alarm)

    @Slot(str)
    def _on_acknowledge(self, alarm_id: str) -> None:
        acknowledge(self._seat, self._commands, alarm_id)

    @Slot(str)
    def _on_start(self, alarm_id: str) -> None:
        self._asked = self._commands("linkage.start", alarm=alarm_id)

    @Slot(object)
    def _on_answer(self, answer: Answer) -> None:
        if answer.id == self._asked and not answer.ok and not answer.later:
            self.linkage.refused()


def _number(run: Linkage) -> int:
    """Runs are numbered as they come ("L17-…"); the core's clock may have been set back between two of them."""
    digits = run.id.removeprefix("L").partition("-")[0]
    return int(digits) if digits.isdecimal() else -1


def _way(found: tuple[float, Reading]) -> tuple[float, SampleKey]:
    return found[0], found[1].key
