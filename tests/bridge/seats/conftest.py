"""The seats' side of a core without its loop, and who may come in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bridge.mailbox import Mailbox
from bridge.seat.happenings import SeatMailbox
from bridge.source.keys import Keys
from tests.support.cores import MemoryStore
from tests.support.raw_core import RawCore
from tests.support.seat_core import SeatCore, seat_core


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def core(store: MemoryStore) -> Iterator[SeatCore]:
    with seat_core(store) as found:
        yield found


@pytest.fixture
def keys(core: SeatCore) -> Keys:
    """Those of a console that may come in."""
    return core.trust()


@pytest.fixture
def raw() -> Iterator[RawCore]:
    core = RawCore()
    yield core
    core.close()


@pytest.fixture
def mailbox() -> SeatMailbox:
    return Mailbox(lambda: None)
