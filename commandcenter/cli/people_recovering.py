"""`people recover` and `confirm-recovery`: the way back in at the core's machine, and the auditor's word on it."""

from __future__ import annotations

import click

from commandcenter.app import recovering
from commandcenter.app.administering import obey
from commandcenter.cli.acting import acting, claim
from commandcenter.cli.people_known import account_argument, account_named, new_password
from commandcenter.cli.printing import complain, say
from commandcenter.cli.program import Call
from commandcenter.domain.text import QT_TRANSLATE_NOOP


@click.command()
@account_argument
@click.pass_obj
def recover(call: Call, account: str) -> None:
    """三员无法登录时，在核心主机上重置其中一人（核心须停止） · An administrator can sign in no more: a new password.

    Only at the core's machine, with the core stopped, by the owner of the data folder. It is written into the journal
    and raises an alarm that stays until an auditor confirms it.
    """
    account_named(call, account)
    recovering.recover(call.folder, call.settings(), account, new_password(account))
    text = QT_TRANSLATE_NOOP(
        "cli", "{account} has a new password, to be changed at the first sign-in, and no second factor."
    )
    say(call.words("cli", text, account=account))
    complain(
        call.words(
            "cli",
            QT_TRANSLATE_NOOP(
                "cli",
                "The journal says so, and an alarm stands until an auditor has confirmed it: "
                "people confirm-recovery {account} --as AUDITOR",
            ),
            account=account,
        )
    )


@click.command(name="confirm-recovery")
@account_argument
@acting
@click.pass_obj
def confirm_recovery(call: Call, account: str) -> None:
    """审计员确认知悉，解除告警 · An auditor knows of a recovery; its alarm is over."""
    obey(call.folder, call.settings(), "recovery.confirm", {"account": account}, claim())
    say(call.words("cli", QT_TRANSLATE_NOOP("cli", "The recovery of {account} is confirmed."), account=account))
