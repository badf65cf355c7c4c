"""The seal's key is changed: signed for by the old one, which is destroyed then, wherever a kill may come between."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bridge.sealing.keyring import FileKeyring
from bridge.sealing.keys import new_key
from commandcenter.domain.seal import SealKeyTrouble
from commandcenter.services.sealing import Sealing
from tests.support.cores import ADMIN
from tests.support.sealed import SealedCentre, sealed_once


@pytest.fixture
def centre(tmp_path: Path) -> SealedCentre:
    return sealed_once(tmp_path)


def test_a_new_key_is_signed_for_by_the_old_one_which_is_then_destroyed(centre: SealedCentre) -> None:
    old = centre.sealing.seal.keys[0].vkey
    assert centre.rotate().ok
    centre.sealing.key_changed()
    assert centre.sealed() == [1, 2]
    assert centre.centre.store.seals[2].note.count("— commandcenter/") == 2
    assert centre.placed() == [1, 2]
    assert centre.keys() == ["seal.json"]
    assert not centre.signs_with(old)
    centre.act()
    centre.wait(10)
    centre.look()
    assert centre.sealed() == [1, 2, 3]
    assert centre.centre.store.seals[3].note.count("— commandcenter/") == 1


def test_keys_follow_each_other_many_times(centre: SealedCentre) -> None:
    for _ in range(3):
        assert centre.rotate().ok
        centre.sealing.key_changed()
        centre.restart()
    assert centre.sealed() == [1, 2, 3, 4]
    assert len({key.vkey for key in centre.sealing.seal.keys}) == 4


def test_the_old_key_stays_until_the_second_place_has_the_proof_of_the_new_one(centre: SealedCentre) -> None:
    centre.place.broken = True
    centre.rotate()
    centre.sealing.key_changed()
    assert centre.keys() == ["seal.json", "seal.next.json"]
    centre.act()
    centre.wait(10)
    centre.look()
    centre.place.broken = False
    centre.wait(10)
    centre.look(2)
    assert centre.keys() == ["seal.json"]
    assert centre.placed() == centre.sealed()


@pytest.mark.parametrize("ready", ["", "present", "another"])
def test_a_key_that_the_core_cannot_sign_with_is_refused(centre: SealedCentre, ready: str) -> None:
    core, present = centre.centre.core, centre.sealing.seal.keys[0].vkey
    wanted = present if ready == "present" else new_key(centre.sealing.seal.origin).vkey
    core.following_key = lambda: present if ready else ""
    verdict = centre.centre.command_with("seal.rotate", {"vkey": wanted}, ADMIN, "")
    assert verdict.reason == "The core does not find the seal's new key beside the old one."


def test_an_officer_does_not_change_the_seal(centre: SealedCentre) -> None:
    verdict = centre.centre.command("seal.rotate", vkey="x")
    assert verdict.reason == "{person} may not do {command}: the permission {permission} is missing."


def test_a_key_that_was_made_and_never_named_goes_at_the_next_start(centre: SealedCentre) -> None:
    centre.keyring.prepare(centre.sealing.seal.origin)
    centre.restart()
    centre.look()
    assert centre.keys() == ["seal.json"]
    assert len(centre.sealing.seal.keys) == 1


def test_a_kill_while_such_a_key_goes_keeps_nobody_from_starting(
    centre: SealedCentre, monkeypatch: pytest.MonkeyPatch
) -> None:
    centre.keyring.prepare(centre.sealing.seal.origin)
    killing("unlink", Path, monkeypatch, after=False)
    with pytest.raises(Killed):
        centre.keyring.drop_following()
    monkeypatch.undo()
    assert set((centre.folder / "keys" / "seal.next.json").read_bytes()) == {0}
    centre.restart()
    assert centre.rotate().ok
    centre.sealing.key_changed()
    assert centre.keys() == ["seal.json"]
    assert centre.signs_with(centre.sealing.seal.keys[1].vkey)


class Killed(BaseException):
    """The process is gone: nothing of it runs on."""


def killing(name: str, owner: type, monkeypatch: pytest.MonkeyPatch, *, after: bool) -> None:
    """The next call of that method is the last thing that happens, before or after its work."""
    real: Callable[..., object] = getattr(owner, name)

    def kill(*args: object, **kwargs: object) -> object:
        if after:
            real(*args, **kwargs)
        raise Killed

    monkeypatch.setattr(owner, name, kill)


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize(
    "step",
    ["_checkpoint", "_take_key_over", "reload", "promote", "put_checkpoint", "append"],
)
def test_a_rotation_killed_at_any_step_is_finished_by_the_next_start(
    centre: SealedCentre, step: str, after: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = next(
        it for it in (Sealing, FileKeyring, type(centre.centre.store), type(centre.place)) if hasattr(it, step)
    )
    assert centre.rotate().ok
    killing(step, owner, monkeypatch, after=after)
    with pytest.raises(Killed):
        centre.sealing.key_changed()
    monkeypatch.undo()
    centre.restart()
    centre.act()
    centre.look(3)
    centre.wait(10)
    centre.look(3)
    assert 2 in centre.sealed()
    assert set(centre.placed()) == set(centre.sealed())
    assert centre.keys() == ["seal.json"]
    assert centre.signs_with(centre.sealing.seal.keys[1].vkey)


@pytest.mark.parametrize("step", ["unlink", "replace"])
def test_a_kill_within_the_destruction_of_the_old_key_is_mended(
    centre: SealedCentre, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    centre.rotate()
    killing(step, Path, monkeypatch, after=False)
    with pytest.raises(Killed):
        centre.sealing.key_changed()
    monkeypatch.undo()
    centre.restart()
    centre.look(2)
    assert centre.keys() == ["seal.json"]
    assert centre.signs_with(centre.sealing.seal.keys[1].vkey)


def test_a_destroyed_key_leaves_nothing_in_its_file(centre: SealedCentre, monkeypatch: pytest.MonkeyPatch) -> None:
    centre.rotate()
    killing("unlink", Path, monkeypatch, after=False)
    with pytest.raises(Killed):
        centre.sealing.key_changed()
    monkeypatch.undo()
    assert set((centre.folder / "keys" / "seal.json").read_bytes()) == {0}


def test_a_key_that_cannot_be_destroyed_is_tried_again(centre: SealedCentre, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: FileKeyring) -> None:
        raise SealKeyTrouble("no")

    centre.rotate()
    with monkeypatch.context() as patched:
        patched.setattr(FileKeyring, "promote", refuse)
        patched.setattr("commandcenter.services.sealing.log.error", lambda *args: None)
        centre.sealing.key_changed()
    assert centre.keys() == ["seal.json", "seal.next.json"]
    centre.look()
    assert centre.keys() == ["seal.json"]
