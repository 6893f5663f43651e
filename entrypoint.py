"""The container's door: hands over to `docgen.action`."""

import os
import sys

from docgen.action import main

if __name__ == "__main__":
    code = main(os.environ)
    sys.stdout.flush()
    sys.stderr.flush()
    # Nobody waits for a thread that a stalled connection holds: a cancelled job has seconds to end.
    os._exit(code)
