"""How a repository's docstrings look."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Convention(StrEnum):
    """How sections are marked."""

    GOOGLE = "google"
    NUMPY = "numpy"
    SPHINX = "sphinx"


@dataclass(frozen=True, slots=True)
class Style:
    """What a repository's docstrings have in common.

    Attributes:
        convention: How sections are marked.
        line_length: Columns that a line may take, indentation included.
        quotes: The triple quotes.
        section_indent: Columns that a section's content is indented by.
        summary_on_second_line: Whether the summary of a docstring of several lines stands below the quotes.
        blank_line_at_end: Whether a blank line precedes the closing quotes of a docstring of several lines.
        full_stop: Whether the summary ends with a full stop.
    """

    convention: Convention = Convention.GOOGLE
    line_length: int = 88
    quotes: str = '"""'
    section_indent: int = 4
    summary_on_second_line: bool = False
    blank_line_at_end: bool = False
    full_stop: bool = True
