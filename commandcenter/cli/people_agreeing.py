"""`people waiting`, `agree` and `refuse`: what one administrator has asked for, and the second one's word on it."""

from __future__ import annotations

import click

from commandcenter.app import approving
from commandcenter.cli.acting import acting, claim
from commandcenter.cli.printing import as_json_option, complain, local, say, say_json
from commandcenter.cli.program import Call
from commandcenter.cli.telling import telling
from commandcenter.domain.people import Approval
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.said.asked import arguments

number_argument = click.argument("number", metavar="ID")


def say_done(call: Call, order: str, text: str, **values: object) -> bool:
    """`text`, unless the order waits for a second person now: then how that one agrees, and False."""
    if not any(it.id == order for it in approving.waiting(call.journal())):
        say(call.words("cli", text, **values))
        return True
    say(call.words("cli", QT_TRANSLATE_NOOP("cli", "Asked. Nothing has changed yet: a second person has to agree.")))
    text = QT_TRANSLATE_NOOP(
        "cli", "An auditor or a system administrator does so within two minutes: people agree {number} --as ACCOUNT"
    )
    complain(call.words("cli", text, number=order[: approving.SHOWN]))
    return False


@click.command()
@as_json_option
@click.pass_obj
def waiting(call: Call, as_json: bool) -> None:
    """等待第二人同意的请求 · What waits for a second person."""
    found = approving.waiting(call.journal())
    with telling(call) as teller:
        words = [approving.in_words(teller, approval) for approval in found]
    if as_json:
        say_json([_about(*each) for each in zip(found, words, strict=True)])
        return
    for approval, (first, *rest) in zip(found, words, strict=True):
        what = f"{first}: {'; '.join(rest)}" if rest else first
        say(f"{approval.id[: approving.SHOWN]}  {local(approval.until)}  {approval.account}  {what}")
    say(call.words("cli", QT_TRANSLATE_NOOP("cli", "Waiting requests: {count}"), count=len(found)))


@click.command()
@number_argument
@acting
@click.pass_obj
def agree(call: Call, number: str) -> None:
    """同意请求，立即执行 · Agree to it; it is done at once."""
    approval = _named(call, number)
    approving.agree(call.folder, call.settings(), approval, claim())
    text = QT_TRANSLATE_NOOP("cli", "Agreed, and done: what {account} has asked for.")
    say(call.words("cli", text, account=approval.account))


@click.command()
@number_argument
@acting
@click.pass_obj
def refuse(call: Call, number: str) -> None:
    """拒绝请求，或撤回自己的请求 · Do not agree to it, or take one's own back."""
    approval = _named(call, number)
    approving.refuse(call.folder, call.settings(), approval, claim())
    text = QT_TRANSLATE_NOOP("cli", "Nothing becomes of what {account} has asked for.")
    say(call.words("cli", text, account=approval.account))


def _named(call: Call, number: str) -> Approval:
    """Shown before a password is asked for: nobody agrees to what was not seen."""
    approval = approving.named(call.journal(), number)
    show(call, approval)
    return approval


def show(call: Call, approval: Approval) -> None:
    """Who asks, and for what, each thing on a line of its own."""
    with telling(call) as teller:
        first, *rest = approving.in_words(teller, approval)
    complain(f"{approval.account} ({approval.name}, {approval.person}): {first}")
    for line in rest:
        complain(f"  {line}".replace("\n", " "))


def _about(approval: Approval, words: list[str]) -> dict[str, object]:
    """An interface: it stays as it is. `words` are for people, in their language."""
    return {
        "id": approval.id,
        "until": approval.until.isoformat(),
        "account": approval.account,
        "name": approval.name,
        "person": approval.person,
        "command": approval.command,
        "args": arguments(approval),
        "digest": approval.digest,
        "words": words,
    }
