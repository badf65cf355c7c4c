"""The RTSP service of one camera, on a port of its own: sessions over TCP with interleaved RTP, nothing else."""

from __future__ import annotations

import asyncio
import contextlib
import re
from urllib.parse import urlsplit

from tests.support.proving_ground.camera import Camera, Viewing
from tests.support.proving_ground.words import Door, Request, answer, read_request

METHODS = "OPTIONS, DESCRIBE, SETUP, PLAY, GET_PARAMETER, TEARDOWN"
_CHANNELS = re.compile(r"interleaved=(\d+)")
NOBODY = Door(user="nobody", password="nothing")


class Service:
    """Listens for one camera; `die` and `come_back` as often as one likes."""

    def __init__(self, camera: Camera) -> None:
        self.camera = camera
        self.port = 0
        self._server: asyncio.Server | None = None

    async def come_back(self) -> None:
        """Listen, on the same port as before."""
        if self._server is None:
            self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
            self.port = self._server.sockets[0].getsockname()[1]

    async def die(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        self.camera.reset()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = Connection(self.camera, writer)
        self.camera.connections.add(writer.transport)
        try:
            while (request := await read_request(reader)) is not None:
                writer.write(connection.answer(request))
                if request.method == "TEARDOWN":
                    break
        finally:
            connection.end()
            self.camera.connections.discard(writer.transport)
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()


class Connection:
    """One client's requests, one after another."""

    def __init__(self, camera: Camera, writer: asyncio.StreamWriter) -> None:
        self._camera = camera
        self._writer = writer
        self._viewing: Viewing | None = None

    def end(self) -> None:
        if self._viewing is not None:
            self._camera.viewings.discard(self._viewing)

    def answer(self, request: Request) -> bytes:
        if request.method == "OPTIONS":
            return answer(request, 200, {"Public": METHODS})
        door = NOBODY if self._camera.refusing else self._camera.door
        if not door.lets_in(request):
            return answer(request, 401, {"WWW-Authenticate": door.question})
        match request.method:
            case "DESCRIBE":
                return self._describe(request)
            case "SETUP":
                return self._set_up(request)
            case "PLAY" if self._viewing is not None:
                self._camera.admit(self._viewing)
                return answer(request, 200, {"Session": "1;timeout=60", "Range": "npt=now-"})
            case "GET_PARAMETER" | "TEARDOWN":
                return answer(request, 200, {"Session": "1"})
            case _:
                return answer(request, 501)

    def _describe(self, request: Request) -> bytes:
        if urlsplit(request.url).path.rstrip("/") != f"/{self._camera.name}":
            return answer(request, 404)
        headers = {"Content-Type": "application/sdp", "Content-Base": request.url.rstrip("/") + "/"}
        return answer(request, 200, headers, self._camera.description())

    def _set_up(self, request: Request) -> bytes:
        if self._camera.full():
            return answer(request, 453)
        asked = request.headers.get("transport", "")
        found = _CHANNELS.search(asked)
        if "TCP" not in asked or found is None:
            return answer(request, 501)
        channel = int(found.group(1))
        self._viewing = Viewing(self._writer.transport, channel)
        transport = f"RTP/AVP/TCP;unicast;interleaved={channel}-{channel + 1}"
        return answer(request, 200, {"Transport": transport, "Session": "1;timeout=60"})
