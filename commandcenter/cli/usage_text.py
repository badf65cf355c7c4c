"""What is wrong with a command line, in Chinese: click says it in English only, and knows no language option."""

from __future__ import annotations

import re

import click
from click.exceptions import NoArgsIsHelpError

_FORMS: tuple[tuple[str, str], ...] = (
    (r"No such option '(?P<it>.*?)'\.(?P<more>.*)", "没有选项 {it}。{more}"),
    (r"No such command '(?P<it>.*?)'\.(?P<more>.*)", "没有命令 {it}。{more}"),
    (r" *\(?Did you mean (one of: )?(?P<it>[^?]*)\?\)?", "是否要用：{it}"),
    (r" *\(?Possible options: (?P<it>[^)]*)\)?", "是否要用：{it}"),
    (r"Missing command\.", "缺少命令。"),
    (r"Missing (argument|option|parameter) '(?P<it>.*?)'\.(?P<more>.*)", "缺少 {it}。{more}"),
    (r"\s*Choose from:\s*(?P<it>.*)", "可用：{it}"),
    (r"Invalid value for (?P<it>.*?): (?P<more>.*)", "{it} 的值不对：{more}"),
    (r"Invalid value: (?P<more>.*)", "值不对：{more}"),
    (r"(?P<it>.*) is not one of (?P<other>.*)\.", "{it} 不是这些之一：{other}。"),
    (r"(?P<it>.*) is not in the range (?P<other>.*)\.", "{it} 不在范围 {other} 内。"),
    (r"(?P<it>.*) is not a valid (integer|float|integer range|float range)\.", "{it} 不是数字。"),
    (r"(?P<it>.*) does not match the formats? (?P<other>.*)\.", "{it} 不符合格式 {other}。"),
    (r"(File|Directory|Path) (?P<it>.*) does not exist\.", "{it} 不存在。"),
    (r"(File|Directory|Path) (?P<it>.*) is a (directory|file)\.", "{it} 的类型不对（应为文件还是目录？）。"),
    (r"(File|Directory|Path) (?P<it>.*) is not (readable|writable)\.", "{it} 无权读写。"),
    (r"Got unexpected extra arguments? \((?P<it>.*)\)", "多余的参数：{it}"),
    (r"Option '(?P<it>.*?)' requires .*", "选项 {it} 须带一个值。"),
    (r"Option '(?P<it>.*?)' does not take a value\.", "选项 {it} 不带值。"),
)


def show(error: click.ClickException, *, chinese: bool) -> None:
    """To standard error, as click itself does it in English."""
    if not chinese or isinstance(error, NoArgsIsHelpError):
        error.show()
        return
    if isinstance(error, click.UsageError) and error.ctx is not None:
        usage = error.ctx.get_usage().removeprefix("Usage: ")
        click.echo(f"用法：{usage}\n“{error.ctx.command_path} --help”给出说明。\n", err=True)
    click.echo(f"错误：{in_chinese(error.format_message())}", err=True)


def in_chinese(message: str) -> str:
    """A message of click's; one that it has not had so far stays as it is."""
    for form, chinese in _FORMS:
        if found := re.fullmatch(form, message, re.DOTALL):
            values = found.groupdict()
            if "more" in values:
                values["more"] = in_chinese(values["more"])
            return chinese.format(**values)
    return message
