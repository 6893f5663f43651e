"""Reading files over a real socket: in few requests, and never anything but the very bytes."""

import pytest

from docgen.errors import AccessError, RefusedError, SourceError
from docgen.github.connection import Connection
from docgen.github.contents import Contents, blob_sha
from tests.github.conftest import Clock, open_connection
from tests.standins.github import GitHubStandin, Limits
from tests.standins.repositories import File, Repository

MAX_BYTES = 2_000_000


@pytest.fixture
def contents(connection: Connection) -> Contents:
    return Contents(connection, MAX_BYTES)


def blobs_of(repository: Repository, github: GitHubStandin, files: dict[str, bytes]) -> list[str]:
    """Commit files to main; the names of their blobs."""
    repository.commit(dict(files))
    return [blob_sha(content) for content in files.values()]


def test_a_file_is_read_as_it_is_at_a_commit(repository: Repository, contents: Contents) -> None:
    assert contents.file("app.py", str(repository.tip("feature"))) == b"one = 2\n"
    assert contents.file("app.py", "main") == b"one = 1\n"
    assert contents.file("docs/read me.md", "main") == b"Hello\n"


def test_a_file_of_more_than_a_megabyte_is_read(repository: Repository, contents: Contents) -> None:
    repository.commit({"big.py": "x = 1\n" * 200_000})
    assert contents.file("big.py", "main") == b"x = 1\n" * 200_000


@pytest.mark.parametrize("path", ["none.py", "docs", "link.py"])
def test_what_is_no_file_is_none(repository: Repository, contents: Contents, path: str) -> None:
    repository.commit({"link.py": File(b"app.py", "120000")})
    assert contents.file(path, "main") is None


def test_many_blobs_take_one_request_for_a_hundred(
    repository: Repository, github: GitHubStandin, contents: Contents
) -> None:
    files = {f"m{number}.py": b"x = %d\n" % number for number in range(230)}
    shas = blobs_of(repository, github, files)
    assert dict(contents.blobs(shas)) == dict(zip(shas, files.values(), strict=True))
    assert len(github.requests) == 3


@pytest.mark.parametrize(
    "content",
    [b"", b"# \xe9\n", b"\x00\x01", b"\xef\xbb\xbfx = 1\r\n", "s = '\U0001f600 \u2028'\n".encode(), b"x\r\ry\n"],
    ids=["empty", "latin-1", "binary", "mark and CRLF", "beyond the BMP", "lone CR"],
)
def test_a_blob_is_read_byte_by_byte(
    repository: Repository, github: GitHubStandin, contents: Contents, content: bytes
) -> None:
    (sha,) = blobs_of(repository, github, {"x.py": content})
    assert dict(contents.blobs([sha])) == {sha: content}


def test_a_blob_that_graphql_cuts_is_read_whole(repository: Repository, clock: Clock) -> None:
    limits = Limits(blob_text_bytes=100)
    with GitHubStandin(repository="octo/demo", git_dir=repository.git_dir, limits=limits) as github:
        (sha,) = blobs_of(repository, github, {"x.py": b"x = 1\n" * 50})
        assert dict(Contents(open_connection(github, clock), MAX_BYTES).blobs([sha])) == {sha: b"x = 1\n" * 50}


def test_a_blob_beyond_the_bound_is_told_and_not_read(
    repository: Repository, github: GitHubStandin, contents: Contents
) -> None:
    (sha,) = blobs_of(repository, github, {"x.py": b"x" * (MAX_BYTES + 1)})
    (error,) = dict(contents.blobs([sha])).values()
    assert isinstance(error, SourceError)
    assert "2,000,001 bytes" in str(error)
    assert len(github.requests) == 1


def test_a_blob_that_is_not_there_leaves_the_others(contents: Contents) -> None:
    missing, there = "0" * 40, blob_sha(b"one = 1\n")
    found = dict(contents.blobs([missing, there]))
    assert isinstance(found[missing], RefusedError)
    assert found[there] == b"one = 1\n"


def test_blobs_that_are_too_much_for_one_answer_are_asked_for_in_smaller_batches(
    repository: Repository, github: GitHubStandin, contents: Contents
) -> None:
    files = {f"m{number}.py": b"x = %d\n" % number for number in range(8)}
    shas = blobs_of(repository, github, files)
    github.fail_next("POST", "/graphql", status=502, times=5)
    assert list(dict(contents.blobs(shas)).values()) == list(files.values())
    assert len(github.requests) == 5 + 2


def test_without_permission_blobs_are_asked_for_once(
    repository: Repository, github: GitHubStandin, contents: Contents
) -> None:
    shas = blobs_of(repository, github, {"a.py": b"a", "b.py": b"b"})
    github.fail_next("POST", "/graphql", status=403, body={"message": "Resource not accessible by integration"})
    assert all(isinstance(error, AccessError) for _, error in contents.blobs(shas))
    assert len(github.requests) == 1


def test_blobs_are_found_by_path(repository: Repository, github: GitHubStandin, contents: Contents) -> None:
    strange = 'a "b" $c {d}.py'
    (sha,) = blobs_of(repository, github, {strange: b"strange\n"})
    main = str(repository.tip("main"))
    found = contents.blob_shas(main, ["none.py", strange, "app.py"])
    assert found == {strange: sha, "app.py": blob_sha(b"one = 1\n")}


def test_a_ref_is_resolved_to_its_commit(repository: Repository, contents: Contents) -> None:
    assert contents.resolve("feature") == repository.tip("feature")


def test_a_tree_lists_regular_files_only(repository: Repository, contents: Contents) -> None:
    links = {"link.py": File(b"app.py", "120000"), "tool.py": File(b"#!\n", "100755")}
    commit = repository.commit(dict(links))
    listed = contents.tree(commit)
    assert [file.path for file in listed] == ["app.py", "docs/read me.md", "tool.py"]
    assert listed[0].blob_sha == blob_sha(b"one = 1\n")
    assert listed[0].size == 8


def test_a_tree_that_github_cuts_is_listed_by_its_subtrees(repository: Repository, clock: Clock) -> None:
    commit = repository.commit({f"p{a}/q{b}/m.py": f"{a}{b}\n" for a in range(3) for b in range(4)})
    with GitHubStandin(repository="octo/demo", git_dir=repository.git_dir, limits=Limits(tree_entries=10)) as github:
        listed = Contents(open_connection(github, clock), MAX_BYTES).tree(commit)
    paths = [file.path for file in listed if file.path.startswith("p")]
    assert paths == [f"p{a}/q{b}/m.py" for a in range(3) for b in range(4)]


def test_the_empty_blob_has_its_well_known_names() -> None:
    assert blob_sha(b"") == "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"
    assert blob_sha(b"", 64) == "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813"
