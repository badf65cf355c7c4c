"""What the core says is wrong stands on top of every screen, and so does its silence."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from bridge.core.working import DISK_FULL
from bridge.protocol.seat import Beat, SeatKind
from bridge.qt.gateway import Gateway
from bridge.seat.happenings import LinkChanged
from bridge.seat.troubles import Troubles
from commandcenter.domain.priority import Priority
from commandcenter.wiring.headers import HeaderFeature
from commandcenter.wiring.seat_model import SeatModel
from tests.support.made_up_alarms import NOON, Clock
from widgets.header.view import HeaderBar
from widgets.kit.scale import Scale


def test_what_keeps_the_seat_from_the_core_is_told_with_what_to_do(qtbot: QtBot) -> None:
    bar = HeaderBar("centre", scale=Scale.CONSOLE)
    qtbot.addWidget(bar)
    gateway = Gateway(bar)
    HeaderFeature(SeatModel(gateway, bar), bar, "")
    told = Troubles("desk-2", SeatKind.CONSOLE, "{0}" * 13 + "x", "tcp://10.0.0.1:7600").not_trusted()
    gateway.happened.emit([LinkChanged(False, *told)])
    assert bar.trouble.text == (
        "This seat's key is not trusted. At the core: "
        ".venv/bin/python main.py keys trust --kind console -- desk-2 '{0}{0}{0}{0}{0}{0}{0}{0}{0}{0}{0}{0}{0}x'"
    )
    assert bar.warning.text == "Connecting to the core…"
    gateway.happened.emit([LinkChanged(live=True)])
    assert bar.trouble.text == ""


@pytest.mark.parametrize("scale", list(Scale))
def test_a_full_disk_is_told_as_long_as_it_lasts(qtbot: QtBot, scale: Scale) -> None:
    bar = HeaderBar("centre", scale=scale)
    qtbot.addWidget(bar)
    gateway = Gateway(bar)
    HeaderFeature(SeatModel(gateway, bar), bar, "")
    gateway.happened.emit([LinkChanged(live=True)])
    gateway.newest.emit([Beat(size=1, at=NOON, trouble=DISK_FULL)])
    assert (bar.trouble.text, bar.trouble.mark) == (DISK_FULL, Priority.MAJOR)
    gateway.newest.emit([Beat(size=2, at=NOON)])
    assert bar.trouble.text == ""


def test_the_age_of_the_data_is_counted_on_from_the_last_beat(qtbot: QtBot) -> None:
    time = Clock()
    bar = HeaderBar("centre", scale=Scale.WALL, monotonic_clock=time)
    qtbot.addWidget(bar)
    gateway = Gateway(bar)
    HeaderFeature(SeatModel(gateway, bar), bar, "")
    gateway.happened.emit([LinkChanged(live=True)])
    assert bar.data.text == ""
    gateway.newest.emit([Beat(size=1, at=NOON)])
    assert bar.data.text == "Data 0 s ago"
    time.seconds += 12
    bar.show()
    assert (bar.warning.text, bar.data.text) == ("Data 12 s old", "")
    gateway.newest.emit([Beat(size=2, at=NOON)])
    assert (bar.warning.text, bar.data.text) == ("", "Data 0 s ago")
    bar.close()
