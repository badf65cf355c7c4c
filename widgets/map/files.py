"""Which file answers which address of the map page: an allow-list of names in three folders."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

# The whole of MapLibre that a page needs; its other files are for developers.
_LIBRARY = ("maplibre-gl.mjs", "maplibre-gl-worker.mjs", "maplibre-gl.css")
_PAGE = re.compile(r"[a-z][a-z0-9_-]*\.(html|js|css)")
_DATA = re.compile(r"[a-z][a-z0-9_-]*\.(geojson|json)")
_TYPES = {
    ".html": b"text/html",
    ".js": b"text/javascript",
    ".mjs": b"text/javascript",
    ".css": b"text/css",
    ".geojson": b"application/geo+json",
    ".json": b"application/json",
}
OUTLINE = "outline.geojson"


class MapFiles(msgspec.Struct, frozen=True, kw_only=True):
    """Where the page's files are: its own folder (with node_modules in it) and the district's data."""

    page: Path
    data: Path

    @property
    def library(self) -> Path:
        return self.page / "node_modules" / "maplibre-gl" / "dist"

    def find(self, url_path: str) -> Path | None:
        """The file behind `/index.html`, `/lib/NAME` or `/data/NAME`; None for every other path.

        Names are matched whole against an allow-list, so no path can climb out; a link that leads out is refused.
        """
        match url_path.split("/"):
            case ["", name] if _PAGE.fullmatch(name):
                return _inside(self.page, name)
            case ["", "lib", name] if name in _LIBRARY:
                return _inside(self.library, name)
            case ["", "data", name] if _DATA.fullmatch(name):
                return _inside(self.data, name)
            case _:
                return None

    def missing(self) -> list[Path]:
        """The files without which there is no map, of those that are not there."""
        wanted = [self.page / "index.html", *(self.library / name for name in _LIBRARY), self.data / OUTLINE]
        return [path for path in wanted if not path.is_file()]


def mime_type(path: Path) -> bytes:
    return _TYPES[path.suffix]


def _inside(folder: Path, name: str) -> Path | None:
    path = (folder / name).resolve()
    return path if path.is_relative_to(folder.resolve()) and path.is_file() else None
