"""What the verbs on people have in common: the accounts that there are, and asking for a new password."""

from __future__ import annotations

from collections.abc import Callable

import click

from commandcenter.adapters.data_folder import DataFolderError
from commandcenter.app.opening import open_reader
from commandcenter.cli.acting import new_secret, somebody_named
from commandcenter.cli.program import Call
from commandcenter.domain.errors import Refused
from commandcenter.domain.people import Account
from commandcenter.domain.state import State, Touched
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.standing import has_security_administrator

NEW_PASSWORD_FILE = "COMMANDCENTER_NEW_PASSWORD_FILE"

account_argument = click.argument("account", metavar="ACCOUNT")


def asking(call: Call, account: str) -> Callable[[], str] | None:
    """Gives the account's new password when it is called; None where it would be asked for in vain."""
    return None if is_refused(call) else lambda: new_password(account)


def new_password(account: str) -> str:
    return new_secret(f"{account} 的新口令 · New password of {account}", NEW_PASSWORD_FILE)


def is_refused(call: Call) -> bool:
    """Whether the core will refuse whatever is ordered now, as nobody is named; its refusal is then in the record."""
    if somebody_named():
        return False
    try:
        accounts = {account.id: account for account in known(call)}
    except DataFolderError:
        # There is no journal yet; or it cannot be read, and who writes to it says why.
        return False
    return has_security_administrator(State(accounts=accounts))


def known(call: Call) -> list[Account]:
    with open_reader(call.journal()) as reader:
        return sorted(reader.things(Touched.ACCOUNT, Account), key=lambda account: account.id)


def account_named(call: Call, wanted: str) -> Account:
    found = next((account for account in known(call) if account.id == wanted), None)
    if found is None:
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "There is no account {account}."),
            QT_TRANSLATE_NOOP("trouble", "`people list` shows all of them."),
            account=wanted,
        )
    return found
