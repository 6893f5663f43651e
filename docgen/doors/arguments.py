"""The command line's grammar: commands, what they take, and help that teaches."""

from __future__ import annotations

import argparse
import difflib
import re
import sys
from collections.abc import Sequence
from itertools import takewhile
from textwrap import dedent
from typing import Any, NoReturn

from docgen import __version__
from docgen.doors.layers import Layer
from docgen.doors.manual import describe
from docgen.settings import Settings

_TARGET_HELP = """\
what to look at (one of these):
  PATH ...        whole files or folders
  --base REF      what changed since REF, uncommitted work included
  --all           everything below the current folder
"""

_WHOLE_BY_DEFAULT = "if none is given: --all\n"

_COMMANDS = {
    "plan": "say what would be documented and what it would cost; sends nothing, needs no key",
    "show": "document, and print the docs as Markdown",
    "write": "document, and write the docstrings into the files",
    "reference": "document, and write the API reference: a Markdown page for each module, and an index",
    "check": "list public symbols whose docstring is missing or stale; exit 1 if there are any; asks no model",
}

_CACHE_COMMANDS = {
    "create": "create the table or file; harmless when it exists",
    "stats": "count what the cache holds",
    "purge": "delete docs",
    "export": "print all docs as JSON lines",
    "import": "read docs from what `export` printed",
}

_ELSEWHERE = frozenset({
    "anthropic-api-key", "github-token", "mode", "scope", "comment-id", "pull-request-number", "skip-pull-requests",
    "ref", "commit-message", "max-files-per-pull-request", "reference-path", "fail-on", "dry-run",
})  # fmt: skip
"""Settings of the action that the command line says in another way, or that belong to GitHub, or that are secret."""

_CACHE_SETTINGS = ("cache", "cache-table", "cache-path", "aws-region")


_PLAINLY = {
    "one of the arguments PATH --base --all is required": (
        "say what to look at: files or folders, `--base REF`, or `--all` for everything below the current folder"
    ),
}
"""What argparse means, in other words."""


class _Parser(argparse.ArgumentParser):
    """A parser that says in one line what does not fit, and which flag was probably meant."""

    def error(self, message: str) -> NoReturn:
        """Say what does not fit, and exit with 2."""
        self.exit(2, f"docgen: {_PLAINLY.get(message, message)}. See `{self.prog} --help`.\n")

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:  # noqa: ANN401 - one of its overloads each
        """Refuse unknown flags first: what follows them would be taken for something else."""
        words = sys.argv[1:] if args is None else list(args)
        if self._subparsers is None:
            for flag in (word.partition("=")[0] for word in takewhile(lambda word: word != "--", words)):
                if flag.startswith("--") and flag not in self._option_string_actions:
                    self.error(f"there is no flag `{flag}` here{self._hint(flag)}")
        return super().parse_known_args(words, namespace)

    def _hint(self, flag: str) -> str:
        if flag.removeprefix("--") in _ELSEWHERE:
            return ": that is an input of the action"
        known = [name.removeprefix("--") for name in self._option_string_actions]
        close = difflib.get_close_matches(flag.removeprefix("--"), known, n=1)
        return f" (did you mean `--{close[0]}`?)" if close else ""


def parse_arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    """Parse a command line; exits with 2 and a word when it does not fit."""
    return build_parser().parse_args(argv)


def flags_layer(arguments: argparse.Namespace) -> Layer:
    """Collect the settings that were given as flags."""
    given = {name: getattr(arguments, _destination(name), None) for name in _setting_flags()}
    return Layer("flag", {name: value for name, value in given.items() if value is not None})


def build_parser() -> argparse.ArgumentParser:
    """Build the whole grammar."""
    parser = _Parser(
        prog="docgen",
        description="Document Python code: cached, checked against the code, never changing it.",
        epilog=dedent("""\
            examples:
              docgen plan --base main          what would a run on this branch cost?
              docgen show --base main          read the docs before anybody else does
              docgen write src/shop/cart.py    put them into a file
              docgen reference docs/api        the whole API as Markdown
              docgen check --base main         fail where touched public symbols lack docs
              docgen show --all --provider draft   try it without a key

            Claude's key is read from ANTHROPIC_API_KEY. Settings may also stand in [tool.docgen] of pyproject.toml.
            """),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"docgen {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, purpose in _COMMANDS.items():
        _add_document_command(commands, name, purpose)
    _add_cache_command(commands)
    _add_config_command(commands)
    _add_completion_command(commands)
    return parser


def _add_document_command(commands: argparse._SubParsersAction[_Parser], name: str, purpose: str) -> None:
    """Add one of the commands that walk over code."""
    command = commands.add_parser(
        name,
        help=purpose,
        description=f"{purpose[0].upper()}{purpose[1:]}.",
        epilog=_TARGET_HELP + (_WHOLE_BY_DEFAULT if name == "reference" else ""),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    if name == "reference":
        command.add_argument(
            "folder", metavar="FOLDER", help="where the pages go; others of docgen's there are removed"
        )
    target = command.add_mutually_exclusive_group(required=name != "reference")
    target.add_argument("paths", nargs="*", default=[], metavar="PATH", help="files or folders, taken whole")
    target.add_argument("--base", metavar="REF", help="take what changed since REF, uncommitted work included")
    target.add_argument("--all", action="store_true", help="take everything below the current folder")
    output = command.add_mutually_exclusive_group()
    output.add_argument("--json", action="store_true", help="print the report as JSON")
    if name == "show":
        output.add_argument("--comment", action="store_true", help="print the text of the pull request comment")
    if name == "write":
        command.add_argument("-y", "--yes", action="store_true", help="write without asking")
    command.add_argument("-q", "--quiet", action="store_true", help="say nothing but warnings and errors")
    _add_settings(command, _setting_flags())


def _add_cache_command(commands: argparse._SubParsersAction[_Parser]) -> None:
    """Add the commands that look after the cache."""
    cache = commands.add_parser(
        "cache", help="look after the cache", description="Look after the cache.", allow_abbrev=False
    )
    actions = cache.add_subparsers(dest="action", required=True, metavar="ACTION")
    for name, purpose in _CACHE_COMMANDS.items():
        action = actions.add_parser(
            name, help=purpose, description=f"{purpose[0].upper()}{purpose[1:]}.", allow_abbrev=False
        )
        _add_settings(action, _CACHE_SETTINGS)
        if name == "purge":
            action.add_argument("--written-by", metavar="MODEL", help="only docs that this model wrote")
            action.add_argument("--prompt-version", metavar="VERSION", help="only docs that this prompt asked for")
            action.add_argument("--older-than-hours", type=_hours, metavar="HOURS", help="only docs older than this")
            action.add_argument("--all", action="store_true", help="every doc")
            action.add_argument("--dry-run", action="store_true", help="count, but delete nothing")
        if name == "import":
            action.add_argument("file", metavar="FILE", help="JSON lines; `-` for standard input")


def _add_config_command(commands: argparse._SubParsersAction[_Parser]) -> None:
    """Add the command that shows the settings."""
    purpose = "show which settings are in force here, and where each comes from"
    config = commands.add_parser(
        "config", help=purpose, description=f"{purpose[0].upper()}{purpose[1:]}.", allow_abbrev=False
    )
    output = config.add_mutually_exclusive_group()
    output.add_argument("--json", action="store_true", help="print them as JSON")
    output.add_argument("--schema", action="store_true", help="print the JSON schema of [tool.docgen], for editors")
    _add_settings(config, _setting_flags())


def _add_completion_command(commands: argparse._SubParsersAction[_Parser]) -> None:
    """Add the command that teaches a shell this grammar."""
    purpose = "print the script by which a shell completes docgen's commands and flags"
    completion = commands.add_parser(
        "completion", help=purpose, description=f"{purpose[0].upper()}{purpose[1:]}.", allow_abbrev=False
    )
    completion.add_argument("shell", choices=["bash", "zsh", "tcsh"], help="the shell that is to read it")


def _hours(text: str) -> float:
    """Read a length of time."""
    if not re.fullmatch(r"\d{1,9}(\.\d+)?", text, re.ASCII):
        raise argparse.ArgumentTypeError(f"not a number of hours: {text!r}")
    return float(text)


def _add_settings(command: argparse.ArgumentParser, names: Sequence[str]) -> None:
    """Add a flag for each setting; checking is the settings' own affair."""
    group = command.add_argument_group("settings")
    for name in names:
        group.add_argument(
            f"--{name}", dest=_destination(name), metavar="VALUE", help=describe(name).replace("%", "%%")
        )


def _setting_flags() -> tuple[str, ...]:
    """Name the settings that are flags."""
    names = (name.replace("_", "-") for name in Settings.model_fields)
    return tuple(name for name in names if name not in _ELSEWHERE)


def _destination(name: str) -> str:
    """Keep settings apart from the commands' own arguments."""
    return "setting_" + name.replace("-", "_")
