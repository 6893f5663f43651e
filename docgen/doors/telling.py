"""What the runner is told when a run is over: outputs, annotations, the JSON report and the exit code."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from docgen.delivery.files import hand_over, make_folder
from docgen.delivery.interface import Delivered
from docgen.delivery.links import Links
from docgen.delivery.report import LEFT, alike, is_left, to_json
from docgen.delivery.summary import job_summary
from docgen.delivery.words import count, figures, headline
from docgen.doors.parts import workspace_of
from docgen.github.runner import Annotation, Level, Runner
from docgen.model import Documented, Edit, Report, Skipped
from docgen.settings import FailOn

_log = logging.getLogger(__name__)

_BOUNDS = frozenset({"max-cost", "max-symbols", "rate-limit", "stopped", "timeout-minutes"})
"""What ends a run in such a way that the next one goes on from there."""

REPORT_PATH = Path(".docgen", "report.json")
"""Where the report lies in the workspace: the one place that both a container and the job's later steps see."""

OUTPUTS = {
    "documented": "Number of symbols that have their docs.",
    "skipped": "Number of symbols and files that were left alone on purpose.",
    "failed": "Number of symbols and files for which nothing could be done.",
    "cache-hits": "Number of distinct chunks that were found in the cache.",
    "cache-misses": "Number of distinct chunks that were not.",
    "api-calls": "Requests that were sent to the model, retries included.",
    "input-tokens": "Input tokens that were billed, those of the prompt cache included.",
    "output-tokens": "Output tokens that were billed.",
    "cost-usd": "US dollars that the run cost; empty when the model's price is not known.",
    "saved-usd": "US dollars that the docs from the cache had cost.",
    "comment-url": "Address of the comment; empty when there is none.",
    "commit-sha": "Commit that holds the docstrings; empty when there is none.",
    "pull-request-url": "Pull request that proposes the docstrings; empty when there is none.",
    "files-written": "Number of files that were written into the checkout, by `mode: write`.",
    "reference-path": "Folder of the API reference in the workspace; empty when there is none.",
    "report": "Path of the JSON report in the workspace; empty when it could not be written.",
}
"""Every output with its description, as action.yml declares them."""


MOST_ANNOTATIONS = 10
"""GitHub shows no more of each level for one step; the job summary has them all."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a run.

    Attributes:
        report: All that it did.
        edits: The proven edits.
        delivered: Where the docs went.
        fail_on: What fails the step.
        undelivered: Why the docs did not get where they belong; empty when they did.
    """

    report: Report
    edits: Sequence[Edit]
    delivered: Delivered
    fail_on: FailOn
    undelivered: str = ""

    @property
    def missing(self) -> list[Documented | Skipped]:
        """The symbols without a docstring that fits in the code, none that this run has just put there."""
        left = [outcome for outcome in self.report.skipped if is_left(outcome)]
        is_in_code = self.delivered.commit_sha or self.delivered.files_written
        return [*left] if is_in_code else [*self.report.documented, *left]

    @property
    def exit_code(self) -> int:
        """Whether the step fails: 0 or 1."""
        is_failed = bool(self.report.failed or self.undelivered)
        return int(
            {FailOn.NEVER: False, FailOn.ERROR: is_failed, FailOn.MISSING: is_failed or bool(self.missing)}[
                self.fail_on
            ]
        )


def tell(runner: Runner, environ: Mapping[str, str], result: Result, links: Links) -> None:
    """Tell the runner what was done: log, annotations, job summary, report and outputs."""
    report = result.report
    runner.say("; ".join([headline(report), *figures(report), f"{report.seconds:.1f} s"]))
    for address in _addresses(result.delivered):
        runner.say(address)
    _annotate(runner, remarks(result))
    try:
        runner.set_outputs(outputs(report, result.delivered, write_report(report, environ)))
    finally:
        # Later steps may need the one where people miss the other.
        runner.summarize(job_summary(report, result.edits, result.delivered, links))


def tell_nothing(runner: Runner, reason: str) -> None:
    """Tell the runner why there was nothing to do."""
    runner.annotate(Annotation(Level.NOTICE, reason))
    set_no_outputs(runner)


def set_no_outputs(runner: Runner) -> None:
    """Set the outputs of a run that did nothing: to a later step, one that is not set differs from `0`."""
    runner.set_outputs(outputs(Report(), Delivered(), ""))


def _addresses(delivered: Delivered) -> Iterator[str]:
    """Say where the docs went, a line for each place."""
    places = {
        "comment": delivered.comment_url,
        "commit": delivered.commit_sha,
        "pull request": delivered.pull_request_url,
        "API reference": delivered.reference_path,
    }
    return (f"{name}: {place}" for name, place in places.items() if place)


def outputs(report: Report, delivered: Delivered, report_path: str) -> dict[str, str]:
    """Give every output its value."""
    usage, cost = report.spending.usage, report.spending.cost_usd
    values: tuple[object, ...] = (
        len(report.documented),
        len(report.skipped),
        len(report.failed),
        report.cache_hits,
        report.cache_misses,
        report.spending.calls,
        usage.input_tokens + usage.cache_write_tokens + usage.cache_read_tokens,
        usage.output_tokens,
        "" if cost is None else f"{cost:.6f}",
        f"{report.saved_usd:.6f}",
        delivered.comment_url,
        delivered.commit_sha,
        delivered.pull_request_url,
        delivered.files_written,
        delivered.reference_path,
        report_path,
    )
    return dict(zip(OUTPUTS, map(str, values), strict=True))


def _annotate(runner: Runner, annotations: Iterable[Annotation]) -> None:
    """Show annotations as far as GitHub does, and log the others."""
    seen: Counter[Level] = Counter()
    others: list[str] = []
    for annotation in annotations:
        seen[annotation.level] += 1
        if seen[annotation.level] <= MOST_ANNOTATIONS:
            runner.annotate(annotation)
        else:
            others.append(f"{annotation.path}:{annotation.line} {annotation.message}")
    runner.say_list(count(len(others), "further message"), others)


def remarks(result: Result) -> Iterator[Annotation]:
    """Yield what GitHub is to show beside the run and the code."""
    for notice in result.delivered.notices:
        yield Annotation(Level.NOTICE, notice)
    level = Level.WARNING if result.fail_on is FailOn.NEVER else Level.ERROR
    bounds = Counter(outcome.reason.removeprefix(LEFT) for outcome in result.report.skipped if is_left(outcome))
    for bound in sorted(_BOUNDS & bounds.keys()):
        yield Annotation(Level.NOTICE, f"{count(bounds[bound], 'symbol')} left for the next run: {bound}.")
    if result.undelivered:
        yield Annotation(level, f"Not everything was delivered; the job summary has all docs. {result.undelivered}")
    for failed in alike(result.report.failed):
        place = failed[0].location
        title = f"docgen: {count(len(failed), 'symbol')}" if len(failed) > 1 else "docgen"
        yield Annotation(level, failed[0].error, place.path, place.line, title=title)
    if result.fail_on is FailOn.MISSING:
        for outcome in result.missing:
            place = outcome.location
            message = f"{place.display_name} lacks a docstring that fits. Take docgen's, or write one."
            yield Annotation(Level.WARNING, message, place.path, place.line, title="docgen")


def write_report(report: Report, environ: Mapping[str, str]) -> str:
    """Write the JSON report into the workspace and return its path there; empty when that is not possible.

    Its folder ignores itself, so that no later step commits it by accident.
    """
    path = workspace_of(environ) / REPORT_PATH
    try:
        _make_folder(path.parent)
        _write(path, to_json(report))
        _write(path.parent / ".gitignore", ["*\n"])
    except OSError as error:
        _log.warning(
            "The JSON report could not be written: %s. "
            "It needs room on the disk, and a folder `.docgen` in the workspace that is no symbolic link.",
            error.strerror or error,
        )
        return ""
    return REPORT_PATH.as_posix()


def _make_folder(folder: Path) -> None:
    """Make the folder; a link in its place, which a pull request may have put there, is not followed."""
    if folder.is_symlink():
        raise NotADirectoryError(f"{folder.name} is a symbolic link")
    make_folder(folder)


def _write(path: Path, pieces: Iterable[str]) -> None:
    """Write a new file in place of whatever is there."""
    path.unlink(missing_ok=True)
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.writelines(pieces)
    hand_over(path)
