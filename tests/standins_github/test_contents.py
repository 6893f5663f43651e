from pathlib import Path

import pytest
import requests
from github import GithubException
from github.ContentFile import ContentFile
from github.Repository import Repository as Client

from tests.standins.github import GitHubStandin, Limits, PullRequest
from tests.standins.repositories import File, Repository
from tests.standins_github.conftest import connect


def test_file_and_directory_are_read_at_a_ref(client: Client, pull: PullRequest) -> None:
    file = client.get_contents("pkg/renamed.py", ref=pull.head_sha)
    assert isinstance(file, ContentFile)
    assert file.decoded_content.endswith(b"z = 1\n")
    assert client.get_git_blob(file.sha).sha == file.sha
    directory = client.get_contents("", ref="feature")
    assert isinstance(directory, list)
    assert [entry.name for entry in directory] == ["new.py", "picture.png", "pkg"]


@pytest.mark.parametrize(
    ("path", "ref", "words"),
    [("missing.py", "main", "Not Found"), ("new.py", "main", "Not Found"), ("a.py", "gone", "No commit found")],
)
def test_missing_file_or_ref_is_not_found(client: Client, path: str, ref: str, words: str) -> None:
    with pytest.raises(GithubException, match=words) as caught:
        client.get_contents(path, ref=ref)
    assert caught.value.status == 404


def test_large_file_comes_without_content_but_raw_and_as_blob(tmp_path: Path) -> None:
    store = Repository(tmp_path / "large.git")
    store.commit({"large.py": "x" * 2_000})
    with GitHubStandin(repository="octo/demo", git_dir=store.git_dir, limits=Limits(content_bytes=1_000)) as github:
        repo = connect(github).get_repo("octo/demo")
        file = repo.get_contents("large.py")
        assert isinstance(file, ContentFile)
        assert (file.encoding, file.content, file.size) == ("none", "", 2_000)
        assert repo.get_git_blob(file.sha).size == 2_000


@pytest.mark.parametrize("path", ["contents/picture.png?ref=feature", "git/blobs/{blob}"])
def test_raw_media_type_sends_the_bytes(github: GitHubStandin, client: Client, path: str) -> None:
    file = client.get_contents("picture.png", ref="feature")
    assert isinstance(file, ContentFile)
    headers = {"Authorization": f"Bearer {github.token}", "Accept": "application/vnd.github.raw+json"}
    url = f"{client.url}/{path.format(blob=file.sha)}"
    assert requests.get(url, headers=headers, timeout=10).content == b"\x89PNG\x00\x01"


def test_odd_names_and_links_are_found(tmp_path: Path) -> None:
    store = Repository(tmp_path / "odd.git")
    names = ["with space.py", "ünï.py", "-dash.py", 'quote".py', "new\nline.py", "a%2Fb.py"]
    store.commit({**dict.fromkeys(names, "x\n"), "link": File(b"-dash.py", "120000")})
    with GitHubStandin(repository="octo/demo", git_dir=store.git_dir) as github:
        repo = connect(github).get_repo("octo/demo")
        for name in names:
            file = repo.get_contents(name)
            assert isinstance(file, ContentFile)
            assert (file.path, file.decoded_content) == (name, b"x\n")
        link = repo.get_contents("link")
        assert isinstance(link, ContentFile)
        assert (link.type, link.target) == ("symlink", "-dash.py")
