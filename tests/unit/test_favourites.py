"""Groups of cameras that an account keeps: as they were given, or refused with the group and the camera."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import pytest

from commandcenter.domain.assets import Camera
from commandcenter.domain.changes.people import AccountAdded, AccountChanged, FavouritesKept
from commandcenter.domain.checkpoints import MAX_ENTRY
from commandcenter.domain.favourites import MAX_BYTES, MAX_CAMERAS, MAX_GROUPS, FavouriteGroup
from commandcenter.domain.journal import Draft
from commandcenter.domain.people import Account, Role, Scope
from commandcenter.services.findable import findable
from commandcenter.services.permissions import ROLES, Person
from tests.support.cores import WANG, TestCore

CODES = [f"5001050000132{number:07}" for number in range(MAX_GROUPS * MAX_CAMERAS)]
NO_NAME = "a name is one line of 1 to 64 characters that can be shown."
HERE = Scope(areas=("500105001",), cameras=("*",))
LOCAL = msgspec.structs.replace(
    WANG, id="street", number="S001", scope=HERE, role="street-centre", permissions=ROLES[Role.STREET_CENTRE]
)


def listed(*ids: str, area: str = "500105001") -> list[Camera]:
    return [Camera(id=it, name=f"Camera {it}", url="rtsp://10.0.0.1/1", area=area) for it in ids]


@pytest.fixture
def centre() -> TestCore:
    made = TestCore()
    for who in (WANG, LOCAL):
        account = Account(
            id=who.id, name=who.name, person=who.number, roles=(Role(who.role),), scope=who.scope, digest="d"
        )
        made.core.record([Draft(change=AccountAdded(account=account))])
    made.core.list_cameras([*listed("C1", "C2", "C3"), *listed("C9", area="500106001")])
    return made


def group(name: str, *cameras: str, layout: int = 0) -> dict[str, object]:
    return {"name": name, "cameras": list(cameras), "layout": layout}


def keeps(centre: TestCore, *groups: object, who: Person = WANG) -> str:
    """Why not; nothing when they are kept."""
    verdict = centre.command_with("account.favourites", {"groups": groups}, who)
    return "" if verdict.ok else verdict.reason.format(**verdict.values)


def kept(centre: TestCore, who: Person = WANG) -> Sequence[FavouriteGroup]:
    return centre.core.state.accounts[who.id].favourites


def test_groups_keep_their_order_and_their_layout_through_a_restart(centre: TestCore) -> None:
    assert keeps(centre, group("学校门口", "C3", "C1", layout=9), group("2 号口", "C1"), {"name": "以后再说"}) == ""
    centre.restart()
    assert kept(centre) == (
        FavouriteGroup(name="学校门口", cameras=("C3", "C1"), layout=9),
        FavouriteGroup(name="2 号口", cameras=("C1",), layout=0),
        FavouriteGroup(name="以后再说"),
    )
    assert keeps(centre, group("2 号口", "C2", layout=25)) == ""
    assert kept(centre) == (FavouriteGroup(name="2 号口", cameras=("C2",), layout=25),)
    assert keeps(centre) == ""
    assert kept(centre) == ()
    assert isinstance(centre.store.entries[-1].entry.change, FavouritesKept)
    assert kept(centre, LOCAL) == ()


def test_they_are_of_the_account_and_stay_when_it_changes(centre: TestCore) -> None:
    stranger = msgspec.structs.replace(WANG, id="li", name="李伟", number="L")
    assert keeps(centre, who=stranger) == "Favourites belong to an account: sign in at a desk."
    assert keeps(centre, group("gates", "C1")) == ""
    assert centre.command("queue.views", views=[{"filter": "hidden"}]).ok
    assert [it.name for it in kept(centre)] == ["gates"]
    assert len(centre.core.state.accounts[WANG.id].views) == 1


def test_who_may_see_no_cameras_keeps_none(centre: TestCore) -> None:
    auditor = msgspec.structs.replace(WANG, permissions=ROLES[Role.AUDITOR])
    assert "the permission cameras.view is missing" in keeps(centre, group("gates", "C1"), who=auditor)


@pytest.mark.parametrize(
    ("groups", "reason"),
    [
        ([group("a", "C1"), group("b", "C2", "C8")], "Group 2: there is no camera C8."),
        ([group("a", "C1", "C2", "C1")], "Group 1: camera C1 stands there twice."),
        ([group("gates", "C1"), group(" ＧATES ", "C2")], "Group 2: another one is called ＧATES already."),
        ([group("a"), group("  ")], f"Group 2: {NO_NAME}"),
        ([group("a\nb")], f"Group 1: {NO_NAME}"),
        ([group("a\u202eb")], f"Group 1: {NO_NAME}"),
        ([group("")], "$.groups[0].name"),
        ([group("x" * 65)], "$.groups[0].name"),
        ([group("a"), group("b", layout=5)], "Invalid enum value 5 - at `$.groups[1].layout`"),
        ([group("a", "C1", "")], "$.groups[0].cameras[1]"),
        ([{"name": "a", "more": 1}], "unknown field `more` - at `$.groups[0]`"),
        ([{"cameras": []}], "missing required field `name` - at `$.groups[0]`"),
        ([group(str(number)) for number in range(MAX_GROUPS + 1)], "length <= 20 - at `$.groups`"),
        ([group("a", *CODES[: 2 * MAX_CAMERAS + 1])], "length <= 128 - at `$.groups[0].cameras`"),
    ],
)
def test_what_is_wrong_is_refused_with_its_place(centre: TestCore, groups: list[object], reason: str) -> None:
    assert keeps(centre, group("before", "C1")) == ""
    assert reason in keeps(centre, *groups)
    assert [it.name for it in kept(centre)] == ["before"]


def test_one_keeps_only_cameras_within_ones_reach(centre: TestCore) -> None:
    assert keeps(centre, group("a", "C1"), group("b", "C2", "C9"), who=LOCAL) == (
        "Group 2: camera C9 lies outside the areas granted."
    )
    assert keeps(centre, group("a", "C1"), group("b", "C2"), who=LOCAL) == ""
    assert keeps(centre, group("all", "C1", "C9")) == ""


def test_what_left_the_list_or_the_reach_stays_and_is_not_counted(centre: TestCore) -> None:
    ids = [f"D{number}" for number in range(MAX_CAMERAS)]
    centre.core.list_cameras(listed(*ids))
    assert keeps(centre, group("all", *ids)) == ""
    others = [f"E{number}" for number in range(MAX_CAMERAS)]
    centre.core.list_cameras(listed(*others, "E64"))
    assert keeps(centre, group("all", *ids[:10], *others)) == ""
    assert kept(centre)[0].listed(centre.core.state.cameras) == tuple(others)
    assert keeps(centre, group("all", *others, "E64")) == "Group 1 has 65 cameras, and there is room for 64."
    # What was left out meanwhile is new again, and there is none such.
    assert keeps(centre, group("all", "D0", "D63")) == "Group 1: there is no camera D63."
    centre.core.list_cameras(listed(*ids, area="500106001"))
    assert kept(centre)[0].listed(centre.core.state.cameras) == tuple(ids[:10])
    narrowed = msgspec.structs.replace(WANG, scope=HERE)
    account = msgspec.structs.replace(centre.core.state.accounts[WANG.id], scope=HERE)
    centre.core.record([Draft(change=AccountChanged(account=account))])
    assert keeps(centre, group("all", "D0"), who=narrowed) == ""
    assert keeps(centre, group("all", "D0", "D1"), who=narrowed) == "Group 1: camera D1 lies outside the areas granted."


def test_the_record_is_searched_by_what_is_kept_where_it_is_kept(centre: TestCore) -> None:
    assert keeps(centre, group("学校门口", "C3")) == ""
    assert centre.command("queue.views", views=[{"filter": "hidden"}]).ok
    kept_entry, viewed = (findable(it.entry, None, str).said for it in centre.store.entries[-2:])
    assert {"学校门口", "C3"} <= set(kept_entry.split("\n"))
    assert not {"学校门口", "C3"} & set(viewed.split("\n"))


def test_the_most_that_is_kept_fits_into_an_entry(centre: TestCore) -> None:
    centre.core.list_cameras(listed(*CODES))
    full = [
        group(f"{'门' * 62}{number:02}", *CODES[number * MAX_CAMERAS :][:MAX_CAMERAS], layout=25)
        for number in range(MAX_GROUPS)
    ]
    assert keeps(centre, *full) == ""
    assert 30_000 < len(centre.store.entries[-1].data) < MAX_ENTRY
    long = [f"{number:03}{'摄' * 125}" for number in range(110)]
    centre.core.list_cameras(listed(*long))
    assert keeps(centre, group("long", *long[:60]), group("more", *long[60:])) == (
        "The favourites take 41924 bytes, and there is room for 40000."
    )
    assert keeps(centre, group("long", *long[:60]), group("more", *long[60:104])) == ""
    assert MAX_BYTES - 1000 < len(centre.store.entries[-1].data) < MAX_ENTRY
