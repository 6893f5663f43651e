"""Serves the stand-in until interrupted: `python -m tests.standins.claude --port 8080 [--latency]`."""

from __future__ import annotations

import argparse
import signal
import sys
from threading import Event

from tests.standins.claude.latency import Latency
from tests.standins.claude.standin import ClaudeStandin

# About what a mid-sized model does on a working day.
_REALISTIC = Latency(first_token=0.8, tokens_per_second=80.0, concurrency=50)


def main() -> int:
    """Serve, print the URL, and sum up in the end; 1 when requests broke the API's rules."""
    parser = argparse.ArgumentParser(prog="python -m tests.standins.claude", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; any that is free by default")
    parser.add_argument("--latency", action="store_true", help="take as long as a real model")
    arguments = parser.parse_args()
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    latency = _REALISTIC if arguments.latency else None
    with ClaudeStandin(port=arguments.port, latency=latency, batch_seconds=5, expects_violations=True) as claude:
        sys.stdout.write(f"{claude.url}\n")
        sys.stdout.flush()
        stop.wait()
    sys.stdout.write(_summary(claude))
    return 1 if claude.violations else 0


def _summary(claude: ClaudeStandin) -> str:
    lines = [
        f"{len(claude.requests)} requests, {claude.max_concurrency} at most at the same time",
        f"{claude.paid.total()} docs billed for {len(claude.paid)} symbols",
        *(f"violation: {violation}" for violation in claude.violations),
    ]
    return "".join(f"{line}\n" for line in lines)


if __name__ == "__main__":
    sys.exit(main())
