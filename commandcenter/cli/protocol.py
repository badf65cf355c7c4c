"""`protocol`: tries any source, in whatever language, against docs/protocol.md."""

from __future__ import annotations

import re
import signal
from pathlib import Path

import click

from bridge.conformance import Allowed, Check, Patience, Result, Target, Verdict
from bridge.conformance.driver import DrivenProgram
from bridge.conformance.rules import RULES, Rule
from bridge.conformance.verdicts import Stopped
from bridge.source.keys import Keys, KeyTrouble, is_key, read_keys
from commandcenter.app.opening import open_reader
from commandcenter.cli.exit_codes import ExitCode
from commandcenter.cli.printing import complain, say, say_json
from commandcenter.cli.program import Call
from commandcenter.cli.protocol_report import as_lines, as_report, progress
from commandcenter.domain.errors import Trouble
from commandcenter.domain.keys import KeyKind
from commandcenter.domain.text import QT_TRANSLATE_NOOP

ENDPOINT = re.compile(r"^(tcp|ipc)://\S+$")

file_path = click.Path(dir_okay=False, path_type=Path)


class CannotCheck(Trouble):
    """Something that the check needs is not there; nothing was tried."""


def _endpoint(context: click.Context, parameter: click.Parameter, value: str) -> str:
    if not ENDPOINT.match(value):
        raise click.BadParameter("应为 tcp://主机:端口 · expected tcp://HOST:PORT or ipc://PATH")
    return value


def _public(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    if value is not None and not is_key(value):
        raise click.BadParameter("应为 40 个字符的公钥 · expected a public key of 40 characters")
    return value


def _device(context: click.Context, parameter: click.Parameter, value: str | None) -> tuple[str, str] | None:
    device, _, action = (value or "").rpartition(":")
    if value is not None and not (device and action):
        raise click.BadParameter("应为 设备:动作 · expected DEVICE:ACTION")
    return (device, action) if value is not None else None


def _rules(context: click.Context, parameter: click.Parameter, value: str | None) -> tuple[Rule, ...]:
    wanted = {part.strip().upper() for part in (value or "").split(",")} - {""}
    if unknown := wanted - {rule.id for rule in RULES}:
        raise click.BadParameter(f"没有此条目 · no such rule: {', '.join(sorted(unknown))}")
    return tuple(rule for rule in RULES if not wanted or rule.id in wanted)


@click.group()
def protocol() -> None:
    """数据源协议 · The source protocol."""


@protocol.command()
@click.argument("endpoint", callback=_endpoint)
@click.option(
    "--keys",
    type=file_path,
    default=None,
    help="本工具所用密钥文件，默认为中心的，不留痕迹 · The checker's key file; by default the centre's: no trace",
)
@click.option("--server-key", callback=_public, default=None, help="数据源的公钥 · The source's public key")
@click.option(
    "--source", default=None, help="或其编号：取中心信任的公钥 · Or its id, for the key that the centre trusts"
)
@click.option("--second-keys", type=file_path, default=None, help="另一个获准的密钥文件 · Key file of another peer")
@click.option(
    "--commands",
    "command",
    callback=_device,
    default=None,
    help="允许真正执行的设备动作 · DEVICE:ACTION that may really act",
)
@click.option("--refresh", is_flag=True, help="允许请数据源重报异常 · Lets the source log a refresh")
@click.option(
    "--drive",
    default=None,
    help="受控数据源的启动命令 · Shell command of a source made to be driven (bridge/conformance/driver.py)",
)
@click.option(
    "--drive-keys", type=file_path, default=None, help="其密钥文件，期间改写 · Its key file, changed meanwhile"
)
@click.option("--lose", default="", help="使其丢失日志的命令 · Shell command that makes it lose its log")
@click.option(
    "--slow",
    type=click.FloatRange(1.0, 20.0),
    default=1.0,
    show_default=True,
    help="网络或设备较慢时，等待时间的倍数 · For a slow network or machine: how many times as long answers may take",
)
@click.option("--only", callback=_rules, default=None, help="只检验这些条目 · Only these rules, such as P1,P2")
@click.option("--json", "json_wanted", is_flag=True, help="JSON")
@click.pass_obj
def check(
    call: Call,
    endpoint: str,
    keys: Path | None,
    server_key: str | None,
    source: str | None,
    second_keys: Path | None,
    command: tuple[str, str] | None,
    refresh: bool,
    drive: str | None,
    drive_keys: Path | None,
    lose: str,
    slow: float,
    only: tuple[Rule, ...],
    json_wanted: bool,
) -> None:
    """逐条检验数据源是否符合协议文档 · Try the source at ENDPOINT against docs/protocol.md, rule by rule.

    不执行任何设备动作；--commands、--refresh、--drive 除外。
    No device acts and nothing is logged, unless --commands, --refresh or --drive allow it. A source that is driven
    logs test events: give it a folder of its own.
    """
    ours, second = _keys(call, keys), _read(second_keys) if second_keys else None
    server = server_key or _server_key(call, endpoint, source, drive_keys)
    driver = DrivenProgram(drive) if drive else None
    allowed, patience = Allowed(refresh, command, lose), Patience().times(slow)
    target = Target(endpoint, ours, server, keys is None, second, drive_keys, driver, allowed, patience)
    _run(call, Check(target, only), endpoint, json_wanted=json_wanted)


def _run(call: Call, checked: Check, endpoint: str, *, json_wanted: bool) -> None:
    def told(result: Result, done: int, of: int) -> None:
        complain(progress(call.words, result, done, of))

    stopped = False
    before = signal.signal(signal.SIGINT, lambda *_: checked.stop())
    try:
        checked.run(told)
    except Stopped:
        stopped = True
    finally:
        signal.signal(signal.SIGINT, before)
    results = checked.results
    if json_wanted:
        say_json(as_report(endpoint, results, checked.left))
    else:
        for line in as_lines(call.words, results, checked.left):
            say(line)
    if stopped:
        raise click.exceptions.Exit(ExitCode.STOPPED)
    if any(result.verdict is Verdict.FAIL for result in results):
        raise click.exceptions.Exit(ExitCode.FAILED)


def _keys(call: Call, path: Path | None) -> Keys:
    if path is None and not call.folder.core_keys.exists():
        raise CannotCheck(
            QT_TRANSLATE_NOOP("trouble", "The centre in {folder} has no keys yet."),
            QT_TRANSLATE_NOOP("trouble", "`keys list` makes them; or name a key file with --keys."),
            folder=call.folder.path,
        )
    return _read(path or call.folder.core_keys)


def _read(path: Path) -> Keys:
    try:
        return read_keys(path)
    except KeyTrouble as error:
        raise CannotCheck(
            QT_TRANSLATE_NOOP("trouble", "The keys cannot be used: {reason}"),
            QT_TRANSLATE_NOOP("trouble", "Name a key file as docs/protocol.md describes it; `keys new` makes one."),
            reason=error,
        ) from error


def _server_key(call: Call, endpoint: str, source: str | None, drive_keys: Path | None) -> str:
    """That of the driven source's own file, or the newest that the centre trusts for the source."""
    if source is None and drive_keys is not None:
        return _read(drive_keys).public
    settings = call.settings()
    name = source or next((it.id for it in settings.sources if it.endpoint == endpoint), None)
    if name is None:
        raise CannotCheck(
            QT_TRANSLATE_NOOP("trouble", "The settings know no source at {endpoint}, so its public key is not known."),
            QT_TRANSLATE_NOOP("trouble", "Name it with --server-key PUBLIC, or the source with --source ID."),
            endpoint=endpoint,
        )
    with open_reader(call.journal()) as reader:
        known = reader.keys()
    known = [key for key in known if key.kind is KeyKind.SOURCE and key.id == name and key.trusted]
    if not known:
        raise CannotCheck(
            QT_TRANSLATE_NOOP("trouble", "The centre trusts no key of the source {name}."),
            QT_TRANSLATE_NOOP(
                "trouble", "`keys new` makes one, `keys trust` takes the source's own; or name it with --server-key."
            ),
            name=name,
        )
    return max(known, key=lambda key: key.trusted_at).public
