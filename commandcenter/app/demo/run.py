"""Runs the demo from the first look at the ports to the last screenshot."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import FrameType

from commandcenter.adapters.clock import utc_now
from commandcenter.adapters.data_folder import DataFolder
from commandcenter.adapters.processes import Processes
from commandcenter.adapters.resources import read_catalogue
from commandcenter.adapters.virtual_display import WALL_AND_DESK, VirtualDisplay
from commandcenter.app import desktop
from commandcenter.app.demo import parts, preparing
from commandcenter.app.demo.accounts import Made, make_people
from commandcenter.app.demo.camera_list import write_camera_list
from commandcenter.app.demo.narrating import Narrator
from commandcenter.app.demo.officer import Officer
from commandcenter.app.demo.options import Options
from commandcenter.app.demo.patrol import define_tour
from commandcenter.app.demo.rota import make_rota
from commandcenter.app.demo.show import STORY_S, Shots, Show, journal_of
from commandcenter.app.demo.tour import Tour
from commandcenter.app.words import Words
from commandcenter.domain.errors import Trouble
from commandcenter.domain.people import Role
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.settings import read_settings
from commandcenter.simulator.cameras.render import Progress
from commandcenter.simulator.cameras.service import RtspService


class Demo:
    """`say` prints one line; `progress` shows how far the rendering of the cameras' pictures is."""

    def __init__(self, options: Options, words: Words, say: Callable[[str], None], progress: Progress) -> None:
        self._options = options
        self._words = words
        self._say = say
        self._progress = progress
        self._stopped_by: int | None = None
        self._over = False

    def run(self) -> None:
        """Until the time is over or somebody stops it. Raises Trouble; KeyboardInterrupt when Ctrl+C cut it short."""
        options = self._options
        preparing.check_ports(options)
        folder = preparing.fresh_folder(options)
        self._tell(QT_TRANSLATE_NOOP("cli", "Drawing the district…"))
        world = preparing.make_world(options)
        clips = {} if options.cameras else preparing.render_cameras(world, options, self._progress)
        count = write_camera_list(world, options, folder)
        now = utc_now()
        # A machine without a screen has no loudspeaker that could be heard.
        preparing.write_settings(world, options, folder, now, sound=not _headless())
        preparing.make_source_keys(options, folder)
        settings = read_settings(folder.settings)
        people = make_people(folder, settings, options.language)
        make_rota(folder, settings, people, now)
        self._tell(QT_TRANSLATE_NOOP("cli", "{count} cameras, data in {folder}"), count=count, folder=folder.path)
        for person in people:
            role = self._words("role", person.role.spoken)
            text = QT_TRANSLATE_NOOP("cli", "{role} {name}: account {account}, password {password}")
            values = {"name": person.name, "account": person.account, "password": person.password}
            self._tell(text, role=role, **values)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._on_signal)
        try:
            self._perform(folder, world, clips, people)
        except Trouble:
            # Ctrl+C reaches the virtual display and the screens as well: what fails on them then is no finding.
            if not self._stopping:
                raise
        if self._stopping and not self._over:
            self._say_stopped()

    def _say_stopped(self) -> None:
        self._tell(QT_TRANSLATE_NOOP("cli", "Stopped."))
        if self._stopped_by == signal.SIGINT:
            raise KeyboardInterrupt

    @property
    def _stopping(self) -> bool:
        return self._stopped_by is not None

    def _perform(self, folder: DataFolder, world: Path, clips: dict[str, Path], people: list[Made]) -> None:
        options = self._options
        with ExitStack() as stack:
            environment, headless = self._display(stack)
            if self._stopping:
                return
            processes = Processes(options.build / "demo" / "logs")
            stack.callback(processes.stop)
            if clips:
                stack.enter_context(RtspService(clips, options.rtsp_port))
            for part in parts.services(options, folder, world, self._speed()):
                processes.start(part)
                # The day begins when there is somebody to see it.
                processes.tell(part.name, "pause")
            processes.start(parts.core(options))
            for part in parts.seats(options, environment):
                processes.start(part)
            self._show(folder, world, processes, environment, people if headless else [])

    def _show(
        self, folder: DataFolder, world: Path, processes: Processes, environment: dict[str, str], played: list[Made]
    ) -> None:
        """With a person at the keyboard the demo only tells; without one it plays the officers too: `played`."""
        seconds = self._options.seconds or (STORY_S if played else None)
        catalogue = read_catalogue()
        with journal_of(folder, lambda: self._stopping) as reader:
            show = Show(
                narrator=Narrator(reader, catalogue, self._words),
                processes=processes,
                say=self._say,
                tell=self._tell,
                stopping=lambda: self._stopping,
            )
            show.wait_for_screens()
            if self._stopping:
                return
            if not played:
                show.begin()
                show.go_on(seconds)
                # Without a time it was to go on until Ctrl+C.
                self._over = seconds is None
                return
            officer = Officer(environment)
            folder_of_shots = self._options.build / "demo"
            tour = Tour(officer, played, show.seen, self._tell, environment, folder_of_shots)
            tour.shoot("sign-in")
            show.sign_in(officer, played[0])
            show.begin()
            if self._stopping:
                return
            language = self._words.language
            text = QT_TRANSLATE_NOOP("cli", "The day lasts {seconds} s; then the officers take about a minute more")
            self._tell(text, seconds=round(seconds or STORY_S))
            shots = Shots(environment, folder_of_shots, lambda alarm: catalogue.describe(alarm, language))
            show.play(seconds or STORY_S, officer, shots.first)
            show.calm_down()
            if self._stopping:
                return
            paths = shots.last(reader)
            if not self._options.cameras:
                leader = next(person for person in played if person.role is Role.SHIFT_LEADER)
                define_tour(folder, world, leader, language)
                tour.patrol()
            tour.walk()
            paths += [*tour.pictures, *self._report()]
            for path in paths:
                self._say(str(path))

    def _report(self) -> list[Path]:
        """The day's report, as the command line makes it."""
        self._tell(QT_TRANSLATE_NOOP("cli", "   the daily report"))
        path = self._options.build / "demo" / "daily-report.pdf"
        path.unlink(missing_ok=True)
        done = subprocess.run(parts.ours(self._options, "report", "daily", "--out", str(path)), check=False)
        return [path] if done.returncode == 0 else []

    def _speed(self) -> float:
        return STORY_S / self._options.seconds if self._options.seconds else 1.0

    def _display(self, stack: ExitStack) -> tuple[dict[str, str], bool]:
        """The environment for what shall be shown: this machine's display, or (True) a virtual one."""
        environment = dict(os.environ)
        headless = _headless()
        if headless:
            virtual = stack.enter_context(VirtualDisplay(WALL_AND_DESK))
            environment = virtual.environment()
            self._tell(
                QT_TRANSLATE_NOOP("cli", "No display here: a virtual one with four monitors is {name}"),
                name=virtual.name,
            )
        desktop.screens(environment)  # raises what is wrong with the display, before anything is started
        return environment, headless

    def _tell(self, template: str, **values: object) -> None:
        self._say(self._words("cli", template, **values))

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self._stopped_by = number


def _headless() -> bool:
    return not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY")
