"""What pull requests change, over a real socket: complete, exact, and in few requests."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from docgen.changes.interface import LeftAlone, Source, Unreadable
from docgen.changes.objects import ObjectStore
from docgen.changes.pull_request import PullRequestSource
from docgen.changes.repository_tree import RepositoryTree
from docgen.errors import DeliveryError
from docgen.github.connection import Connection, connect
from docgen.github.contents import blob_sha
from docgen.github.interface import Endpoints
from docgen.github.pacing import Pace
from docgen.github.pulls import Pulls
from docgen.model import Change, ChangeStatus, LineRange
from tests.standins.github import GitHubStandin, Limits
from tests.standins.repositories import File, Files, Repository

LINES = "".join(f"line {number}\n" for number in range(1, 31))
LONGER = LINES.replace("line 3\n", "three\n").replace("line 9\n", "")


class Scene:
    """A pull request from `feature` into `main`, and how it is read."""

    def __init__(self, github: GitHubStandin, repository: Repository) -> None:
        self.github = github
        self.repository = repository
        self.number = github.open_pull(head="feature", fork="eve/demo").number
        self.connection = open_connection(github)

    def source(self, store: ObjectStore | None = None) -> PullRequestSource:
        return PullRequestSource(self.connection, Pulls(self.connection).get(self.number), store)

    def changes(self) -> dict[str, Change]:
        return {change.path: change for change in self.source().changes()}

    def asked(self) -> Counter[str]:
        """How often each kind of request was made, but for that which opens the source."""
        kinds = ("/graphql", "/files", "/compare/", "/git/trees/", "/git/blobs/", "/contents/")
        return Counter(kind for exchange in self.github.requests for kind in kinds if kind in exchange.path)


Open = Callable[..., Scene]


def open_connection(github: GitHubStandin) -> Connection:
    return connect(github.token, "octo/demo", Endpoints(github.url), Pace(sleep=lambda _: None))


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Open]:
    with ExitStack() as stack:

        def open_scene(base: Files, head: Files, limits: Limits | None = None) -> Scene:
            repository = Repository(tmp_path / "demo.git")
            repository.commit(base)
            repository.commit(head, branch="feature")
            repository.commit({"read.me": "moved on\n"})
            standin = GitHubStandin(repository="octo/demo", git_dir=repository.git_dir, limits=limits)
            opened = Scene(stack.enter_context(standin), repository)
            stack.callback(opened.connection.close)
            return opened

        yield open_scene


def lines(*pairs: tuple[int, int]) -> tuple[LineRange, ...]:
    return tuple(LineRange(*pair) for pair in pairs)


def test_each_changed_python_file_is_a_change(scene: Open) -> None:
    base = {"app.py": LINES, "gone.py": "gone\n", "stub.pyi": "x\n"}
    opened = scene(base, {"app.py": LONGER, "new.py": "x\n", "gone.py": None, "stub.pyi": "y\n", "a.md": "x"})
    assert opened.changes() == {
        "app.py": Change("app.py", ChangeStatus.MODIFIED, blob_sha(LONGER.encode()), lines((3, 3), (9, 8))),
        "new.py": Change("new.py", ChangeStatus.ADDED, blob_sha(b"x\n")),
    }
    assert opened.asked() == {"/files": 1}


def test_the_head_is_the_commit_that_is_read(scene: Open) -> None:
    opened = scene({"app.py": LINES}, {"app.py": LONGER})
    assert opened.source().head_sha == opened.repository.tip("refs/pull/1/head")


def test_a_renamed_file_counts_with_the_lines_that_changed(scene: Open) -> None:
    found = scene({"old.py": LINES}, {"old.py": None, "new.py": LONGER}).changes()
    assert found == {
        "new.py": Change("new.py", ChangeStatus.RENAMED, blob_sha(LONGER.encode()), lines((3, 3), (9, 8))),
    }


def test_a_file_that_was_only_moved_or_made_executable_has_no_changed_lines(scene: Open) -> None:
    base = {"old.py": LINES, "tool.py": LINES.upper()}
    head = {"old.py": None, "new/näme.py": LINES, "tool.py": File(LINES.upper().encode(), "100755")}
    opened = scene(base, head)
    assert {path: change.lines for path, change in opened.changes().items()} == {"new/näme.py": (), "tool.py": ()}
    assert opened.asked() == {"/files": 1, "/compare/": 1, "/graphql": 1}


@pytest.mark.parametrize("limits", [Limits(page_patch_lines=10), Limits(file_patch_lines=5)], ids=["page", "file"])
def test_a_patch_that_github_leaves_out_is_made_up_for(scene: Open, limits: Limits) -> None:
    names = [f"m{number}.py" for number in range(5)]
    opened = scene(dict.fromkeys(names, LINES), dict.fromkeys(names, LONGER), limits)
    assert [change.lines for change in opened.changes().values()] == [lines((3, 3), (9, 8))] * 5
    assert opened.asked() == {"/files": 1, "/compare/": 1, "/graphql": 2}


def test_a_patch_that_contradicts_itself_is_made_up_for(scene: Open) -> None:
    opened = scene({"app.py": LINES}, {"app.py": LONGER})
    entry = {"sha": blob_sha(LONGER.encode()), "filename": "app.py", "status": "modified", "patch": "@@ -1 +1 @@\n"}
    opened.github.fail_next("GET", "/files", status=200, body=[{**entry, "additions": 1, "deletions": 1, "changes": 2}])
    assert opened.changes()["app.py"].lines == lines((3, 3), (9, 8))


def test_a_blob_that_the_list_does_not_name_is_looked_up(scene: Open) -> None:
    opened = scene({}, {"new.py": "x\n", "other.py": "y\n"})
    entry = {"status": "added", "additions": 1, "deletions": 0, "changes": 1}
    rows = [{**entry, "filename": "new.py", "sha": None}, {**entry, "filename": "other.py", "sha": blob_sha(b"y\n")}]
    opened.github.fail_next("GET", "/files", status=200, body=rows)
    source = opened.source()
    assert [item.content for item in source.read(source.changes()) if isinstance(item, Source)] == [b"x\n", b"y\n"]


def test_what_the_base_did_since_does_not_count(scene: Open) -> None:
    opened = scene({"app.py": LINES}, {"app.py": LONGER}, Limits(file_patch_lines=5))
    opened.github.push("main", opened.repository.commit({"app.py": "theirs\n"}))
    assert opened.changes()["app.py"].lines == lines((3, 3), (9, 8))


def test_files_beyond_those_that_github_lists_are_found(scene: Open) -> None:
    base = {f"m{number}.py": f"{LINES}{number}\n" for number in range(9)}
    head = {path: text.replace("line 7\n", "seven\n") for path, text in base.items()}
    moved = {"m3.py": None, "moved.py": base["m3.py"], "new.py": "new\n", "m4.py": None, "copy.py": "x\n"}
    opened = scene({**base, "same.py": "x\n"}, {**head, **moved}, Limits(listed_files=4))
    found = opened.changes()
    assert {path: (change.status, change.lines) for path, change in found.items()} == {
        **{f"m{number}.py": (ChangeStatus.MODIFIED, lines((7, 7))) for number in (0, 1, 2, 5, 6, 7, 8)},
        "moved.py": (ChangeStatus.RENAMED, ()),
        "new.py": (ChangeStatus.ADDED, None),
        "copy.py": (ChangeStatus.ADDED, None),
    }
    assert found["m8.py"].blob_sha == blob_sha(head["m8.py"].encode())


def test_sources_are_read_whatever_is_in_them(scene: Open) -> None:
    head = {"a.py": LONGER, "latin.py": b"# \xe9\n", "binary.py": b"\0\1", "same1.py": "x\n", "same2.py": "x\n"}
    source = scene({"a.py": LINES}, head).source()
    found = {item.change.path: item for item in source.read(source.changes())}
    assert {path: item.content for path, item in found.items() if isinstance(item, Source)} == {
        path: content.encode() if isinstance(content, str) else content for path, content in head.items()
    }


def test_a_file_that_is_too_large_is_told_and_leaves_the_others(scene: Open) -> None:
    source = scene({}, {"big.py": "#" * 6_000_000, "small.py": "x\n"}).source()
    big, small = source.read(source.changes())
    assert isinstance(big, Unreadable)
    assert "6,000,000 bytes" in str(big.error)
    assert isinstance(small, Source)


def test_what_is_no_file_of_code_is_left_alone_with_a_reason(scene: Open) -> None:
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"
    head = {
        "link.py": File(b"app.py", "120000"),
        "module.py": File(b"c" * 40, "160000"),
        "large.py": pointer,
        "short.py": "x = 1",
    }
    opened = scene({"app.py": LINES, "was_code.py": LINES}, {**head, "was_code.py": File(b"app.py", "120000")})
    source = opened.source()
    found = {item.change.path: item for item in source.read(source.changes())}
    assert {path: item.reason for path, item in found.items() if isinstance(item, LeftAlone)} == {
        "link.py": "symbolic link",
        "was_code.py": "symbolic link",
        "module.py": "submodule",
        "large.py": "kept by Git LFS",
    }
    assert isinstance(found["short.py"], Source)


def test_where_github_does_not_tell_files_from_links_the_others_are_read(scene: Open) -> None:
    opened = scene({}, {"link.py": File(b"app.py", "120000"), "new.py": "x\n"})
    source = opened.source()
    github = opened.github
    # The first question of GraphQL is for the contents, the second for the modes.
    github.meanwhile("POST", "/graphql", lambda: github.fail_next("POST", "/graphql", status=502, times=9))
    link, new = source.read(source.changes())
    assert isinstance(link, Unreadable)
    assert "GitHub does not answer properly" in str(link.error)
    assert isinstance(new, Source)


def test_only_what_is_asked_for_is_read(scene: Open) -> None:
    opened = scene({}, {"a.py": "a\n", "b.py": "b\n"})
    source = opened.source()
    (only,) = source.read(source.changes()[1:])
    assert isinstance(only, Source)
    assert only.content == b"b\n"


def test_sources_are_taken_from_a_checkout_where_it_has_them(scene: Open, tmp_path: Path) -> None:
    opened = scene({"app.py": LINES}, {"app.py": LONGER, "new.py": "x\n"})
    source = opened.source(ObjectStore(opened.repository.git_dir))
    assert {item.change.path for item in source.read(source.changes()) if isinstance(item, Source)} == {
        "app.py",
        "new.py",
    }
    assert opened.asked() == {"/files": 1}


def test_what_a_checkout_lacks_is_read_by_the_api(scene: Open, tmp_path: Path) -> None:
    opened = scene({"app.py": LINES}, {"app.py": LONGER, "new.py": "x\n"})
    partial = Repository(tmp_path / "partial.git")
    partial.commit({"new.py": "x\n"})
    source = opened.source(ObjectStore(partial.git_dir))
    assert all(isinstance(item, Source) for item in source.read(source.changes()))
    assert opened.asked() == {"/files": 1, "/graphql": 1}


def test_trusted_files_come_from_the_base(scene: Open) -> None:
    opened = scene({"pyproject.toml": "[base]\n"}, {"pyproject.toml": "[hostile]\n", "other.toml": "[hostile]\n"})
    source = opened.source()
    assert source.trusted_file("pyproject.toml") == b"[base]\n"
    assert source.trusted_file("other.toml") is None


def test_a_list_that_cannot_be_had_is_an_error(scene: Open) -> None:
    opened = scene({"app.py": LINES}, {"app.py": LONGER})
    source = opened.source()
    opened.github.fail_next("GET", "/files", status=500, times=9)
    with pytest.raises(DeliveryError, match="list the files of pull request 1"):
        source.changes()


@pytest.mark.parametrize(("count", "listings", "reads"), [(10, 1, 1), (300, 3, 3)])
def test_few_requests_do_for_many_files(scene: Open, count: int, listings: int, reads: int) -> None:
    base = {f"m{number}.py": f"{number}\n" for number in range(count)}
    opened = scene(base, {path: f"new\n{text}" for path, text in base.items()})
    source = opened.source()
    assert sum(isinstance(item, Source) for item in source.read(source.changes())) == count
    assert opened.asked() == {"/files": listings, "/graphql": reads}


def test_a_whole_commit_is_read_in_few_requests(scene: Open) -> None:
    opened = scene({f"m{number}.py": f"{number}\n" for number in range(150)}, {"a.txt": "x"})
    commit = str(opened.repository.tip("main"))
    source = RepositoryTree(opened.connection, commit)
    found = list(source.read(source.changes()))
    assert source.head_sha == commit
    assert {item.change.path: item.content for item in found if isinstance(item, Source)} == {
        f"m{number}.py": f"{number}\n".encode() for number in range(150)
    }
    assert all(item.change.lines is None for item in found)
    assert opened.asked() == {"/git/trees/": 1, "/graphql": 2}


def test_trusted_files_of_a_commit_are_its_own(scene: Open) -> None:
    opened = scene({"pyproject.toml": "[main]\n"}, {"pyproject.toml": "[feature]\n"})
    source = RepositoryTree(opened.connection, str(opened.repository.tip("refs/pull/1/head")))
    assert source.trusted_file("pyproject.toml") == b"[feature]\n"
