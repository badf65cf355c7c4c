"""How long the files of tests take, as far as they say it."""

from __future__ import annotations

import pytest


def lasts(item: pytest.Item) -> int:
    """Seconds that the whole file of this test takes; 0 of one that says nothing because it is over soon."""
    mark = item.get_closest_marker("lasts")
    return int(mark.args[0]) if mark else 0
