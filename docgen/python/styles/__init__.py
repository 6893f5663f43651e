"""Docstring styles: which one a repository uses, and docs rendered in it."""

from docgen.python.styles.detect import detect_style
from docgen.python.styles.render import render
from docgen.python.styles.style import Convention, Style

__all__ = ["Convention", "Style", "detect_style", "render"]
