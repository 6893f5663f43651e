"""A loopback proxy before a DynamoDB that records the requests and answers some of them badly."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Request:
    """A call of the API: its operation, its body, and how many of this operation came before it."""

    operation: str
    body: Mapping[str, Any]
    number: int


@dataclass(frozen=True)
class Answer:
    """An answer that DynamoDB never gave."""

    status: int
    body: Mapping[str, Any]


@dataclass(frozen=True)
class Page:
    """An answer that is not JSON."""

    text: str
    status: int = 200
    content_type: str = "text/html"


class Drop:
    """Close the connection without an answer, after passing the request on if `is_done`."""

    def __init__(self, *, is_done: bool = False) -> None:
        self.is_done = is_done


@dataclass(frozen=True)
class Stall:
    """Answer after so many seconds."""

    seconds: float


Fault = Answer | Page | Drop | Stall | None


def error(code: str, message: str = "", status: int = 400) -> Answer:
    return Answer(status, {"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": message})


@dataclass
class FaultyDynamoDB:
    """What the proxy has seen and what it is to do; `change` may rewrite an answer on its way back."""

    fault: Callable[[Request], Fault] = lambda request: None
    change: Callable[[Request, dict[str, Any]], None] = lambda request, answer: None
    calls: Counter[str] = field(default_factory=Counter)
    endpoint: str = ""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def reset(self) -> None:
        """Forget what was seen and do no more harm."""
        self.fault = lambda request: None
        self.change = lambda request, answer: None
        self.calls.clear()

    def record(self, operation: str, body: Mapping[str, Any]) -> Request:
        with self._lock:
            request = Request(operation, body, self.calls[operation])
            self.calls[operation] += 1
        return request


def _handler(target: str, faulty: FaultyDynamoDB) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            target = self.headers.get("X-Amz-Target")
            # Other services, which speak forms, are only ever answered with a fault.
            request = faulty.record(target.partition(".")[2], json.loads(raw)) if target else faulty.record("", {})
            fault = faulty.fault(request)
            if isinstance(fault, Drop):
                if fault.is_done:
                    self._forward(raw)
                self.close_connection = True
                return
            if isinstance(fault, Page):
                self._send(fault.status, fault.text.encode(), fault.content_type)
                return
            if isinstance(fault, Stall):
                time.sleep(fault.seconds)
            status, answer = (fault.status, dict(fault.body)) if isinstance(fault, Answer) else self._forward(raw)
            faulty.change(request, answer)
            self._send(status, json.dumps(answer).encode())

        def _forward(self, raw: bytes) -> tuple[int, dict[str, Any]]:
            connection = http.client.HTTPConnection(urlsplit(target).netloc, timeout=30)
            names = ("X-Amz-Target", "Content-Type", "Authorization", "X-Amz-Date")
            connection.request("POST", "/", raw, {name: self.headers[name] for name in names if name in self.headers})
            response = connection.getresponse()
            body = response.read()
            connection.close()
            return response.status, json.loads(body)

        def _send(self, status: int, body: bytes, content_type: str = "application/x-amz-json-1.0") -> None:
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    return Handler


@contextmanager
def faulty_dynamodb(target: str) -> Iterator[FaultyDynamoDB]:
    """Serve a proxy before the DynamoDB at `target`."""
    faulty = FaultyDynamoDB()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(target, faulty))
    server.daemon_threads = True
    faulty.endpoint = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield faulty
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
