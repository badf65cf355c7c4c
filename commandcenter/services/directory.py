"""A directory (LDAP) that checks people's passwords in the core's place: what it is asked, and how it is reached.

It answers one question only: is this that person's password. Who may do what, codes, waiting after wrong passwords and
the record of it all stay the core's.
"""

from __future__ import annotations

from typing import Annotated, Protocol

import msgspec

from commandcenter.domain.errors import Trouble
from commandcenter.domain.hosts import is_loopback
from commandcenter.domain.text import QT_TRANSLATE_NOOP

NAME = "{name}"
URL_PATTERN = r"^ldaps?://(\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9.-]{1,253})(:[0-9]{1,5})?\Z"
ADDRESS = QT_TRANSLATE_NOOP("trouble", "a directory's address is ldaps://HOST or ldaps://HOST:PORT")

Url = Annotated[str, msgspec.Meta(pattern=URL_PATTERN)]
Text = Annotated[str, msgspec.Meta(max_length=1024)]


class DirectoryAway(Exception):
    """It was not asked, or did not say: nobody knows whether the password is right. The text holds no password."""


class Directory(Protocol):
    """May be asked by several threads at once."""

    def knows(self, name: str, password: str) -> bool:
        """Whether that is the password of the one it knows as `name`; "" never is. Raises DirectoryAway."""


class DirectoryServer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """As the settings have it; files are relative to the data folder.

    A person is found as `user_dn` with the name in it, or by `filter` below `base`, looked for in the name of
    `search_dn`, whose password is in a file of its own. `timeout_s` is for the whole question, and less
    than a seat waits for its answer.
    """

    url: Url
    start_tls: bool = False
    ca_file: Text = "/etc/ssl/certs/ca-certificates.crt"
    user_dn: Text = ""
    base: Text = ""
    filter: Text = ""
    search_dn: Text = ""
    search_password_file: Text = ""
    timeout_s: Annotated[int, msgspec.Meta(ge=1, le=10)] = 5

    @property
    def encrypted(self) -> bool:
        return self.url.startswith("ldaps://") or self.start_tls

    @property
    def searches(self) -> bool:
        return bool(self.base)


def flaw(server: DirectoryServer) -> tuple[str, Trouble] | None:
    """What cannot be meant: the field, and why; None when there is nothing."""
    host, port = _host_and_port(server.url)
    if port > 65_535:
        return "url", Trouble(ADDRESS)
    if not server.encrypted and not is_loopback(host):
        what = QT_TRANSLATE_NOOP("trouble", "passwords would be readable on the way: ldaps://, or start_tls = true")
        return "url", Trouble(what)
    if server.start_tls and server.url.startswith("ldaps://"):
        what = QT_TRANSLATE_NOOP("trouble", "ldaps:// is encrypted from the start: leave start_tls out, or use ldap://")
        return "start_tls", Trouble(what)
    return _flaw_of_finding(server)


def _flaw_of_finding(server: DirectoryServer) -> tuple[str, Trouble] | None:
    searching = {it: getattr(server, it) for it in ("base", "filter", "search_dn", "search_password_file")}
    if bool(server.user_dn) is any(searching.values()):
        what = QT_TRANSLATE_NOOP(
            "trouble", "people are found either by user_dn, or by base, filter, search_dn and search_password_file"
        )
        return "user_dn", Trouble(what)
    if not server.user_dn:
        for field, value in searching.items():
            if not value:
                return field, Trouble(QT_TRANSLATE_NOOP("trouble", "this is needed to search for people"))
    for field in ("user_dn", "base", "search_dn"):
        if getattr(server, field) and "=" not in getattr(server, field):
            what = QT_TRANSLATE_NOOP("trouble", "a name in a directory is written like ou=people,dc=example")
            return field, Trouble(what)
    return _flaw_of_template("user_dn" if server.user_dn else "filter", server.user_dn or server.filter)


def _flaw_of_template(field: str, template: str) -> tuple[str, Trouble] | None:
    left = template.replace(NAME, "")
    if left == template or "{" in left or "}" in left:
        what = QT_TRANSLATE_NOOP(
            "trouble", "{name} has to stand there, where the person's name goes, and no other brace"
        )
        return field, Trouble(what, name=NAME)
    if field == "filter" and not (template[0] == "(" and template[-1] == ")" and left.count("(") == left.count(")")):
        return field, Trouble(QT_TRANSLATE_NOOP("trouble", "a filter stands in brackets, like (uid={name})"), name=NAME)
    return None


def _host_and_port(url: str) -> tuple[str, int]:
    """0 where none is named."""
    address = url.partition("://")[2]
    host, colon, port = address.rpartition(":")
    return (host, int(port)) if colon and not address.endswith("]") else (address, 0)
