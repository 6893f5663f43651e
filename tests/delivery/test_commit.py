import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from docgen.delivery.commit import CommitDelivery, CommitOptions
from docgen.delivery.interface import Delivered
from docgen.github.branches import Branches
from docgen.github.commits import Commits, FileMode
from docgen.model import Edit, Failed, Location, Report
from tests.delivery.reports import FETCH, edit
from tests.delivery.scene import PATH, Scene, open_scene
from tests.standins.repositories import File


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with open_scene(tmp_path) as opened:
        opened.github.permit(contents="write")
        yield opened


def delivery(scene: Scene, branch: str = "feature", token: str = "", commits: Commits | None = None) -> CommitDelivery:
    return with_options(scene, CommitOptions(), branch, token, commits)


def with_options(
    scene: Scene, options: CommitOptions, branch: str = "feature", token: str = "", commits: Commits | None = None
) -> CommitDelivery:
    connection = scene.connection(token)
    comment = scene.comment_delivery(token=token)
    return CommitDelivery(commits or Commits(connection), Branches(connection), branch, comment, options)


def deliver(scene: Scene, branch: str = "feature", token: str = "") -> Delivered:
    return delivery(scene, branch, token).deliver(scene.report("fetch"), [edit()])


def git(scene: Scene, *arguments: str) -> str:
    command = ["git", f"--git-dir={scene.repository.git_dir}", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_the_docstrings_are_committed_and_signed_on_top_of_what_was_read(scene: Scene) -> None:
    read = scene.head
    delivered = deliver(scene)
    assert scene.github.branches()["feature"] == delivered.commit_sha
    assert scene.github.read("feature", PATH) == edit().content
    assert delivered.commit_sha in scene.github.state.signed
    assert git(scene, "rev-parse", "feature~1").strip() == read
    assert scene.bodies == []


def test_the_message_says_what_was_done_and_that_no_code_changed(scene: Scene) -> None:
    deliver(scene)
    headline, _, body = git(scene, "log", "-1", "--format=%B", "feature").partition("\n\n")
    assert headline == "Add 1 docstring"
    assert body.startswith("src/archive/client.py: fetch\n\nNo code was changed.")
    assert "\nDocgen-Action: " in body


def test_the_user_may_say_the_first_line(scene: Scene) -> None:
    with_options(scene, CommitOptions("docs: say what things do")).deliver(scene.report("fetch"), [edit()])
    assert git(scene, "log", "-1", "--format=%s", "feature") == "docs: say what things do\n"


def test_only_the_edited_files_change(scene: Scene) -> None:
    deliver(scene)
    assert git(scene, "diff", "--name-only", "feature~1", "feature") == f"{PATH}\n"


def test_an_executable_file_stays_executable_and_the_commit_signed(scene: Scene) -> None:
    scene.push({PATH: File(FETCH.encode(), "100755")})
    delivered = deliver(scene)
    assert git(scene, "ls-tree", "feature", PATH).startswith("100755 ")
    assert scene.github.read("feature", PATH) == edit().content
    assert delivered.commit_sha in scene.github.state.signed


def test_bytes_that_are_not_utf8_are_committed_as_they_are(scene: Scene) -> None:
    original = "# coding: latin-1\nname = 'caf\xe9'\n".encode("latin-1")
    scene.push({"run.py": File(original, "100755")})
    new = Edit("run.py", original, original + b"# x\n")
    delivery(scene).deliver(scene.report("fetch"), [new])
    assert scene.github.read("feature", "run.py") == new.content


def test_nothing_is_pushed_onto_a_branch_that_moved_on(scene: Scene) -> None:
    report = scene.report("fetch")
    head = scene.push({"b.py": "x = 1\n"})
    delivered = delivery(scene).deliver(report, [edit()])
    assert scene.github.branches()["feature"] == head
    assert "moved on" in delivered.notices[0]
    assert scene.bodies == []


class Interrupted(Commits):
    """Lets something happen right before the commit."""

    def __init__(self, scene: Scene, meanwhile: Callable[[], object]) -> None:
        super().__init__(scene.connection())
        self._meanwhile = meanwhile

    def modes(self, commit: str, paths: Sequence[str]) -> dict[str, FileMode]:
        found = super().modes(commit, paths)
        self._meanwhile()
        return found


def test_a_push_at_the_last_moment_wins(scene: Scene) -> None:
    commits = Interrupted(scene, lambda: scene.push({"b.py": "x = 1\n"}))
    delivered = delivery(scene, commits=commits).deliver(scene.report("fetch"), [edit()])
    assert delivered.commit_sha == ""
    assert "moved on" in delivered.notices[0]
    assert git(scene, "log", "-1", "--format=%s", "feature") == "Change\n"


@pytest.mark.parametrize("stored", [True, False])
@pytest.mark.parametrize("mode", ["100644", "100755"])
def test_a_commit_whose_answer_was_lost_is_made_once(scene: Scene, mode: str, stored: bool) -> None:
    scene.push({PATH: File(FETCH.encode() + b"\n", mode)})
    before = scene.push({PATH: File(FETCH.encode(), mode)})
    method, path = ("POST", "/graphql") if mode == "100644" else ("PATCH", "/git/refs")
    commits = Interrupted(scene, lambda: scene.github.fail_next(method, path, status=502, after_effect=stored))
    delivered = delivery(scene, commits=commits).deliver(scene.report("fetch"), [edit()])
    assert delivered.commit_sha == scene.github.branches()["feature"]
    assert git(scene, "rev-list", "--count", f"{before}..feature") == "1\n"


@pytest.mark.parametrize("reason", ["protected", "read-only", "fork"])
def test_what_cannot_be_committed_is_commented_and_said(scene: Scene, reason: str) -> None:
    if reason == "protected":
        scene.github.state.protected.add("feature")
    if reason == "read-only":
        scene.github.permit(contents="read")
    delivered = deliver(scene, branch="" if reason == "fork" else "feature")
    assert delivered.commit_sha == ""
    assert delivered.notices[0].startswith("Nothing was committed. ")
    assert "### docgen: 1 doc for 1 file" in scene.bodies[0]
    assert delivered.comment_url


def test_our_own_commit_is_not_followed_by_another(scene: Scene) -> None:
    first = deliver(scene)
    again = Edit(PATH, edit().content, edit().content + b"# x\n", ())
    delivered = delivery(scene).deliver(scene.report("fetch"), [again])
    assert scene.github.branches()["feature"] == first.commit_sha
    assert "docgen's own" in delivered.notices[0]


def test_a_person_may_ask_for_another_commit(scene: Scene) -> None:
    first = deliver(scene)
    again = Edit(PATH, edit().content, edit().content + b"# x\n", ())
    delivered = with_options(scene, CommitOptions(may_follow_own=True)).deliver(scene.report("fetch"), [again])
    assert delivered.commit_sha not in ("", first.commit_sha)


def test_a_trailer_in_somebody_elses_commit_does_not_stop_us(scene: Scene) -> None:
    commit = scene.repository.commit({"b.py": "x = 1\n"}, branch="feature", message="Fix\n\nDocgen-Action: 0123abcd")
    scene.github.push("feature", commit)
    assert deliver(scene).commit_sha


def test_a_file_that_is_not_what_was_read_is_left_out(scene: Scene) -> None:
    scene.push({PATH: "x = 2\n"})
    delivered = deliver(scene)
    assert delivered.commit_sha == ""
    assert scene.github.read("feature", PATH) == b"x = 2\n"


def test_edits_that_change_nothing_are_not_committed(scene: Scene) -> None:
    head = scene.head
    delivered = delivery(scene).deliver(scene.report(), [Edit(PATH, FETCH.encode(), FETCH.encode())])
    assert delivered == Delivered()
    assert scene.github.branches()["feature"] == head


def test_an_earlier_comment_is_reduced_to_what_was_not_committed(scene: Scene) -> None:
    scene.comment_delivery().deliver(scene.report("fetch"), [edit()])
    delivered = deliver(scene)
    assert "nothing more to say about" in scene.bodies[0]
    assert delivered.comment_url


def test_failures_are_commented_beside_the_commit(scene: Scene) -> None:
    report = scene.report("fetch")
    failed = Failed(Location("b.py", 1, "odd"), "Refused.")
    mixed = Report((*report.outcomes, failed), head_sha=scene.head)
    assert delivery(scene).deliver(mixed, [edit()]).commit_sha
    assert "**1 failure**" in scene.bodies[0]


def test_commits_that_start_no_workflow_are_pointed_out(scene: Scene) -> None:
    assert "start no workflows" in deliver(scene).notices[0]


def test_commits_of_an_app_are_not(scene: Scene) -> None:
    token = scene.github.add_token("docgen-app[bot]", contents="write", pull_requests="write")
    assert deliver(scene, token=token).notices == ()
