"""What the classes of a file inherit from each other, as far as the file tells."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from docgen.python.definitions import MOST_BASES, Function, Site, docstring, last_name


class Inheritance:
    """Tells which methods a base class documents; each class is looked through once."""

    def __init__(self, sites: Iterable[Site]) -> None:
        self._classes = {site.name: site for site in sites if isinstance(site.node, ast.ClassDef)}
        self._documented: dict[str, frozenset[str]] = {}
        self._ancestors: dict[str, list[Site]] = {}

    def documents(self, outer: Site, name: str) -> bool:
        """Tell whether a base class in the file documents a method.

        Args:
            outer: The class that has the method too.
            name: The method's name.
        """
        if outer.qualified_name not in self._ancestors:
            self._ancestors[outer.qualified_name] = list(self._bases(outer))
        return any(name in self._documented_in(base) for base in self._ancestors[outer.qualified_name])

    def _documented_in(self, site: Site) -> frozenset[str]:
        if site.qualified_name not in self._documented:
            documented = (member for member in site.members if isinstance(member.node, Function))
            self._documented[site.qualified_name] = frozenset(
                member.name for member in documented if docstring(member.node)
            )
        return self._documented[site.qualified_name]

    def _bases(self, site: Site) -> Iterator[Site]:
        """Yield the base classes that the file defines, each once, the nearest first."""
        seen: set[str] = set()
        waiting = [site]
        while waiting:
            node = waiting.pop(0).node
            for base in node.bases if isinstance(node, ast.ClassDef) else ():
                name = last_name(base)
                if name in self._classes and name not in seen and len(seen) < MOST_BASES:
                    seen.add(name)
                    yield self._classes[name]
                    waiting.append(self._classes[name])
