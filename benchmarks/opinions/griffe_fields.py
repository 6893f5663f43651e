"""Read docstrings as griffe does: JSON lines with `text` and `convention` in, JSON lines with fields by section out.

Run by the Python that has griffe; imports nothing of ours.
"""

import json
import logging
import sys

import griffe

_NAMED = ("parameters", "attributes")
_RESULTS = ("returns", "yields")


def main() -> None:
    """Print one object for each docstring: section, then name, then text."""
    logging.disable(logging.CRITICAL)
    for line in sys.stdin:
        docstring = json.loads(line)
        print(json.dumps(fields(docstring["text"], docstring["convention"])))


def fields(text: str, convention: str) -> dict[str, dict[str, str]]:
    """Collect what is said of each name and result."""
    found: dict[str, dict[str, str]] = {}
    for section in griffe.Docstring(text, lineno=1).parse(convention):
        kind = section.kind.value
        if kind in _NAMED:
            found[kind] = {item.name.replace("\\", ""): _flat(item.description) for item in section.value}
        elif kind == "raises":
            found[kind] = {str(item.annotation): _flat(item.description) for item in section.value}
        elif kind in _RESULTS:
            found[kind] = {"": _flat(" ".join(item.description for item in section.value))}
    return found


def _flat(text: str) -> str:
    return " ".join(text.split())


if __name__ == "__main__":
    main()
