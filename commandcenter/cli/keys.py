"""`keys`: whom the centre trusts. Works beside a running core and without one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import click
import msgspec

from commandcenter.app.administering import make_keys, obey
from commandcenter.app.keys import core_keys
from commandcenter.app.opening import open_reader
from commandcenter.cli.acting import acting, claim
from commandcenter.cli.printing import as_json_option, complain, local, say, say_json
from commandcenter.cli.program import Call
from commandcenter.domain.errors import Refused
from commandcenter.domain.journal import CORE
from commandcenter.domain.keys import EVERYTHING, ID_PATTERN, Key, KeyKind, Pattern, is_public_key
from commandcenter.domain.text import QT_TRANSLATE_NOOP

A_KEY_MAY_BEGIN_WITH_A_DASH: Mapping[str, Any] = MappingProxyType({"ignore_unknown_options": True})
ALL = "*"
HOLDERS = (KeyKind.SOURCE, KeyKind.CONSOLE, KeyKind.WALL)

kind_option = click.option(
    "--kind",
    type=click.Choice([kind.value for kind in HOLDERS]),
    default=KeyKind.SOURCE.value,
    show_default=True,
    help="数据源、值班席或大屏 · What holds the key",
)
types_option = click.option(
    "--types",
    default=ALL,
    show_default=True,
    help="数据源可发布的类型，逗号分隔 · What a source may publish, with commas: cesspool.*,pump.fault",
)


@click.group()
def keys() -> None:
    """密钥：信任谁 · Keys: who is trusted."""


@keys.command(name="list")
@as_json_option
@click.pass_obj
def list_keys(call: Call, as_json: bool) -> None:
    """本中心的公钥与所有已知密钥 · The centre's own public key and all that are known."""
    call.settings()
    call.folder.prepare()
    own, known = core_keys(call.folder).public, _known(call)
    if as_json:
        say_json({"core": own, "keys": msgspec.to_builtins(known)})
        return
    say(call.words("cli", QT_TRANSLATE_NOOP("cli", "The core's public key: {key}"), key=own))
    used = _used(known)
    for key in known:
        state = call.words("key", ("trusted" if key in used else "superseded") if key.trusted else "revoked")
        grant = "  " + ",".join(key.types) if key.kind is KeyKind.SOURCE else ""
        kind = call.words("key", key.kind.value)
        say(f"{key.public}  {local(key.revoked_at or key.trusted_at)}  {state}  {kind}  {key.id}  {key.by}{grant}")


@keys.command()
@click.argument("name", metavar="ID")
@kind_option
@types_option
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default=None,
    help="密钥文件，默认 ID.key.json · The key file, ID.key.json by default",
)
@acting
@click.pass_obj
def new(call: Call, name: str, kind: str, types: str, out: Path | None) -> None:
    """新建密钥并信任，写入文件交给持有者 · Make a pair, trust it, and write the file for its holder."""
    holder, granted = _id(name, kind), _types(types, kind)
    path = (out or Path(f"{name}.key.json")).absolute()
    made = make_keys(call.folder, call.settings(), KeyKind(kind), holder, granted, path, claim())
    done = QT_TRANSLATE_NOOP("cli", "{file}: the key of {holder}, public key {key}. Hand it over in secret.")
    say(call.words("cli", done, file=path, holder=name, key=made.public))
    _say_superseded(call, name, kind)
    _say_unlisted(call, name, kind)


@keys.command(context_settings=A_KEY_MAY_BEGIN_WITH_A_DASH)
@click.argument("name", metavar="ID")
@click.argument("public")
@kind_option
@types_option
@acting
@click.pass_obj
def trust(call: Call, name: str, public: str, kind: str, types: str) -> None:
    """信任一个公钥，或改变它的授权 · Trust a public key, or change what it may publish."""
    if not is_public_key(public):
        raise click.BadParameter(
            "公钥为 40 个字符（Z85），请加单引号 · a public key has 40 characters (Z85); put it in single quotes",
            param_hint="PUBLIC",
        )
    args = {"public": public, "kind": kind, "id": _id(name, kind), "types": _types(types, kind)}
    obey(call.folder, call.settings(), "keys.trust", args, claim())
    say(call.words("cli", QT_TRANSLATE_NOOP("cli", "{key} is trusted as {holder}."), key=public, holder=name))
    _say_superseded(call, name, kind)
    _say_unlisted(call, name, kind)


@keys.command(context_settings=A_KEY_MAY_BEGIN_WITH_A_DASH)
@click.argument("name", metavar="ID|PUBLIC")
@acting
@click.pass_obj
def revoke(call: Call, name: str) -> None:
    """吊销密钥，立即断开 · Revoke a key; a live link is cut at once."""
    settings = call.settings()
    found = [key for key in _known(call) if key.trusted and name in (key.id, key.public)]
    if not found:
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "There is no trusted key of {name}."),
            QT_TRANSLATE_NOOP("trouble", "`keys list` shows all of them."),
            name=name,
        )
    if len(found) > 1:
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "{name} stands for {count} trusted keys."),
            QT_TRANSLATE_NOOP("trouble", "Name the public key of one: `keys list` shows them."),
            name=name,
            count=len(found),
        )
    obey(call.folder, settings, "keys.revoke", {"public": found[0].public}, claim())
    text = QT_TRANSLATE_NOOP("cli", "{key} of {holder} is revoked.")
    say(call.words("cli", text, key=found[0].public, holder=found[0].id))


def _known(call: Call) -> list[Key]:
    where = call.journal()
    if isinstance(where, Path) and not where.exists():
        return []
    with open_reader(where) as reader:
        return reader.keys()


def _used(known: Sequence[Key]) -> list[Key]:
    """The trusted keys that let somebody in: of a source the newest, for the core calls it by that one alone."""
    newest = {key.id: key for key in known if key.trusted and key.kind is KeyKind.SOURCE}
    return [key for key in known if key.trusted and (key.kind is not KeyKind.SOURCE or newest[key.id] is key)]


def _say_superseded(call: Call, name: str, kind: str) -> None:
    """The source itself may know nothing of its new key yet."""
    known = _known(call)
    own = [key for key in known if key.trusted and (key.id, key.kind.value) == (name, kind)]
    if kind != KeyKind.SOURCE.value or len(own) < 2:
        return
    text = QT_TRANSLATE_NOOP("cli", "From now on the core calls {source} by this key alone, no more by {key}.")
    complain(call.words("cli", text, source=name, key=own[-2].public))
    hint = QT_TRANSLATE_NOOP("cli", "Give it to the source, restart that, and revoke the old one; or revoke this one.")
    complain(call.words("cli", hint))


def _say_unlisted(call: Call, name: str, kind: str) -> None:
    """The core calls only the sources of its settings."""
    if kind == KeyKind.SOURCE.value and name not in {source.id for source in call.settings().sources}:
        text = QT_TRANSLATE_NOOP("cli", "The core does not call {source} yet: put it under [[sources]] in {file}.")
        complain(call.words("cli", text, source=name, file=call.folder.settings))


def _id(name: str, kind: str) -> str:
    if not re.fullmatch(ID_PATTERN, name):
        raise click.BadParameter(
            "字母、数字、点、横线、下划线，最多 64 个 · letters, digits, dot, dash and underscore; 64 at most",
            param_hint="ID",
        )
    if (name, kind) == (CORE, KeyKind.SOURCE.value):
        raise click.BadParameter("core 是核心自己的名字 · core is the name of the core itself", param_hint="ID")
    return name


def _types(text: str, kind: str) -> tuple[str, ...]:
    if kind != KeyKind.SOURCE.value and text != ALL:
        raise click.UsageError("--types 只用于数据源 · --types is for sources only")
    types = tuple(filter(None, (part.strip() for part in text.split(",")))) or EVERYTHING
    try:
        return msgspec.convert(types, tuple[Pattern, ...])
    except msgspec.ValidationError as error:
        raise click.BadParameter(
            "类型名、“系统.*”或 * · a type, all of a system such as cesspool.*, or *", param_hint="--types"
        ) from error
