"""The GitHub Action: event and inputs become parts, the pipeline runs, and the runner is told what came of it."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from docgen.changes.event import NothingToDo, Occasion, target_of
from docgen.delivery.interface import Delivered
from docgen.delivery.nowhere import NoDelivery
from docgen.delivery.reference import render_reference, write_reference
from docgen.doors.advice import is_powerless, without_key
from docgen.doors.collector import rarely_collecting
from docgen.doors.forecast import findings, forecast, plan_text
from docgen.doors.interrupts import INTERRUPTED, interruptible, stopping
from docgen.doors.layers import Layer, configuration_layer, resolve
from docgen.doors.manual import setting_names
from docgen.doors.parts import Attendance, Project, assemble, build_writer, lacks_key, open_cache, without_writer
from docgen.doors.progress import progress_lines
from docgen.doors.reference import reference_folder, reference_modules
from docgen.doors.shards import check_shard, read_shard_work
from docgen.doors.telling import Result, set_no_outputs, tell, tell_nothing
from docgen.doors.visit import Visit, open_visit
from docgen.errors import DeliveryError, DocgenError, SettingsError
from docgen.github.escape import code_block
from docgen.github.runner import Annotation, CommandHandler, Level, Runner
from docgen.pipeline import document, plan
from docgen.settings import FailOn, Settings
from docgen.steps.parts import Parts
from docgen.writer.batches.policy import Batch

_log = logging.getLogger(__name__)

_DONE, _FAILED, _USAGE = 0, 1, 2
_STOPPED = (
    "docgen was stopped before it was done. Run the job again: what was written is in the cache, and the rest follows."
)
_DRY_RUN = "### docgen: dry run\n\n"


def main(environ: Mapping[str, str]) -> int:
    """Run the action.

    Returns:
        The step's exit code: 0 done, 1 failed as `fail-on` says, 2 wrong settings, 130 stopped before it was done.
    """
    runner = Runner(environ, sys.stdout)
    is_debugging = environ.get("RUNNER_DEBUG") == "1"
    with _logging(runner, is_debugging=is_debugging), interruptible(), rarely_collecting():
        try:
            return _run(environ, runner)
        except SettingsError as error:
            runner.annotate(Annotation(Level.ERROR, str(error)))
            return _USAGE
        except DocgenError as error:
            runner.annotate(Annotation(Level.ERROR, str(error)))
            return _FAILED
        except KeyboardInterrupt:
            runner.annotate(Annotation(Level.WARNING, _STOPPED))
            return INTERRUPTED
        except Exception as error:  # noqa: BLE001 - a traceback tells a user nothing; the debug log has it
            _log.debug("Unexpected.", exc_info=True)
            what = f"docgen failed unexpectedly ({type(error).__name__})."
            fix = "Run the job again with debug logging, and please report what it shows."
            runner.annotate(Annotation(Level.ERROR, f"{what} {fix}"))
            return _FAILED


def _run(environ: Mapping[str, str], runner: Runner) -> int:
    """Do what the event asks for."""
    inputs = Layer("input", runner.inputs(setting_names()))
    asked = resolve([inputs])
    for secret in (asked.anthropic_api_key, asked.github_token):
        runner.mask(secret.get_secret_value())
    target = target_of(_occasion(environ, asked))
    if isinstance(target, NothingToDo):
        tell_nothing(runner, target.reason)
        return _DONE
    fail_on = asked.fail_on
    try:
        with open_visit(target, asked, environ) as visit:
            pyproject = visit.source(asked).trusted_file("pyproject.toml")
            settings = _in_force(visit, resolve([configuration_layer(pyproject), inputs]))
            fail_on = settings.fail_on
            if nothing := visit.nothing_to_do(settings):
                tell_nothing(runner, nothing.reason)
                return _DONE
            return _attend(visit, settings, pyproject, environ, runner)
    except DocgenError as error:
        if fail_on is not FailOn.NEVER or isinstance(error, SettingsError):
            raise
        runner.annotate(Annotation(Level.WARNING, str(error)))
        return _DONE


def _in_force(visit: Visit, settings: Settings) -> Settings:
    """Take from the settings what does not go with what the run is about: somebody waits for a pull request.

    Raises:
        SettingsError: If a pull request is to be divided.
    """
    check_shard(settings, is_whole=visit.is_whole(settings))
    return settings.model_copy(update={"batch": Batch.FALSE}) if visit.pull else settings


def _attend(
    visit: Visit, settings: Settings, pyproject: bytes | None, environ: Mapping[str, str], runner: Runner
) -> int:
    """Build the parts, have the work done, and tell the runner what came of it."""
    shard_work = read_shard_work(visit.workspace, settings)
    folder = reference_folder(visit.workspace, "" if settings.shard else settings.reference_path)
    is_keyless = lacks_key(settings, environ)
    cache = open_cache(settings, environ, visit.namespace)
    writer = build_writer(settings, environ, cache.journal)
    writer = without_writer(writer, "left: no key") if is_keyless else writer
    with stopping(writer.stop) as is_stopped:
        with closing(cache):
            attendance = Attendance(progress_lines(runner.say, time.monotonic), is_stopped)
            project = Project(visit.source(settings), pyproject, shard_work)
            parts = assemble(settings, project, cache, writer, attendance)
            if settings.dry_run:
                return _foretell(parts, runner)
            result = _work(visit, settings, parts, is_keyless=is_keyless)
            if result.delivered.is_overtaken and visit.is_asked_for:
                visit, result = _catch_up(visit, settings, parts, result, is_keyless=is_keyless)
        if folder:
            result = _refer(result, folder, replace(parts, source=visit.whole_tree()), settings.reference_path)
        tell(runner, environ, result, visit.links)
    return result.exit_code


def _work(visit: Visit, settings: Settings, parts: Parts, *, is_keyless: bool) -> Result:
    """Have everything documented and bring it to where it belongs; what was paid for is told even where that fails."""
    delivery = NoDelivery() if is_keyless and is_powerless(visit.event, visit.pull) else visit.delivery(settings)
    report, edits = document(parts)
    advice = (without_key(visit.event, visit.pull),) if is_keyless else ()
    try:
        delivered = delivery.deliver(report, edits)
    except DeliveryError as error:
        return Result(report, edits, Delivered(notices=advice), settings.fail_on, undelivered=str(error))
    delivered = replace(delivered, notices=(*advice, *delivered.notices))
    return Result(report, edits, delivered, settings.fail_on)


def _catch_up(
    visit: Visit, settings: Settings, parts: Parts, result: Result, *, is_keyless: bool
) -> tuple[Visit, Result]:
    """Do it again for what the branch is now; where that fails, what was done so far is told."""
    try:
        now = visit.renewed()
        return now, _work(now, settings, replace(parts, source=now.source(settings)), is_keyless=is_keyless)
    except DeliveryError as error:
        return visit, replace(result, undelivered=str(error))


def _refer(result: Result, folder: Path, parts: Parts, path: str) -> Result:
    """Write the API reference of all files, with the docs of this run."""
    try:
        write_reference(folder, render_reference(reference_modules(parts, result.report)))
    except DeliveryError as error:
        return replace(result, undelivered=f"{result.undelivered} {error}".strip())
    return replace(result, delivered=replace(result.delivered, reference_path=path))


def _foretell(parts: Parts, runner: Runner) -> int:
    """Say what a run would do and what it would cost."""
    found, model = plan(parts), parts.writer.model
    costs = forecast(found, model)
    runner.say_list("What would be documented", findings(found.survey))
    runner.say(costs)
    set_no_outputs(runner)
    if not runner.summarize(f"{_DRY_RUN}{code_block(plan_text(found, model))}\n"):
        runner.summarize(f"{_DRY_RUN}{code_block(costs)}\n\nThe log lists the symbols.\n")
    return _DONE


def _occasion(environ: Mapping[str, str], asked: Settings) -> Occasion:
    """Collect what the runner says about the event.

    Raises:
        SettingsError: If there is no event.
    """
    path = environ.get("GITHUB_EVENT_PATH")
    fix = "GITHUB_EVENT_PATH names its file; run docgen as a step of a workflow, or use the `docgen` command."
    if not path:
        raise SettingsError("There is no event.", fix)
    try:
        payload = Path(path).read_bytes()
    except OSError as error:
        raise SettingsError(f"The event's payload cannot be read: {error.strerror}.", fix) from error
    return Occasion(
        event=environ.get("GITHUB_EVENT_NAME", ""),
        payload=payload,
        ref=environ.get("GITHUB_REF", ""),
        sha=environ.get("GITHUB_SHA", ""),
        wanted_pull_request=asked.pull_request_number,
        wanted_ref=asked.ref,
    )


@contextmanager
def _logging(runner: Runner, *, is_debugging: bool) -> Iterator[None]:
    """Have what the rooms log told to the runner."""
    logger = logging.getLogger("docgen")
    handler = CommandHandler(runner)
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG if is_debugging else logging.INFO)
    try:
        yield
    finally:
        logger.removeHandler(handler)
