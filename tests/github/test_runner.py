"""The runner's protocol, read back as the runner reads it."""

import io
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.errors import SettingsError
from docgen.github.runner import SUMMARY_BYTES, Annotation, CommandHandler, Level, Runner
from tests.github.hostile import hostile_text


def commands(log: str) -> list[tuple[str, dict[str, str], str]]:
    """The commands of a log, as the runner takes them: name, properties, data."""
    found = []
    for line in log.split("\n"):
        match = re.match(r"\s*::([a-z-]+)(?: ([^:]*))?::(.*)$", line, re.DOTALL)
        if match:
            properties = dict(pair.split("=", 1) for pair in (match[2] or "").split(",") if pair)
            found.append((match[1], {key: decode(value) for key, value in properties.items()}, decode(match[3])))
    return found


def decode(text: str) -> str:
    """Undo what commands encode."""
    for code, character in (("%0A", "\n"), ("%0D", "\r"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, character)
    return text


def outputs(text: str) -> dict[str, str]:
    """The outputs in the runner's file, as the runner reads them."""
    return {name: value for name, _, value in re.findall(r"^(.+)<<(.+)\n([\s\S]*?)\n\2$", text, re.MULTILINE)}


@pytest.fixture
def log() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    for name in ("output", "summary"):
        (tmp_path / name).touch()
    return {"GITHUB_OUTPUT": str(tmp_path / "output"), "GITHUB_STEP_SUMMARY": str(tmp_path / "summary")}


@pytest.fixture
def runner(environ: dict[str, str], log: io.StringIO) -> Runner:
    return Runner(environ, log)


@pytest.mark.parametrize("variable", ["INPUT_MAX-COST", "INPUT_MAX_COST"])
def test_inputs_are_read_with_hyphens_and_as_shells_hand_them_on(variable: str) -> None:
    runner = Runner({variable: "5", "INPUT_MODE": ""}, io.StringIO())
    assert runner.inputs(["max-cost", "mode", "model"]) == {"max-cost": "5"}


def test_an_input_with_its_hyphen_wins() -> None:
    runner = Runner({"INPUT_MAX_COST": "1", "INPUT_MAX-COST": "2"}, io.StringIO())
    assert runner.inputs(["max-cost"]) == {"max-cost": "2"}


@given(value=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r")))
def test_outputs_come_back_as_they_were_set(tmp_path_factory: pytest.TempPathFactory, value: str) -> None:
    file = tmp_path_factory.mktemp("runner") / "output"
    Runner({"GITHUB_OUTPUT": str(file)}, io.StringIO()).set_outputs({"report": value, "documented": "3"})
    assert outputs(file.read_bytes().decode()) == {"report": value, "documented": "3"}


def test_an_output_cannot_end_itself(runner: Runner, environ: dict[str, str]) -> None:
    runner.set_outputs({"first": "x"})
    delimiter = Path(environ["GITHUB_OUTPUT"]).read_text().split("<<")[1].split("\n")[0]
    runner.set_outputs({"second": f"x\n{delimiter}\nevil=1"})
    assert set(outputs(Path(environ["GITHUB_OUTPUT"]).read_text())) == {"first", "second"}


def test_an_output_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    runner = Runner({"GITHUB_OUTPUT": str(tmp_path / "none" / "output")}, io.StringIO())
    with pytest.raises(SettingsError, match="GITHUB_OUTPUT cannot be written: No such file"):
        runner.set_outputs({"a": "b"})


def test_without_a_runner_there_are_no_outputs() -> None:
    Runner({}, io.StringIO()).set_outputs({"a": "b"})


def test_the_job_summary_grows(runner: Runner, environ: dict[str, str]) -> None:
    assert runner.summarize("# One\n")
    assert runner.summarize("Zwei: ä\n")
    assert Path(environ["GITHUB_STEP_SUMMARY"]).read_text(encoding="utf-8") == "# One\nZwei: ä\n"


def test_a_job_summary_that_the_runner_would_refuse_is_not_written(runner: Runner, environ: dict[str, str]) -> None:
    Path(environ["GITHUB_STEP_SUMMARY"]).write_text("ä" * (SUMMARY_BYTES // 2 - 1), encoding="utf-8")
    assert not runner.summarize("ää")
    assert runner.summarize("ä")


def test_an_annotation_stands_beside_its_lines(runner: Runner, log: io.StringIO) -> None:
    runner.annotate(Annotation(Level.WARNING, "No docstring.", "src/a,b:c.py", 3, 5, "100% docs"))
    properties = {"file": "src/a,b:c.py", "line": "3", "endLine": "5", "title": "100% docs"}
    assert commands(log.getvalue()) == [("warning", properties, "No docstring.")]


def test_an_annotation_of_the_run_stands_beside_nothing(runner: Runner, log: io.StringIO) -> None:
    runner.annotate(Annotation(Level.NOTICE, "Nothing to do.\nReally."))
    assert log.getvalue() == "::notice::Nothing to do.%0AReally.\n"


@given(text=hostile_text)
def test_an_annotation_is_one_command_whatever_it_says(text: str) -> None:
    log = io.StringIO()
    Runner({}, log).annotate(Annotation(Level.ERROR, text, path=text, title=text))
    ((name, _, _),) = commands(log.getvalue())
    assert name == "error"
    assert log.getvalue().count("\n") == 1


def test_each_line_of_a_secret_is_masked_as_it_is(runner: Runner, log: io.StringIO) -> None:
    runner.mask("ghp_" + "a" * 36 + "%\n  second line \n\n")
    assert [data for _, _, data in commands(log.getvalue())] == ["ghp_" + "a" * 36 + "%", "second line"]


def test_no_secret_is_no_mask(runner: Runner, log: io.StringIO) -> None:
    runner.mask("")
    assert not log.getvalue()


def test_a_long_list_is_folded_and_a_short_one_is_not(runner: Runner, log: io.StringIO) -> None:
    runner.say_list("a\nb", ["x", "::error::y"])
    assert log.getvalue() == "x\n: :error::y\n"
    runner.say_list("a\nb", ["z"] * 30)
    assert log.getvalue().endswith("::group::a%0Ab\n" + "z\n" * 30 + "::endgroup::\n")


@given(text=hostile_text)
def test_what_is_said_commands_nothing(text: str) -> None:
    log = io.StringIO()
    Runner({}, log).say(text)
    assert not commands(log.getvalue())
    assert "##[" not in log.getvalue()


@pytest.fixture
def logger(runner: Runner) -> Iterator[logging.Logger]:
    logger = logging.getLogger("tests.runner")
    handler = CommandHandler(runner)
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    yield logger
    logger.removeHandler(handler)


@pytest.mark.parametrize(("level", "command"), [(logging.WARNING, "warning"), (logging.ERROR, "error")])
def test_warnings_and_errors_in_the_log_are_annotations(
    logger: logging.Logger, log: io.StringIO, level: int, command: str
) -> None:
    logger.log(level, "The cache is %s.\n::error::", "down")
    assert log.getvalue() == f"::{command}::The cache is down.%0A::error::\n"


def test_information_in_the_log_is_a_line(logger: logging.Logger, log: io.StringIO) -> None:
    logger.info("::add-mask::%s", "x")
    assert log.getvalue() == ": :add-mask::x\n"


def test_debug_records_show_in_debug_runs_only(logger: logging.Logger, log: io.StringIO) -> None:
    logger.debug("details")
    assert log.getvalue() == "::debug::tests.runner: details\n"


def test_a_traceback_shows_in_debug_runs_only(logger: logging.Logger, log: io.StringIO) -> None:
    try:
        int("why")
    except ValueError:
        logger.exception("It broke.")
    (error, debug) = commands(log.getvalue())
    assert (error[0], error[2]) == ("error", "It broke.")
    assert debug[0] == "debug"
    assert "ValueError: invalid literal" in debug[2]
