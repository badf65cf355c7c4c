"""Questions to a real directory server: whose password it is, over which links, and what is no answer."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import ldap
import msgspec
import pytest

from commandcenter.adapters.directory.ldap_directory import LdapDirectory
from commandcenter.adapters.directory.opening import open_directory
from commandcenter.services.directory import DirectoryAway, DirectoryServer
from tests.support.ports import free_port
from tests.support.slapd import (
    BASE,
    HOST,
    PASSWORD,
    PASSWORD_ZH,
    PEOPLE,
    SEARCHER,
    SEARCHER_PASSWORD,
    Slapd,
    running_slapd,
)

HERE = "commandcenter.adapters.directory"
NOT_ONE = f"WARNING {HERE}.ldap_directory: the directory has not exactly one"
NOT_IN = f"WARNING {HERE}.ldap_directory: the directory does not let .* in"
NO_ANSWER = f"WARNING {HERE}.patient: the directory .* cannot be asked"

LINKS = ["plain", "start_tls", "ldaps"]
WAYS = ["user_dn", "search"]


def server(slapd: Slapd, link: str = "ldaps", way: str = "user_dn", *, timeout_s: int = 5) -> DirectoryServer:
    urls = {"plain": slapd.url, "start_tls": slapd.url, "ldaps": slapd.tls_url}
    found = (
        {"user_dn": "uid={name}," + PEOPLE}
        if way == "user_dn"
        else {
            "base": BASE,
            "filter": "(&(objectClass=person)(|(uid={name})(mail={name})))",
            "search_dn": SEARCHER,
            "search_password_file": "directory.password",
        }
    )
    return DirectoryServer(
        url=urls[link], start_tls=link == "start_tls", ca_file=str(slapd.ca_file), timeout_s=timeout_s, **found
    )


def directory(slapd: Slapd, link: str = "ldaps", way: str = "user_dn") -> LdapDirectory:
    return LdapDirectory(server(slapd, link, way), slapd.ca_file, SEARCHER_PASSWORD)


@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize("way", WAYS)
def test_the_right_password_is_right_and_any_other_is_not(slapd: Slapd, link: str, way: str) -> None:
    asked = directory(slapd, link, way)
    assert asked.knows("li.wei", PASSWORD)
    assert asked.knows("LI.WEI", PASSWORD)
    assert asked.knows("wang.min", PASSWORD_ZH)
    for wrong in (PASSWORD.lower(), PASSWORD + " ", PASSWORD + "\x00", PASSWORD[:-1], SEARCHER_PASSWORD, "\ud800"):
        assert not asked.knows("li.wei", wrong)


@pytest.mark.parametrize("way", WAYS)
def test_an_empty_password_is_refused_though_this_server_would_take_it(slapd: Slapd, way: str) -> None:
    trap = ldap.initialize(slapd.url)
    trap.simple_bind_s(f"uid=li.wei,{PEOPLE}", "")
    trap.unbind_s()
    assert not directory(slapd, "plain", way).knows("li.wei", "")


@pytest.mark.expects_log(NOT_ONE)
@pytest.mark.parametrize(
    "name",
    ["*", "li.*", "*)(uid=*", "li.wei)(uid=*", "li.wei)(|(uid=*", "li.wei\x00", "\x00", "*)(uid=*))(|(uid=*", "\\2a"],
)
def test_no_name_reaches_another_person_by_a_filter(slapd: Slapd, name: str) -> None:
    """One of them is a real name: it is that person, and only with the password."""
    assert directory(slapd, "plain", "search").knows(name, PASSWORD) is (name == "*)(uid=*")
    assert not directory(slapd, "plain", "search").knows("nobody.such", PASSWORD)


@pytest.mark.parametrize(
    "name",
    [
        f"li.wei,{PEOPLE}",
        "li.wei,ou=people",
        "li.wei+cn=李伟",
        "li.wei\x00",
        "li.wei\\",
        "li.wei,ou=people\\,",
        "#04066c692e776569",
    ],
)
def test_no_name_reaches_another_person_by_its_parts(slapd: Slapd, name: str) -> None:
    assert not directory(slapd, "plain").knows(name, PASSWORD)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", ["*)(uid=*", "chen, jing+x=y", "a\\2ab", ' "odd";<#> ', "李·伟"])
def test_a_name_with_signs_is_a_name(slapd: Slapd, name: str, way: str) -> None:
    asked = directory(slapd, "plain", way)
    assert asked.knows(name, PASSWORD)
    assert not asked.knows(name, "wrong")


@pytest.mark.expects_log(NOT_ONE + " 'twin@jiangbei.example'")
def test_a_name_that_is_two_persons_is_nobody(slapd: Slapd) -> None:
    asked = directory(slapd, "plain", "search")
    assert not asked.knows("twin@jiangbei.example", PASSWORD)
    assert asked.knows("twin.one", PASSWORD)


def test_who_is_not_there_or_has_no_password_there_is_not_in(slapd: Slapd) -> None:
    assert not directory(slapd).knows("no.such", PASSWORD)
    assert not directory(slapd).knows("no.password", PASSWORD)


@pytest.mark.expects_log(NOT_IN + ": INVALID_DN_SYNTAX")
def test_whom_the_server_refuses_for_another_reason_is_not_in_and_the_log_says_why(slapd: Slapd) -> None:
    assert not directory(slapd).knows("", PASSWORD)


def test_a_searching_account_that_is_not_let_in_is_the_centres_trouble_and_nobodys_wrong_password(
    slapd: Slapd,
) -> None:
    asked = LdapDirectory(server(slapd, "ldaps", "search"), slapd.ca_file, "not its password")
    with pytest.raises(DirectoryAway, match="INVALID_CREDENTIALS"):
        asked.knows("li.wei", PASSWORD)


@pytest.mark.parametrize("link", ["start_tls", "ldaps"])
def test_a_certificate_of_another_authority_is_not_believed(slapd: Slapd, link: str) -> None:
    asked = LdapDirectory(server(slapd, link), slapd.folder / "other.pem")
    with pytest.raises(DirectoryAway, match=r"SERVER_DOWN|CONNECT_ERROR"):
        asked.knows("li.wei", PASSWORD)


@pytest.mark.parametrize("link", ["start_tls", "ldaps"])
def test_a_certificate_of_another_host_is_not_believed(slapd: Slapd, link: str) -> None:
    """The server's is good for its address; the library takes localhost for this machine's own name."""
    meant = server(slapd, link)
    asked = LdapDirectory(msgspec.structs.replace(meant, url=meant.url.replace(HOST, "localhost")), slapd.ca_file)
    with pytest.raises(DirectoryAway, match=r"SERVER_DOWN|CONNECT_ERROR"):
        asked.knows("li.wei", PASSWORD)


def test_a_setting_of_the_machine_that_believes_everything_does_not_count(
    slapd: Slapd, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As LDAPTLS_REQCERT=never would have it, here by the library's own process-wide option."""
    before = ldap.get_option(ldap.OPT_X_TLS_REQUIRE_CERT)
    ldap.set_option(ldap.OPT_X_TLS_REQUIRE_CERT, ldap.OPT_X_TLS_NEVER)
    try:
        asked = LdapDirectory(server(slapd, "ldaps"), slapd.folder / "other.pem")
        with pytest.raises(DirectoryAway):
            asked.knows("li.wei", PASSWORD)
    finally:
        ldap.set_option(ldap.OPT_X_TLS_REQUIRE_CERT, before)


def test_a_server_that_is_not_there_is_said_so_at_once(slapd: Slapd) -> None:
    nowhere = msgspec.structs.replace(server(slapd, "plain"), url=f"ldap://127.0.0.1:{free_port()}")
    began = time.monotonic()
    with pytest.raises(DirectoryAway, match="SERVER_DOWN"):
        LdapDirectory(nowhere, slapd.ca_file).knows("li.wei", PASSWORD)
    assert time.monotonic() - began < 2


@pytest.mark.expects_log(NO_ANSWER + ".*no answer within 1 s")
@pytest.mark.parametrize("link", LINKS)
def test_a_server_that_takes_the_call_and_says_nothing_is_waited_for_so_long_and_no_longer(
    slapd: Slapd, link: str
) -> None:
    with mute() as port:
        meant = server(slapd, link, timeout_s=1)
        scheme, _, rest = meant.url.partition("://")
        asked = open_directory(
            msgspec.structs.replace(meant, url=f"{scheme}://{rest.rpartition(':')[0]}:{port}"), slapd.folder
        )
        began = time.monotonic()
        with pytest.raises(DirectoryAway):
            asked.knows("li.wei", PASSWORD)
        assert time.monotonic() - began < 2


@contextmanager
def mute() -> Iterator[int]:
    """A port where everybody is let in and nothing is ever said."""
    with socket.create_server(("127.0.0.1", 0), backlog=16) as listener:
        yield listener.getsockname()[1]


@pytest.mark.expects_log(NO_ANSWER)
def test_a_server_that_is_back_is_asked_again() -> None:
    with running_slapd() as own:
        asked = directory(own)
        assert asked.knows("li.wei", PASSWORD)
        own.stop()
        with pytest.raises(DirectoryAway):
            asked.knows("li.wei", PASSWORD)
        patient = open_directory(server(own), own.folder)
        with pytest.raises(DirectoryAway):
            patient.knows("li.wei", PASSWORD)
        own.start()
        assert asked.knows("li.wei", PASSWORD)


def test_the_password_of_the_searching_account_comes_from_its_file(slapd: Slapd, tmp_path: Path) -> None:
    file = tmp_path / "directory.password"
    file.touch(mode=0o600)
    file.write_text(SEARCHER_PASSWORD + "\n")
    asked = open_directory(server(slapd, "ldaps", "search"), tmp_path)
    assert asked.knows("li.wei", PASSWORD)
    assert not asked.knows("li.wei", "wrong")


def test_no_connection_stays_open(slapd: Slapd) -> None:
    asked = directory(slapd)
    asked.knows("li.wei", PASSWORD)
    before = len(list(Path("/proc/self/fd").iterdir()))
    for password in (PASSWORD, "wrong") * 10:
        asked.knows("li.wei", password)
    assert len(list(Path("/proc/self/fd").iterdir())) <= before
