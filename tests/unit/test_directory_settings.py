"""[directory] of the settings: what cannot be meant, or would show passwords on the way, is refused with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from commandcenter.services.directory import DirectoryServer
from commandcenter.settings import Settings, SettingsError, read_settings

DN = 'user_dn = "uid={name},ou=people,dc=x"\n'
SEARCH = 'base = "dc=x"\nfilter = "(uid={name})"\nsearch_dn = "cn=core,dc=x"\nsearch_password_file = "keys/d"\n'
TLS = 'url = "ldaps://ldap.example"\n'
NO_WAY = "passwords would be readable on the way: ldaps://, or start_tls = true"
EITHER = "people are found either by user_dn, or by base, filter, search_dn and search_password_file"
PLACE = "{name} has to stand there, where the person's name goes, and no other brace"
WRITTEN = "a name in a directory is written like ou=people,dc=example"
BRACKETS = "a filter stands in brackets, like (uid={name})"
ADDRESS = "a directory's address is ldaps://HOST or ldaps://HOST:PORT"


def settings(folder: Path, text: str) -> Settings:
    file = folder / "settings.toml"
    file.write_text(f"version = 1\n[directory]\n{text}", encoding="utf-8")
    return read_settings(file)


def test_without_the_section_there_is_no_directory() -> None:
    assert Settings().directory is None


@pytest.mark.parametrize(
    "text",
    [
        TLS + DN,
        TLS + SEARCH,
        'url = "ldaps://10.20.0.9:1636"\ntimeout_s = 10\n' + DN,
        'url = "ldap://ldap.example:389"\nstart_tls = true\nca_file = "keys/ca.pem"\n' + DN,
        'url = "ldap://127.0.0.1:1389"\n' + DN,
        'url = "ldap://127.9.9.9"\n' + DN,
        'url = "ldap://[::1]:1389"\n' + DN,
        'url = "ldap://localhost"\n' + DN,
        TLS + SEARCH.replace("(uid={name})", "(&(objectClass=person)(|(uid={name})(mail={name})))"),
    ],
)
def test_what_is_meant_is_taken(tmp_path: Path, text: str) -> None:
    assert settings(tmp_path, text).directory is not None


def test_what_is_not_named_has_a_default(tmp_path: Path) -> None:
    server = settings(tmp_path, TLS + DN).directory
    assert server == DirectoryServer(
        url="ldaps://ldap.example",
        start_tls=False,
        ca_file="/etc/ssl/certs/ca-certificates.crt",
        user_dn="uid={name},ou=people,dc=x",
        timeout_s=5,
    )
    assert server.encrypted
    assert not server.searches


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ('url = "ldap://ldap.example"\n' + DN, "url", NO_WAY),
        ('url = "ldap://10.20.0.9"\n' + SEARCH, "url", NO_WAY),
        ('url = "ldap://localhost.example"\n' + DN, "url", NO_WAY),
        ('url = "ldap://[::2]"\n' + DN, "url", NO_WAY),
        ('url = "http://ldap.example"\n' + DN, "url", ADDRESS),
        ('url = "ldaps://ldap.example/dc=x??sub"\n' + DN, "url", ADDRESS),
        ('url = "ldaps://cn=x:secret@ldap.example"\n' + DN, "url", ADDRESS),
        ('url = "ldaps://one ldaps://two"\n' + DN, "url", ADDRESS),
        ('url = "ldaps://one:70000"\n' + DN, "url", ADDRESS),
        ('url = "ldapi:///"\n' + DN, "url", ADDRESS),
        ('url = ""\n' + DN, "url", ADDRESS),
        (
            TLS + "start_tls = true\n" + DN,
            "start_tls",
            "ldaps:// is encrypted from the start: leave start_tls out, or use ldap://",
        ),
        (TLS, "user_dn", EITHER),
        (TLS + DN + SEARCH, "user_dn", EITHER),
        (TLS + DN + 'search_dn = "cn=core,dc=x"\n', "user_dn", EITHER),
        (TLS + SEARCH.replace('search_dn = "cn=core,dc=x"\n', ""), "search_dn", "this is needed to search for people"),
        (TLS + 'filter = "(uid={name})"\n', "base", "this is needed to search for people"),
        (TLS + 'user_dn = "uid=li,dc=x"\n', "user_dn", PLACE),
        (TLS + 'user_dn = "uid={name},ou={0},dc=x"\n', "user_dn", PLACE),
        (TLS + 'user_dn = "{name}@x"\n', "user_dn", WRITTEN),
        (TLS + SEARCH.replace("dc=x", "x", 1), "base", WRITTEN),
        (TLS + SEARCH.replace("({na", "(uid").replace("(uid={name})", "uid={name}"), "filter", BRACKETS),
        (TLS + SEARCH.replace("(uid={name})", "(&(uid={name})"), "filter", BRACKETS),
        (TLS + SEARCH.replace("(uid={name})", "(uid=li)"), "filter", PLACE),
    ],
)
def test_what_cannot_be_meant_is_named_with_its_place(tmp_path: Path, text: str, where: str, what: str) -> None:
    with pytest.raises(SettingsError) as refused:
        settings(tmp_path, text)
    assert (refused.value.values["where"], str(refused.value.values["what"])) == (f"directory.{where}", what)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("timeout_s = 0\n", "directory.timeout_s"),
        ("timeout_s = 11\n", "directory.timeout_s"),
        ('password = "x"\n', "directory.password"),
        ('start_tls = "no"\n', "directory.start_tls"),
        (DN, "line 5, column 38"),
    ],
)
def test_what_is_no_field_or_no_value_of_it_is_refused(tmp_path: Path, text: str, where: str) -> None:
    with pytest.raises(SettingsError) as refused:
        settings(tmp_path, TLS + DN + text)
    assert str(refused.value.values["where"]) == where
