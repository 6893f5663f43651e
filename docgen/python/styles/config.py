"""What a repository's `pyproject.toml` demands of its docstrings."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

from docgen.python.styles.style import Convention

_CONVENTIONS = {"google": Convention.GOOGLE, "numpy": Convention.NUMPY}
_IGNORED_BY_CONVENTION = {
    Convention.GOOGLE: ("D203", "D204", "D213", "D215", "D400", "D401", "D404", "D406", "D407", "D408", "D409", "D413"),
    Convention.NUMPY: ("D107", "D203", "D212", "D213", "D402", "D413", "D415", "D416", "D417"),
}


@dataclass(frozen=True, slots=True)
class Demands:
    """What linters and formatters are told; `None` where they are told nothing.

    Attributes:
        convention: The docstring convention.
        line_length: The shortest of the line lengths that apply to docstrings.
        summary_on_second_line: Whether the summary of a docstring of several lines must stand below the quotes.
        blank_line_at_end: Whether the last section must be followed by a blank line.
        full_stop: Whether the summary must end with a full stop.
    """

    convention: Convention | None = None
    line_length: int | None = None
    summary_on_second_line: bool | None = None
    blank_line_at_end: bool | None = None
    full_stop: bool | None = None


def read_demands(pyproject: bytes | None) -> Demands:
    """Read the configuration of ruff, pydocstyle and black; what cannot be read demands nothing."""
    try:
        tool = _table(tomllib.loads((pyproject or b"").decode()), "tool")
    except (ValueError, RecursionError):
        return Demands()
    ruff, pydocstyle = _table(tool, "ruff"), _table(tool, "pydocstyle")
    lint = {**ruff, **_table(ruff, "lint")}
    convention = _CONVENTIONS.get(str(_table(lint, "pydocstyle").get("convention", pydocstyle.get("convention"))))
    rules = _Rules.of(lint, pydocstyle, convention)
    return Demands(
        convention=convention,
        line_length=_line_length(ruff, lint, _table(tool, "black")),
        summary_on_second_line=rules.choice("D213", "D212"),
        blank_line_at_end=rules.enabled("D413") or None,
        full_stop=(rules.enabled("D400") or rules.enabled("D415")) or None,
    )


@dataclass(frozen=True, slots=True)
class _Rules:
    """Rule selectors, as ruff and pydocstyle match them: the longest prefix wins."""

    selected: tuple[str, ...]
    ignored: tuple[str, ...]

    @classmethod
    def of(cls, lint: Mapping[str, object], pydocstyle: Mapping[str, object], convention: Convention | None) -> _Rules:
        selected = (
            *_codes(lint, "select"),
            *_codes(lint, "extend-select"),
            *_codes(pydocstyle, "select", "add-select"),
        )
        ignored = (*_codes(lint, "ignore"), *_codes(lint, "extend-ignore"), *_codes(pydocstyle, "ignore", "add-ignore"))
        by_convention = _IGNORED_BY_CONVENTION.get(convention, ()) if convention else ()
        return cls(selected, (*ignored, *(code for code in by_convention if code not in selected)))

    def enabled(self, code: str) -> bool:
        """Whether a rule is checked."""
        return self._longest(self.selected, code) > self._longest(self.ignored, code)

    def choice(self, code: str, opposite: str) -> bool | None:
        """Whether the first of two contradictory rules is checked; `None` when both or neither are."""
        first, second = self.enabled(code), self.enabled(opposite)
        return first if first != second else None

    @staticmethod
    def _longest(selectors: tuple[str, ...], code: str) -> int:
        lengths = [len(selector) for selector in selectors if code.startswith(selector)]
        return max(lengths, default=0) if "ALL" not in selectors else max([1, *lengths])


def _line_length(ruff: Mapping[str, object], lint: Mapping[str, object], black: Mapping[str, object]) -> int | None:
    pycodestyle = _table(lint, "pycodestyle")
    code = ruff.get("line-length", black.get("line-length"))
    lengths = [code, pycodestyle.get("max-doc-length"), pycodestyle.get("max-line-length")]
    return min((length for length in lengths if type(length) is int and length > 0), default=None)


def _table(table: Mapping[str, object], name: str) -> Mapping[str, object]:
    value = table.get(name)
    return value if isinstance(value, dict) else {}


def _codes(table: Mapping[str, object], *names: str) -> tuple[str, ...]:
    """Rule codes from lists, or from the comma-separated strings that pydocstyle takes too."""
    found: list[str] = []
    for name in names:
        value = table.get(name, [])
        parts = value.split(",") if isinstance(value, str) else value
        found += [str(part).strip() for part in parts] if isinstance(parts, list) else []
    return tuple(code for code in found if code)
