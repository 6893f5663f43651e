"""Who holds a lease in a file: a process, so that others on its machine see when it has died."""

from __future__ import annotations

import os
import secrets
import socket


def new_holder() -> str:
    """Name a holder of leases: this machine, this process, and a part that is unique within it."""
    return f"{socket.gethostname()}/{os.getpid()}/{secrets.token_hex(4)}"


def is_dead(holder: str) -> bool:
    """Whether the holder was a process of this machine that has ended; `False` where nobody can tell."""
    host, _, rest = holder.rpartition("/")[0].rpartition("/")
    # Signal 0 asks only on POSIX; elsewhere it would strike.
    if os.name != "posix" or host != socket.gethostname() or not rest.isdecimal():
        return False
    try:
        os.kill(int(rest), 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError, ValueError):  # another user's process, or a number that no process has
        return False
    return False
