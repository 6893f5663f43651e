"""`docgen` on a working tree: the same pipeline as the action, with the terminal and the files for deliveries."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from docgen.changes.git_range import GitRange
from docgen.changes.interface import ChangeSource
from docgen.changes.tree import Tree
from docgen.delivery.body import comment_body
from docgen.delivery.files import FileDelivery
from docgen.delivery.links import Links
from docgen.delivery.marker import Stamp
from docgen.delivery.reference import render_reference, write_reference
from docgen.delivery.report import to_json
from docgen.delivery.terminal import failure_lines, to_diff, to_markdown
from docgen.delivery.words import count, figures, headline
from docgen.doors.arguments import build_parser, flags_layer, parse_arguments
from docgen.doors.caretaker import care_for_cache
from docgen.doors.collector import rarely_collecting
from docgen.doors.config import config_json, config_text
from docgen.doors.console import Console
from docgen.doors.forecast import check_json, findings, forecast, plan_json
from docgen.doors.interrupts import INTERRUPTED, interruptible, stopping
from docgen.doors.layers import Layer, configuration_layer, resolve
from docgen.doors.parts import (
    Attendance,
    assemble,
    build_writer,
    choose_cache,
    lacks_key,
    open_cache,
    open_project,
    without_writer,
)
from docgen.doors.reference import reference_modules
from docgen.doors.schema import schema_json
from docgen.doors.shards import check_shard, read_shard_work
from docgen.errors import DocgenError, SettingsError
from docgen.model import Report
from docgen.pipeline import document, plan, survey
from docgen.steps.parts import Parts

_DONE, _FAILED, _USAGE = 0, 1, 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line.

    Returns:
        The exit code: 0 done, 1 failed or found something, 2 wrong usage, 130 interrupted.
    """
    arguments = parse_arguments(argv)
    console = Console(
        sys.stdout,
        sys.stderr,
        sys.stdin,
        is_quiet=getattr(arguments, "quiet", False),
        has_colours=not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb",
    )
    commands = {
        "plan": _plan,
        "check": _check,
        "show": _show,
        "write": _write,
        "reference": _reference,
        "cache": _cache,
        "config": _config,
        "completion": _completion,
    }
    with console.logging(), interruptible(), rarely_collecting():
        try:
            return commands[arguments.command](arguments, os.environ, console)
        except SettingsError as error:
            console.fail(str(error))
            return _USAGE
        except DocgenError as error:
            console.fail(str(error))
            return _FAILED
        except KeyboardInterrupt:
            console.say("Interrupted.")
            return INTERRUPTED
        except Exception as error:
            console.fail(f"Something unforeseen happened ({type(error).__name__}). Please report it with what follows.")
            raise


def _plan(arguments: argparse.Namespace, environ: Mapping[str, str], console: Console) -> int:
    """Say what a run would do and cost."""
    with _parts(arguments, environ, console) as parts:
        found = plan(parts)
    if arguments.json:
        console.print(plan_json(found, parts.writer.model))
    else:
        lines = findings(found.survey)
        console.print_found(lines)
        console.print("\n" * bool(lines) + forecast(found, parts.writer.model))
    return _DONE


def _check(arguments: argparse.Namespace, environ: Mapping[str, str], console: Console) -> int:
    """List what lacks a docstring that fits."""
    with _parts(arguments, environ, console) as parts:
        found = survey(parts)
    if arguments.json:
        console.print(check_json(found))
    else:
        console.print_found(findings(found))
    looked_at = f"{count(found.files, 'file')} looked at"
    console.say(f"{count(len(found.tasks), 'symbol')} without a docstring that fits; {looked_at}.")
    return _FAILED if found.tasks or found.failed else _DONE


def _show(arguments: argparse.Namespace, environ: Mapping[str, str], console: Console) -> int:
    """Document, and print the docs."""
    with _parts(arguments, environ, console, must_write=True) as parts:
        report, edits = document(parts)
    if arguments.json:
        console.print_all(to_json(report))
    elif arguments.comment:
        console.print(comment_body(report, edits, Links(""), Stamp(""), None))
    else:
        console.print(to_markdown(report, edits))
    return _conclude(report, console)


def _write(arguments: argparse.Namespace, environ: Mapping[str, str], console: Console) -> int:
    """Document, and write the docstrings into the files; a person at a terminal is shown them and asked first."""
    with _parts(arguments, environ, console, must_write=True) as parts:
        report, edits = document(parts)
    if edits and console.is_interactive and not (arguments.yes or arguments.json):
        console.show_diff(to_diff(edits))
        if not console.confirm(f"Write {headline(report)}?"):
            console.say("Nothing was written. The docs stay in the cache.")
            return _DONE
    FileDelivery(Path.cwd()).deliver(report, edits)
    if arguments.json:
        console.print_all(to_json(report))
    elif edits:
        console.print("\n".join(f"wrote {edit.path}" for edit in edits))
    return _conclude(report, console)


def _reference(arguments: argparse.Namespace, environ: Mapping[str, str], console: Console) -> int:
    """Document, and write the API reference with the docs that the code has already."""
    with _parts(arguments, environ, console, may_lack_key=True) as parts:
        report, _ = document(parts)
        modules = reference_modules(parts, report)
    changed = write_reference(Path(arguments.folder), render_reference(modules))
    if arguments.json:
        console.print_all(to_json(report))
    else:
        console.print(f"{arguments.folder}: {count(len(modules), 'module')}, {count(changed, 'page')} changed")
    return _conclude(report, console)


def _cache(arguments: argparse.Namespace, environ: Mapping[str, str], console: Console) -> int:
    """Look after the cache."""
    pyproject = Tree(Path.cwd()).trusted_file("pyproject.toml")
    settings = resolve([configuration_layer(pyproject), flags_layer(arguments)])
    care_for_cache(arguments, choose_cache(settings, environ), console.print)
    return _DONE


def _config(arguments: argparse.Namespace, environ: Mapping[str, str], console: Console) -> int:
    """Show the settings, or the schema that they follow."""
    if arguments.schema:
        console.print(schema_json())
        return _DONE
    layers = _layers(Tree(Path.cwd()).trusted_file("pyproject.toml"), arguments, environ)
    console.print(config_json(layers) if arguments.json else config_text(layers))
    return _DONE


def _completion(arguments: argparse.Namespace, environ: Mapping[str, str], console: Console) -> int:  # noqa: ARG001
    """Print the script by which a shell completes commands and flags."""
    try:
        import shtab  # noqa: PLC0415 - an extra, for those who type
    except ImportError as error:
        raise SettingsError(
            "The package `shtab`, which writes completion scripts, is not installed.",
            "Run `pip install shtab` where docgen is installed.",
        ) from error
    console.print(shtab.complete(build_parser(), shell=arguments.shell))
    return _DONE


def _conclude(report: Report, console: Console) -> int:
    """Say what was done and decide about the exit code."""
    cost = [] if report.spending.calls else ["$0 for 0 calls"]
    console.say("; ".join([headline(report), *figures(report), *cost, f"{report.seconds:.2f} s"]))
    for line in failure_lines(report.failed):
        console.fail(line)
    return _FAILED if report.failed else _DONE


@contextmanager
def _parts(
    arguments: argparse.Namespace,
    environ: Mapping[str, str],
    console: Console,
    *,
    must_write: bool = False,
    may_lack_key: bool = False,
) -> Iterator[Parts]:
    """Build what the pipeline needs and clean up afterwards."""
    project = open_project(_source(arguments))
    settings = resolve(_layers(project.pyproject, arguments, environ))
    check_shard(settings, is_whole=not arguments.base)
    project = replace(project, shard_work=read_shard_work(Path.cwd(), settings))
    if must_write and lacks_key(settings, environ):
        raise SettingsError(
            "There is no key for the Claude API.", "Set ANTHROPIC_API_KEY, or try it with `--provider draft`."
        )
    cache = open_cache(settings, environ)
    writer = build_writer(settings, environ, cache.journal)
    if may_lack_key and lacks_key(settings, environ):
        console.say("There is no key for the Claude API: what lacks a docstring is shown with its signature alone.")
        writer = without_writer(writer, "left: no key")
    with closing(cache), console.progress(time.monotonic) as progress, stopping(writer.stop) as is_stopped:
        yield assemble(settings, project, cache, writer, Attendance(progress, is_stopped))


def _layers(pyproject: bytes | None, arguments: argparse.Namespace, environ: Mapping[str, str]) -> list[Layer]:
    """Say where settings come from, later ones winning."""
    key = Layer("ANTHROPIC_API_KEY", {"anthropic-api-key": environ.get("ANTHROPIC_API_KEY", "")})
    return [configuration_layer(pyproject), key, flags_layer(arguments)]


def _source(arguments: argparse.Namespace) -> ChangeSource:
    """Open what the user wants to look at."""
    if arguments.base:
        return GitRange(Path.cwd(), arguments.base)
    return Tree(Path.cwd(), arguments.paths)


if __name__ == "__main__":
    sys.exit(main())
