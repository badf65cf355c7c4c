"""In whose name a verb acts: `--as ACCOUNT`, the password from the keyboard or a file, and a one-time code."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from commandcenter.domain.errors import Refused
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.credentials import Claim

PASSWORD_FILE = "COMMANDCENTER_PASSWORD_FILE"
AS, CODE = "commandcenter.as", "commandcenter.code"

Verb = TypeVar("Verb", bound=Callable[..., Any])


def acting(verb: Verb) -> Verb:
    """Gives a verb the options; `claim` then knows what was given."""
    code = click.option(
        "--code",
        default="",
        expose_value=False,
        callback=_keep(CODE),
        help="一次性验证码 · One-time code, if one has any",
    )
    person = click.option(
        "--as",
        default="",
        metavar="ACCOUNT",
        expose_value=False,
        callback=_keep(AS),
        envvar="COMMANDCENTER_AS",
        help=f"以谁的身份；口令由键盘或 {PASSWORD_FILE} · In whose name; asks for the password or reads that file",
    )
    return person(code(verb))


def claim(secret: str | Callable[[], str] | None = None) -> Claim | None:
    """The credentials that were given to the verb that runs, with what is new; None when neither was.

    What is new may have to be asked for: that comes after the password of who acts.
    """
    meta = click.get_current_context().meta
    account, code = meta.get(AS, ""), meta.pop(CODE, "")
    password = _password(account) if account else ""
    new = secret() if callable(secret) else secret
    if not account:
        return None if new is None else Claim(secret=new)
    return Claim(account=account, password=password, code=code, secret=new)


def somebody_named() -> bool:
    """Whether the verb that runs acts in somebody's name."""
    return bool(click.get_current_context().meta.get(AS, ""))


def new_secret(prompt: str, variable: str) -> str:
    """A password that is new: from the file that the variable names, else asked for twice."""
    if named := os.environ.get(variable):
        return _first_line(named, variable)
    again = "再输入一次 · Repeat it"
    return str(click.prompt(prompt, hide_input=True, confirmation_prompt=again, err=True))


def _password(account: str) -> str:
    """Asked for once in a run."""
    meta = click.get_current_context().meta
    known = meta.get("commandcenter.password")
    if known is None:
        named = os.environ.get(PASSWORD_FILE)
        prompt = f"{account} 的口令 · Password of {account}"
        known = _first_line(named, PASSWORD_FILE) if named else click.prompt(prompt, hide_input=True, err=True)
        meta["commandcenter.password"] = known
    return str(known)


def _first_line(named: str, variable: str) -> str:
    """Raises Refused."""
    try:
        return Path(named).read_text(encoding="utf-8").split("\n", 1)[0].rstrip("\r")
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "The password file {file} cannot be read: {reason}"),
            QT_TRANSLATE_NOOP("trouble", "Correct {variable}, which names it, or unset it and type the password."),
            file=named,
            reason=(error.strerror if isinstance(error, OSError) else "") or "UTF-8?",
            variable=variable,
        ) from error


def _keep(name: str) -> Callable[[click.Context, click.Parameter, str], None]:
    def keep(context: click.Context, parameter: click.Parameter, value: str) -> None:
        context.meta[name] = value

    return keep
