"""`rules`: how events become alarms, and whether a file of rules is right. Works without a core, and starts nothing."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from commandcenter.adapters.resources import read_catalogue
from commandcenter.adapters.rules_file import read_rules, rules_path
from commandcenter.cli.printing import as_json_option, say, say_json
from commandcenter.cli.program import Call
from commandcenter.domain.rules.book import EventRule, Inhibition, Match, RuleBook, Window
from commandcenter.domain.text import QT_TRANSLATE_NOOP


@click.group()
def rules() -> None:
    """告警规则：事件如何成为告警、何时隐去 · Rules: how events become alarms, and what hides them."""


@rules.command()
@click.argument("file", metavar="[FILE]", required=False, type=click.Path(dir_okay=False, path_type=Path))
@as_json_option
@click.pass_obj
def check(call: Call, file: Path | None, as_json: bool) -> None:
    """检查规则文件：出错时给出行号和字段 · Check a file of rules: what is wrong is named with line and field.

    不给文件则检查本中心所用的 · Without FILE, the one that this centre uses.
    """
    path, book = _book(call, file)
    if as_json:
        say_json({"ok": True, "file": str(path), "rules": _counts(book)})
        return
    text = QT_TRANSLATE_NOOP("cli", "{file} is right: {event} rules on events, {inhibit} causes, {window} windows")
    say(call.words("cli", text, file=path, **_counts(book)))


@rules.command(name="list")
@click.argument("file", metavar="[FILE]", required=False, type=click.Path(dir_okay=False, path_type=Path))
@as_json_option
@click.pass_obj
def list_rules(call: Call, file: Path | None, as_json: bool) -> None:
    """列出规则 · The rules, in the order in which they count."""
    path, book = _book(call, file)
    if as_json:
        say_json({"file": str(path), **msgspec.to_builtins(book)})
        return
    for rule in book.event:
        say(f"{rule.name:<24} {_about(rule.when)}  {_does(rule)}")
    for inhibition in book.inhibit:
        say(f"{inhibition.name:<24} {_hides(inhibition)}")
    for window in book.window:
        say(f"{window.name:<24} {_opens(window)}  ⊘ {_about(window.hides)}")


def _book(call: Call, file: Path | None) -> tuple[Path, RuleBook]:
    path = file or rules_path(call.folder.path, call.settings().rules)
    call.know_language()
    return path, read_rules(path, read_catalogue())


def _counts(book: RuleBook) -> dict[str, int]:
    return {"event": len(book.event), "inhibit": len(book.inhibit), "window": len(book.window)}


def _about(match: Match) -> str:
    more = [match.sources, match.subjects, match.areas]
    return " · ".join([" ".join(match.types), *(" ".join(it) for it in more if it != ("*",))])


def _does(rule: EventRule) -> str:
    """In the words of the file: who reads this wrote them."""
    usual = msgspec.to_builtins(EventRule(name=rule.name, when=rule.when))
    said = msgspec.to_builtins(rule)
    return " ".join(f"{key}={_short(value)}" for key, value in said.items() if usual[key] != value)


def _short(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}={_short(it)}" for key, it in value.items() if it not in ([], "")) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_short(it) for it in value) + "]"
    return str(value)


def _hides(rule: Inhibition) -> str:
    same = f"  ({', '.join(rule.same)})" if rule.same else ""
    return f"{_about(rule.cause)}  ⊘ {_about(rule.hides)}{same}"


def _opens(window: Window) -> str:
    if window.begins and window.ends:
        return f"{window.begins:%Y-%m-%d %H:%M} … {window.ends:%Y-%m-%d %H:%M}"
    days = " ".join(day.value for day in window.days) if len(window.days) < 7 else ""
    return f"{window.opens:%H:%M} … {window.closes:%H:%M} {days}".strip()
