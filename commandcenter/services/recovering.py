"""The way back in when administrators cannot sign in any more: by the core's machine alone, and never quietly.

It cannot be told whether the passwords really are lost. So what is done here is an entry of its own and an alarm that
only an auditor can end, and not one whose password has come from it.
"""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

import msgspec

from commandcenter.domain.alarms import Alarm, moves
from commandcenter.domain.changes.alarms import AlarmAcknowledged, AlarmReturned
from commandcenter.domain.changes.people import AccountsRecovered
from commandcenter.domain.errors import Refused
from commandcenter.domain.events import Raised
from commandcenter.domain.journal import CORE, Draft
from commandcenter.domain.people import SEPARATE, Account
from commandcenter.domain.state import State
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services import annunciating, sessions
from commandcenter.services.account_orders import OnAccount
from commandcenter.services.commands import Context, Declaration
from commandcenter.services.core import Core
from commandcenter.services.credentials import Checking, Claim, Exam, SecretKind, Stored
from commandcenter.services.permissions import FIRST_ADMINISTRATOR, Permission

RECOVERED, UNREADABLE = "accounts.recovered", "vault.lost"
STANDS = timedelta(days=30)
"""The alarm, where no auditor is left whose password is older: nobody can tell any more who has let whom in."""


def recover(core: Core, checking: Checking, account: str, password: str, user: str) -> None:
    """`account` gets that password, to be changed at once, and no second factor; `user` is who the machine says it is.

    Raises Refused, and StoreTrouble.
    """
    known = _administrator(core.state, account)
    # As for one that has none yet: what is sealed of it need not be readable.
    target = Stored(id=known.id, names=(known.id, known.name))
    made = checking.check(Exam(claim=Claim(secret=password), target=target, kind=SecretKind.PASSWORD)).prepared
    if made is None or made.flaw:
        raise Refused(made.flaw if made else QT_TRANSLATE_NOOP("trouble", "Nothing was given to be set."))
    now = core.now()
    fresh = msgspec.structs.replace(
        known,
        digest=sha256(made.value).hexdigest(),
        enabled=True,
        second_factor=False,
        step=0,
        must_change=True,
        password_at=now,
        given_at=now,
    )
    change = AccountsRecovered(account=fresh, user=user)
    event = Raised(at=now, type=RECOVERED, subject=account, values={"user": user})
    core.record(
        [
            Draft(change=change, subject=account, actor=FIRST_ADMINISTRATOR.id, credential=made.value),
            *sessions.of_account(core.state, account, lambda session: False),
            annunciating.raised(core.state, CORE, event, core.catalogue, now),
        ]
    )


def _administrator(state: State, account: str) -> Account:
    """Raises Refused for any other: two of the three that can sign in make everything else good."""
    known = state.accounts.get(account)
    if known is None or not SEPARATE.intersection(known.roles):
        names = sorted(it.id for it in state.accounts.values() if SEPARATE.intersection(it.roles))
        if not names:
            raise Refused(
                QT_TRANSLATE_NOOP("trouble", "There is no security administrator yet: `people add` makes the first.")
            )
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "Only one of the three administrators is recovered: {accounts}."),
            accounts=", ".join(names),
        )
    return known


def confirm(state: State, args: OnAccount, context: Context) -> list[Draft]:
    """The auditor knows of it."""
    alarm = state.open_alarm(CORE, RECOVERED, args.account)
    if alarm is None or not alarm.active:
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "No recovery of {account} waits for an auditor."), account=args.account
        )
    _require_unbound(state, alarm, context)
    drafts, at = [], state.instant(context.now)
    if alarm.waits:
        alarm = moves.acknowledged(alarm, context.person.id, at)
        drafts.append(Draft(change=AlarmAcknowledged(alarm=alarm), subject=alarm.id))
    alarm = moves.returned(alarm, context.now, at)
    return [*drafts, Draft(change=AlarmReturned(alarm=alarm), subject=alarm.id)]


def _require_unbound(state: State, alarm: Alarm, context: Context) -> None:
    """Raises Refused for whom the recovery may have let in: what it empowers does not say that it was right."""
    own = state.accounts.get(context.person.id)
    given = own.given_at if own else None
    if given is not None and given >= alarm.raised_at and context.now - given < STANDS:
        raise Refused(
            QT_TRANSLATE_NOOP(
                "trouble",
                "Your own password was set by somebody else since: another auditor confirms this, or you do after "
                "{days} days.",
            ),
            days=STANDS.days,
        )


def unreadable(core: Core, checking: Checking) -> list[str]:
    """Accounts whose credentials are those that the journal knows, and still cannot be opened with the present key."""
    found = []
    for account in core.state.accounts.values():
        value = core.credential(account.id) or b""
        if account.digest and sha256(value).hexdigest() == account.digest and not checking.opens(account.id, value):
            found.append(account.id)
    return sorted(found)


def tell_of_lost_key(core: Core, lost: list[str]) -> None:
    """The alarm that nobody of these can sign in; over once it is not so at a start."""
    if lost:
        core.warn(UNREADABLE, CORE, count=float(len(lost)))
    else:
        core.calm(UNREADABLE, CORE)


def declarations() -> list[Declaration]:
    """The auditor's line of the command table."""
    entries = (AlarmAcknowledged, AlarmReturned)
    return [Declaration("recovery.confirm", OnAccount, Permission.READ_AUDIT, entries, confirm)]
