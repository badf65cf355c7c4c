"""Restricted cameras want a purpose; what is kept of a picture is in the record, with who, where and when."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from commandcenter.domain.assets import Camera
from commandcenter.domain.changes.operating import Acted, CommandRefused
from commandcenter.domain.changes.system import ClockStepped
from commandcenter.domain.changes.video import (
    BookmarkRemoved,
    BookmarkSet,
    CameraOpened,
    CameraStated,
    ClipBegun,
    ClipEnded,
    SnapshotKept,
)
from commandcenter.domain.journal import CommandId, Draft, Entry, Outcome
from commandcenter.domain.people import NOWHERE, Role, Scope
from commandcenter.domain.video import MOST_CLIPS, Bookmark, OpenClip, PictureState
from commandcenter.services.chaining import Linked
from commandcenter.services.core import Given
from commandcenter.services.permissions import ABSENT, KIOSK, ROLES, Person
from commandcenter.services.viewing import may_view
from tests.support.cores import START, WANG, TestCore

SITTING = msgspec.structs.replace(WANG, session="S1")
LEADER = msgspec.structs.replace(
    WANG, id="chen", name="陈静", number="A002", session="S2", permissions=ROLES[Role.SHIFT_LEADER]
)
OPEN, SHUT = Camera(id="C1", name="Gate", url=""), Camera(id="R1", name="Ward", url="", restricted=True)
FILE, DIGEST = "20261121/060000Z_C1_desk-1_0011.png", "ab" * 32
CLIP = "20261121/060000Z_C1_desk-1_0022"


def snapshot(camera: str, **more: object) -> dict[str, object]:
    picture = {"file": FILE, "sha256": DIGEST, "width": 640, "height": 360, "state": "live", "age_s": 0.04, "at": START}
    return {"camera": camera, **picture, **more}


@pytest.fixture
def centre() -> TestCore:
    it = TestCore()
    it.core.list_cameras([OPEN, SHUT])
    return it


def last(centre: TestCore) -> Entry:
    return centre.store.entries[-1].entry


def reason(centre: TestCore) -> str:
    change = last(centre).change
    assert isinstance(change, CommandRefused)
    return change.reason.format(**change.values)


def test_a_restricted_camera_wants_a_purpose_that_is_good_for_half_an_hour(centre: TestCore) -> None:
    assert not centre.command("camera.open", SITTING, camera="R1").ok
    assert reason(centre) == "The camera Ward is restricted: say what you look through it for."
    assert centre.command("camera.open", SITTING, camera="R1", purpose=" a lost child ").ok
    change = last(centre).change
    assert isinstance(change, CameraOpened)
    assert (change.viewing.purpose, change.viewing.until) == ("a lost child", START + timedelta(minutes=30))
    centre.wait(29 * 60)
    assert centre.command("camera.open", SITTING, camera="R1").ok
    assert isinstance(last(centre).change, Acted)
    centre.wait(61)
    assert not centre.command("camera.open", SITTING, camera="R1").ok
    # What is over is forgotten with the next one.
    assert centre.command("camera.open", LEADER, camera="R1", purpose="x").ok
    assert [it.session for it in centre.core.state.viewings.values()] == ["S2"]


@pytest.mark.parametrize("step", [-3600.0, 3600.0])
def test_a_clock_that_is_set_makes_no_purpose_good_for_longer_or_shorter(centre: TestCore, step: float) -> None:
    centre.command("camera.open", SITTING, camera="R1", purpose="fire")
    centre.now += timedelta(seconds=step)
    centre.core.record([Draft(change=ClockStepped(before=0.0, after=step))])
    centre.wait(29 * 60)
    assert centre.command("camera.open", SITTING, camera="R1").ok
    # Somebody else's does not end it before its time either.
    assert centre.command("camera.open", LEADER, camera="R1", purpose="x").ok
    assert may_view(centre.core.state, SHUT, "S1", centre.now)
    centre.wait(61)
    assert not may_view(centre.core.state, SHUT, "S1", centre.now)
    assert not centre.command("camera.open", SITTING, camera="R1").ok


def test_a_purpose_is_that_sessions_and_that_cameras(centre: TestCore) -> None:
    centre.command("camera.open", SITTING, camera="R1", purpose="fire")
    state = centre.core.state
    assert may_view(state, SHUT, "S1", START)
    assert not may_view(state, SHUT, "S2", START)
    assert not may_view(state, SHUT, "", START)
    assert not may_view(state, msgspec.structs.replace(SHUT, id="R2"), "S1", START)
    assert may_view(state, OPEN, "", START)
    assert not centre.command("camera.open", LEADER, camera="R1").ok


@pytest.mark.parametrize("purpose", ["", "  ", "\u200b", "x" * 201])
def test_no_purpose_is_none_and_a_long_one_is_too_long(centre: TestCore, purpose: str) -> None:
    assert not centre.command("camera.open", SITTING, camera="R1", purpose=purpose).ok
    assert centre.core.state.viewings == {}


def test_without_a_session_no_restricted_camera_is_opened(centre: TestCore) -> None:
    assert not centre.command("camera.open", KIOSK, "wall", camera="R1", purpose="drill").ok
    assert not centre.command("camera.open", WANG, camera="R1", purpose="drill").ok


def test_a_camera_of_other_areas_is_not_opened_with_a_purpose_either(centre: TestCore) -> None:
    elsewhere = msgspec.structs.replace(SITTING, scope=Scope(areas=("500105001",), cameras=("*",)))
    assert not centre.command("camera.open", elsewhere, camera="R1", purpose="drill").ok


def test_an_ordinary_camera_is_opened_as_ever_and_a_purpose_is_recorded(centre: TestCore) -> None:
    assert centre.command("camera.open", SITTING, camera="C1").ok
    assert last(centre).change == Acted(action="camera.open", subject="C1", detail={"camera": "C1"})
    assert centre.command("camera.open", SITTING, camera="C1", purpose="drill").ok
    assert last(centre).change == Acted(action="camera.open", subject="C1", detail={"camera": "C1", "purpose": "drill"})


def test_a_snapshot_is_in_the_record_with_who_where_when_and_its_digest(centre: TestCore) -> None:
    centre.wait(5)
    assert centre.command_with("evidence.snapshot", snapshot("C1", at=START + timedelta(seconds=3)), SITTING).ok
    entry = last(centre)
    assert (entry.actor, entry.seat, entry.subject) == ("wang", "desk-1", "C1")
    assert entry.change == SnapshotKept(
        camera="C1",
        file=FILE,
        sha256=DIGEST,
        width=640,
        height=360,
        state=PictureState.LIVE,
        age_s=0.04,
        taken_at=START + timedelta(seconds=3),
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"file": "../20261121/x.png"},
        {"file": "20261121/../x.png"},
        {"file": "/20261121/x.png"},
        {"file": "20261121/x.png\n"},
        {"file": "20261121/.png"},
        {"file": "20261121/x.sh"},
        {"sha256": "ab"},
        {"width": 0},
        {"age_s": -1.0},
        {"state": "good"},
    ],
)
def test_what_is_no_snapshot_is_refused(centre: TestCore, wrong: dict[str, object]) -> None:
    assert not centre.command_with("evidence.snapshot", snapshot("C1", **wrong), SITTING).ok


def test_of_a_restricted_camera_nothing_is_kept_without_a_purpose(centre: TestCore) -> None:
    commands: list[tuple[str, dict[str, object]]] = [
        ("evidence.snapshot", snapshot("R1")),
        ("evidence.clip", {"camera": "R1", "file": "20261121/a.ts"}),
        ("bookmark.set", {"camera": "R1", "at": START}),
    ]
    for name, args in commands:
        assert not centre.command_with(name, args, SITTING).ok
        assert reason(centre) == "The camera Ward is restricted: open it first and say what for."
    centre.command("camera.open", SITTING, camera="R1", purpose="fire")
    for name, args in commands:
        assert centre.command_with(name, args, SITTING).ok


def test_a_seat_whose_clock_is_behind_needs_a_purpose_too(centre: TestCore) -> None:
    cause, raw = CommandId(id="behind", name="evidence.snapshot"), msgspec.msgpack.encode(snapshot("R1"))
    done_at = centre.now - timedelta(seconds=31)
    assert not centre.core.command(cause, raw, SITTING, "desk-1", done_at)[0].ok


def late(centre: TestCore, name: str, args: dict[str, object], age_s: float, person: Person = SITTING) -> bool:
    """As a seat tells it that was cut off; its clock is an hour behind."""
    linked = Linked(chain="c" * 32, n=1, prev=bytes(32), link=b"l" * 32, session="S1", age_s=age_s, blind_s=age_s)
    done_at = centre.now - timedelta(hours=1, seconds=age_s)
    cause = CommandId(id=f"late-{name}", name=name)
    given = Given(linked=linked)
    verdict, _ = centre.core.command(cause, msgspec.msgpack.encode(args), person, "desk-1", done_at, given)
    return verdict.ok


def test_what_was_kept_while_the_seat_was_cut_off_is_recorded_late_with_its_true_time(centre: TestCore) -> None:
    centre.wait(7200)
    wrong_clock = centre.now - timedelta(hours=1, seconds=905)
    assert late(centre, "evidence.snapshot", snapshot("R1", at=wrong_clock), 900.0)
    change = last(centre).change
    assert isinstance(change, SnapshotKept)
    assert change.taken_at == centre.now - timedelta(seconds=905)


def test_a_purpose_that_is_told_late_opens_nothing_late(centre: TestCore) -> None:
    centre.wait(7200)
    assert late(centre, "camera.open", {"camera": "R1", "purpose": "fire"}, 1801.0)
    assert not may_view(centre.core.state, SHUT, "S1", centre.now)


def test_a_state_that_is_told_late_has_its_true_time(centre: TestCore) -> None:
    centre.wait(7200)
    at = centre.now - timedelta(hours=1, seconds=620)
    assert late(centre, "camera.report", {"cameras": [{"camera": "C1", "state": "lost", "at": at}]}, 600.0)
    change = last(centre).change
    assert isinstance(change, CameraStated)
    assert change.sight.since == centre.now - timedelta(seconds=620)


def test_a_clip_begins_and_ends_in_the_record_also_when_it_came_to_nothing(centre: TestCore) -> None:
    file = "20261121/060000Z_C1_desk-1_0011.ts"
    assert centre.command("evidence.clip", SITTING, camera="C1", file=file).ok
    assert last(centre).change == ClipBegun(camera="C1", file=file)
    end = {"camera": "C1", "file": file, "why": "asked", "seconds": 61.5, "bytes": 900, "sha256": DIGEST}
    assert centre.command_with("evidence.clip_end", end, SITTING).ok
    assert last(centre).change == ClipEnded(camera="C1", file=file, why="asked", sha256=DIGEST, seconds=61.5, bytes=900)
    other = "20261121/070000Z_C1_desk-1_0012.ts"
    assert centre.command("evidence.clip", SITTING, camera="C1", file=other).ok
    nothing = {"camera": "C1", "file": other, "why": "disk", "seconds": 0.0, "bytes": 0}
    assert centre.command_with("evidence.clip_end", nothing, SITTING).ok
    assert last(centre).outcome is Outcome.FAILED
    assert centre.core.state.clips == {}


def test_a_clips_end_is_taken_from_its_seat_whoever_sits_there_and_stands_in_their_name_who_began_it(
    centre: TestCore,
) -> None:
    assert centre.command("evidence.clip", SITTING, camera="C1", file=f"{CLIP}.mp4").ok
    # Its container may have become another one.
    end = {"camera": "C1", "file": f"{CLIP}.ts", "why": "closed", "seconds": 5.0, "bytes": 9, "sha256": DIGEST}
    elsewhere = CommandId(id="elsewhere", name="evidence.clip_end")
    raw = msgspec.msgpack.encode(end)
    assert not centre.core.command(elsewhere, raw, ABSENT, "desk-2", centre.now)[0].ok
    assert not centre.command_with("evidence.clip_end", {**end, "camera": "R1"}, ABSENT).ok
    narrow = msgspec.structs.replace(SITTING, id="zhao", permissions=ROLES[Role.AUDITOR], scope=NOWHERE)
    for person in (narrow, ABSENT):
        again = f"{CLIP}-{person.id}"
        assert centre.command("evidence.clip", SITTING, camera="C1", file=f"{again}.mp4").ok
        assert centre.command_with("evidence.clip_end", {**end, "file": f"{again}.mp4"}, person).ok
        assert (last(centre).actor, last(centre).seat) == ("wang", "desk-1")
    assert centre.command_with("evidence.clip_end", end, ABSENT).ok
    assert not centre.command_with("evidence.clip_end", end, ABSENT).ok, "it has ended"
    assert centre.core.state.clips == {}


def test_a_bookmark_is_removed_by_who_set_it_or_who_leads(centre: TestCore) -> None:
    other = msgspec.structs.replace(LEADER, permissions=ROLES[Role.DUTY_OFFICER])
    assert centre.command("bookmark.set", SITTING, camera="C1", at=START, note="red\nvan").ok
    (mark,) = centre.core.state.bookmarks.values()
    assert mark == Bookmark(id=mark.id, camera="C1", at=START, note="red van", by="wang", name="王敏", seat="desk-1")
    assert last(centre).change == BookmarkSet(bookmark=mark)
    assert not centre.command("bookmark.remove", other, camera="C1", bookmark=mark.id).ok
    assert not centre.command("bookmark.remove", LEADER, camera="R1", bookmark=mark.id).ok
    assert centre.command("bookmark.remove", LEADER, camera="C1", bookmark=mark.id).ok
    assert last(centre).change == BookmarkRemoved(bookmark=mark)
    assert centre.core.state.bookmarks == {}


def test_who_may_only_look_keeps_nothing() -> None:
    centre = TestCore()
    centre.core.list_cameras([OPEN])
    local = msgspec.structs.replace(SITTING, permissions=ROLES[Role.STREET_CENTRE])
    assert centre.command("camera.open", local, camera="C1").ok
    assert not centre.command_with("evidence.snapshot", snapshot("C1"), local).ok
    assert not centre.command("bookmark.set", local, camera="C1", at=START).ok


def test_all_of_it_is_there_after_a_restart(centre: TestCore) -> None:
    centre.command("camera.open", SITTING, camera="R1", purpose="fire")
    centre.command("bookmark.set", SITTING, camera="C1", at=START)
    centre.command_with("camera.report", {"cameras": [{"camera": "C1", "state": "live", "at": START}]}, SITTING)
    centre.command("evidence.clip", SITTING, camera="C1", file=f"{CLIP}.mp4")
    before = centre.core.state
    centre.restart()
    after = centre.core.state
    assert (after.viewings, after.bookmarks, after.sights) == (before.viewings, before.bookmarks, before.sights)
    assert after.sights
    clip = OpenClip(camera="C1", file=f"{CLIP}.mp4", by="wang", seat="desk-1", seq=before.size - 1)
    assert after.clips == before.clips == {CLIP: clip}


def test_a_clip_that_is_growing_is_begun_by_nobody_else(centre: TestCore) -> None:
    assert centre.command("evidence.clip", SITTING, camera="C1", file=f"{CLIP}.mp4").ok
    again = centre.command("evidence.clip", SITTING, camera="C1", file=f"{CLIP}.ts")
    assert (again.ok, again.reason) == (False, "A clip {file} is being recorded already.")
    end = {"camera": "C1", "file": f"{CLIP}.mp4", "why": "closed", "seconds": 5.0, "bytes": 9, "sha256": DIGEST}
    assert centre.command_with("evidence.clip_end", end, ABSENT).ok


def test_of_clips_that_never_end_the_oldest_are_forgotten(centre: TestCore) -> None:
    state = centre.core.state
    state.clips.update(
        {f"old-{seq}": OpenClip(camera="C1", file="", by="", seat="", seq=-seq) for seq in range(MOST_CLIPS)}
    )
    assert centre.command("evidence.clip", SITTING, camera="C1", file=f"{CLIP}.mp4").ok
    assert len(state.clips) == MOST_CLIPS
    assert (CLIP in state.clips, "old-0" in state.clips, f"old-{MOST_CLIPS - 1}" in state.clips) == (True, True, False)
