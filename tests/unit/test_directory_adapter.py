"""The way to a directory as far as it needs no server: names made harmless, patience that ends, files."""

from __future__ import annotations

import sys
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from commandcenter.adapters.directory.escaping import escaped, filled
from commandcenter.adapters.directory.opening import open_directory
from commandcenter.adapters.directory.patient import MOST_AT_ONCE, PatientDirectory
from commandcenter.adapters.directory.trouble import DirectoryMissing, DirectoryUnusable
from commandcenter.services.directory import DirectoryAway, DirectoryServer
from tests.support.waiting import eventually

SILENT = "WARNING commandcenter.adapters.directory.patient: the directory d cannot be asked"


@pytest.mark.parametrize(
    ("name", "harmless"),
    [
        ("li7", "li7"),
        ("*)(uid=*", r"\2a\29\28uid\3d\2a"),
        ("a\x00b", r"a\00b"),
        (r"a\2ab", r"a\5c2ab"),
        ("li,ou=x+cn=y", r"li\2cou\3dx\2bcn\3dy"),
        (' #"<>;', r"\20\23\22\3c\3e\3b"),
        ("伟", r"\e4\bc\9f"),
        ("{name}", r"\7bname\7d"),
    ],
)
def test_nothing_in_a_name_means_anything_to_the_directory(name: str, harmless: str) -> None:
    assert escaped(name) == harmless
    assert filled("(|(uid={name})(mail={name}))", name) == f"(|(uid={harmless})(mail={harmless}))"


class Held:
    """Answers when it is let go."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.asked = 0

    def knows(self, name: str, password: str) -> bool:
        self.asked += 1
        self.go.wait(10)
        return True


@pytest.mark.expects_log(SILENT + ": no answer within 0.05 s")
def test_an_answer_that_does_not_come_is_not_waited_for_and_the_next_ones_are_told_at_once() -> None:
    clock, held = [100.0], Held()
    patient = PatientDirectory(held, "d", 0.05, lambda: clock[0])
    with pytest.raises(DirectoryAway, match=r"no answer within 0\.05 s"):
        patient.knows("li", "secret")
    for later in (0.0, 4.9):
        clock[0] = 100.0 + later
        with pytest.raises(DirectoryAway, match="a moment ago"):
            patient.knows("li", "secret")
    eventually(lambda: held.asked == 1, 10)
    held.go.set()
    clock[0] = 105.0
    with suppress(DirectoryAway):
        patient.knows("li", "secret")
    eventually(lambda: held.asked == 2, 10)


@pytest.mark.expects_log(SILENT)
def test_questions_that_hang_do_not_pile_up() -> None:
    clock, held = [100.0], Held()
    patient = PatientDirectory(held, "d", 0.01, lambda: clock[0])
    for _ in range(MOST_AT_ONCE + 3):
        with pytest.raises(DirectoryAway):
            patient.knows("li", "secret")
        clock[0] += 60.0
    eventually(lambda: held.asked == MOST_AT_ONCE == 4, 10)
    held.go.set()
    for thread in threading.enumerate():
        if thread.name == "directory":
            thread.join(5)
    with suppress(DirectoryAway):
        patient.knows("li", "secret")
    eventually(lambda: held.asked == 5, 10)


class Fixed:
    def __init__(self, answer: bool | str) -> None:
        self._answer = answer

    def knows(self, name: str, password: str) -> bool:
        if isinstance(self._answer, str):
            raise DirectoryAway(self._answer)
        return self._answer


@pytest.mark.parametrize("answer", [True, False])
def test_what_the_directory_says_is_handed_on(answer: bool) -> None:
    assert PatientDirectory(Fixed(answer), "d", 5).knows("li", "secret") is answer


@pytest.mark.expects_log(SILENT + ": SERVER_DOWN")
def test_what_the_directory_cannot_say_is_handed_on() -> None:
    with pytest.raises(DirectoryAway, match="SERVER_DOWN"):
        PatientDirectory(Fixed("SERVER_DOWN"), "d", 5).knows("li", "secret")


LOCAL = DirectoryServer(url="ldap://127.0.0.1:1389", user_dn="uid={name},dc=x")
SEARCHING = DirectoryServer(
    url="ldap://127.0.0.1",
    base="dc=x",
    filter="(uid={name})",
    search_dn="cn=core,dc=x",
    search_password_file="keys/directory.password",
)


def test_without_the_library_it_is_said_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ldap", None)
    with pytest.raises(DirectoryMissing) as caught:
        open_directory(LOCAL, tmp_path)
    assert "python-ldap is not installed" in str(caught.value)
    assert "`make setup-ldap`" in caught.value.todo


@pytest.mark.parametrize(
    ("text", "mode", "reason"),
    [
        (None, 0o600, "No such file or directory"),
        (b"secret\n", 0o640, "others can read it"),
        (b"secret\n", 0o604, "others can read it"),
        (b"\nsecret\n", 0o600, "its first line is empty"),
        (b"\xff\xfe\n", 0o600, "it is no text"),
    ],
)
def test_the_searching_accounts_password_comes_from_a_file_of_its_owner_alone(
    tmp_path: Path, text: bytes | None, mode: int, reason: str
) -> None:
    file = tmp_path / "keys" / "directory.password"
    file.parent.mkdir()
    if text is not None:
        file.write_bytes(text)
        file.chmod(mode)
    with pytest.raises(DirectoryUnusable) as caught:
        open_directory(SEARCHING, tmp_path)
    assert caught.value.values == {"field": "search_password_file", "file": file, "reason": reason}
    assert "secret\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (None, "No such file or directory"),
        ("", "it holds no certificate"),
        ("no certificate", "it holds no certificate"),
        ("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "it holds no certificate"),
    ],
)
def test_a_certificate_file_that_holds_none_is_said_at_the_start(tmp_path: Path, text: str | None, reason: str) -> None:
    if text is not None:
        (tmp_path / "ca.pem").write_text(text)
    server = DirectoryServer(url="ldaps://ldap.example", user_dn="uid={name},dc=x", ca_file="ca.pem")
    with pytest.raises(DirectoryUnusable) as caught:
        open_directory(server, tmp_path)
    assert caught.value.values == {"field": "ca_file", "file": tmp_path / "ca.pem", "reason": reason}
