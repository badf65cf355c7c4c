"""Whom the centre trusts: every change of it is a journal entry."""

from __future__ import annotations

import msgspec
import pytest

from commandcenter.domain.changes.keys import KeyRevoked
from commandcenter.domain.journal import Entry
from commandcenter.domain.keys import KeyKind, grants
from tests.support.cores import ADMIN, WANG, TestCore, source_key

PUMPS, OTHER = "p" * 40, "q" * 40


@pytest.mark.parametrize(
    "name", ["", "desk 1", "desk-1\n", "desk\u202e1", "desk\u200b-1", "d\u0435sk", "<b>", "d" * 65]
)
def test_a_key_is_that_of_a_plain_name(name: str) -> None:
    assert not TestCore().command("keys.trust", ADMIN, public=PUMPS, kind="console", id=name).ok


def test_a_key_is_trusted_revoked_and_trusted_again_and_all_of_it_is_recorded() -> None:
    centre = TestCore()
    assert centre.command("keys.trust", ADMIN, public=PUMPS, kind="source", id="pumps", types=["pump.*"]).ok
    assert centre.core.state.grant("pumps") == ("pump.*",)
    assert centre.command("keys.revoke", ADMIN, public=PUMPS).ok
    assert (centre.core.state.grant("pumps"), centre.core.state.source_keys("pumps")) == ((), [])
    assert centre.command("keys.trust", ADMIN, public=PUMPS, kind="source", id="pumps").ok
    assert [(s.entry.actor, s.entry.action, s.entry.subject) for s in centre.store.entries] == [
        ("admin", "key.trusted", "pumps"),
        ("admin", "key.revoked", "pumps"),
        ("admin", "key.trusted", "pumps"),
    ]
    assert centre.core.state.keys[PUMPS].trusted


def test_a_key_does_not_change_hands() -> None:
    centre = TestCore()
    centre.command("keys.trust", ADMIN, public=PUMPS, kind="source", id="pumps")
    verdict = centre.command("keys.trust", ADMIN, public=PUMPS, kind="source", id="gates")
    assert (verdict.ok, verdict.values["holder"]) == (False, "pumps")


@pytest.mark.parametrize("public", [OTHER, PUMPS])
def test_what_is_not_trusted_cannot_be_revoked(public: str) -> None:
    centre = TestCore()
    centre.command("keys.trust", ADMIN, public=PUMPS, kind="source", id="pumps")
    centre.command("keys.revoke", ADMIN, public=PUMPS)
    assert not centre.command("keys.revoke", ADMIN, public=public).ok


@pytest.mark.parametrize(
    "wrong",
    [
        {"public": "short"},
        {"public": "ß" * 40},
        {"public": "#" * 40},
        {"kind": "king"},
        {"types": []},
        {"types": ["*.x"]},
        {"id": ""},
    ],
)
def test_nonsense_is_refused(wrong: dict[str, object]) -> None:
    centre = TestCore()
    args = {"public": PUMPS, "kind": "source", "id": "pumps", **wrong}
    assert not centre.command_with("keys.trust", args, ADMIN).ok
    assert centre.core.state.keys == {}


def test_an_officer_cannot_let_anybody_in() -> None:
    centre = TestCore()
    verdict = centre.command("keys.trust", WANG, public=PUMPS, kind="source", id="pumps")
    assert verdict.values["permission"] == "keys.manage"


def test_a_key_of_this_machine_is_trusted_once_and_never_again_after_it_was_revoked() -> None:
    centre = TestCore()
    key = source_key("pumps")
    assert len(centre.core.trust([key])) == 1
    assert centre.core.trust([key]) == []
    centre.command("keys.revoke", ADMIN, public=key.public)
    assert centre.core.trust([key]) == []
    assert not centre.core.state.keys[key.public].trusted


def test_the_newest_key_of_a_source_is_the_one_that_counts() -> None:
    centre = TestCore()
    centre.command("keys.trust", ADMIN, public=PUMPS, kind="source", id="pumps")
    centre.wait(1)
    centre.command("keys.trust", ADMIN, public=OTHER, kind="source", id="pumps", types=["pump.*"])
    assert [key.public for key in centre.core.state.source_keys("pumps")] == [OTHER, PUMPS]
    assert centre.core.state.grant("pumps") == ("pump.*",)
    assert {key.kind for key in centre.core.state.keys.values()} == {KeyKind.SOURCE}


@pytest.mark.parametrize(
    ("patterns", "type_name", "granted"),
    [
        (("*",), "pump.fault", True),
        (("pump.*",), "pump.fault", True),
        (("pump.*",), "pump.motor.fault", True),
        (("pump.*",), "pumps.fault", False),
        (("pump.*",), "pump", False),
        (("pump.fault",), "pump.fault", True),
        (("pump.fault",), "pump.faults", False),
        ((), "pump.fault", False),
    ],
)
def test_a_grant_names_types_or_all_below_a_system(patterns: tuple[str, ...], type_name: str, granted: bool) -> None:
    assert grants(patterns, type_name) is granted


@pytest.mark.parametrize("name", ["x" * 64, "X.9_-", "x"])
def test_whatever_key_can_be_trusted_can_be_read_again(name: str) -> None:
    centre = TestCore()
    types = [f"{number:0>126}.*" for number in range(64)]
    assert centre.command("keys.trust", ADMIN, public=PUMPS, kind="source", id=name, types=types).ok
    assert centre.command("keys.revoke", ADMIN, public=PUMPS).ok
    read = [msgspec.msgpack.decode(stamped.data, type=Entry) for stamped in centre.store.entries]
    assert read == [stamped.entry for stamped in centre.store.entries]
    assert [entry.change.key.types for entry in read if isinstance(entry.change, KeyRevoked)] == [tuple(types)]


@pytest.mark.parametrize(
    "wrong", [{"id": "x" * 129}, {"types": ["*"] * 65}, {"types": ["x" * 129]}, {"public": f"{PUMPS}\n"}]
)
def test_what_could_not_be_read_again_is_not_trusted_and_its_refusal_can_be(wrong: dict[str, object]) -> None:
    centre = TestCore()
    args = {"public": PUMPS, "kind": "source", "id": "pumps", **wrong}
    assert not centre.command_with("keys.trust", args, ADMIN).ok
    [stamped] = centre.store.entries
    assert msgspec.msgpack.decode(stamped.data, type=Entry) == stamped.entry
