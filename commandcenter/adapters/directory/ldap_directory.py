"""One question to an LDAP server: connect, find the person, bind with the password. Only this module knows python-ldap.

Each question has a connection of its own: none is left in the name of who was asked about last.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from pathlib import Path
from typing import Any

from commandcenter.adapters.directory.escaping import filled
from commandcenter.adapters.directory.trouble import DirectoryMissing
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.directory import DirectoryAway, DirectoryServer

log = logging.getLogger(__name__)

# Asks for no attribute at all (RFC 4511, 4.5.1.8).
NO_ATTRIBUTES = ["1.1"]


class LdapDirectory:
    """Implements `services.directory.Directory`. `search_password` is that of `server.search_dn`.

    The constructor asks nobody. It raises DirectoryMissing.
    """

    def __init__(self, server: DirectoryServer, ca_file: Path, search_password: str = "") -> None:
        self._ldap = _python_ldap()
        self._server = server
        self._ca_file = ca_file
        self._search_password = search_password

    def knows(self, name: str, password: str) -> bool:
        try:
            secret = password.encode()
        except UnicodeEncodeError:
            return False
        # To the server an empty one is no wrong password but no sign-in at all, and that succeeds (RFC 4513, 5.1.2).
        if not secret:
            return False
        try:
            connection = self._connected()
            try:
                found = self._found(connection, name)
                return found is not None and self._binds(connection, found, secret)
            finally:
                with suppress(self._ldap.LDAPError):
                    connection.unbind_s()
        except (self._ldap.LDAPError, ValueError) as error:
            # ValueError: an option that this machine's library does not take.
            raise DirectoryAway(_said(error)) from error

    def _connected(self) -> Any:
        ldap, server = self._ldap, self._server
        connection = ldap.initialize(server.url)
        connection.set_option(ldap.OPT_PROTOCOL_VERSION, 3)
        connection.set_option(ldap.OPT_NETWORK_TIMEOUT, server.timeout_s)
        connection.set_option(ldap.OPT_TIMEOUT, server.timeout_s)
        # No timeout of the library ends a handshake that hangs: a server that is gone for good is found out by these.
        connection.set_option(ldap.OPT_X_KEEPALIVE_IDLE, 10)
        connection.set_option(ldap.OPT_X_KEEPALIVE_INTERVAL, 5)
        connection.set_option(ldap.OPT_X_KEEPALIVE_PROBES, 3)
        connection.set_option(ldap.OPT_TCP_USER_TIMEOUT, server.timeout_s * 1000)
        # Another server that this one names has not been trusted with passwords by anybody.
        connection.set_option(ldap.OPT_REFERRALS, 0)
        if server.encrypted:
            connection.set_option(ldap.OPT_X_TLS_CACERTFILE, str(self._ca_file))
            # The certificate has to be of that authority and for that host, whatever the machine's ldap.conf says.
            connection.set_option(ldap.OPT_X_TLS_REQUIRE_CERT, ldap.OPT_X_TLS_DEMAND)
            connection.set_option(ldap.OPT_X_TLS_PROTOCOL_MIN, ldap.OPT_X_TLS_PROTOCOL_TLS1_2)
            connection.set_option(ldap.OPT_X_TLS_NEWCTX, 0)
        if server.start_tls:
            connection.start_tls_s()
        return connection

    def _found(self, connection: Any, name: str) -> str | None:
        """The person's name in the directory, None when there is none, or more than one."""
        ldap, server = self._ldap, self._server
        if not server.searches:
            return filled(server.user_dn, name)
        connection.simple_bind_s(server.search_dn, self._search_password)
        try:
            entries = connection.search_ext_s(
                server.base, ldap.SCOPE_SUBTREE, filled(server.filter, name), NO_ATTRIBUTES, sizelimit=2
            )
        except ldap.SIZELIMIT_EXCEEDED:
            entries = []
        # Without a name: where else to look, which is not followed.
        found = [entry[0] for entry in entries if entry[0]]
        if len(found) != 1:
            log.warning("the directory has not exactly one %r", name)
            return None
        return str(found[0])

    def _binds(self, connection: Any, found: str, secret: bytes) -> bool:
        try:
            connection.simple_bind_s(found, secret)
        except self._ldap.INVALID_CREDENTIALS:
            return False
        except self._refusals as error:
            log.warning("the directory does not let %r in: %s", found, _said(error))
            return False
        return True

    @property
    def _refusals(self) -> tuple[type[Exception], ...]:
        """What is said of this one person: without a password there, locked, disabled, none such."""
        ldap = self._ldap
        return (
            ldap.INAPPROPRIATE_AUTH,
            ldap.CONSTRAINT_VIOLATION,
            ldap.UNWILLING_TO_PERFORM,
            ldap.NO_SUCH_OBJECT,
            ldap.INVALID_DN_SYNTAX,
        )


def _python_ldap() -> Any:
    """The library, loaded only where a directory is named. Raises DirectoryMissing."""
    try:
        import ldap
    except ImportError as error:
        raise DirectoryMissing(
            QT_TRANSLATE_NOOP("trouble", "The settings name a directory, and python-ldap is not installed: {reason}"),
            QT_TRANSLATE_NOOP(
                "trouble", "Run `make setup-ldap` in the program's folder, or take [directory] out of the settings."
            ),
            reason=error,
        ) from error
    return ldap


def _said(error: Exception) -> str:
    """What the library or the server says; never a password, for it is given none to say."""
    told = error.args[0] if error.args and isinstance(error.args[0], dict) else {}
    parts = (type(error).__name__, told.get("desc", ""), told.get("info", ""))
    return ": ".join(repr(str(part))[1:-1][:200] for part in parts if part)
