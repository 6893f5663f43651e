"""The command line, started as a user starts it: on a git repository, with real caches, and Claude on loopback."""

from __future__ import annotations

import json
import os
import pty
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path

import pytest

from docgen.cli import main
from tests.standins.claude import ClaudeStandin

BASE = '''"""Greetings."""


def greet(name: str) -> str:
    """Return a greeting."""
    return f"Hello, {name}"
'''
HEAD = (
    BASE
    + """

def part(name: str, times: int = 1) -> str:
    if times < 1:
        raise ValueError("once at least")
    return ", ".join([f"Goodbye, {name}"] * times)
"""
)


class Tree:
    """A git repository with one commit, and what a user does in it."""

    def __init__(self, root: Path, cache: Path) -> None:
        self.root = root
        self.cache = cache
        self.environ = {"PATH": os.environ["PATH"], "HOME": str(cache.parent), "NO_COLOR": "1"}
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str) -> None:
        identity = ("-c", "user.name=n", "-c", "user.email=e@example.com")
        subprocess.run(["git", *identity, *arguments], cwd=self.root, check=True, capture_output=True)

    def commit(self, **files: str) -> None:
        for name, text in files.items():
            (self.root / f"{name}.py").write_text(text, "utf-8")
        self.git("add", "-A")
        self.git("commit", "-qm", "change")

    def docgen(self, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "docgen.cli", *arguments]
        settings = ("--cache-path", str(self.cache)) if arguments[0] not in ("check", "--help", "completion") else ()
        return subprocess.run(
            [*command, *settings],
            cwd=self.root,
            env={**self.environ, "PYTHONPATH": str(Path(__file__).parent.parent), **environ},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    def at_a_terminal(self, answer: str, *arguments: str) -> str:
        """Run with a terminal on all three streams, type an answer, and return what the terminal showed."""
        ours, theirs = pty.openpty()
        command = [sys.executable, "-m", "docgen.cli", *arguments, "--cache-path", str(self.cache)]
        environ = {**self.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
        with subprocess.Popen(command, cwd=self.root, env=environ, stdin=theirs, stdout=theirs, stderr=theirs):
            os.close(theirs)
            os.write(ours, f"{answer}\n".encode())
            shown = b""
            with suppress(OSError):  # How Linux says that the other end was closed.
                while piece := os.read(ours, 65_536):
                    shown += piece
        os.close(ours)
        return shown.decode()

    def draft(self, command: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.docgen(command, *arguments, "--provider", "draft")


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    root = tmp_path / "work"
    root.mkdir()
    tree = Tree(root, tmp_path / "cache.sqlite")
    tree.commit(greetings=BASE)
    (root / "greetings.py").write_text(HEAD, "utf-8")
    return tree


def test_show_prints_the_docs_of_what_changed_since_the_base(tree: Tree) -> None:
    done = tree.draft("show", "--base", "main")
    assert done.returncode == 0, done.stderr
    assert "def part(name: str, times: int = 1) -> str:" in done.stdout
    assert "greet(" not in done.stdout


def test_a_second_run_takes_everything_from_the_cache(tree: Tree) -> None:
    first, second = (tree.draft("show", "--base", "main") for _ in range(2))
    assert "1 fresh" in first.stderr
    assert "1 from cache; $0 for 0 calls" in second.stderr


def test_show_can_print_the_comment_itself(tree: Tree) -> None:
    done = tree.draft("show", "--base", "main", "--comment")
    assert done.stdout.startswith("<!-- docgen:")


def test_write_puts_docstrings_into_files_and_changes_nothing_else(tree: Tree) -> None:
    done = tree.draft("write", "greetings.py")
    written = (tree.root / "greetings.py").read_text("utf-8")
    assert done.stdout == "wrote greetings.py\n"
    before, _, after = HEAD.partition("    if times < 1:\n")
    assert written.startswith(before + '    """')
    assert written.endswith('    """\n    if times < 1:\n' + after)
    assert tree.docgen("check", "greetings.py").returncode == 0


def test_check_names_what_lacks_a_docstring_and_fails(tree: Tree) -> None:
    done = tree.docgen("check", "--base", "main")
    assert done.returncode == 1
    assert done.stdout == "greetings.py:9 part: missing docstring\n"


def test_check_passes_where_nothing_is_missing(tree: Tree) -> None:
    tree.git("checkout", "-q", "greetings.py")
    assert tree.docgen("check", "--all").returncode == 0


def test_plan_foretells_cost_without_a_key(tree: Tree) -> None:
    done = tree.docgen("plan", "--base", "main")
    assert done.returncode == 0, done.stderr
    assert "greetings.py:9 part: missing docstring" in done.stdout
    assert "1 request to claude-sonnet-5-5" in done.stdout
    assert "about $0.0" in done.stdout


def test_plan_foretells_the_price_of_a_batch(tree: Tree) -> None:
    done = tree.docgen("plan", "--base", "main", "--batch", "true")
    assert "1 request to claude-sonnet-5-5 in batches, at half the price, about" in done.stdout


def test_show_says_what_it_waits_for(tree: Tree) -> None:
    with ClaudeStandin(batch_seconds=0.1) as claude:
        environ = {"ANTHROPIC_BASE_URL": claude.url, "ANTHROPIC_API_KEY": "sk-ant-test-0123456789"}
        done = tree.docgen("show", "--base", "main", "--batch", "true", **environ)
    assert done.returncode == 0, done.stderr
    assert "Batch msgbatch_0000: 1 request submitted at half the price." in done.stderr


def test_show_without_a_key_says_what_to_do(tree: Tree) -> None:
    done = tree.docgen("show", "--base", "main")
    assert done.returncode == 2
    assert "ANTHROPIC_API_KEY" in done.stderr
    assert "--provider draft" in done.stderr


def test_claude_is_asked_once_and_only_for_what_is_new(tree: Tree) -> None:
    with ClaudeStandin() as claude:
        environ = {"ANTHROPIC_BASE_URL": claude.url, "ANTHROPIC_API_KEY": "sk-ant-test-0123456789"}
        runs = [tree.docgen("show", "--base", "main", "--json", **environ) for _ in range(2)]
        assert [run.returncode for run in runs] == [0, 0], runs[0].stderr
        assert len(claude.requests) == 1
    reports = [json.loads(run.stdout) for run in runs]
    assert [report["spending"]["calls"] for report in reports] == [1, 0]
    assert reports[0]["spending"]["cost_usd"] > 0
    assert reports[1]["spending"]["saved_usd"] == pytest.approx(reports[0]["spending"]["cost_usd"])


def test_a_docstring_that_lacks_a_parameter_keeps_all_that_people_wrote(tree: Tree) -> None:
    lines = [
        "Say it again.",
        "",
        "    Args:",
        "        name: Who leaves.",
        "",
        "    Note:",
        "        Once is enough.",
        "    ",
    ]
    head = HEAD.replace("int = 1) -> str:\n", 'int = 1) -> str:\n    """{}"""\n'.format("\n".join(lines)))
    tree.commit(parting=head)
    with ClaudeStandin() as claude:
        done = tree.docgen("write", "--all", ANTHROPIC_BASE_URL=claude.url, ANTHROPIC_API_KEY="sk-ant-test-0123456789")
    assert done.returncode == 0, done.stderr
    before, after = head.splitlines(), (tree.root / "parting.py").read_text("utf-8").splitlines()
    (added,) = [line for line in after if line not in before]
    assert added.startswith("        times: ")
    assert [line for line in after if line != added] == before


def test_a_file_that_does_not_parse_is_reported_and_the_rest_is_done(tree: Tree) -> None:
    (tree.root / "broken.py").write_text("def (:\n", "utf-8")
    done = tree.draft("show", "--base", "main")
    assert done.returncode == 1
    assert "broken.py:1: The file is not valid Python" in done.stderr
    assert "def part(" in done.stdout


def test_settings_come_from_pyproject(tree: Tree) -> None:
    (tree.root / "pyproject.toml").write_text('[tool.docgen]\nexclude = ["greetings.py"]\n', "utf-8")
    done = tree.docgen("check", "--all")
    assert done.returncode == 0, done.stderr


def test_an_unknown_setting_is_refused(tree: Tree) -> None:
    (tree.root / "pyproject.toml").write_text("[tool.docgen]\nmax-worker = 3\n", "utf-8")
    done = tree.docgen("check", "--all")
    assert done.returncode == 2
    assert "did you mean `max-workers`?" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("check", "--base", "nowhere"), "`nowhere` is no commit"),
        (("check", "missing.py"), "`missing.py` is not there"),
        (("show", "--all", "--shout"), "there is no flag `--shout` here. See `docgen show --help`"),
        (("plan", "--bsae", "main"), "there is no flag `--bsae` here (did you mean `--base`?). See `docgen plan"),
        (("plan", "--all", "--mode", "commit"), "there is no flag `--mode` here: that is an input of the action."),
        (("plan", "--all", "--max-cost", "much"), "flag `max-cost` should be a valid number, not `much`"),
        (("check",), "say what to look at: files or folders, `--base REF`, or `--all`"),
    ],
)
def test_wrong_usage_exits_with_2_and_a_sentence(tree: Tree, arguments: tuple[str, ...], expected: str) -> None:
    done = tree.docgen(*arguments)
    assert done.returncode == 2
    assert expected in done.stderr
    assert done.stderr.count("\n") == 1


def test_the_cache_can_be_looked_into_cleared_and_moved(tree: Tree) -> None:
    tree.draft("show", "--base", "main")
    tree.draft("show", "--base", "main")
    told = tree.docgen("cache", "stats").stdout
    assert told.startswith(f"SQLite file {tree.cache}\n1 doc,")
    assert "By prompt version:\n" in told
    assert "draft: 1 hit, saved $0" in told
    exported = tree.root / "docs.jsonl"
    exported.write_text(tree.docgen("cache", "export").stdout, "utf-8")
    assert tree.docgen("cache", "purge", "--dry-run", "--all").stdout.startswith("Would delete 1 doc,")
    assert tree.docgen("cache", "purge", "--written-by", "draft").stdout.startswith("Deleted 1 doc,")
    assert tree.docgen("cache", "import", str(exported)).stdout == "Imported 1 doc; 0 had expired.\n"
    assert "1 from cache" in tree.draft("show", "--base", "main").stderr


def test_config_says_where_each_setting_comes_from(tree: Tree) -> None:
    (tree.root / "pyproject.toml").write_text('[tool.docgen]\nmax-cost = 2.5\nskip = "none"\n', "utf-8")
    done = tree.docgen("config", "--max-workers", "9", ANTHROPIC_API_KEY="sk-ant-canary")
    rows = {line.split()[0]: line.split()[1:] for line in done.stdout.splitlines()}
    assert rows["max-cost"] == ["2.5", "[tool.docgen]"]
    assert rows["skip"] == ["none", "[tool.docgen]"]
    assert rows["max-workers"] == ["9", "flag"]
    assert rows["model"] == ["claude-sonnet-5-5", "default"]
    assert rows["anthropic-api-key"] == ["**********", "ANTHROPIC_API_KEY"]
    as_json = json.loads(tree.docgen("config", "--json").stdout)
    assert as_json["max-cost"] == {"value": "2.5", "origin": "[tool.docgen]"}


def test_quiet_leaves_nothing_but_what_was_asked_for(tree: Tree) -> None:
    done = tree.draft("write", "greetings.py", "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, "wrote greetings.py\n", "")


def test_a_shell_learns_the_grammar(tree: Tree) -> None:
    script = tree.docgen("completion", "bash").stdout
    ask = "COMP_WORDS=(docgen wr) COMP_CWORD=1; _shtab_docgen; echo ${COMPREPLY[@]}"
    done = subprocess.run(["bash", "-c", f"{script}\n{ask}"], capture_output=True, text=True, check=True)
    assert done.stdout == "write\n"


@pytest.mark.parametrize(("answer", "is_written"), [("y", True), ("n", False), ("", False)])
def test_write_shows_a_person_the_diff_and_asks(tree: Tree, answer: str, is_written: bool) -> None:
    done = tree.at_a_terminal(answer, "write", "greetings.py", "--provider", "draft")
    assert '+    """' in done
    assert "Write 1 draft for 1 file? [y/N]" in done
    assert ("wrote greetings.py" in done) is is_written
    assert ((tree.root / "greetings.py").read_text("utf-8") != HEAD) is is_written
    assert ("1 from cache" in tree.draft("show", "--base", "main").stderr) is not is_written


@pytest.mark.parametrize(
    "criteria", [(), ("--all", "--written-by", "draft"), ("--older-than-hours", "-1"), ("--older-than-hours", "nan")]
)
def test_a_purge_that_leaves_doubt_deletes_nothing(tree: Tree, criteria: tuple[str, ...]) -> None:
    tree.draft("show", "--base", "main")
    done = tree.docgen("cache", "purge", *criteria)
    assert done.returncode == 2
    assert "--older-than-hours" in done.stderr
    assert "\n1 doc," in tree.docgen("cache", "stats").stdout


def test_an_output_that_takes_no_more_is_told(tree: Tree) -> None:
    tree.draft("show", "--base", "main")
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-m", "docgen.cli", "cache", "export", "--cache-path", str(tree.cache)],
            cwd=tree.root,
            env={**tree.environ, "PYTHONPATH": str(Path(__file__).parent.parent)},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.startswith("docgen: Standard output takes no more: No space left on device. Make room")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("flags", [["--json"], []])
def test_a_reader_that_has_gone_is_told_in_one_line(tree: Tree, flags: list[str]) -> None:
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "docgen.cli", "show", "--all", "--quiet", "--provider", "draft", *flags]
    environ = {**tree.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    done = subprocess.run(
        command, cwd=tree.root, env=environ, stdout=write, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(write)
    assert done.returncode == 1
    assert done.stderr.startswith("docgen: Standard output takes no more: Broken pipe.")
    assert done.stderr.count("\n") == 1


def test_what_the_terminal_cannot_show_is_written_as_json_has_it(tree: Tree) -> None:
    (tree.root / "uni.py").write_text('"""M."""\n\n\ndef größe(x: int) -> int:\n    return x * 2 + 1\n', "utf-8")
    tree.environ["PYTHONIOENCODING"] = "ascii"
    shown, report = (tree.draft("show", "uni.py", *flags) for flags in ([], ["--json"]))
    assert "def gr\\u00f6\\u00dfe(x: int) -> int:" in shown.stdout
    assert json.loads(report.stdout)["outcomes"][-1]["qualified_name"] == "größe"


def test_an_error_that_nobody_foresaw_is_told_before_its_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> str:
        raise KeyError

    monkeypatch.setattr("docgen.cli.schema_json", fail)
    with pytest.raises(KeyError):
        main(["config", "--schema"])
    assert capsys.readouterr().err.startswith("docgen: Something unforeseen happened (KeyError). Please report it")


def test_a_mistyped_cache_is_told_and_left_alone(tree: Tree) -> None:
    done = tree.docgen("cache", "stats")
    assert done.returncode == 1
    assert "There is no cache file" in done.stderr
    assert not tree.cache.exists()
    with closing(sqlite3.connect(tree.cache)) as connection:
        connection.execute("CREATE TABLE precious (value)")
    content = tree.cache.read_bytes()
    for command in (("stats",), ("create",), ("purge", "--all")):
        done = tree.docgen("cache", *command)
        assert done.returncode == 1
        assert "was not made by this version of docgen" in done.stderr
    assert tree.cache.read_bytes() == content
