"""The doctor on shared libraries: what Qt and its web engine want from the system, and OpenGL."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final

from commandcenter.adapters.doctor.finding import Finding, Part
from commandcenter.adapters.doctor.probe import run, run_python
from commandcenter.domain.text import QT_TRANSLATE_NOOP

# Which Debian package brings a library that Qt may miss; a test holds this against packaging/linux/packages.txt.
BRINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "libEGL.so.1": "libegl1",
        "libGL.so.1": "libgl1",
        "libX11-xcb.so.1": "libx11-xcb1",
        "libX11.so.6": "libx11-6",
        "libXcomposite.so.1": "libxcomposite1",
        "libXdamage.so.1": "libxdamage1",
        "libXext.so.6": "libxext6",
        "libXfixes.so.3": "libxfixes3",
        "libXrandr.so.2": "libxrandr2",
        "libXtst.so.6": "libxtst6",
        "libasound.so.2": "libasound2",
        "libbrotlidec.so.1": "libbrotli1",
        "libdbus-1.so.3": "libdbus-1-3",
        "libexpat.so.1": "libexpat1",
        "libfontconfig.so.1": "libfontconfig1",
        "libfreetype.so.6": "libfreetype6",
        "libgbm.so.1": "libgbm1",
        "libglib-2.0.so.0": "libglib2.0-0",
        "libgssapi_krb5.so.2": "libgssapi-krb5-2",
        "libgthread-2.0.so.0": "libglib2.0-0",
        "libnspr4.so": "libnspr4",
        "libnss3.so": "libnss3",
        "libnssutil3.so": "libnss3",
        "libsmime3.so": "libnss3",
        "libudev.so.1": "libudev1",
        "libxcb-cursor.so.0": "libxcb-cursor0",
        "libxcb-dri3.so.0": "libxcb-dri3-0",
        "libxcb-glx.so.0": "libxcb-glx0",
        "libxcb-icccm.so.4": "libxcb-icccm4",
        "libxcb-image.so.0": "libxcb-image0",
        "libxcb-keysyms.so.1": "libxcb-keysyms1",
        "libxcb-randr.so.0": "libxcb-randr0",
        "libxcb-render-util.so.0": "libxcb-render-util0",
        "libxcb-render.so.0": "libxcb-render0",
        "libxcb-shape.so.0": "libxcb-shape0",
        "libxcb-shm.so.0": "libxcb-shm0",
        "libxcb-sync.so.1": "libxcb-sync1",
        "libxcb-util.so.1": "libxcb-util1",
        "libxcb-xfixes.so.0": "libxcb-xfixes0",
        "libxcb-xkb.so.1": "libxcb-xkb1",
        "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
        "libxkbcommon.so.0": "libxkbcommon0",
        "libxkbfile.so.1": "libxkbfile1",
        "libz.so.1": "zlib1g",
        "libzstd.so.1": "libzstd1",
    }
)
_ABSENT = re.compile(r"^\s*(\S+) => not found", re.MULTILINE)
_WIDGETS = ("lib/libQt6Widgets.so.6", "lib/libQt6Network.so.6", "plugins/platforms/libqoffscreen.so")
_X11 = ("plugins/platforms/libqxcb.so", "plugins/xcbglintegrations/libqxcb-glx-integration.so")
_WEB = ("libexec/QtWebEngineProcess", "lib/libQt6WebEngineCore.so.6")

# Opens OpenGL without a window: on Mesa by its surfaceless platform, else on the default display.
_EGL = """
import ctypes
ctypes.CDLL("libGL.so.1")
egl = ctypes.CDLL("libEGL.so.1")
egl.eglGetProcAddress.restype = ctypes.c_void_p
egl.eglGetDisplay.restype = ctypes.c_void_p
egl.eglInitialize.argtypes = [ctypes.c_void_p, ctypes.POINTER(ctypes.c_int), ctypes.POINTER(ctypes.c_int)]
egl.eglQueryString.argtypes = [ctypes.c_void_p, ctypes.c_int]
egl.eglQueryString.restype = ctypes.c_char_p
displays = []
address = egl.eglGetProcAddress(b"eglGetPlatformDisplayEXT")
if address:
    signature = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_uint, ctypes.c_void_p, ctypes.c_void_p)
    displays.append(lambda: signature(address)(0x31DD, None, None))
displays.append(lambda: egl.eglGetDisplay(None))
for get in displays:
    display, major, minor = get(), ctypes.c_int(), ctypes.c_int()
    if display and egl.eglInitialize(display, ctypes.byref(major), ctypes.byref(minor)):
        print(f"EGL {major.value}.{minor.value},", (egl.eglQueryString(display, 0x3053) or b"").decode())
        break
else:
    raise SystemExit("EGL finds no display, not even a surfaceless one")
"""


def check() -> Iterator[Finding]:
    qt = qt_folder()
    yield _loads("qt-widgets", QT_TRANSLATE_NOOP("doctor", "Qt finds its system libraries"), Part.SEATS, qt, _WIDGETS)
    yield _loads(
        "qt-xcb", QT_TRANSLATE_NOOP("doctor", "Qt can open windows on X11 (xcb platform plugin)"), Part.SEATS, qt, _X11
    )
    yield _loads(
        "qt-webengine",
        QT_TRANSLATE_NOOP("doctor", "The map's browser engine finds its system libraries"),
        Part.MAP,
        qt,
        _WEB,
    )
    opengl = run_python(_EGL)
    yield Finding(
        id="opengl",
        ok=opengl.ok,
        part=Part.MAP,
        what=QT_TRANSLATE_NOOP("doctor", "OpenGL works, on a graphics card or in software"),
        package="libegl1 libgl1 libgl1-mesa-dri",
        detail=opengl.output if opengl.ok else opengl.complaint,
    )


def qt_folder() -> Path | None:
    """PySide6's own Qt, found without loading it."""
    spec = importlib.util.find_spec("PySide6")
    places = list(spec.submodule_search_locations or []) if spec else []
    return Path(places[0]) / "Qt" if places else None


def absent_libraries(ldd_output: str) -> list[str]:
    """The sonames that the loader did not find, each once."""
    return sorted(set(_ABSENT.findall(ldd_output)))


def packages_of(sonames: Sequence[str]) -> str:
    """The Debian packages that bring them; a soname that is in no list stands for itself."""
    return " ".join(sorted({BRINGS.get(name, name) for name in sonames}))


def _loads(identifier: str, what: str, part: Part, qt: Path | None, files: Sequence[str]) -> Finding:
    """Asks the loader about each file, without running any of it."""
    if qt is None:
        return Finding(id=identifier, ok=False, part=part, what=what, package="make setup", detail="PySide6 is missing")
    absent: set[str] = set()
    for file in files:
        answer = run(["ldd", str(qt / file)])
        if not answer.ok:
            return Finding(id=identifier, ok=False, part=part, what=what, package="make setup", detail=answer.complaint)
        absent.update(absent_libraries(answer.output))
    names = sorted(absent)
    return Finding(
        id=identifier, ok=not names, part=part, what=what, package=packages_of(names), detail=" ".join(names)
    )
