"""The container's door: hands over to `docgen.action`."""

import os
import signal
import sys


def run() -> int:
    """Run the action; a signal that comes while its modules are loaded ends it as orderly as a later one."""
    # The kernel keeps from a container's first process what that process does not handle, and what starts this one may
    # have had it ignore interrupts.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    try:
        from docgen.action import main  # noqa: PLC0415 - takes a while, in which a job may be cancelled

        return main(os.environ)
    except KeyboardInterrupt:
        sys.stdout.write("::warning::docgen was stopped before it began. Run the job again.\n")
        return 130


if __name__ == "__main__":
    code = run()
    sys.stdout.flush()
    sys.stderr.flush()
    # Nobody waits for a thread that a stalled connection holds: a cancelled job has seconds to end.
    os._exit(code)
