"""A source that the tests speak for, and a core that has called it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.rough_source import RoughSource
from tests.support.sourced_core import SourcedCore, sourced_core


@pytest.fixture
def rough() -> Iterator[RoughSource]:
    with RoughSource("rough") as source:
        yield source


@pytest.fixture
def core(tmp_path: Path, rough: RoughSource) -> Iterator[SourcedCore]:
    """Trusts the rough source, and waits for its welcome."""
    with sourced_core(tmp_path, {"rough": rough.endpoint}) as running:
        running.trust("rough", rough.keys)
        yield running
