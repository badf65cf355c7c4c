"""What must be settled before the one QApplication of the widget tests exists."""

from __future__ import annotations

import pytest

from widgets.map.environment import prepare_environment, register_scheme


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    """The map's URL scheme and Chromium's switches come first; tests draw in software, with a GPU or without."""
    prepare_environment(gpu=False)
    register_scheme()
    return ["commandcenter-tests"]
