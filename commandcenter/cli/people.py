"""`people`: accounts of those who work here. Works beside a running core and without one."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from commandcenter.adapters.clock import utc_now
from commandcenter.adapters.codes import NewCodes
from commandcenter.adapters.people_list import read_people
from commandcenter.app.administering import obey
from commandcenter.cli.acting import acting, claim
from commandcenter.cli.people_agreeing import agree, refuse, say_done, waiting
from commandcenter.cli.people_known import account_argument, account_named, asking, is_refused, known
from commandcenter.cli.people_recovering import confirm_recovery, recover
from commandcenter.cli.printing import as_json_option, complain, local, say, say_json
from commandcenter.cli.program import Call
from commandcenter.domain.errors import Refused
from commandcenter.domain.people import Account, Role
from commandcenter.domain.text import QT_TRANSLATE_NOOP

POSITIONS = [role.value for role in Role if role is not Role.WALL]

roles_option = click.option(
    "--role", "roles", multiple=True, type=click.Choice(POSITIONS), help="岗位，可多次 · A position"
)
areas_option = click.option("--area", "areas", multiple=True, help="区域代码，* 为全部 · Code of an area, * for all")
cameras_option = click.option(
    "--camera", "cameras", multiple=True, help="摄像机编号，* 为辖区内全部 · Camera, * for all there"
)
directory_option = click.option(
    "--directory", metavar="NAME", help="口令由目录服务核对；在其中的名称 · The directory checks the password, as NAME"
)


@click.group()
def people() -> None:
    """人员：账号、岗位、权限范围 · People: accounts, positions, scopes.

    \b
    他人的审计、安全、系统管理员账号须两人：一人提出，另一位审计或系统管理员两分钟内同意（people agree）
    An auditor's or administrator's account takes two: one asks, and an auditor or a system
    administrator agrees within two minutes (people agree).
    """


for verb in (waiting, agree, refuse, recover, confirm_recovery):
    people.add_command(verb)


@people.command(name="list")
@as_json_option
@click.pass_obj
def list_people(call: Call, as_json: bool) -> None:
    """所有账号 · All accounts."""
    found = known(call)
    if as_json:
        say_json([_about(account) for account in found])
        return
    for account in found:
        roles = ",".join(call.words("role", role.spoken) for role in account.roles)
        since = local(account.password_at) if account.password_at else "-"
        say(f"{account.id:<16} {_state(call, account)}  {account.person}  {account.name}  {roles}  {since}")
    say(call.words("cli", QT_TRANSLATE_NOOP("cli", "{count} accounts"), count=len(found)))


@people.command()
@account_argument
@click.option("--name", required=True, help="姓名 · Name")
@click.option("--person", required=True, help="工号 · Staff number")
@roles_option
@areas_option
@cameras_option
@directory_option
@click.option(
    "--keep-password",
    is_flag=True,
    help="首次登录不必改口令（三员除外） · Need not change the password at first; not for an administrator",
)
@acting
@click.pass_obj
def add(
    call: Call,
    account: str,
    name: str,
    person: str,
    roles: tuple[str, ...],
    areas: tuple[str, ...],
    cameras: tuple[str, ...],
    directory: str | None,
    keep_password: bool,
) -> None:
    """新建账号；口令由键盘读入 · Make an account; asks for its first password, unless a directory checks it."""
    if not roles:
        raise click.UsageError("至少一个 --role · at least one --role")
    args = {
        "account": account,
        "name": name,
        "person": person,
        "roles": roles,
        "areas": areas or _everywhere(roles),
        "cameras": cameras or ("*",),
        "must_change": not keep_password,
        "directory": directory or "",
    }
    order = obey(call.folder, call.settings(), "account.add", args, claim(None if directory else asking(call, account)))
    say_done(call, order, QT_TRANSLATE_NOOP("cli", "The account {account} is made."), account=account)


@people.command(name="set")
@account_argument
@click.option("--name", default=None, help="姓名 · Name")
@roles_option
@areas_option
@cameras_option
@directory_option
@acting
@click.pass_obj
def set_account(
    call: Call,
    account: str,
    name: str | None,
    roles: tuple[str, ...],
    areas: tuple[str, ...],
    cameras: tuple[str, ...],
    directory: str | None,
) -> None:
    """改变姓名、岗位或范围；未给出的不变 · Change name, positions or scope; the rest stays.

    --directory lets the directory check the password from now on; `people password` brings it back to the core.
    """
    given = {"name": name, "roles": roles, "areas": areas, "cameras": cameras, "directory": directory}
    # An option that may be given many times is empty when it is not given.
    args = {key: value for key, value in given.items() if value is not None and value != ()}
    if not args:
        raise click.UsageError("没有要改变的 · nothing to change was given")
    order = obey(call.folder, call.settings(), "account.set", {"account": account, **args}, claim())
    say_done(call, order, QT_TRANSLATE_NOOP("cli", "The account {account} is changed."), account=account)


@people.command()
@account_argument
@acting
@click.pass_obj
def disable(call: Call, account: str) -> None:
    """停用账号，立即退出登录 · Disable an account; its sessions end at once."""
    order = obey(call.folder, call.settings(), "account.disable", {"account": account}, claim())
    say_done(call, order, QT_TRANSLATE_NOOP("cli", "The account {account} is disabled."), account=account)


@people.command()
@account_argument
@acting
@click.pass_obj
def enable(call: Call, account: str) -> None:
    """重新启用账号 · Enable an account again."""
    order = obey(call.folder, call.settings(), "account.enable", {"account": account}, claim())
    say_done(call, order, QT_TRANSLATE_NOOP("cli", "The account {account} is enabled."), account=account)


@people.command()
@account_argument
@acting
@click.pass_obj
def lift(call: Call, account: str) -> None:
    """解除口令错误锁定 · Lift the lock that wrong passwords have brought."""
    obey(call.folder, call.settings(), "account.lift", {"account": account}, claim())
    say(call.words("cli", QT_TRANSLATE_NOOP("cli", "The account {account} may sign in again."), account=account))


@people.command()
@account_argument
@acting
@click.pass_obj
def password(call: Call, account: str) -> None:
    """设置口令；--as 为本人时修改自己的 · Set a password; with --as the same account one's own."""
    account_named(call, account)
    given = claim(asking(call, account))
    own = given is not None and given.account.strip().lower() == account
    name, args = ("account.password", {}) if own else ("account.set_password", {"account": account})
    order = obey(call.folder, call.settings(), name, args, given)
    say_done(call, order, QT_TRANSLATE_NOOP("cli", "The password of {account} is set."), account=account)


@people.command()
@account_argument
@click.option("--off", is_flag=True, help="取消验证码 · No more codes")
@acting
@click.pass_obj
def totp(call: Call, account: str, off: bool) -> None:
    """一次性验证码（手机扫码） · One-time codes: shows a picture for a telephone."""
    settings = call.settings()
    account_named(call, account)
    if off:
        order = obey(call.folder, settings, "account.codes_off", {"account": account}, claim(""))
        say_done(call, order, QT_TRANSLATE_NOOP("cli", "{account} signs in without codes."), account=account)
        return
    if is_refused(call):
        obey(call.folder, settings, "account.codes", {"account": account}, claim())
    codes = NewCodes(account, settings.centre)
    for line in codes.picture().splitlines():
        click.echo(line)
    say(codes.address)
    shown = str(click.prompt("手机上的验证码 · The code that the telephone shows", err=True))
    if not codes.verifies(shown, utc_now()):
        raise Refused(
            QT_TRANSLATE_NOOP("trouble", "The code is wrong; nothing was changed."),
            QT_TRANSLATE_NOOP("trouble", "Look at the telephone's clock, and try again with a new picture."),
        )
    order = obey(call.folder, settings, "account.codes", {"account": account}, claim(codes.secret))
    say_done(call, order, QT_TRANSLATE_NOOP("cli", "{account} signs in with codes from now on."), account=account)


@people.command(name="import")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@acting
@click.pass_obj
def import_people(call: Call, file: Path) -> None:
    """由 CSV 新建多个账号（全部或都不） · Make accounts from a CSV file, all of them or none."""
    lines = read_people(file)
    args = [
        {
            "account": line.account,
            "name": line.name,
            "person": line.person,
            "roles": [role.value for role in line.roles],
            "areas": line.areas or _everywhere([role.value for role in line.roles]),
            "cameras": line.cameras or ("*",),
            "directory": line.directory,
        }
        for line in lines
    ]
    order = obey(call.folder, call.settings(), "account.add_many", {"lines": args}, claim())
    done = say_done(call, order, QT_TRANSLATE_NOOP("cli", "{count} accounts are made."), count=len(lines))
    without = sum(not line.directory for line in lines)
    if done and without:
        text = QT_TRANSLATE_NOOP("cli", "{count} cannot sign in yet: `people password` sets the first passwords.")
        complain(call.words("cli", text, count=without))


def _everywhere(roles: object) -> tuple[str, ...]:
    """The whole centre, but for those whose areas have to be named."""
    local_ones = {Role.STREET_CENTRE.value, Role.DEPARTMENT.value}
    return () if isinstance(roles, list | tuple) and local_ones.intersection(roles) else ("*",)


def _about(account: Account) -> dict[str, object]:
    """An interface: it stays as it is."""
    return {
        "account": account.id,
        "name": account.name,
        "person": account.person,
        "roles": [role.value for role in account.roles],
        "areas": list(account.scope.areas),
        "cameras": list(account.scope.cameras),
        "enabled": account.enabled,
        "password": account.digest != "",
        "password_at": msgspec.to_builtins(account.password_at),
        "must_change": account.must_change,
        "second_factor": account.second_factor,
        "directory": account.directory,
    }


def _state(call: Call, account: Account) -> str:
    if not account.enabled:
        return call.words("account", "disabled")
    return call.words("account", "directory" if account.directory else "enabled" if account.digest else "no password")
