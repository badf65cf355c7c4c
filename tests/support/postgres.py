"""A PostgreSQL server of the tests' own: in a temporary folder, on a socket and a loopback port, gone afterwards.

PostgreSQL does not run as root; then the server belongs to `postgres`, or to `nobody` where there is no such user.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import IO, LiteralString

import psutil
import psycopg
from psycopg import sql
from sqlalchemy import URL

from tests.support.ports import free_row
from tests.support.processes import family_of, living
from tests.support.waiting import eventually

USER, PASSWORD = "centre", "geheim-öß"
PATIENCE_S = 60.0
STILL = (psutil.STATUS_STOPPED, psutil.STATUS_ZOMBIE)
Output = int | IO[bytes]
# Ended with the tests, even if those are killed.
TIED = ("setpriv", "--pdeathsig", "QUIT", "--")
# Nothing here outlives the machine, and a killed server loses nothing that it has given to the system.
QUICK = ("fsync=off", "full_page_writes=off", "autovacuum=off", "max_connections=40", "shared_buffers=32MB")


class NoPostgres(Exception):
    """There is no PostgreSQL server program on this machine."""


def programs() -> Path:
    """The folder of `initdb` and `postgres`, the newest version's. Raises NoPostgres."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parent.parent.name.split(".")[0])
    )
    if found:
        return found[-1].parent
    config = shutil.which("pg_config")
    if config:
        told = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=True)
        if (Path(told.stdout.strip()) / "postgres").exists():
            return Path(told.stdout.strip())
    alone = shutil.which("postgres")
    if alone is None:
        raise NoPostgres
    return Path(alone).resolve().parent


class Server:
    """Runs from `start` until `stop`; may be killed and started again, and is the same then."""

    def __init__(self, folder: Path, settings: tuple[str, ...] = QUICK) -> None:
        self._programs = programs()
        self._owner = _owner()
        self._folder, self._data = folder, folder / "data"
        self._settings = settings
        self._numbers = count(1)
        self._process: subprocess.Popen[bytes] | None = None
        self.port = free_row(1)
        if self._owner:
            os.chown(folder, self._owner.pw_uid, self._owner.pw_gid)
        self._make()

    def start(self) -> None:
        given = [f"port={self.port}", f"unix_socket_directories={self._folder}", "listen_addresses=127.0.0.1"]
        options = [part for setting in (*given, *self._settings) for part in ("-c", setting)]
        log = (self._folder / "log").open("ab")
        with log:
            command = [*TIED, str(self._programs / "postgres"), "-D", str(self._data), *options]
            self._process = self._popen(command, stdout=log, stderr=log)
        self._wait()

    def kill(self) -> None:
        """As a power cut would: SIGKILL to the postmaster and all that it has started, which is gone then."""
        family = self._signal(signal.SIGKILL)
        if self._process is not None:
            self._process.wait(PATIENCE_S)
        # Who still holds the shared memory would keep the next postmaster from starting.
        eventually(lambda: not living(family), PATIENCE_S, "all of the server is gone")

    def stop(self) -> None:
        """At once: nothing of it is needed any more, but for the shared memory that it gives back."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(PATIENCE_S)

    def freeze(self, frozen: bool) -> None:
        """Nothing of it answers, and no connection ends."""
        self._signal(signal.SIGSTOP if frozen else signal.SIGCONT)

    def database(self, template: str = "") -> URL:
        """A fresh one, or a copy of another, over TCP with a password."""
        name = f"centre_{next(self._numbers)}"
        statement = sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(USER))
        if template:
            statement += sql.SQL(" TEMPLATE {}").format(sql.Identifier(template))
        self.say(statement)
        return self.url(name)

    @contextmanager
    def apart(self) -> Iterator[None]:
        """In a process that was forked: its databases have names of their own, and are gone afterwards."""
        first = os.getpid() * 10_000
        self._numbers = count(first)
        try:
            yield
        finally:
            for number in range(first, next(self._numbers)):
                self.say(sql.SQL("DROP DATABASE IF EXISTS {} (FORCE)").format(sql.Identifier(f"centre_{number}")))

    def url(self, name: str, password: str = PASSWORD) -> URL:
        return URL.create("postgresql+psycopg", USER, password, "127.0.0.1", self.port, name)

    def socket_url(self, name: str) -> URL:
        """Over the Unix socket, without a password."""
        query = {"host": str(self._folder), "port": str(self.port)}
        return URL.create("postgresql+psycopg", USER, database=name, query=query)

    def say(self, statement: sql.Composed | LiteralString, database: str = "postgres") -> list[tuple[object, ...]]:
        """As the superuser, over the socket."""
        with psycopg.connect(self._superuser(database), autocommit=True) as connection:
            found = connection.execute(statement)
            return found.fetchall() if found.description else []

    def _signal(self, number: signal.Signals) -> list[psutil.Process]:
        """To all of it, each backend being a group of its own; the postmaster stands still first and starts nothing."""
        if self._process is None:
            return []
        postmaster = psutil.Process(self._process.pid)
        postmaster.suspend()
        eventually(lambda: postmaster.status() in STILL, PATIENCE_S, "the postmaster stands still")
        family = family_of(self._process.pid)
        for process in family:
            with suppress(psutil.NoSuchProcess):
                process.send_signal(number)
        return family

    def _superuser(self, database: str) -> str:
        return f"host={self._folder} port={self.port} user=root_of_tests dbname={database} connect_timeout=2"

    def _make(self) -> None:
        made = [str(self._programs / "initdb"), "-D", str(self._data), "-U", "root_of_tests", "--encoding=UTF8"]
        made += ["--locale=C", "--auth-local=trust", "--auth-host=scram-sha-256", "--no-sync"]
        process = self._popen(made, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        _, errors = process.communicate(timeout=PATIENCE_S)
        if process.returncode:
            raise RuntimeError(errors.decode())
        self.start()
        self.say(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(USER), sql.Literal(PASSWORD)))

    def _popen(
        self, command: list[str], *, stdout: int | IO[bytes], stderr: int | IO[bytes]
    ) -> subprocess.Popen[bytes]:
        user, group = (self._owner.pw_uid, self._owner.pw_gid) if self._owner else (None, None)
        return subprocess.Popen(
            command,
            stdout=stdout,
            stderr=stderr,
            cwd=self._folder,
            start_new_session=True,
            user=user,
            group=group,
            extra_groups=[] if self._owner else None,
        )

    def _wait(self) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while True:
            try:
                self.say("SELECT 1")
            except psycopg.OperationalError as error:
                gone = self._process is None or self._process.poll() is not None
                if gone or time.monotonic() > deadline:
                    raise RuntimeError(f"{error}\n{(self._folder / 'log').read_text()[-3000:]}") from error
                time.sleep(0.02)
            else:
                return


@contextmanager
def running_server(settings: tuple[str, ...] = QUICK) -> Iterator[Server]:
    """Its folder is not pytest's: that one only its owner may enter. Raises NoPostgres."""
    with tempfile.TemporaryDirectory(prefix="centre-pg-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        server = Server(folder, settings)
        try:
            yield server
        finally:
            server.stop()


def _owner() -> pwd.struct_passwd | None:
    """None when this process may run the server itself."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise NoPostgres
