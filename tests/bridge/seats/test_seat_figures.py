"""Figures of the alarms over real sockets: asked by a seat, worked out from a journal on disk, or plainly refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bridge.mailbox import Mailbox
from bridge.protocol import seat as wire
from bridge.seat.happenings import Happening, Newest
from commandcenter.adapters.quality.service import QualityService
from commandcenter.adapters.store.sql_store import SqlStore
from commandcenter.app.opening import open_reader
from commandcenter.domain.people import Role
from tests.support.cores import START, MemoryStore
from tests.support.hall import desks, hall, sign_in
from tests.support.lively_day import LivelyDay
from tests.support.seat_core import Peer, collect, linked, seat_core

ENDS = START + timedelta(days=1)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[QualityService]:
    journal = tmp_path / "journal.sqlite"
    with closing(SqlStore(journal)) as store:
        LivelyDay(ENDS, store).run()
    made = QualityService(lambda: open_reader(journal), lambda: ENDS)
    made.start()
    yield made
    made.stop()


def ask(seat: Peer, *, days: float = 1.0, desk: str = "") -> wire.Figured:
    seat.say(wire.AskQuality(number=7, days=days, desk=desk))
    return seat.expect(wire.Figured)


def test_an_officer_sees_each_desks_figures(service: QualityService) -> None:
    with hall(measurer=service) as it, desks(it, "desk-1") as (one,):
        assert sign_in(one).ok
        one.join()
        water, safety = ask(one, desk="water"), ask(one, desk="safety")
        assert (water.number, water.as_of, water.asked_from, water.cut) == (7, ENDS, START, False)
        assert water.desks == ("water", "street", "safety")
        assert water.brief is not None
        assert water.brief.figures.desk == "water"
        assert len(water.brief.figures.floods) >= 2
        assert safety.brief is not None
        assert safety.brief.figures.floods == ()


def test_whoever_may_not_see_them_is_told_why(service: QualityService) -> None:
    with hall(measurer=service) as it, desks(it, "desk-1") as (one,):
        nobody = ask(one)
        assert (nobody.brief, nobody.values["permission"]) == (None, "alarms.figures")
        assert sign_in(one, "wu.lei", "system-administrator").ok
        one.join()
        refused = ask(one)
        assert (refused.brief, refused.values["permission"]) == (None, "alarms.figures")


def test_whoever_acts_in_some_areas_only_does_not_see_the_whole_centres(service: QualityService) -> None:
    with hall(measurer=service) as it, desks(it, "desk-1") as (one,):
        it.add("qian.li", "A8", Role.DUTY_OFFICER, areas=("500105001",))
        assert sign_in(one, "qian.li").ok
        one.join()
        refused = ask(one)
        assert (refused.brief, refused.reason.startswith("{person} acts in some areas only")) == (None, True)


def test_a_seat_without_a_core_is_answered_by_itself(tmp_path: Path) -> None:
    mailbox: Mailbox[Happening, Newest] = Mailbox(lambda: None)
    seen: list[Happening] = []
    with seat_core(MemoryStore()) as core:
        keys, endpoint = core.trust(), core.endpoint
    with linked(endpoint, keys, core.keys.public, mailbox, tmp_path / "outbox") as link:
        link.ask(wire.AskQuality(number=3, days=1))
        collect(mailbox, seen, lambda: any(isinstance(it, wire.Figured) for it in seen))
    (answer,) = [it for it in seen if isinstance(it, wire.Figured)]
    assert answer == wire.Figured(number=3, reason="The core is away: there are no new figures until it is back.")


def test_a_seat_that_is_live_gets_its_answer_into_the_mailbox(service: QualityService, tmp_path: Path) -> None:
    mailbox: Mailbox[Happening, Newest] = Mailbox(lambda: None)
    seen: list[Happening] = []
    with (
        seat_core(MemoryStore(), measurer=service) as core,
        linked(core.endpoint, core.trust(), core.keys.public, mailbox, tmp_path / "outbox") as link,
    ):
        collect(mailbox, seen, lambda: any(type(it).__name__ == "Snapshot" for it in seen))
        link.ask(wire.AskQuality(number=4, days=1, desk="street"))
        collect(mailbox, seen, lambda: any(isinstance(it, wire.Figured) for it in seen))
    (answer,) = [it for it in seen if isinstance(it, wire.Figured)]
    assert answer.number == 4
    assert answer.brief is not None
    assert list(answer.brief.figures.stale) == ["s/capture.guardrail/HL-31"]
