"""Puts a directory together from the settings and the files that these name."""

from __future__ import annotations

import os
import ssl
import stat
from pathlib import Path

from commandcenter.adapters.directory.ldap_directory import LdapDirectory
from commandcenter.adapters.directory.patient import PatientDirectory
from commandcenter.adapters.directory.trouble import DirectoryUnusable
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.directory import Directory, DirectoryServer


def open_directory(server: DirectoryServer, folder: Path) -> Directory:
    """`folder` is what the files are relative to. Asks nobody yet. Raises DirectoryUnusable."""
    ca_file = folder / server.ca_file
    if server.encrypted:
        _check_certificates(ca_file)
    password = _password(folder / server.search_password_file) if server.searches else ""
    return PatientDirectory(LdapDirectory(server, ca_file, password), server.url, server.timeout_s)


def _check_certificates(path: Path) -> None:
    """Otherwise the library would only ever say that the server is down."""
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(path)
    except ssl.SSLError as error:
        raise _unusable("ca_file", path, QT_TRANSLATE_NOOP("trouble", "it holds no certificate")) from error
    except OSError as error:
        raise _unusable("ca_file", path, error.strerror or str(error)) from error


def _password(path: Path) -> str:
    """The first line of a file that only its owner can read."""
    try:
        with path.open("rb") as file:
            mode, text = os.fstat(file.fileno()).st_mode, file.read(4096).decode()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else ""
        raise _unusable(
            "search_password_file", path, reason or QT_TRANSLATE_NOOP("trouble", "it is no text")
        ) from error
    if stat.S_IMODE(mode) & 0o077:
        raise _unusable("search_password_file", path, QT_TRANSLATE_NOOP("trouble", "others can read it"))
    password = text.split("\n", 1)[0].rstrip("\r")
    if not password:
        raise _unusable("search_password_file", path, QT_TRANSLATE_NOOP("trouble", "its first line is empty"))
    return password


def _unusable(field: str, path: Path, reason: str) -> DirectoryUnusable:
    return DirectoryUnusable(
        QT_TRANSLATE_NOOP("trouble", "[directory] {field} of the settings, {file}, cannot be used: {reason}"),
        QT_TRANSLATE_NOOP("trouble", "Correct that; a secret file is readable by its owner only (chmod 600)."),
        field=field,
        file=path,
        reason=reason,
    )
