"""Ticking off what there is to do about an alarm, and the views of the queue that an account keeps."""

from __future__ import annotations

import msgspec
import pytest

from commandcenter.domain.catalogue import Catalogue, EventType, Wording
from commandcenter.domain.changes.alarms import AlarmTicked
from commandcenter.domain.changes.people import AccountAdded, ViewsKept
from commandcenter.domain.events import Raised
from commandcenter.domain.journal import Draft
from commandcenter.domain.people import MAX_VIEWS, Account, QueueView, Role
from commandcenter.domain.priority import Priority
from commandcenter.services.permissions import Person
from tests.support.cores import WANG, TestCore

STEPS = ("疏散", "通风", "复测")
WORDS = Wording(label="沼气", guidance=STEPS)
CATALOGUE = Catalogue(types={"methane": EventType(priority=Priority.MAJOR, zh=WORDS, en=WORDS)})
LI = msgspec.structs.replace(WANG, id="li", name="李伟", number="L")


@pytest.fixture
def centre() -> TestCore:
    made = TestCore(CATALOGUE)
    made.events(Raised(at=made.now, type="methane", subject="HFC-1"))
    return made


def does(centre: TestCore, step: int, who: Person = WANG, **more: object) -> str:
    """Why not; nothing when it is obeyed."""
    verdict = centre.command_with("alarm.tick", {"alarm": "A1", "step": step, **more}, who)
    return "" if verdict.ok else verdict.reason


def ticked(centre: TestCore) -> list[tuple[int, str]]:
    return [(it.step, it.name) for it in centre.core.state.alarms["A1"].ticked]


def test_several_share_the_steps_and_the_record_has_who_did_which(centre: TestCore) -> None:
    version = centre.core.state.alarms["A1"].version
    assert (does(centre, 3), does(centre, 1, LI)) == ("", "")
    assert ticked(centre) == [(1, "李伟"), (3, "王敏")]
    assert does(centre, 3, LI) == "Step {step} is ticked off already, by {person}."
    assert does(centre, 2, undo=True) == "Step {step} is not ticked off."
    assert does(centre, 4) == "There is no step {step}: what there is to do has {count} steps."
    assert does(centre, 3, LI, undo=True) == ""
    assert ticked(centre) == [(1, "李伟")]
    changes = [it.entry.change for it in centre.store.entries if isinstance(it.entry.change, AlarmTicked)]
    assert [(it.step, it.done, it.text) for it in changes] == [(3, True, "复测"), (1, True, "疏散"), (3, False, "复测")]
    # Nobody's acknowledgement is refused because somebody ticked a step meanwhile.
    assert centre.command("alarm.acknowledge", alarm="A1", version=version).ok
    centre.restart()
    assert ticked(centre) == [(1, "李伟")]


def test_an_alarm_that_is_not_open_has_no_steps(centre: TestCore) -> None:
    assert centre.command("alarm.tick", alarm="A9", step=1).reason == "Alarm {alarm} is not open."
    assert not centre.command("alarm.tick", alarm="A1", step=0).ok


def test_an_account_keeps_its_own_views_through_a_restart(centre: TestCore) -> None:
    account = Account(id=WANG.id, name=WANG.name, person=WANG.number, roles=(Role.DUTY_OFFICER,))
    centre.core.record([Draft(change=AccountAdded(account=account))])
    views = [{"filter": "unacknowledged", "mine": False, "words": "泵 华新街"}, {"filter": "hidden"}]
    assert centre.command("queue.views", views=views).ok
    centre.restart()
    kept = centre.core.state.accounts[WANG.id].views
    assert kept == (
        QueueView(filter="unacknowledged", mine=False, words="泵 华新街"),
        QueueView(filter="hidden", mine=True, words=""),
    )
    assert isinstance(centre.store.entries[-2].entry.change, ViewsKept)
    assert centre.command("queue.views", LI, views=[]).reason == "Views belong to an account: sign in at a desk."


@pytest.mark.parametrize(
    "views",
    [
        [{"filter": "everything"}],
        [{"filter": "all", "words": "x" * 81}],
        [{"filter": "all", "more": 1}],
        [{"filter": "all", "words": str(number)} for number in range(MAX_VIEWS + 1)],
        "all",
    ],
)
def test_what_is_no_view_is_refused(centre: TestCore, views: object) -> None:
    account = Account(id=WANG.id, name=WANG.name, person=WANG.number, roles=(Role.DUTY_OFFICER,))
    centre.core.record([Draft(change=AccountAdded(account=account))])
    assert not centre.command_with("queue.views", {"views": views}).ok
    assert centre.core.state.accounts[WANG.id].views == ()
