"""The container's door: hands over to `docgen.action`."""

import os
import sys

from docgen.action import main

if __name__ == "__main__":
    sys.exit(main(os.environ))
