"""A core that waits for its turn: says so at its endpoint, and takes the lead when it is free."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from contextlib import ExitStack
from threading import RLock

import zmq
from sqlalchemy import URL

from bridge.core.seat_socket import EndpointTaken
from bridge.core.standby import NO_DATABASE, STANDBY, StandbyDesk, Standing
from bridge.core.working import AWAY
from bridge.protocol import seat as wire
from commandcenter import __version__
from commandcenter.adapters.clock import utc_now
from commandcenter.adapters.data_folder import DataFolder
from commandcenter.adapters.store import engine
from commandcenter.adapters.store.candidate import Candidate
from commandcenter.adapters.store.lease import Lease, holder_at
from commandcenter.adapters.store.migrate import NewerSchema
from commandcenter.app.fitness import Known, Unfit, known, unfit
from commandcenter.app.keys import core_keys, local_keys
from commandcenter.app.opening import newer, unusable
from commandcenter.app.ports import endpoint_taken
from commandcenter.domain.errors import Trouble
from commandcenter.domain.keys import Key
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.ports import StoreTrouble
from commandcenter.settings import Settings

log = logging.getLogger(__name__)

FIRST_LOOK_S = 2.0


class Standby:
    """The folder's lock is the caller's. Raises DataFolderError from the constructor when this core could never lead.

    `careless`: keys that are missing are made anew; `only`: it waits for a centre that is there already. `waited` says
    of the last wait whether it was one, or the lead was free.
    """

    def __init__(
        self, settings: Settings, folder: DataFolder, url: URL, *, careless: bool = False, only: bool = False
    ) -> None:
        self._settings = settings
        self._folder = folder
        self._url = url
        self._careless = careless
        self._started = utc_now()
        self._trusted: dict[str, Key] = {}
        self._known = self._first_look()
        if only and not self._known.size:
            raise Unfit(
                QT_TRANSLATE_NOOP("trouble", "There is no centre in the database {file} to stand by."),
                QT_TRANSLATE_NOOP("trouble", "Look at its address, or start a core without --standby first."),
                file=engine.shown(url),
            )
        missing = self._unfit()
        if missing is not None:
            raise missing
        self._keys = core_keys(folder)
        self._local = local_keys(folder)
        self._holder = holder_at(folder.lock_file)
        self.waited = False
        self._stopping = False
        # Re-entrant: a signal handler may interrupt `close` in the same thread.
        self._ending = RLock()
        self._closed = False
        self._wake_read, self._wake_write = os.pipe()
        os.set_blocking(self._wake_read, False)
        folder.announce(settings.core.endpoint, self._keys.public, others_of(settings))

    def close(self) -> None:
        with self._ending:
            self._closed = True
            os.close(self._wake_read)
            os.close(self._wake_write)

    def stop(self) -> None:
        """From a signal handler, at any moment."""
        self._stopping = True
        self._wake()

    def wait(self, waits: Callable[[str], None]) -> Lease | None:
        """Until this core leads; None when it was stopped. Raises PortTaken.

        `waits` is told when it has to wait for a leader, "" for a database that does not answer.
        """
        with ExitStack() as opened:
            candidate = Candidate(self._url, self._holder, self._ready, self._wake)
            opened.callback(candidate.close)
            candidate.tried.wait(FIRST_LOOK_S)
            self.waited = candidate.lease is None and not self._stopping
            if self.waited:
                self._say(candidate, waits)
                self._serve(candidate, opened)
        if candidate.lease is not None and self._stopping:
            candidate.lease.close()
            return None
        return candidate.lease

    def _serve(self, candidate: Candidate, opened: ExitStack) -> None:
        context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        opened.callback(context.destroy, linger=200)
        endpoint = self._settings.core.endpoint
        try:
            desk = StandbyDesk(context, endpoint, self._keys, self._key, lambda: self._standing(candidate))
        except EndpointTaken as error:
            raise endpoint_taken(error) from error
        opened.callback(desk.close)

        def over() -> bool:
            self._local_look()
            return self._stopping or candidate.lease is not None

        desk.serve(over, self._wake_read)

    def _say(self, candidate: Candidate, waits: Callable[[str], None]) -> None:
        leader = candidate.leader
        if leader is not None and not candidate.away:
            log.warning("standing by: %s leads (epoch %d)", leader.holder, leader.epoch)
        waits(leader.holder if leader is not None and not candidate.away else "")

    def _standing(self, candidate: Candidate) -> Standing:
        leader, missing = candidate.leader, candidate.unfit
        trouble = AWAY if candidate.away else str(missing) if missing else ""
        beat = wire.Beat(size=self._known.size, at=utc_now(), trouble=trouble)
        status = wire.Status(
            beat=beat,
            version=__version__,
            started_at=self._started,
            leading=False,
            epoch=leader.epoch if leader else 0,
            leader=leader.holder if leader else "",
        )
        return Standing(NO_DATABASE if candidate.away else STANDBY, status)

    def _wake(self) -> None:
        """Also from a candidate that waited for its server longer than for anything else."""
        with self._ending:
            if not self._closed:
                os.write(self._wake_write, b"x")

    def _key(self, public: str) -> Key | None:
        return self._trusted.get(public)

    def _local_look(self) -> None:
        """Keys beside the core's own are let in as the leader does, but for those that the centre has revoked."""
        found = {key.public: key for key in self._local()}
        self._trusted = {**found, **{key.public: key for key in self._known.keys}}

    def _ready(self) -> Trouble | None:
        """On the candidate's thread."""
        try:
            self._known = known(self._url)
        except NewerSchema as error:
            return newer(self._url, error)
        return self._unfit()

    def _unfit(self) -> Trouble | None:
        return None if self._careless else unfit(self._folder, self._known)

    def _first_look(self) -> Known:
        try:
            engine.prepare(self._url)
            return known(self._url)
        except NewerSchema as error:
            raise newer(self._url, error) from error
        except StoreTrouble as error:
            raise unusable(self._url, error) from error


def others_of(settings: Settings) -> list[tuple[str, str]]:
    """The other cores of the centre, as `DataFolder.announce` takes them."""
    return [(other.endpoint, other.key) for other in settings.core.other_cores]
