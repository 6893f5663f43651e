"""Chooses what of the outlines goes along with chunks: what they name, in their own file or in another changed one.

Outlines are text, one import or definition on a line, indented as in the code. They help truth and cost money: a line
that no chunk mentions, or that a chunk shows anyway, stays at home.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

_IDENTIFIER = re.compile(r"[^\W\d]\w*")
_DEFINITION = re.compile(r"\s*(?:async\s+def|def|class)\s+(\w+)")
_IMPORT = re.compile(r"\s*(?:import|from)\s")
_SUMMARY = "  # "

# Everyone knows what is imported from these.
_SELF_EXPLANATORY = frozenset(
    {"__future__", "abc", "collections", "dataclasses", "enum", "typing", "typing_extensions"}
)


def relevant(outline: str, sources: Sequence[str]) -> str:
    """The lines of a file's outline that the sources name but do not hold, with the classes around them."""
    shown = "\n".join(sources)
    named = set(_IDENTIFIER.findall(shown))
    enclosing: list[str] = []
    kept: list[str] = []
    for line in outline.splitlines():
        indent = len(line) - len(line.lstrip())
        enclosing = [outer for outer in enclosing if len(outer) - len(outer.lstrip()) < indent]
        if _IMPORT.match(line):
            kept += [] if line in shown else _needed_imports(line, named)
        elif _is_wanted(line, named, shown):
            kept += [outer for outer in enclosing if outer not in kept]
            kept.append(line)
        enclosing.append(line)
    return "\n".join(kept)


def _is_wanted(line: str, named: set[str], shown: str) -> bool:
    if definition := _DEFINITION.match(line):
        return definition[1] in named and line.partition(_SUMMARY)[0].strip().removesuffix(":") not in shown
    return line.startswith('"""')


def _needed_imports(line: str, named: set[str]) -> list[str]:
    """The import cut down to the names that are named, as a list of one line or none."""
    needed = [used for used in _imports([line]) if used.binds in named and used.root not in _SELF_EXPLANATORY]
    if not needed:
        return []
    clause = ", ".join(used.clause for used in needed)
    origin = needed[0].origin
    return [f"from {origin} import {clause}" if origin else f"import {clause}"]


@dataclass(frozen=True, slots=True)
class _Import:
    """One name that an import binds: a module, or a name within it."""

    alias: str | None
    level: int
    module: str
    name: str

    @property
    def binds(self) -> str:
        """The name that code uses; of `import a.b` it is `a`."""
        return self.alias or self.name or self.module.partition(".")[0]

    @property
    def root(self) -> str:
        """The package that it comes from; empty for a relative import."""
        return "" if self.level else self.module.partition(".")[0]

    @property
    def origin(self) -> str:
        """What stands between `from` and `import`; empty for a plain import."""
        return "." * self.level + self.module if self.name else ""

    @property
    def clause(self) -> str:
        """What stands after `import`."""
        name = self.name or self.module
        return f"{name} as {self.alias}" if self.alias else name


class Callees:
    """Finds the definitions of imported names among the files that are asked about."""

    def __init__(self, outlines: Mapping[str, str]) -> None:
        """Remember outlines by path."""
        self._outlines = outlines
        self._modules = _by_ending(outlines)
        self._imports: dict[str, list[_Import]] = {}

    def of(self, path: str, source: str) -> tuple[str, ...]:
        """Headers of what the source uses of other files, each with its file; in order of the imports.

        Args:
            path: File of the source.
            source: Source of a chunk.
        """
        named = set(_IDENTIFIER.findall(source))
        found = (
            line for used in self._imports_of(path) if used.binds in named for line in self._defined(path, used, source)
        )
        return tuple(dict.fromkeys(found))

    def _imports_of(self, path: str) -> list[_Import]:
        if path not in self._imports:
            self._imports[path] = _imports(self._outlines[path].splitlines())
        return self._imports[path]

    def _defined(self, path: str, used: _Import, source: str) -> Iterator[str]:
        base = _base(path, used)
        # `from a import b` is the name `b` in the module `a`, or the module `a.b`.
        yield from self._headers(base, {used.name}, path)
        attributes = set(re.findall(rf"\b{re.escape(used.alias or used.name or used.module)}\.(\w+)", source))
        yield from self._headers((*base, used.name) if used.name else base, attributes, path)

    def _headers(self, module: tuple[str, ...], names: set[str], importer: str) -> Iterator[str]:
        target = next((path for path in self._modules.get(module, ()) if path != importer), None)
        for line in self._outlines[target].splitlines() if target else ():
            definition = _DEFINITION.match(line)
            if definition and definition[1] in names and not line.startswith(" "):
                yield f"{line}  # in {target}" if _SUMMARY not in line else f"{line} (in {target})"


def _imports(lines: Iterable[str]) -> list[_Import]:
    found: list[_Import] = []
    for line in filter(_IMPORT.match, lines):
        try:
            statement = ast.parse(line.strip()).body[0]
        except (SyntaxError, ValueError):
            continue
        if isinstance(statement, ast.ImportFrom):
            level, module = statement.level, statement.module or ""
            found += [_Import(alias.asname, level, module, alias.name) for alias in statement.names]
        elif isinstance(statement, ast.Import):
            found += [_Import(alias.asname, 0, alias.name, "") for alias in statement.names]
    return found


def _base(path: str, used: _Import) -> tuple[str, ...]:
    """The module's dotted name in parts; a relative one is resolved against the importing file."""
    module = tuple(used.module.split(".")) if used.module else ()
    if not used.level:
        return module
    package = PurePosixPath(path).parent.parts
    return (*package[: len(package) - used.level + 1], *module)


def _by_ending(paths: Iterable[str]) -> dict[tuple[str, ...], list[str]]:
    """Files by every ending of their modules' names; where packages start, in the root or in `src`, is not known."""
    found: dict[tuple[str, ...], list[str]] = {}
    for path in paths:
        name = _module_name(path)
        for start in range(len(name)):
            found.setdefault(name[start:], []).append(path)
    return found


def _module_name(path: str) -> tuple[str, ...]:
    *packages, file = PurePosixPath(path).parts or ("",)
    stem = file.rpartition(".")[0] or file
    return tuple(packages) if stem == "__init__" else (*packages, stem)
