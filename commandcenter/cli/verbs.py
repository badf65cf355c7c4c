"""A group whose verbs are loaded when somebody asks for one: looking at an alarm does not load what makes a report."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

import click


class Verbs(click.Group):
    """`verbs` says of each verb where it is: `module:function` of this package. It may have others by itself."""

    def __init__(self, *args: object, verbs: Mapping[str, str], **attributes: object) -> None:
        super().__init__(*args, **attributes)  # type: ignore[arg-type]  # click's own, passed on as they are
        self._verbs = verbs

    def list_commands(self, context: click.Context) -> list[str]:
        return sorted([*super().list_commands(context), *self._verbs])

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        place = self._verbs.get(name)
        if place is None:
            return super().get_command(context, name)
        module, _, function = place.partition(":")
        found = getattr(import_module(f"commandcenter.cli.{module}"), function)
        if not isinstance(found, click.Command):
            raise TypeError(f"{place} is no verb")
        return found
