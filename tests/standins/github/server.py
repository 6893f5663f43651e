"""The socket: HTTP on loopback, one thread for each connection."""

import contextlib
import socket
import sys
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import TracebackType
from typing import Self

from tests.standins.github.exchange import Answer, Request

Handle = Callable[[Request], Answer | None]
Connection = socket.socket | tuple[bytes, socket.socket]
"""What `socketserver` calls a request; of TCP it is always the socket."""


class Server:
    """Serves while its context is open; `url` is known from the start.

    Args:
        handle: answers one request; None drops the connection.
    """

    def __init__(self, handle: Handle) -> None:
        self._server = _Server(handle)
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    @property
    def url(self) -> str:
        """Address of the server, without a slash at its end."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.hang_up()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # so that closing waits for every connection and leaves no socket behind

    def __init__(self, handle: Handle) -> None:
        self.handle = handle
        self._connections: set[Connection] = set()
        super().__init__(("127.0.0.1", 0), _Handler)

    def process_request(self, request: Connection, client_address: object) -> None:
        self._connections.add(request)
        super().process_request(request, client_address)

    def close_request(self, request: Connection) -> None:
        self._connections.discard(request)
        super().close_request(request)

    def handle_error(self, request: Connection, client_address: object) -> None:
        """Report what went wrong, unless a client went away, which is what some tests are about."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)

    def hang_up(self) -> None:
        """End the connections that clients keep open."""
        for connection in list(self._connections):
            with contextlib.suppress(OSError):
                assert isinstance(connection, socket.socket)
                connection.shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: _Server

    def _serve(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        content = self.rfile.read(length)
        request = Request.parse(self.command, self.path, dict(self.headers.items()), content)
        answer = self.server.handle(request)
        if answer is None:
            self.close_connection = True
            return
        self._send(answer)

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = do_HEAD = _serve  # noqa: N815

    def _send(self, answer: Answer) -> None:
        content = answer.content
        self.send_response(answer.status)
        for name, value in {"content-type": "application/json; charset=utf-8", **answer.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """The stand-in keeps its own log."""
