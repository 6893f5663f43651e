"""Runs a program in a hurry: what it waits for a minute takes it seconds, and its wall clock may jump.

    python hurry.py SPEED EPOCH JUMP PATIENCE program

Clocks run `SPEED` times as fast since `EPOCH`; sleeps and the timeouts of sockets are that much shorter. `JUMP` seconds
are added to the wall clock, not to the monotonic one, from its second reading on. A socket is given `PATIENCE` real
seconds at least: a busy machine is no fault. Nothing of the program is replaced.
"""

from __future__ import annotations

import runpy
import socket
import sys
import threading  # noqa: F401 - has to take its clock before this module bends it
import time
from itertools import count
from typing import Any


def bend_time(speed: float, epoch: float, jump: float, patience: float) -> None:
    """Replace the clocks, the sleep and the sockets' timeouts of this process."""
    wall, monotonic, sleep, settimeout = time.time, time.monotonic, time.sleep, socket.socket.settimeout
    readings = count()

    def hurried_wall() -> float:
        return epoch + (wall() - epoch) * speed + (jump if next(readings) else 0.0)

    def hurried_timeout(self: socket.socket, value: Any) -> None:  # noqa: ANN401 - whatever has a float
        settimeout(self, value and max(float(value) / speed, patience))

    time.time = hurried_wall
    time.monotonic = lambda: monotonic() * speed
    time.sleep = lambda seconds: sleep(float(seconds) / speed)
    socket.socket.settimeout = hurried_timeout  # type: ignore[method-assign, assignment]


if __name__ == "__main__":
    given, program = sys.argv[1:5], sys.argv[5]
    sys.argv = [program]
    sys.path[0] = program.rpartition("/")[0]
    bend_time(*map(float, given))
    runpy.run_path(program, run_name="__main__")
