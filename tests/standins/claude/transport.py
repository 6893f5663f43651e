"""The HTTP server: threads, keep-alive, and connections that break on command."""

from __future__ import annotations

import contextlib
import socket
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True, slots=True)
class Incoming:
    """A request as it came over the wire; header names are in lower case."""

    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Outgoing:
    """An answer.

    Attributes:
        status: HTTP status.
        headers: Headers but for those of the framing.
        parts: The body, sent as it comes.
        length: Length of the body; `None` for a stream of unknown length.
        ended: Called in the end, whether or not all was sent.
    """

    status: int
    headers: Mapping[str, str]
    parts: Iterable[bytes]
    length: int | None = None
    ended: Callable[[], None] = lambda: None


class ConnectionBreak(Exception):  # noqa: N818 - not an error but an order
    """Raised by a service, or by the parts of an answer, to break the connection at once."""


Service = Callable[[Incoming], Outgoing]


class HttpServer:
    """Serves on loopback while its context lasts; leaving it breaks open connections and joins all threads."""

    def __init__(self, service: Service, port: int = 0) -> None:
        self._server = _Server(("127.0.0.1", port), _handler(service))
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, name="claude")

    @property
    def url(self) -> str:
        """Base URL, without a slash at the end."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.break_connections()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    request_queue_size = 256

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        super().__init__(address, handler)
        self._open: set[socket.socket] = set()

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as in socketserver
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:  # noqa: ANN401 - as in socketserver
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as in socketserver
        """Stay silent about clients that hang up: they are part of the tests."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)

    def break_connections(self) -> None:
        for connection in tuple(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


def _handler(service: Service) -> type[BaseHTTPRequestHandler]:
    class Handler(_Handler):
        def serve(self) -> None:
            self.exchange(service)

        do_GET = do_POST = do_DELETE = serve  # noqa: N815 - as in http.server

    return Handler


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as in http.server
        """Stay silent: tests read the stand-in's own log."""

    def exchange(self, service: Service) -> None:
        """Read a request, have it answered, and send the answer."""
        try:
            outgoing = service(self._incoming())
        except ConnectionBreak:
            self.close_connection = True
            return
        try:
            self._send(outgoing)
        except (ConnectionBreak, OSError):
            self.close_connection = True
        finally:
            outgoing.ended()

    def _incoming(self) -> Incoming:
        parts = urlsplit(self.path)
        length = int(self.headers.get("content-length") or 0)
        body = self.rfile.read(length)
        if len(body) < length:
            # The client was killed while it sent.
            raise ConnectionBreak
        headers = {name.lower(): value for name, value in self.headers.items()}
        return Incoming(self.command, parts.path, parse_qs(parts.query), headers, body)

    def _send(self, outgoing: Outgoing) -> None:
        self.send_response_only(outgoing.status)
        for name, value in outgoing.headers.items():
            self.send_header(name, value)
        if outgoing.length is None:
            self.send_header("transfer-encoding", "chunked")
        else:
            self.send_header("content-length", str(outgoing.length))
        self.end_headers()
        for part in outgoing.parts:
            self.wfile.write(part if outgoing.length is not None else b"%x\r\n%b\r\n" % (len(part), part))
        if outgoing.length is None:
            self.wfile.write(b"0\r\n\r\n")
