"""The program and its options; each verb is in a module of its own, and is loaded when it is asked for."""

from __future__ import annotations

import io
import logging
import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click
import msgspec

from bridge.recording.trouble import RecordingTrouble
from commandcenter import __version__
from commandcenter.adapters.camera_list import CameraListError
from commandcenter.adapters.data_folder import DataFolder, DataFolderError
from commandcenter.adapters.directory.trouble import DirectoryMissing, DirectoryUnusable
from commandcenter.adapters.ports import PortTaken
from commandcenter.adapters.rules_file import RulesError
from commandcenter.app.trouble import CoreSilent
from commandcenter.app.words import Words
from commandcenter.cli import logs
from commandcenter.cli.exit_codes import ExitCode
from commandcenter.cli.printing import complain
from commandcenter.cli.usage_text import show
from commandcenter.cli.verbs import Verbs
from commandcenter.domain.errors import Trouble
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.settings import DatabaseSettings, Settings, SettingsError, read_settings
from commandcenter.simulator.cameras.scenes import PieceMissing

if TYPE_CHECKING:
    from commandcenter.app.opening import Where

log = logging.getLogger(__name__)

DATA = "var"
DATABASE = "COMMANDCENTER_DATABASE"
CODES: tuple[tuple[type[Trouble], ExitCode], ...] = (
    (SettingsError, ExitCode.SETTINGS),
    (CameraListError, ExitCode.SETTINGS),
    (RulesError, ExitCode.SETTINGS),
    (PortTaken, ExitCode.PORT),
    (DataFolderError, ExitCode.DATA),
    (RecordingTrouble, ExitCode.DATA),
    (PieceMissing, ExitCode.MISSING),
    (DirectoryMissing, ExitCode.MISSING),
    (DirectoryUnusable, ExitCode.SETTINGS),
    (CoreSilent, ExitCode.NO_CORE),
)
VERBS = {
    "alarms": "alarms:alarms",
    "audit": "audit:audit",
    "cameras": "cameras:cameras",
    "console": "running:console",
    "core": "running:core",
    "db": "db:db",
    "demo": "running:demo",
    "doctor": "examining:doctor",
    "evidence": "evidence:evidence",
    "journal": "looking:journal",
    "keys": "keys:keys",
    "people": "people:people",
    "protocol": "protocol:protocol",
    "quarantine": "quarantine:quarantine",
    "record": "recording:record",
    "replay": "recording:replay",
    "report": "report:report",
    "rota": "rota:rota",
    "tours": "tours:tours",
    "rules": "rules:rules",
    "seal": "seal:seal",
    "status": "looking:status",
    "wall": "running:wall",
}


class Call:
    """What every verb knows: data folder, settings when they are asked for, language."""

    def __init__(self, data: Path, language: str | None, database: str = "") -> None:
        self.folder = DataFolder(data.absolute())
        self._language = language
        self._database = database
        self.words = Words(language or "zh")

    def settings(self) -> Settings:
        """Read once per run; the language option wins over the file."""
        settings = read_settings(self.folder.settings)
        # Everybody at the centre reads the centre's time, whatever the machine's zone is.
        os.environ["TZ"] = settings.time_zone
        time.tzset()
        if self._language is None and settings.language != self.words.language:
            self.words = Words(settings.language)
        if self._database:
            settings = msgspec.structs.replace(settings, database=DatabaseSettings(url=self._database))
        return settings

    def know_language(self) -> None:
        """Of the settings, as far as they can be read: for what is said before anybody has asked for them."""
        with suppress(Trouble):
            self.settings()

    def journal(self) -> Where:
        """Where the centre's journal lies. Raises DataFolderError, and SettingsError as `settings` does."""
        from commandcenter.app.opening import journal_of

        return journal_of(self.folder, self.settings())


@click.group(cls=Verbs, verbs=VERBS, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    default=DATA,
    show_default=True,
    envvar="COMMANDCENTER_DATA",
    help="数据目录 · Data folder",
)
@click.option(
    "--language",
    type=click.Choice(["zh", "en"]),
    default=None,
    envvar="COMMANDCENTER_LANGUAGE",
    help="语言 · Language",
)
@click.option(
    "--database",
    default="",
    envvar=DATABASE,
    metavar="URL",
    help="PostgreSQL 数据库，缺省用数据目录中的 SQLite · PostgreSQL database; SQLite in the data folder if none",
)
@click.option("--verbose", is_flag=True, help="详细日志 · Log in detail")
@click.option(
    "--log-format",
    type=click.Choice([logs.TEXT, logs.JSON]),
    default=logs.TEXT,
    show_default=True,
    envvar="COMMANDCENTER_LOG_FORMAT",
    help="日志格式 · Form of the log",
)
@click.version_option(__version__, prog_name="commandcenter")
@click.pass_context
def program(
    context: click.Context, data: Path, language: str | None, database: str, verbose: bool, log_format: str
) -> None:
    """城市运行管理中心：大屏、值班席、一键联动。 · City operation centre: wall, desks, one-key linkage.

    \b
    退出码：0 正常，1 失败，2 用法，3 设置或摄像机清单，4 端口被占用，5 数据目录，6 缺少组件，7 核心无应答，130 中断
    Exit codes: 0 OK, 1 failed, 2 usage, 3 settings or camera list, 4 port taken, 5 data folder, 6 missing piece,
    7 no core answers, 130 stopped by Ctrl+C
    """
    logs.set_up(log_format, verbose=verbose)
    if database:
        # For the programs that this one starts: a command line is for everybody to read, and a password may stand here.
        os.environ[DATABASE] = database
    context.obj = Call(data, language, database)


def run(arguments: list[str]) -> ExitCode:
    """Runs the verb; converts errors to a message on stderr and an exit code."""
    words = Words(os.environ.get("COMMANDCENTER_LANGUAGE", "zh"))
    try:
        with program.make_context("commandcenter", list(arguments)) as context:
            try:
                program.invoke(context)
            except click.ClickException:
                if context.obj:
                    context.obj.know_language()
                raise
            finally:
                words = context.obj.words if context.obj else words
    except click.exceptions.Exit as error:
        return ExitCode(error.exit_code)
    except click.ClickException as error:
        show(error, chinese=words.language == "zh")
        return ExitCode(error.exit_code)
    except Trouble as error:
        _complain(words.trouble(error))
        return next((code for kind, code in CODES if isinstance(error, kind)), ExitCode.FAILED)
    except KeyboardInterrupt:
        return ExitCode.STOPPED
    except click.exceptions.Abort:
        # Ctrl+C or Ctrl+D where something was asked for.
        _complain(words("cli", QT_TRANSLATE_NOOP("cli", "Stopped.")))
        return ExitCode.STOPPED
    except BrokenPipeError:
        # `… | head` closed the pipe: no error of ours, and nothing may be written any more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return ExitCode.OK


def _complain(text: str) -> None:
    """To who reads the log line by line as an event of it."""
    if logs.in_json():
        log.error("%s", text)
    else:
        complain(text)


def run_and_exit() -> NoReturn:
    """The command line of this process, to its exit code."""
    logs.log_what_is_not_caught()
    for stream in (sys.stdout, sys.stderr):
        # A terminal that has no Chinese letters is no reason to end: what it lacks is shown as its number.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    raise SystemExit(int(run(sys.argv[1:])))
