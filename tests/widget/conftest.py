"""What must be settled before the one QApplication of the widget tests exists, and what must end with each test."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import QTimer

from widgets.map.environment import prepare_environment, register_scheme


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    """The map's URL scheme and Chromium's switches come first; tests draw in software, with a GPU or without."""
    prepare_environment(gpu=False)
    register_scheme()
    return ["commandcenter-tests"]


@pytest.fixture(scope="session", autouse=True)
def what_was_there_before() -> Iterator[None]:
    """The collector need not look at it after each test."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown() -> Iterator[None]:
    """A feature of a program ends with its window's event loop; here its timers would tick for a window that has gone.

    Before pytest-qt closes the windows, for it lets Qt's loop turn once more after that.
    """
    for timer in [it for it in gc.get_objects() if type(it) is QTimer]:
        if shiboken6.isValid(timer):
            timer.stop()
    yield
    gc.collect()
