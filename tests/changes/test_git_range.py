"""What a working tree changed since it left a branch, in real repositories."""

import os
import shutil
from pathlib import Path

import pytest

from docgen.changes.git_range import GitRange
from docgen.changes.interface import Source, Unreadable
from docgen.errors import SettingsError
from docgen.model import MAX_SOURCE_BYTES, Change, ChangeStatus, LineRange
from tests.changes.checkout import ISOLATED, Checkout

LINES = b"".join(b"line %d\n" % number for number in range(1, 21))


@pytest.fixture(autouse=True)
def isolated(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ISOLATED.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    files = {"app.py": LINES, "gone.py": b"x = 1\n", "old.py": LINES * 2, "read.me": b"Hello\n", "pkg/sub.py": LINES}
    checkout = Checkout(tmp_path / "work", files)
    checkout.git("switch", "--quiet", "--create", "feature")
    return checkout


def changes(checkout: Checkout, base: str = "main", below: str = ".") -> dict[str, Change]:
    return {change.path: change for change in GitRange(checkout.root / below, base).changes()}


def modified(path: str, *lines: tuple[int, int]) -> Change:
    return Change(path, ChangeStatus.MODIFIED, "", tuple(LineRange(*pair) for pair in lines))


def test_nothing_changed_is_nothing(checkout: Checkout) -> None:
    assert changes(checkout) == {}


def test_committed_and_uncommitted_changes_count_together(checkout: Checkout) -> None:
    checkout.commit({"app.py": LINES.replace(b"line 3\n", b"three\n")})
    checkout.write({"app.py": LINES.replace(b"line 3\n", b"three\n").replace(b"line 9\n", b"")})
    assert changes(checkout) == {"app.py": modified("app.py", (3, 3), (9, 8))}


def test_staged_changes_count(checkout: Checkout) -> None:
    checkout.write({"app.py": LINES + b"more\n"})
    checkout.git("add", "--all")
    assert changes(checkout) == {"app.py": modified("app.py", (21, 21))}


def test_untracked_files_count_as_added_unless_ignored(checkout: Checkout) -> None:
    checkout.write({"new.py": b"x\n", "build/out.py": b"x\n", ".gitignore": b"build/\n"})
    assert changes(checkout) == {"new.py": Change("new.py", ChangeStatus.ADDED, "")}


def test_only_python_files_that_are_there_count(checkout: Checkout) -> None:
    checkout.commit({"read.me": b"Bye\n", "stub.pyi": b"x: int\n"})
    (checkout.root / "gone.py").unlink()
    assert changes(checkout) == {}


def test_what_the_base_did_since_does_not_count(checkout: Checkout) -> None:
    checkout.git("switch", "--quiet", "main")
    checkout.commit({"app.py": LINES + b"theirs\n"})
    checkout.git("switch", "--quiet", "feature")
    checkout.commit({"pkg/sub.py": LINES + b"ours\n"})
    assert set(changes(checkout)) == {"pkg/sub.py"}


def test_a_renamed_file_counts_with_the_lines_that_changed(checkout: Checkout) -> None:
    checkout.git("mv", "old.py", "new name.py")
    checkout.commit({"new name.py": (LINES * 2).replace(b"line 5\n", b"five\n", 1)})
    assert changes(checkout) == {
        "new name.py": Change("new name.py", ChangeStatus.RENAMED, "", (LineRange(5, 5),)),
    }


def test_a_file_that_was_only_renamed_or_made_executable_has_no_changed_lines(checkout: Checkout) -> None:
    checkout.git("mv", "old.py", "new.py")
    (checkout.root / "app.py").chmod(0o755)
    assert changes(checkout) == {
        "app.py": modified("app.py"),
        "new.py": Change("new.py", ChangeStatus.RENAMED, "", ()),
    }


STRANGE = [
    "with space.py",
    "new\nline.py",
    "tab\t.py",
    '"quoted".py',
    "-dash.py",
    "ünïcödé.py",
    "back\\slash.py",
    "a b/x.py",
]


@pytest.mark.parametrize("path", [*STRANGE, os.fsdecode(b"latin-\xe9.py")])
def test_strange_names_are_read_as_they_are(checkout: Checkout, path: str) -> None:
    checkout.git("switch", "--quiet", "main")
    checkout.commit({path: LINES})
    checkout.git("switch", "--quiet", "--create", "strange")
    checkout.write({path: LINES.replace(b"line 7\n", b"seven\n"), f"untracked {path}": b"x\n"})
    assert changes(checkout) == {
        path: modified(path, (7, 7)),
        f"untracked {path}": Change(f"untracked {path}", ChangeStatus.ADDED, ""),
    }


def test_content_that_looks_like_a_diff_confuses_nothing(checkout: Checkout) -> None:
    trap = b"diff --git a/pkg/sub.py b/pkg/sub.py\n@@ -1 +1 @@\n\n:100644 100644 0 0 M\tx.py\n"
    checkout.write({"app.py": LINES + trap, "pkg/sub.py": b"first\n" + LINES})
    assert changes(checkout) == {
        "app.py": modified("app.py", (21, 24)),
        "pkg/sub.py": modified("pkg/sub.py", (1, 1)),
    }


def test_a_symlink_is_not_followed(checkout: Checkout, tmp_path: Path) -> None:
    (tmp_path / "secret.py").write_bytes(b"key = 1\n")
    (checkout.root / "out.py").symlink_to(tmp_path / "secret.py")
    (checkout.root / "in.py").symlink_to("app.py")
    (checkout.root / "app.py").unlink()
    (checkout.root / "app.py").symlink_to(tmp_path / "secret.py")
    assert changes(checkout) == {}


def test_a_file_in_place_of_a_symlink_counts_as_a_whole(checkout: Checkout) -> None:
    checkout.git("switch", "--quiet", "main")
    (checkout.root / "link.py").symlink_to("app.py")
    checkout.commit({})
    (checkout.root / "link.py").unlink()
    checkout.write({"link.py": LINES, "pkg/sub.py": LINES + b"more\n"})
    assert changes(checkout, "HEAD") == {
        "link.py": Change("link.py", ChangeStatus.ADDED, ""),
        "pkg/sub.py": modified("pkg/sub.py", (21, 21)),
    }


def test_a_file_in_conflict_counts_as_it_is(checkout: Checkout) -> None:
    checkout.commit({"app.py": LINES.replace(b"line 3\n", b"ours\n")})
    checkout.git("switch", "--quiet", "main")
    checkout.commit({"app.py": LINES.replace(b"line 3\n", b"theirs\n")})
    checkout.git("switch", "--quiet", "feature")
    with pytest.raises(Exception, match="merge"):
        checkout.git("merge", "main")
    checkout.write({"pkg/sub.py": LINES + b"more\n"})
    assert set(changes(checkout)) == {"app.py", "pkg/sub.py"}


def test_a_binary_file_counts_as_a_whole(checkout: Checkout) -> None:
    checkout.write({"app.py": LINES + b"\0"})
    assert changes(checkout)["app.py"].lines is None


def test_a_submodule_is_left_alone(checkout: Checkout, tmp_path: Path) -> None:
    other = Checkout(tmp_path / "other", {"x.py": b"x\n"})
    checkout.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other.root), "vendor.py")
    checkout.commit({})
    assert changes(checkout) == {}


def test_below_a_directory_paths_begin_there(checkout: Checkout) -> None:
    checkout.write({"pkg/sub.py": LINES + b"more\n", "app.py": b"", "pkg/new.py": b"x\n"})
    assert set(changes(checkout, below="pkg")) == {"sub.py", "new.py"}


def test_settings_of_git_change_nothing(checkout: Checkout) -> None:
    for setting in (
        "diff.noprefix=true",
        "diff.renames=false",
        "diff.context=9",
        "color.ui=always",
        "core.quotePath=false",
    ):
        checkout.git("config", *setting.split("="))
    checkout.git("config", "diff.external", "false")
    checkout.git("mv", "old.py", "näw.py")
    checkout.write({"app.py": LINES.replace(b"line 7\n", b"seven\n").replace(b"line 9\n", b"nine\n")})
    assert changes(checkout) == {
        "app.py": modified("app.py", (7, 7), (9, 9)),
        "näw.py": Change("näw.py", ChangeStatus.RENAMED, "", ()),
    }


def test_nothing_that_the_repository_names_is_run(checkout: Checkout, tmp_path: Path) -> None:
    spy = tmp_path / "spy"
    spy.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\ncat\n")
    spy.chmod(0o755)
    for name in (
        "core.fsmonitor",
        "diff.external",
        "diff.spy.textconv",
        "diff.spy.command",
        "core.pager",
        "pager.diff",
    ):
        checkout.git("config", name, str(spy))
    checkout.write({".gitattributes": b"*.py diff=spy\n", "app.py": LINES + b"more\n", "new.py": b"x\n"})
    assert set(changes(checkout)) == {"app.py", "new.py"}
    assert not (tmp_path / "ran").exists()


def test_files_are_read_as_they_are_now(checkout: Checkout) -> None:
    checkout.write({"app.py": b"x\r\n\xe9"})
    source = GitRange(checkout.root, "main")
    (found,) = source.read(source.changes())
    assert isinstance(found, Source)
    assert found.content == b"x\r\n\xe9"
    assert source.head_sha == ""


def test_a_file_that_vanished_or_is_huge_is_told(checkout: Checkout) -> None:
    checkout.write({"app.py": b"#" * (MAX_SOURCE_BYTES + 1), "new.py": b"x\n"})
    source = GitRange(checkout.root, "main")
    found = source.changes()
    (checkout.root / "new.py").unlink()
    huge, vanished = source.read(found)
    assert isinstance(huge, Unreadable)
    assert "3,000,001 bytes" in str(huge.error)
    assert isinstance(vanished, Unreadable)
    assert "No such file" in str(vanished.error)


def test_where_python_sees_more_lines_than_git_the_whole_file_counts(checkout: Checkout) -> None:
    checkout.write({"app.py": LINES + b"a\rb\n"})
    source = GitRange(checkout.root, "main")
    (found,) = source.read(source.changes())
    assert found.change.lines is None


def test_the_projects_own_files_are_trusted(checkout: Checkout) -> None:
    checkout.write({"pyproject.toml": b"[tool.docgen]\n"})
    source = GitRange(checkout.root, "main")
    assert source.trusted_file("pyproject.toml") == b"[tool.docgen]\n"
    assert source.trusted_file("none.toml") is None


@pytest.mark.parametrize("base", ["nothing", "--help", "main:app.py", ""])
def test_a_base_that_is_none_is_told(checkout: Checkout, base: str) -> None:
    with pytest.raises(SettingsError, match="is no commit"):
        changes(checkout, base)


def test_outside_of_a_repository_there_is_no_base(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="is no commit of a repository here"):
        GitRange(tmp_path, "main").changes()


def test_a_base_without_common_history_is_told(checkout: Checkout) -> None:
    checkout.git("switch", "--quiet", "--orphan", "other")
    checkout.commit({"x.py": b"x\n"})
    with pytest.raises(SettingsError, match="no history in common"):
        changes(checkout)


def test_without_git_the_user_is_told(checkout: Checkout, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert shutil.which("git")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SettingsError, match="`git` is not there"):
        changes(checkout)
