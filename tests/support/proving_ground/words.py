"""What a client of RTSP asks, what it is answered, and who it says it is (RFC 2326; RFC 2617 Basic and Digest)."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import re
from dataclasses import dataclass

REALM = "proving ground"
NONCE = "6f1c2ab0"
_PAIR = re.compile(r'(\w+)="([^"]*)"')
REASONS = {200: "OK", 401: "Unauthorized", 404: "Not Found", 453: "Not Enough Bandwidth", 501: "Not Implemented"}


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    url: str
    headers: dict[str, str]  # names in lower case

    @property
    def number(self) -> str:
        return self.headers.get("cseq", "0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """Who may come in; without a user everybody."""

    user: str = ""
    password: str = ""
    digest: bool = True

    @property
    def question(self) -> str:
        return f'Digest realm="{REALM}", nonce="{NONCE}"' if self.digest else f'Basic realm="{REALM}"'

    def lets_in(self, request: Request) -> bool:
        if not self.user:
            return True
        scheme, _, said = request.headers.get("authorization", "").partition(" ")
        if not self.digest:
            right = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
            return scheme == "Basic" and said == right
        pairs = dict(_PAIR.findall(said))
        first, second = _md5(f"{self.user}:{REALM}:{self.password}"), _md5(f"{request.method}:{pairs.get('uri', '')}")
        return scheme == "Digest" and pairs.get("response") == _md5(f"{first}:{NONCE}:{second}")


async def read_request(reader: asyncio.StreamReader) -> Request | None:
    """The next request; the client's own RTCP in between is thrown away. None at the end."""
    try:
        while (first := await reader.readexactly(1)) == b"$":
            _channel, high, low = await reader.readexactly(3)
            await reader.readexactly(high << 8 | low)
        head = (first + await reader.readuntil(b"\r\n\r\n")).decode("utf-8", "replace")
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
    line, *rest = head.strip().split("\r\n")
    method, url, *_ = [*line.split(" "), "", ""]
    headers = {name.strip().lower(): value.strip() for name, _, value in (row.partition(":") for row in rest)}
    return Request(method, url, headers)


def answer(request: Request, code: int, headers: dict[str, str] | None = None, body: str = "") -> bytes:
    rows = {"CSeq": request.number, **(headers or {}), **({"Content-Length": str(len(body))} if body else {})}
    lines = [f"RTSP/1.0 {code} {REASONS[code]}", *(f"{name}: {value}" for name, value in rows.items())]
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
