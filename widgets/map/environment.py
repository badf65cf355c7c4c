"""What must be settled before QApplication exists: the URL scheme, Chromium's switches, and the sandbox."""

from __future__ import annotations

import os
from collections.abc import Mapping, MutableMapping
from pathlib import Path

from PySide6.QtWebEngineCore import QWebEngineUrlScheme

from commandcenter.domain.errors import Trouble
from commandcenter.domain.text import QT_TRANSLATE_NOOP

SCHEME = b"ccmap"
_FLAGS = "QTWEBENGINE_CHROMIUM_FLAGS"
_ALWAYS = ("--disable-dev-tools",)
# Without a GPU Chromium block-lists WebGL 2, and with its own compositor on top the page stays white.
_SOFTWARE = (
    "--use-gl=angle",
    "--use-angle=swiftshader-webgl",
    "--enable-unsafe-swiftshader",
    "--disable-gpu-compositing",
)
_NEVER = ("--disable-web-security", "--remote-debugging-port", "--remote-debugging-pipe")


class UnsafeBrowser(Trouble):
    """The environment weakens the browser engine in a way that was not allowed."""


def register_scheme() -> None:
    """Makes `ccmap:` known to the browser engine; once in a process, before QApplication."""
    if QWebEngineUrlScheme.schemeByName(SCHEME).name() == SCHEME:
        return
    scheme = QWebEngineUrlScheme(SCHEME)
    scheme.setSyntax(QWebEngineUrlScheme.Syntax.Host)
    scheme.setFlags(
        QWebEngineUrlScheme.Flag.SecureScheme
        | QWebEngineUrlScheme.Flag.CorsEnabled
        | QWebEngineUrlScheme.Flag.FetchApiAllowed
    )
    QWebEngineUrlScheme.registerScheme(scheme)


def prepare_environment(gpu: bool | None, environ: MutableMapping[str, str] | None = None) -> None:
    """Adds the switches that the map needs to Chromium's; `gpu=None` looks for a usable GPU itself.

    Call before QApplication. What an administrator has already set is kept.
    """
    env = os.environ if environ is None else environ
    hardware = has_gpu(env) if gpu is None else gpu
    wanted = _ALWAYS if hardware else _ALWAYS + _SOFTWARE
    if not hardware:
        # Qt Quick, which carries the page into the widget, would otherwise put the whole window together in a
        # software OpenGL: a small change of the page then costs 90 ms of processor instead of 10.
        env.setdefault("QT_QUICK_BACKEND", "software")
    present = env.get(_FLAGS, "").split()
    names = {flag.partition("=")[0] for flag in present}
    env[_FLAGS] = " ".join([*present, *(flag for flag in wanted if flag.partition("=")[0] not in names)])


def has_gpu(environ: Mapping[str, str]) -> bool:
    """Whether this user may open a graphics device and has not asked for software drawing."""
    if environ.get("LIBGL_ALWAYS_SOFTWARE") == "1" or environ.get("QT_QUICK_BACKEND") == "software":
        return False
    devices = [*Path("/dev").glob("dri/renderD*"), *Path("/dev").glob("nvidia[0-9]*")]
    return any(os.access(device, os.R_OK | os.W_OK) for device in devices)


def sandbox_is_off(environ: Mapping[str, str]) -> bool:
    off_by_variable = environ.get("QTWEBENGINE_DISABLE_SANDBOX", "") not in ("", "0")
    return off_by_variable or "--no-sandbox" in environ.get(_FLAGS, "").split()


def check_environment(*, allow_unsandboxed: bool, environ: Mapping[str, str] | None = None) -> None:
    """Raises UnsafeBrowser if the browser engine would run open to debugging, or unsandboxed without leave."""
    env = os.environ if environ is None else environ
    flags = env.get(_FLAGS, "").split()
    forbidden = [flag for flag in flags if flag.partition("=")[0] in _NEVER]
    if env.get("QTWEBENGINE_REMOTE_DEBUGGING"):
        forbidden.append("QTWEBENGINE_REMOTE_DEBUGGING")
    if forbidden:
        raise UnsafeBrowser(
            QT_TRANSLATE_NOOP("trouble", "{names} must not be set: it opens the map's browser to others"),
            names=", ".join(forbidden),
        )
    off = sandbox_is_off(env)
    if off and not allow_unsandboxed:
        raise UnsafeBrowser(
            QT_TRANSLATE_NOOP(
                "trouble", "the browser sandbox is switched off (QTWEBENGINE_DISABLE_SANDBOX or --no-sandbox)"
            )
        )
    if not off and os.geteuid() == 0:
        # Chromium would end the whole process with "Running as root without --no-sandbox is not supported".
        raise UnsafeBrowser(
            QT_TRANSLATE_NOOP(
                "trouble", "the browser sandbox does not work for root: start the program as an ordinary user"
            )
        )
