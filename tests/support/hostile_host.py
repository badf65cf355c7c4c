"""A host that answers a player with what would have it open files, write files, or ask elsewhere."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

PIECE, PIECE_S = 8192, 0.1  # a live stream comes at its pace


class HostileHost:
    """`film` is what an honest answer would be; `bait` is the local file that nobody may open."""

    def __init__(self, film: Path, bait: Path, forbidden: Path) -> None:
        self._film = film.read_bytes()
        self._bait, self._forbidden = bait, forbidden
        self.asked: list[str] = []

    def answer(self, path: str, host: str) -> tuple[int, dict[str, str], bytes]:
        """Status, headers, body."""
        self.asked.append(path)
        film, bait = f"http://{host}/film.ts", f"file://{self._bait}"
        sout = f"#EXTVLCOPT:sout=#std{{access=file,mux=ts,dst={self._forbidden}}}"
        kinds: dict[str, tuple[str, str]] = {
            "/bait.m3u": ("audio/x-mpegurl", f"#EXTM3U\n#EXTINF:-1,x\n{bait}\n"),
            "/option.m3u": ("audio/x-mpegurl", f"#EXTM3U\n{sout}\n{film}\n"),
            "/live.m3u8": (
                "application/vnd.apple.mpegurl",
                f"#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n{bait}\n#EXT-X-ENDLIST\n",
            ),
            "/list.xspf": (
                "application/xspf+xml",
                '<?xml version="1.0"?><playlist version="1" xmlns="http://xspf.org/ns/0/"><trackList>'
                f"<track><location>{bait}</location></track></trackList></playlist>",
            ),
            "/list.pls": ("audio/x-scpls", f"[playlist]\nNumberOfEntries=1\nFile1={bait}\n"),
            "/list.asx": ("video/x-ms-asf", f'<asx version="3.0"><entry><ref href="{bait}"/></entry></asx>'),
            "/list.ffconcat": ("text/plain", f"ffconcat version 1.0\nfile '{bait}'\nfile '{self._bait}'\n"),
            "/list.sdp": ("application/sdp", f"v=0\no=- 1 1 IN IP4 0.0.0.0\ns=x\nt=0 0\na=control:{bait}\n"),
            "/dash.mpd": (
                "application/dash+xml",
                '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"'
                ' mediaPresentationDuration="PT10S" minBufferTime="PT1S"'
                ' profiles="urn:mpeg:dash:profile:isoff-main:2011"><Period>'
                '<AdaptationSet mimeType="video/mp2t"><Representation id="1" bandwidth="1000">'
                f"<BaseURL>{bait}</BaseURL></Representation></AdaptationSet></Period></MPD>",
            ),
        }
        if path == "/film.ts":
            kind = "video/mp2t" if self._film[:1] == b"G" else "multipart/x-mixed-replace;boundary=ffmpeg"
            return 200, {"Content-Type": kind}, self._film
        if path == "/redirected":
            return 302, {"Location": bait}, b""
        if path not in kinds:
            return 404, {}, b""
        kind, body = kinds[path]
        return 200, {"Content-Type": kind}, body.encode()


@contextmanager
def hostile_http(host: HostileHost) -> Iterator[str]:
    """Serves until the block ends; the address without a path."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            code, headers, body = host.answer(self.path, self.headers["Host"])
            self.send_response(code)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            with suppress(ConnectionError):
                for at in range(0, len(body), PIECE):
                    self.wfile.write(body[at : at + PIECE])
                    time.sleep(PIECE_S)

        def log_message(self, *_: object) -> None:
            """Not in the tests' output."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def hostile_rtsp(headers: str, body: str = "", status: str = "200 OK") -> Iterator[str]:
    """An RTSP address whose DESCRIBE is answered with exactly that, and everything else with an empty 200."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.1)
    done = threading.Event()

    def talk(plug: socket.socket) -> None:
        plug.settimeout(0.1)
        heard = b""
        while not done.is_set():
            with suppress(TimeoutError, ConnectionError):
                got = plug.recv(65536)
                if not got:
                    return
                heard += got
            while b"\r\n\r\n" in heard:
                asked, _, heard = heard.partition(b"\r\n\r\n")
                number = asked.lower().partition(b"cseq:")[2].split(b"\r\n")[0].strip().decode()
                described = asked.startswith(b"DESCRIBE")
                rows = f"{headers}Content-Length: {len(body)}\r\n" if described else ""
                line = status if described else "200 OK"
                said = f"RTSP/1.0 {line}\r\nCSeq: {number}\r\n{rows}\r\n{body if described else ''}"
                with suppress(ConnectionError):
                    plug.sendall(said.encode())

    def serve() -> None:
        while not done.is_set():
            with suppress(TimeoutError):
                plug, _ = listener.accept()
                with plug:
                    talk(plug)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"rtsp://127.0.0.1:{listener.getsockname()[1]}/camera"
    finally:
        done.set()
        thread.join()
        listener.close()
