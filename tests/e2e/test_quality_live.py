"""Figures at a desk beside a real core: what a source has just raised is in them, also while the core works on."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from bridge.protocol import seat as wire
from bridge.seat.core_key import read_core_key
from bridge.source.keys import open_keys
from commandcenter.adapters.data_folder import DataFolder
from commandcenter.domain.changes.keys import KeyTrusted
from commandcenter.settings import read_settings
from tests.support.centre import Centre, bare_centre, running
from tests.support.seat_core import Peer


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    """With the key of a console where the core looks for those it trusts."""
    made = bare_centre(tmp_path)
    made.staff()
    open_keys(desk_key(made), "desk-1")
    with running(made, "core"):
        made.wait(lambda: trusted(made), "the core trusts the console")
        yield made


@pytest.fixture
def seat(centre: Centre) -> Iterator[Peer]:
    folder = DataFolder(centre.data)
    endpoint = read_settings(folder.settings).core.endpoint
    with closing(Peer(endpoint, open_keys(desk_key(centre), "desk-1"), read_core_key(folder.core_public))) as peer:
        peer.join()
        yield peer


def trusted(centre: Centre) -> bool:
    changes = [entry.change for entry in centre.actions("key.trusted")]
    return any(isinstance(it, KeyTrusted) and it.key.id == "desk-1" for it in changes)


def desk_key(centre: Centre) -> Path:
    return DataFolder(centre.data).seat_keys("console", "desk-1")


def sign_in(seat: Peer, centre: Centre, account: str) -> None:
    made = centre.people[account]
    message = wire.Authenticate(
        id=uuid.uuid4().hex,
        account=account,
        password=made.password,
        name="session.sign_in",
        args=msgspec.Raw(msgspec.msgpack.encode({"role": made.role.value})),
        done_at=datetime.now(UTC),
    )
    seat.say(message)
    assert seat.expect(wire.Answer, 30.0).ok
    seat.join()


def test_a_desk_sees_the_figures_of_what_has_just_happened(centre: Centre, seat: Peer) -> None:
    sign_in(seat, centre, "li.wei")
    for number in range(12):
        centre.tell_source(f"raise P{number} minor Pump room {number} floods")
    centre.wait(lambda: centre.count("alarm.raised") >= 12, "the alarms are there")
    seat.join()  # a seat that says nothing for five seconds is not one any more
    seat.say(wire.AskQuality(number=1, days=1 / 24))
    told = seat.expect(wire.Figured, 30.0)
    assert told.reason == ""
    assert told.brief is not None
    figures = told.brief.figures
    assert figures.calls == 12
    assert [flood.calls for flood in figures.floods] == [12]
    assert figures.offenders[0].key[:2] == ("pumps", "pump.flood")


def test_the_same_is_told_to_all_who_ask_within_a_minute(centre: Centre, seat: Peer) -> None:
    sign_in(seat, centre, "li.wei")
    seat.say(wire.AskQuality(number=1, days=1))
    first = seat.expect(wire.Figured, 30.0)
    centre.tell_source("raise P1 minor Pump room 1 floods")
    centre.wait(lambda: centre.count("alarm.raised") >= 1, "the alarm is there")
    seat.join()
    seat.say(wire.AskQuality(number=2, days=1))
    second = seat.expect(wire.Figured, 30.0)
    assert (second.as_of, second.brief) == (first.as_of, first.brief)
