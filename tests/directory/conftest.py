"""One directory server for the whole run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.slapd import Slapd, running_slapd


@pytest.fixture(scope="session")
def slapd() -> Iterator[Slapd]:
    with running_slapd() as server:
        yield server
