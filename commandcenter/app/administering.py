"""An administrator's commands, obeyed by the running core or, when none runs, straight by its journal."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

import msgspec

from bridge.seat.asking import CoreAway, authenticate, command
from bridge.source.keys import Keys, KeyTrouble, new_keys, write_keys
from commandcenter.adapters.clock import utc_now
from commandcenter.adapters.credentials import CredentialChecker
from commandcenter.adapters.data_folder import DataFolder, DataFolderError, FolderInUse
from commandcenter.adapters.resources import read_catalogue
from commandcenter.app.credentials import account_rules, credential_checker, directory_of
from commandcenter.app.guarding import tell_of_altered
from commandcenter.app.keys import core_keys
from commandcenter.app.next_steps import advised
from commandcenter.app.opening import JournalHeld, journal_of, open_store
from commandcenter.app.sealing import following_key
from commandcenter.app.trouble import CoreSilent
from commandcenter.domain.errors import Refused, Trouble
from commandcenter.domain.journal import CommandId
from commandcenter.domain.keys import KeyKind
from commandcenter.domain.patience import LONGEST_WAIT_S
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services import judging
from commandcenter.services.core import Core, Given, Verdict
from commandcenter.services.credentials import Checked, Claim
from commandcenter.services.examining import Examiner
from commandcenter.services.operating import command_table
from commandcenter.services.standing import person_at
from commandcenter.settings import Settings

PATIENCE_S = 3.0
OPENING_PATIENCE_S = 15.0

Args = Mapping[str, object]
Obey = Callable[[str, Args, Claim | None], str]
Told = tuple[bool, str, Mapping[str, str]]


def obey(folder: DataFolder, settings: Settings, name: str, args: Args, claim: Claim | None = None) -> str:
    """One command; its number, under which it may wait for a second person now.

    Raises Refused with the core's reason, DataFolderError and CoreSilent when nobody could be asked.
    `claim` are the credentials of who gives it, once there is a security administrator, and what secret it brings.
    """
    with obeying(folder, settings) as order:
        return order(name, args, claim)


@contextmanager
def obeying(folder: DataFolder, settings: Settings) -> Iterator[Obey]:
    """For several commands: what is yielded raises as `obey` does."""
    folder.prepare()
    core_keys(folder)
    try:
        lock = folder.lock()
    except FolderInUse:
        yield lambda name, args, claim: _ask(folder, settings, name, args, claim)
    else:
        with ExitStack() as opened:
            opened.enter_context(lock)
            try:
                tell = opened.enter_context(_written(folder, settings))
            except JournalHeld:
                if isinstance(journal_of(folder, settings), Path):
                    raise
                # Of a database server the core on another machine leads.
                yield lambda name, args, claim: _ask(folder, settings, name, args, claim)
                return

            def write(name: str, args: Args, claim: Claim | None) -> str:
                order = _command(name)
                _require_done(tell(order, args, claim))
                return order.id

            yield write


def make_keys(
    folder: DataFolder,
    settings: Settings,
    kind: KeyKind,
    owner: str,
    types: tuple[str, ...],
    out: Path,
    claim: Claim | None = None,
) -> Keys:
    """A new pair in the file `out`, ready for its owner, whose public half the centre trusts.

    Raises Refused and DataFolderError, and then there is no file; CoreSilent, and then there is one.
    """
    folder.prepare()
    keys = new_keys(owner, [core_keys(folder).public])
    _write(out, keys)
    try:
        wanted = {"public": keys.public, "kind": kind.value, "id": owner, "types": types}
        obey(folder, settings, "keys.trust", wanted, claim)
    except (Refused, DataFolderError):
        out.unlink()
        raise
    except CoreSilent as error:
        raise CoreSilent(
            QT_TRANSLATE_NOOP("trouble", "The key file {file} is made, but the core has not said that it trusts it."),
            QT_TRANSLATE_NOOP("trouble", "`keys list` tells whether it trusts {key}; if not, `keys trust` does it."),
            file=out,
            key=keys.public,
        ) from error
    return keys


def _write(out: Path, keys: Keys) -> None:
    try:
        write_keys(out, keys)
    except FileExistsError as error:
        raise DataFolderError(
            QT_TRANSLATE_NOOP("trouble", "The file {file} exists already; it may hold a key that is in use."),
            QT_TRANSLATE_NOOP("trouble", "Name another file with --out."),
            file=out,
        ) from error
    except KeyTrouble as error:
        raise DataFolderError(
            QT_TRANSLATE_NOOP("trouble", "The key file cannot be made: {reason}"),
            QT_TRANSLATE_NOOP("trouble", "Name another file with --out."),
            reason=error,
        ) from error


def _command(name: str) -> CommandId:
    return CommandId(id=uuid.uuid4().hex, name=name)


def _require_done(told: Told) -> None:
    ok, reason, values = told
    if not ok:
        raise advised(reason, values)


def _ask(folder: DataFolder, settings: Settings, name: str, args: Args, claim: Claim | None) -> str:
    """The lock is a core's, or that of another administrator, who is soon done."""
    order = _command(name)
    try:
        if claim is None:
            answer = command(folder.running, folder.keys, order.id, name, args)
        else:
            answer = authenticate(folder.running, folder.keys, order.id, name, args, claim)
    except CoreAway as error:
        lock = _soon(folder)
        if lock is None:
            raise _silent(folder, error) from error
        try:
            # What the core has done before it went away it answers for under the same number.
            with lock, _written(folder, settings) as tell:
                told = tell(order, args, claim)
        except DataFolderError as trouble:
            # The journal would tell whether it has, and cannot be asked.
            raise _silent(folder, trouble) from trouble
        _require_done(told)
    else:
        _require_done((answer.ok, answer.reason, answer.values))
    return order.id


def _silent(folder: DataFolder, reason: Trouble) -> CoreSilent:
    return CoreSilent(
        QT_TRANSLATE_NOOP("trouble", "The core that runs on {folder} does not answer: {reason}"),
        QT_TRANSLATE_NOOP("trouble", "Look at its log; try again, or stop it and try then."),
        folder=folder.path,
        reason=reason,
    )


def _soon(folder: DataFolder) -> IO[str] | None:
    """The lock, or None when it stays taken.

    Where no core has ever run another administrator has it, who makes all of the journal on a slow machine at worst.
    """
    until = time.monotonic() + (PATIENCE_S if folder.running.exists() else OPENING_PATIENCE_S)
    while True:
        try:
            return folder.lock()
        except FolderInUse:
            if time.monotonic() > until:
                return None
        time.sleep(0.05)


@contextmanager
def _written(folder: DataFolder, settings: Settings) -> Iterator[Callable[[CommandId, Args, Claim | None], Told]]:
    """The core's work without its sockets; the folder's lock is held."""
    with open_store(journal_of(folder, settings), folder) as store:
        core = Core(store, command_table(), read_catalogue(), utc_now, rules=account_rules(settings))
        tell_of_altered(core, store)
        core.following_key = following_key(folder)
        # As at a core's start: without it no rota could be set before the first one.
        core.plan_shifts(settings.shift_plan())
        # One for all of them: making it costs as much as checking a password.
        checker = credential_checker(folder, directory_of(folder, settings))

        def tell(order: CommandId, args: Args, claim: Claim | None) -> Told:
            verdict = _decided(core, checker, order, msgspec.msgpack.encode(args), claim)
            return verdict.ok, verdict.reason, verdict.values

        yield tell


def _decided(core: Core, checker: CredentialChecker, order: CommandId, args: bytes, claim: Claim | None) -> Verdict:
    checked = Checked()
    if claim is not None:
        examiner = Examiner(core, checker)
        exam = examiner.examine(order, args, claim, "")
        if isinstance(exam, Verdict) and exam.reason == judging.WAIT and int(exam.values["seconds"]) <= LONGEST_WAIT_S:
            # Between two such tools no time passes: who has to wait does it here.
            time.sleep(int(exam.values["seconds"]))
            exam = examiner.examine(order, args, claim, "")
        if isinstance(exam, Verdict):
            return exam
        checked = checker.check(exam)
    proof = checked.proof
    person = person_at(core.state, KeyKind.TOOL, "", proven=proof.account if proof and proof.ok else "")
    given = Given(proof=proof, prepared=checked.prepared)
    return core.command(order, args, person, "", utc_now(), given)[0]
