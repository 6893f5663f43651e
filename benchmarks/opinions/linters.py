"""What linters find in docstrings that were inserted; what was in the files before is not counted."""

from __future__ import annotations

import json
import re
import subprocess
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from benchmarks.opinions.sample import Copy
from docgen.python.styles import Convention

EXPLAINED = {
    "D202": "the body began with a blank line, which the splice keeps",
    "DOC201": "the code says `return None`, which is nothing to document",
    "DOC403": "a generator without a return annotation, or with an unusual one",
    "DOC405": "a generator that also returns a value, without the annotation that tells both apart",
    "DOC501": "raises what is not an exception's name, such as a parameter",
    "DOC502": "the `raise` stands below a nested function that raises too, where pydoclint stops reading",
    "DOC503": "raises a name from a local variable or an `except` clause",
}
_PYDOCLINT = (
    "--quiet",
    "--arg-type-hints-in-docstring=False",
    "--arg-type-hints-in-signature=False",
    "--check-return-types=False",
    "--check-yield-types=False",
    "--check-class-attributes=False",
    "--skip-checking-short-docstrings=False",
)
_ABOUT_TYPES = frozenset({"DOC108", "DOC111"})
"""Whether types stand in signatures and docstrings is the files' own affair: no option fits all of them."""


def ruff(copies: Sequence[Copy], convention: Convention, tools: Path) -> Counter[str]:
    """Count ruff's findings, by rule."""
    folder = copies[0].path.parent
    name = "pep257" if convention is Convention.SPHINX else str(convention)
    config = [f'lint.pydocstyle.convention="{name}"', "line-length=88", "lint.pycodestyle.max-doc-length=88"]
    command = [str(tools / "ruff"), "check", "--isolated", "--select", "D,E501,W505,W291,W293,W605", "--ignore-noqa"]
    options = [part for setting in config for part in ("--config", setting)]
    output = subprocess.run([*command, *options, "--output-format=json", str(folder)], capture_output=True, check=False)
    lines = {str(copy.path.resolve()): copy.lines for copy in copies}
    findings = json.loads(output.stdout)
    return Counter(
        finding["code"] for finding in findings if finding["location"]["row"] in lines.get(finding["filename"], ())
    )


def pydoclint(copies: Sequence[Copy], convention: Convention, tools: Path) -> Counter[str]:
    """Count pydoclint's findings, by rule."""
    command = [str(tools / "pydoclint"), f"--style={convention}", *_PYDOCLINT, str(copies[0].path.parent)]
    output = subprocess.run(command, capture_output=True, text=True, check=False)
    definitions = {copy.path.name: copy.definitions for copy in copies}
    found: Counter[str] = Counter()
    name = ""
    for line in (output.stdout + output.stderr).splitlines():
        finding = re.match(r"\s+(\d+): (DOC\d+): ", line)
        if line.endswith(".py"):
            name = Path(line.strip()).name
        elif finding and int(finding[1]) in definitions.get(name, ()) and finding[2] not in _ABOUT_TYPES:
            found[finding[2]] += 1
    return found
