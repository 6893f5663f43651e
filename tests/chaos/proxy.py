"""A proxy before any of the services, which notes every call and does to some of them what networks do."""

from __future__ import annotations

import http.client
import json
import re
import socket
import struct
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

_PIECES = 8
_SLOW_SECONDS = 0.4
_HOP = frozenset({"connection", "content-length", "transfer-encoding", "keep-alive", "date", "server"})
_QUERIES = {"reviewThreads": "threads", "comments(": "comments", "qualifiedName": "branch", "entries": "modes"}
"""What tells the queries of GraphQL apart, and what each is about; the others read files."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens to a call.

    Attributes:
        name: What people call it.
        kind: `reset`, `stall`, `slow`, `half`, `html`, `json` or `status`.
        is_after: Whether the service has done what it was asked to, and only its answer is lost.
        status: Status of the answer, for `status`.
        headers: Headers of the answer, for `status`.
        message: What the answer says, for `status` and `json`.
    """

    name: str
    kind: str
    is_after: bool = False
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    message: str = "scripted"


@dataclass(frozen=True, slots=True)
class Call:
    """A call as it arrived.

    Attributes:
        service: `github`, `claude` or `dynamodb`.
        kind: What is asked for, without numbers and names: the same in every run.
        headers: The request's headers.
        body: The request's body.
    """

    service: str
    kind: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)

    @property
    def name(self) -> str:
        """The service and what it is asked for."""
        return f"{self.service} {self.kind}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes


Script = Callable[[Call], Fault | None]
Lost = Callable[[Call, Answer], None]


def kind_of(method: str, path: str, headers: Mapping[str, str], body: bytes) -> str:
    """Say what a request asks for, without what differs from run to run."""
    if target := headers.get("x-amz-target"):
        return f"{target.partition('.')[2]}{' of a doc' if b'prompt' in body else ''}"
    if path.endswith("/graphql"):
        query = str(json.loads(body)["query"])
        subject = next((subject for mark, subject in _QUERIES.items() if mark in query), "files")
        return f"mutation {_mutation(query)}" if query.startswith("mutation") else f"query {subject}"
    path = re.sub(r"^/repos/[^/]+/[^/]+", "", urlsplit(path).path)
    return f"{method} {re.sub(r'[0-9a-f]{40}|[0-9]+', 'N', path)}"


def _mutation(query: str) -> str:
    found = re.search(r"\{\s*(\w+)", query)
    return found[1] if found else "?"


@contextmanager
def proxy(service: str, target: str, script: Script, lost: Lost = lambda call, answer: None) -> Iterator[str]:
    """Serve a proxy before the service at `target`; gives its URL.

    Args:
        service: Its name.
        target: URL of the service.
        script: Asked for each call, before it is passed on.
        lost: Told of answers that do not reach the client whole.
    """
    server = _Server(service, target, script, lost)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, name=f"proxy {service}")
    thread.start()
    try:
        yield server.url
    finally:
        server.closing.set()
        server.shutdown()
        thread.join()
        server.hang_up()
        server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, service: str, target: str, script: Script, lost: Lost) -> None:
        self.service, self.target, self.script, self.lost = service, target, script, lost
        self.closing = threading.Event()
        self.open: set[socket.socket] = set()
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as in socketserver
        self.open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:  # noqa: ANN401 - as in socketserver
        self.open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as in socketserver
        """Stay silent about clients that hang up."""
        if not isinstance(sys.exception(), OSError | http.client.HTTPException):
            super().handle_error(request, client_address)

    def hang_up(self) -> None:
        for connection in tuple(self.open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as in http.server
        """Stay silent: the script keeps the log."""

    def serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        call = Call(self.server.service, kind_of(self.command, self.path, headers, body), headers, body)
        fault = self.server.script(call)
        answer = self._forward(body) if fault is None or fault.is_after or fault.kind == "slow" else None
        if fault is None:
            assert answer is not None
            self._send(answer)
            return
        if answer is not None and fault.kind != "slow":
            self.server.lost(call, answer)
        self._fail(call, fault, answer)

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = do_HEAD = serve  # noqa: N815 - as in http.server

    def _fail(self, call: Call, fault: Fault, answer: Answer | None) -> None:
        if fault.kind == "reset":
            self._reset()
        elif fault.kind == "stall":
            self.server.closing.wait(60)
            self.close_connection = True
        elif fault.kind == "half":
            assert answer is not None
            self._send(answer, share=0.5)
        elif fault.kind == "slow":
            assert answer is not None
            self._send(answer, pause=_SLOW_SECONDS / _PIECES)
        elif fault.kind == "html":
            self._send(Answer(200, {"content-type": "text/html"}, b"<!DOCTYPE html><html><body>Sign in</body></html>"))
        elif fault.kind == "json":
            self._send(Answer(200, {"content-type": "application/json"}, fault.message.encode()))
        else:
            self._send(_status_answer(call, fault))

    def _reset(self) -> None:
        """Send a reset instead of a polite end."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.server.open.discard(self.connection)
        self.connection.close()
        self.close_connection = True

    def _forward(self, body: bytes) -> Answer:
        connection = http.client.HTTPConnection(urlsplit(self.server.target).netloc, timeout=60)
        headers = {name: value for name, value in self.headers.items() if name.lower() not in _HOP | {"host"}}
        connection.request(self.command, self.path, body, {**headers, "accept-encoding": "identity"})
        response = connection.getresponse()
        content = response.read().replace(self.server.target.encode(), self.server.url.encode())
        answer = {name.lower(): value for name, value in response.headers.items() if name.lower() not in _HOP}
        connection.close()
        return Answer(response.status, answer, content)

    def _send(self, answer: Answer, share: float = 1.0, pause: float = 0.0) -> None:
        self.send_response_only(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(answer.body)))
        self.end_headers()
        body = answer.body[: int(len(answer.body) * share)]
        size = max(1, len(body) // _PIECES) if pause else max(1, len(body))
        for start in range(0, len(body), size):
            self.wfile.write(body[start : start + size])
            self.server.closing.wait(pause)
        if share < 1:
            self.close_connection = True


def _status_answer(call: Call, fault: Fault) -> Answer:
    """An error as the service words it, which quotes the caller's credentials, as careless and evil servers do."""
    quoted = " ".join(call.headers.get(name, "") for name in ("authorization", "x-api-key", "x-amz-security-token"))
    message = f"{fault.message}; you sent {quoted}"
    body: dict[str, Any]
    if call.service == "claude":
        body = {"type": "error", "error": {"type": "api_error", "message": message}}
    elif call.service == "dynamodb":
        body = {"__type": f"com.amazonaws.dynamodb.v20120810#{fault.name}", "message": message}
    else:
        body = {"message": message}
    return Answer(fault.status, {"content-type": "application/json", **fault.headers}, json.dumps(body).encode())
