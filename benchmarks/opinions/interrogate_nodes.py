"""List what interrogate finds undocumented: paths on standard input, JSON on standard output.

Run by the Python that has interrogate; imports nothing of ours.
"""

import ast
import json
import sys
from pathlib import Path

from interrogate.config import InterrogateConfig
from interrogate.visit import CoverageVisitor


def main() -> None:
    """Print line, kind and name of each undocumented node by path."""
    found = {}
    for path in sys.stdin.read().splitlines():
        visitor = CoverageVisitor(filename=path, config=InterrogateConfig())
        visitor.visit(ast.parse(Path(path).read_text("utf-8")))
        found[path] = [(node.lineno, node.node_type, node.name) for node in visitor.nodes if not node.covered]
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
