"""Docstring styles: which one a repository uses, and docs rendered in it."""

from docgen.python.styles.detect import Habits, detect_style
from docgen.python.styles.render import render
from docgen.python.styles.style import Convention, Style

__all__ = ["Convention", "Habits", "Style", "detect_style", "render"]
