"""How the verbs print: plain lines for people, JSON for programs; nothing from outside steers the terminal."""

from __future__ import annotations

import json
from datetime import datetime
from unicodedata import category

import click

as_json_option = click.option("--json", "as_json", is_flag=True, help="JSON")


def say(line: str) -> None:
    """One line on standard output."""
    click.echo(plain(line).replace("\n", " "))


def complain(text: str) -> None:
    """Lines on standard error."""
    click.echo(plain(text), err=True)


def say_json(value: object) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=2, default=str)
    click.echo("".join(json.dumps(character)[1:-1] if _steers(character) else character for character in text))


def local(at: datetime) -> str:
    """As the centre's clocks show it."""
    return at.astimezone().strftime("%Y-%m-%d %H:%M:%S")


def plain(text: str) -> str:
    """Without what moves a terminal's cursor, colours it or turns its writing round; line ends stay."""
    return "".join("\N{REPLACEMENT CHARACTER}" if _steers(character) else character for character in text)


def _steers(character: str) -> bool:
    return character != "\n" and category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")
