"""`seal`: the keys that seal the journal."""

from __future__ import annotations

import re

import click
import msgspec

from bridge.sealing.memory import MemoryTrouble, forget_log
from commandcenter.adapters.clock import utc_now
from commandcenter.adapters.data_folder import DataFolderError
from commandcenter.app import resealing
from commandcenter.cli.acting import acting, claim
from commandcenter.cli.printing import as_json_option, complain, say, say_json
from commandcenter.cli.program import Call
from commandcenter.domain.errors import Refused
from commandcenter.domain.text import QT_TRANSLATE_NOOP

WITNESS = re.compile(r"^(console|wall)-[A-Za-z0-9][A-Za-z0-9._-]{0,31}$")


@click.group()
def seal() -> None:
    """封签：日志检查点的签名密钥 · The seal of the journal: the keys that sign its checkpoints."""


@seal.command()
@as_json_option
@click.pass_obj
def show(call: Call, as_json: bool) -> None:
    """验证公钥，交给审计方 · The verifier keys, to be given to auditors."""
    shown = resealing.show(call.journal())
    if as_json:
        say_json(msgspec.to_builtins(shown._asdict()))
        return
    if shown.seal.present is None:
        complain(call.words("cli", QT_TRANSLATE_NOOP("cli", "The journal is not sealed yet.")))
        return
    for key in shown.seal.keys:
        text = QT_TRANSLATE_NOOP("cli", "from entry {entry} on")
        say(f"{key.vkey}  {call.words('cli', text, entry=key.entry)}")
    for witness in shown.witnesses:
        text = QT_TRANSLATE_NOOP("cli", "witness")
        say(f"{witness.vkey}  {call.words('cli', text)}")


@seal.command()
@acting
@click.pass_obj
def rotate(call: Call) -> None:
    """更换封签密钥，销毁旧密钥 · A new key for the seal; the old one is destroyed."""
    key = resealing.rotate(call.folder, call.settings(), claim())
    say(call.words("cli", QT_TRANSLATE_NOOP("cli", "The journal is now sealed with {key}"), key=key.vkey))
    if resealing.is_finished(call.folder):
        say(call.words("cli", QT_TRANSLATE_NOOP("cli", "The old private key is destroyed.")))
    else:
        text = QT_TRANSLATE_NOOP(
            "cli", "The old private key is still there: it is destroyed once both places hold the checkpoint."
        )
        complain(call.words("cli", text))


@seal.command()
@click.argument("seat", metavar="KIND-SEAT")
@click.pass_obj
def forget(call: Call, seat: str) -> None:
    """本机席位改为信任新日志 · Let a seat of this machine trust the next journal that it is shown: console-desk-1."""
    if not WITNESS.match(seat):
        raise click.BadParameter("例如 console-desk-1 · such as console-desk-1", param_hint="KIND-SEAT")
    kind, _, name = seat.partition("-")
    try:
        known = forget_log(call.folder.witness(kind, name), utc_now())
    except MemoryTrouble as error:
        raise DataFolderError(QT_TRANSLATE_NOOP("trouble", "It cannot be forgotten: {reason}"), reason=error) from error
    if not known:
        raise Refused(QT_TRANSLATE_NOOP("trouble", "The seat {seat} trusts no journal yet."), seat=seat)
    text = QT_TRANSLATE_NOOP("cli", "Restart {seat}: it will trust the next journal that it is shown.")
    say(call.words("cli", text, seat=seat))
