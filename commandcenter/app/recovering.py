"""Recovering an administrator at the core's own machine, and telling at the start that a key is lost."""

from __future__ import annotations

import logging
import os
import pwd
from pathlib import Path

from commandcenter.adapters.clock import utc_now
from commandcenter.adapters.data_folder import DataFolder, FolderInUse
from commandcenter.adapters.resources import read_catalogue
from commandcenter.app.credentials import account_rules, credential_checker
from commandcenter.app.guarding import tell_of_altered
from commandcenter.app.next_steps import advised
from commandcenter.app.opening import journal_of, open_store
from commandcenter.domain.errors import Refused
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services import recovering
from commandcenter.services.core import Core
from commandcenter.services.credentials import Checking
from commandcenter.services.operating import command_table
from commandcenter.settings import Settings

log = logging.getLogger(__name__)


def recover(folder: DataFolder, settings: Settings, account: str, password: str) -> None:
    """Raises Refused, also while a core runs and for whom the data folder is not, and DataFolderError."""
    _require_owner(folder.path)
    try:
        lock = folder.lock()
    except FolderInUse as error:
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "A core runs on the data folder {folder}: nobody is recovered beside it."),
            QT_TRANSLATE_NOOP("trouble", "Stop the core first. While one security administrator can sign in: --as."),
            folder=folder.path,
        ) from error
    with lock, open_store(journal_of(folder, settings), folder) as store:
        core = Core(store, command_table(), read_catalogue(), utc_now, rules=account_rules(settings))
        tell_of_altered(core, store)
        try:
            recovering.recover(core, credential_checker(folder), account, password, _user())
        except Refused as error:
            raise advised(error.template, error.values) from error


def tell_of_lost_key(core: Core, checking: Checking, folder: DataFolder) -> None:
    """At the start of a core: in the log, and as an alarm of the centre."""
    lost = recovering.unreadable(core, checking)
    if lost:
        log.critical(
            "%s is not the key that the passwords of %d accounts were sealed with: they cannot sign in. Stop the core "
            "and restore that file from a backup; if it is lost, `people recover` lets the security administrator and "
            "a second one of the three in, who set the others' passwords anew",
            folder.vault_key,
            len(lost),
        )
    recovering.tell_of_lost_key(core, lost)


def _require_owner(folder: Path) -> None:
    """Raises Refused: who may read the folder has not to be who may let people in."""
    owner = folder.stat().st_uid
    if os.geteuid() != owner:
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "Only {owner}, whose data folder {folder} is, may do this."),
            QT_TRANSLATE_NOOP("trouble", "Do it in that user's name, at the core's machine."),
            owner=_name(owner),
            folder=folder,
        )


def _user() -> str:
    """Who asked for it; behind `sudo` that is another one than the process's."""
    return os.environ.get("SUDO_USER", "")[:64] or _name(os.getuid())


def _name(user: int) -> str:
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return str(user)
