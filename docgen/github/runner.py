"""The protocol between an action and GitHub's runner: inputs, outputs, job summary, and commands in the log."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TextIO

from docgen.errors import SettingsError
from docgen.github.escape import command_data, command_property, encode_data, log_line

SUMMARY_BYTES = 1024 * 1024
"""What the runner takes of a step's job summary; more, and it takes nothing."""

_FEW_LINES = 20
"""So many of a list are read at a glance."""


class Level(StrEnum):
    """How loud an annotation is."""

    NOTICE = "notice"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Annotation:
    """A message that GitHub shows beside the run and, with a path, beside the code.

    Attributes:
        level: How loud it is.
        message: What it says.
        path: The file that it is about; empty for none.
        line: First line that it is about; 0 for the whole file.
        end_line: Last line that it is about; 0 for the same.
        title: Its heading; empty for GitHub's own.
    """

    level: Level
    message: str
    path: str = ""
    line: int = 0
    end_line: int = 0
    title: str = ""


class Runner:
    """What an action may tell the runner.

    Args:
        environ: The action's environment.
        stream: The log, where the runner looks for commands.
    """

    def __init__(self, environ: Mapping[str, str], stream: TextIO) -> None:
        self._environ = environ
        self._stream = stream

    def inputs(self, names: Sequence[str]) -> dict[str, str]:
        """Read the inputs that are set, each as `INPUT_A-B` or, as shells hand it on, `INPUT_A_B`."""
        found = {name: self._input(name) for name in names}
        return {name: value for name, value in found.items() if value}

    def set_outputs(self, outputs: Mapping[str, str]) -> None:
        """Set outputs, of any number of lines.

        Raises:
            SettingsError: If the runner's file for them cannot be written.
        """
        self._append("GITHUB_OUTPUT", "".join(_output(name, value) for name, value in outputs.items()))

    def summarize(self, markdown: str) -> bool:
        """Add to the job summary, all of it or, when that would be more than the runner takes, nothing.

        Returns:
            Whether it was added.

        Raises:
            SettingsError: If the runner's file for it cannot be written.
        """
        if self._summary_size() + len(markdown.encode()) > SUMMARY_BYTES:
            return False
        self._append("GITHUB_STEP_SUMMARY", markdown)
        return True

    def annotate(self, annotation: Annotation) -> None:
        """Show a message beside the run or the code."""
        places = {
            "file": annotation.path,
            "line": str(annotation.line or ""),
            "endLine": str(annotation.end_line or ""),
            "title": annotation.title,
        }
        self._command(annotation.level, command_data(annotation.message), places)

    def mask(self, secret: str) -> None:
        """Have the runner replace a secret by stars wherever it is logged, each of its lines by itself."""
        for line in filter(None, map(str.strip, secret.splitlines())):
            self._command("add-mask", encode_data(line))

    def debug(self, text: str) -> None:
        """Write to the log what only a run with debug logging shows."""
        self._command("debug", command_data(text))

    def say(self, text: str) -> None:
        """Write lines to the log that the runner takes for nothing else."""
        for line in text.splitlines():
            self._write(log_line(line))

    def say_list(self, title: str, lines: Sequence[str]) -> None:
        """Write lines to the log, folded under a title where there are many."""
        is_folded = len(lines) > _FEW_LINES
        if is_folded:
            self._command("group", command_data(title))
        for line in lines:
            self.say(line)
        if is_folded:
            self._command("endgroup", "")

    def _command(self, name: str, data: str, properties: Mapping[str, str] | None = None) -> None:
        given = ",".join(f"{key}={command_property(value)}" for key, value in (properties or {}).items() if value)
        self._write(f"::{name}{' ' if given else ''}{given}::{data}")

    def _write(self, line: str) -> None:
        self._stream.write(f"{line}\n")
        self._stream.flush()

    def _input(self, name: str) -> str:
        variable = f"INPUT_{name.upper()}"
        return self._environ.get(variable) or self._environ.get(variable.replace("-", "_")) or ""

    def _summary_size(self) -> int:
        path = Path(self._environ.get("GITHUB_STEP_SUMMARY", ""))
        return path.stat().st_size if path.is_file() else 0

    def _append(self, variable: str, text: str) -> None:
        path = self._environ.get(variable)
        if not path or not text:
            return
        try:
            with Path(path).open("a", encoding="utf-8", newline="\n") as file:
                file.write(text)
        except OSError as error:
            raise SettingsError(
                f"{variable} cannot be written: {error.strerror}.", "Let the runner set it, on a disk with space."
            ) from error


class CommandHandler(logging.Handler):
    """Turns log records into workflow commands, so that warnings and errors are annotations of the run.

    What is merely informative is a line of the log; what is for debugging, tracebacks among it, shows in runs with
    debug logging.
    """

    def __init__(self, runner: Runner) -> None:
        super().__init__()
        self._runner = runner

    def emit(self, record: logging.LogRecord) -> None:
        """Tell the runner one record."""
        try:
            self._tell(record)
        except Exception:  # noqa: BLE001 - the logging module's own rule: a record that cannot be told stops nothing
            self.handleError(record)

    def _tell(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.ERROR:
            self._runner.annotate(Annotation(Level.ERROR, record.getMessage()))
        elif record.levelno >= logging.WARNING:
            self._runner.annotate(Annotation(Level.WARNING, record.getMessage()))
        elif record.levelno >= logging.INFO:
            self._runner.say(record.getMessage())
        if record.exc_info or record.levelno < logging.INFO:
            self._runner.debug(f"{record.name}: {self.format(record)}")


def _output(name: str, value: str) -> str:
    """One output in the form that takes several lines, ended by a word that nobody can foresee."""
    delimiter = f"end_of_{name}_{uuid.uuid4()}"
    return f"{name}<<{delimiter}\n{value}\n{delimiter}\n"
