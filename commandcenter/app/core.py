"""Puts the core together."""

from __future__ import annotations

from contextlib import ExitStack
from functools import partial
from zoneinfo import ZoneInfo

import zmq

from bridge.core.building import Around, Place, build_loop
from bridge.core.loop import CoreLoop
from bridge.core.manning import people
from bridge.core.seat_socket import EndpointTaken
from bridge.source.keys import Keys
from commandcenter import __version__
from commandcenter.adapters.camera_figures import CameraFigures
from commandcenter.adapters.camera_list import CameraList, read_cameras
from commandcenter.adapters.clock import utc_now
from commandcenter.adapters.data_folder import DataFolder
from commandcenter.adapters.disk_watch import make_room
from commandcenter.adapters.quality.service import QualityService
from commandcenter.adapters.resources import read_catalogue
from commandcenter.adapters.rules_file import read_rules, rules_path
from commandcenter.adapters.store.lease import Lease
from commandcenter.app.camera_reporting import day_began
from commandcenter.app.credentials import account_rules, credential_checker, directory_of
from commandcenter.app.guarding import tell_of_altered
from commandcenter.app.keys import core_keys, local_keys
from commandcenter.app.opening import journal_of, open_reader, open_store
from commandcenter.app.ports import endpoint_taken
from commandcenter.app.recovering import tell_of_lost_key
from commandcenter.app.sealing import open_sealing, run_facts
from commandcenter.app.searching import search_service
from commandcenter.app.standing_by import others_of
from commandcenter.app.watching import watching
from commandcenter.domain.rules.desks import Desks
from commandcenter.services.core import Core
from commandcenter.services.operating import command_table
from commandcenter.services.ruling.ruling import Ruling
from commandcenter.services.second_person import Handed
from commandcenter.settings import Settings

Context = zmq.Context[zmq.Socket[bytes]]


class CoreApp:
    """The core of one centre. Raises Trouble from the constructor when it cannot start, and Deposed.

    On a database server it leads by a `lease`, and the folder's lock is the caller's as well.
    """

    def __init__(
        self, settings: Settings, folder: DataFolder, *, accept_restored: bool = False, lease: Lease | None = None
    ) -> None:
        make_room(folder.path)
        folder.prepare()
        listed = _listed_cameras(settings, folder)
        catalogue = read_catalogue()
        rules = rules_path(folder.path, settings.rules)
        book = read_rules(rules, catalogue)
        ruling = Ruling(book, catalogue, ZoneInfo(settings.time_zone))
        with ExitStack() as opened:
            if lease is None:
                opened.enter_context(folder.lock())
            store = opened.enter_context(open_store(journal_of(folder, settings), folder, lease, compares=True))
            core = Core(store, command_table(), catalogue, utc_now, rules=account_rules(settings), ruling=ruling)
            core.handed = Handed()
            # Before anything is written: this journal may not be the one that was sealed.
            sealing = open_sealing(folder, settings, core, store, accept_restored=accept_restored)
            if lease is not None:
                core.lead(lease.epoch, lease.holder)
            core.plan_shifts(settings.shift_plan())
            core.set_desks(Desks(book.desk))
            if settings.cameras:
                core.list_cameras(listed.cameras)
            keys = core_keys(folder)
            checking = credential_checker(folder, directory_of(folder, settings))
            tell_of_lost_key(core, checking, folder)
            tell_of_altered(core, store, starts=True)
            context: Context = zmq.Context()
            opened.callback(context.destroy, linger=200)
            self._search = search_service(folder, journal_of(folder, settings))
            self._figures = QualityService(lambda: open_reader(journal_of(folder, settings)), utc_now)
            self._cameras = CameraFigures(
                lambda: open_reader(journal_of(folder, settings)), utc_now, partial(day_began, settings)
            )
            around = Around(
                people,
                local_keys(folder),
                utc_now,
                __version__,
                listed.secrets,
                self._search,
                sealing=sealing,
                run_facts=lambda: run_facts(folder, rules),
                checking=checking,
                watch=opened.enter_context(watching(core, sealing, settings, folder)),
                lead=lease,
                measurer=self._figures,
                camera_measurer=self._cameras,
            )
            self._loop = _build(context, settings, keys, core, around)
            folder.announce(settings.core.endpoint, keys.public, others_of(settings))
            self._opened = opened.pop_all()

    def run(self) -> None:
        """Until it is stopped. Raises DataFolderError when the store is broken for good, and Deposed."""
        with self._opened:
            self._search.start()
            self._figures.start()
            self._cameras.start()
            try:
                self._loop.run()
            finally:
                self._cameras.stop()
                self._figures.stop()
                self._search.stop()

    def stop(self) -> None:
        """From a signal handler, at any moment."""
        self._loop.stop()


def _build(context: Context, settings: Settings, keys: Keys, core: Core, around: Around) -> CoreLoop:
    places = [Place(line.id, line.endpoint, line.name) for line in settings.sources]
    try:
        return build_loop(context, core, keys, settings.core.endpoint, places, around).loop
    except EndpointTaken as error:
        raise endpoint_taken(error) from error


def _listed_cameras(settings: Settings, folder: DataFolder) -> CameraList:
    if not settings.cameras:
        return CameraList((), {})
    district = folder.path / settings.district if settings.district else None
    return read_cameras(folder.path / settings.cameras, district)
