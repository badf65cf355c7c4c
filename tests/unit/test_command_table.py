"""The table of commands: what does not declare itself completely does not load."""

from __future__ import annotations

import pytest

from commandcenter.domain.changes.operating import Acted, WallChanged
from commandcenter.services.commands import CommandTable, Declaration, TableError
from commandcenter.services.operating import Nothing, reset_wall
from commandcenter.services.permissions import Permission
from tests.support.cores import TestCore


def test_a_command_without_a_permission_does_not_load() -> None:
    line = Declaration("wall.reset", Nothing, None, (WallChanged,), reset_wall)  # type: ignore[arg-type]  # the point
    with pytest.raises(TableError, match=r"wall\.reset is declared without a permission"):
        CommandTable([line])


def test_a_command_without_a_journal_entry_does_not_load() -> None:
    line = Declaration("wall.reset", Nothing, Permission.CHANGE_WALL, (), reset_wall)
    with pytest.raises(TableError, match=r"wall\.reset is declared without a journal entry"):
        CommandTable([line])


def test_a_command_declared_twice_does_not_load() -> None:
    line = Declaration("wall.reset", Nothing, Permission.CHANGE_WALL, (WallChanged,), reset_wall)
    with pytest.raises(TableError, match="declared twice"):
        CommandTable([line, line])


def test_a_command_that_writes_what_it_did_not_declare_is_stopped() -> None:
    line = Declaration("wall.reset", Nothing, Permission.CHANGE_WALL, (Acted,), reset_wall)
    centre = TestCore()
    centre.core._table = CommandTable([line])  # noqa: SLF001 - the core takes its table at construction only
    with pytest.raises(TableError, match="did not declare"):
        centre.command("wall.reset")
