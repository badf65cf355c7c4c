"""Key files: made once, read by their owner alone, and whole or refused with the reason."""

from __future__ import annotations

import json
import os
from pathlib import Path
from threading import Thread

import pytest
import zmq
from hypothesis import given
from hypothesis import strategies as st
from zmq.utils import z85

from bridge.source.keys import Keys, KeyTrouble, is_key, new_keys, open_keys, read_keys, write_keys
from commandcenter.domain.keys import is_public_key

Z85 = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#"
keys_of_any_bytes = st.binary(min_size=32, max_size=32).map(lambda key: z85.encode(key).decode())


def written(folder: Path, **changed: object) -> Path:
    """A key file with some of its fields changed; None takes one out."""
    keys = new_keys("gates")
    fields = {"version": 1, **keys._asdict(), **changed}
    path = folder / "keys.json"
    path.write_text(json.dumps({name: value for name, value in fields.items() if value is not None}))
    path.chmod(0o600)
    return path


def test_a_pair_is_what_zeromq_takes_for_one() -> None:
    keys = new_keys("gates", ["p"])
    assert zmq.curve_public(keys.secret.encode()) == keys.public.encode()
    assert (keys.id, keys.peers, len(keys.public), len(keys.secret)) == ("gates", ("p",), 40, 40)


def test_what_was_written_is_read_and_no_one_else_can_read_it(tmp_path: Path) -> None:
    keys = new_keys("闸门", [new_keys("core").public])
    write_keys(tmp_path / "deep" / "keys.json", keys)
    assert read_keys(tmp_path / "deep" / "keys.json") == keys
    assert (tmp_path / "deep" / "keys.json").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["keys.json"]


def test_a_file_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    first = open_keys(tmp_path / "keys.json", "gates")
    with pytest.raises(FileExistsError):
        write_keys(tmp_path / "keys.json", new_keys("gates"))
    assert open_keys(tmp_path / "keys.json", "gates") == first


def test_programs_that_start_together_get_the_same_pair(tmp_path: Path) -> None:
    found: list[Keys] = []
    # Processes differ in their id, threads do not: the file's first bytes go to a name with the process's id.
    pids = iter(range(100_000, 100_008))
    pid = os.getpid
    try:
        os.getpid = lambda: next(pids)
        threads = [Thread(target=lambda: found.append(open_keys(tmp_path / "keys.json", "gates"))) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        os.getpid = pid
    assert len(found) == 8
    assert len(set(found)) == 1


@pytest.mark.parametrize("mode", [0o604, 0o640, 0o660, 0o644])
def test_a_file_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = written(tmp_path)
    path.chmod(mode)
    with pytest.raises(KeyTrouble, match="chmod 600"):
        read_keys(path)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"version": 2}, "version must be 1"),
        ({"version": None}, "version must be 1"),
        ({"id": ""}, "id must be"),
        ({"id": "x" * 129}, "id must be"),
        ({"id": 7}, "id must be"),
        ({"public": "short"}, "public must be"),
        ({"public": None}, "public must be"),
        ({"secret": "x" * 39 + "~"}, "secret must be"),
        ({"secret": None}, "secret must be"),
        ({"public": "0" * 40}, "does not belong"),
        ({"peers": "all"}, "peers must be"),
        ({"peers": ["*"]}, "peers must be"),
    ],
)
def test_a_file_with_a_wrong_field_is_refused_with_the_reason(
    tmp_path: Path, changed: dict[str, object], says: str
) -> None:
    with pytest.raises(KeyTrouble, match=says):
        read_keys(written(tmp_path, **changed))


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "[" * 60_000, '{"version": 1}', "\x00\xff"])
def test_a_file_that_is_no_key_file_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "keys.json"
    path.write_bytes(text.encode("latin-1"))
    path.chmod(0o600)
    with pytest.raises(KeyTrouble, match=r"keys\.json"):
        read_keys(path)


def test_a_file_that_is_not_there_or_cannot_be_made_is_named(tmp_path: Path) -> None:
    with pytest.raises(KeyTrouble, match="cannot be read"):
        read_keys(tmp_path / "keys.json")
    (tmp_path / "file").write_text("")
    with pytest.raises(KeyTrouble, match="cannot be written"):
        open_keys(tmp_path / "file" / "keys.json", "gates")


@pytest.mark.parametrize("text", ["", "0" * 39, "0" * 41, "0" * 39 + "~", "0" * 39 + "é", "#" * 40, None, 7, b"0" * 40])
def test_what_is_no_key_is_seen(text: object) -> None:
    assert not is_key(text)


@given(st.text(Z85, min_size=39, max_size=41) | keys_of_any_bytes)
def test_the_kit_and_the_centre_are_of_one_mind_on_what_a_key_is(text: str) -> None:
    assert is_key(text) == is_public_key(text)


def test_a_key_is_seen() -> None:
    assert is_key("rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7")
