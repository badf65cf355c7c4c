"""Verbs that run something until they are stopped: `core`, `wall`, `console`, `demo`.

Each imports its part only when called, so that looking at the journal does not load Qt's browser engine.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import click

from commandcenter.cli.core_text import CoreText
from commandcenter.cli.program import DATABASE, Call
from commandcenter.settings import DEFAULT_PORT

SEAT_NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$")

allow_unsandboxed = click.option(
    "--allow-unsandboxed",
    is_flag=True,
    help="允许地图浏览器不用沙箱（root） · Let the map's browser run without its sandbox (root)",
)


shared = click.option(
    "--shared",
    is_flag=True,
    help="大屏与席位共用本机屏幕 · Wall and console share this machine's screens",
)


def _seat_name(context: click.Context, parameter: click.Parameter, value: str) -> str:
    if not SEAT_NAME.match(value):
        raise click.BadParameter(
            "字母、数字、点、横线、下划线，最多 32 个 · letters, digits, dot, dash and underscore; 32 at most"
        )
    return value


def _source(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    pairs = [value.partition("=") for value in values]
    if any(not name or not endpoint for name, _, endpoint in pairs):
        raise click.BadParameter("应为 ID=地址 · expected ID=ENDPOINT, such as pumps=tcp://127.0.0.1:5701")
    return tuple((name, endpoint) for name, _, endpoint in pairs)


@click.command()
@click.option(
    "--accept-restored",
    is_flag=True,
    help="日志由备份恢复或密钥遗失时，以新的封签名重新开始 · Go on with a restored journal as a log of a new name",
)
@click.option(
    "--standby",
    is_flag=True,
    help="只作现有中心的备用核心（PostgreSQL） · Only stand by for a centre that is there already (PostgreSQL)",
)
@click.pass_obj
def core(call: Call, accept_restored: bool, standby: bool) -> None:
    """核心：唯一的写入者 · The core, the only writer."""
    from commandcenter.app.leading import CoreProgram

    settings = call.settings()
    text = CoreText(call.words)
    CoreProgram(settings, call.folder, accept_restored=accept_restored, standby=standby, telling=text).run()


@click.command()
@shared
@allow_unsandboxed
@click.pass_obj
def wall(call: Call, shared: bool, allow_unsandboxed: bool) -> None:
    """大屏：三块屏幕 · The wall, three screens."""
    from commandcenter.app.wall import run_wall

    raise click.exceptions.Exit(
        run_wall(call.settings(), call.folder, call.words, shared=shared, allow_unsandboxed=allow_unsandboxed)
    )


@click.command()
@click.option("--seat", default="desk-1", show_default=True, callback=_seat_name, help="席位名 · Name of the seat")
@shared
@allow_unsandboxed
@click.pass_obj
def console(call: Call, seat: str, shared: bool, allow_unsandboxed: bool) -> None:
    """值班席 · A duty console."""
    from commandcenter.app.console import run_console

    raise click.exceptions.Exit(
        run_console(
            call.settings(), call.folder, call.words, name=seat, shared=shared, allow_unsandboxed=allow_unsandboxed
        )
    )


@click.command()
@click.option("--seconds", type=click.FloatRange(20, 86400), default=None, help="时长 · How long")
@click.option(
    "--cameras",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=None,
    help="真实摄像机清单（名称、位置、地址） · List of real cameras (name, place, address)",
)
@click.option(
    "--port-base",
    type=click.IntRange(1024, 65000),
    default=DEFAULT_PORT,
    show_default=True,
    help="起始端口 · First port",
)
@click.option("--source", multiple=True, callback=_source, help="附加数据源 ID=地址 · Another source, ID=ENDPOINT")
@click.option(
    "--build",
    type=click.Path(file_okay=False, path_type=Path),
    default="build",
    show_default=True,
    help="缓存、日志与截图 · Caches, logs and screenshots",
)
@click.pass_obj
def demo(
    call: Call,
    seconds: float | None,
    cameras: Path | None,
    port_base: int,
    source: tuple[tuple[str, str], ...],
    build: Path,
) -> None:
    """演示：一台机器上的完整中心 · A whole centre on this machine."""
    from commandcenter.app.demo.options import Options
    from commandcenter.app.demo.run import Demo

    # What a demo makes up never comes to lie in a centre's database.
    os.environ.pop(DATABASE, None)
    options = Options(
        data=call.folder.path,
        build=build.absolute(),
        seconds=seconds,
        cameras=cameras.absolute() if cameras else None,
        port_base=port_base,
        language=call.words.language,
        sources=source,
    )
    Demo(options, call.words, click.echo, _progress).run()


def _progress(done: int, total: int, name: str) -> None:
    width = 30
    filled = width * done // max(total, 1)
    end = done >= total
    click.echo(f"\r[{'█' * filled}{'·' * (width - filled)}] {done}/{total} {name:<24}", nl=end)
