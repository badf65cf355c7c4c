"""Answers whoever fetches the figures, in threads of its own: the core neither waits for them nor is asked."""

from __future__ import annotations

import logging
import socket
import sys
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from threading import BoundedSemaphore, Thread

from prometheus_client import CollectorRegistry
from prometheus_client.exposition import choose_encoder

from commandcenter.adapters.metrics.collecting import registry
from commandcenter.services.figures import Figures

log = logging.getLogger(__name__)

PATH = "/metrics"
# Who asks more slowly, or more at once, is no scraper.
PATIENCE_S = 5.0
AT_ONCE = 4
STOP_S = 2.0


class MetricsTrouble(Exception):
    """Nothing can be served there; the text says why."""


class MetricsServer:
    """Serves from `start` to `stop`. Raises MetricsTrouble from the constructor when the address cannot be had."""

    def __init__(self, host: str, port: int, newest: Callable[[], Figures | None]) -> None:
        try:
            self._server = _Server(host, port, registry(newest))
        except OSError as error:
            raise MetricsTrouble(error.strerror or str(error)) from error
        self._thread = Thread(target=self._server.serve_forever, args=(0.2,), name="metrics", daemon=True)

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join(STOP_S)
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 16

    def __init__(self, host: str, port: int, figures: CollectorRegistry) -> None:
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.figures = figures
        self._free = BoundedSemaphore(AT_ONCE)
        super().__init__((host, port), _Handler)

    def server_bind(self) -> None:
        """Without this machine's name, which HTTPServer looks up: that takes long where no name server answers."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    def process_request(self, request: socket.socket | tuple[bytes, socket.socket], client_address: object) -> None:
        if self._free.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(
        self, request: socket.socket | tuple[bytes, socket.socket], client_address: object
    ) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free.release()

    def handle_error(self, request: socket.socket | tuple[bytes, socket.socket], client_address: object) -> None:
        error = sys.exc_info()[1]
        if not isinstance(error, OSError):
            log.error("the figures could not be told: %r", error)


class _Handler(BaseHTTPRequestHandler):
    timeout = PATIENCE_S
    server: _Server

    def do_GET(self) -> None:
        if self.path.partition("?")[0] != PATH:
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        encode, content_type = _form(self.headers.get("Accept", ""))
        said = encode(self.server.figures)
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def version_string(self) -> str:
        """Strangers need not know what answers them."""
        return "commandcenter"

    def log_message(self, format: str, *args: object) -> None:
        log.debug(format, *args)


def _form(accept: str) -> tuple[Callable[[CollectorRegistry], bytes], str]:
    """The function that writes the form that is asked for, and that form's name."""
    try:
        return choose_encoder(accept)
    except (TypeError, ValueError):
        # prometheus_client 0.26 trips over a version that is no number.
        return choose_encoder("")
