"""Short ways from a snippet to what docgen reads in it."""

from __future__ import annotations

import textwrap

from docgen.model import Chunk, Selected, Symbol
from docgen.python.chunks import Salt, make_chunk
from docgen.python.module import Module, parse

SALT = Salt(model="claude", prompt_version="1", language="English", instructions="")


def read(source: str, path: str = "pkg/mod.py") -> Module:
    """Parse an indented snippet."""
    return parse(path, textwrap.dedent(source).encode())


def symbol_in(module: Module, name: str) -> Symbol:
    """Return the symbol of a qualified name."""
    return next(symbol for symbol in module.symbols if symbol.qualified_name == name)


def symbol_of(source: str, name: str = "f", path: str = "pkg/mod.py") -> Symbol:
    """Return one symbol of a snippet."""
    return symbol_in(read(source, path), name)


def chunk_of(source: str, name: str = "f", salt: Salt = SALT, path: str = "pkg/mod.py") -> Chunk:
    """Return one chunk of a snippet."""
    module = read(source, path)
    return make_chunk(module, Selected(symbol_in(module, name)), salt)


def fingerprint_of(source: str, name: str = "f", path: str = "pkg/mod.py") -> str:
    """Return one fingerprint of a snippet."""
    return chunk_of(source, name, path=path).fingerprint
