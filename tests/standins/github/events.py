"""Event payloads as GitHub writes them to `GITHUB_EVENT_PATH`."""

from collections.abc import Mapping
from typing import Any

from tests.standins.github.pulls import follow_branches
from tests.standins.github.shapes.basics import node_id, stamp, user
from tests.standins.github.shapes.comments import issue_comment
from tests.standins.github.shapes.commits import git_commit
from tests.standins.github.shapes.pulls import pull_request
from tests.standins.github.shapes.repository import api_url, repository, web_url
from tests.standins.github.state import IssueComment, PullRequest, State


class Events:
    """Makes payloads from the stand-in's state as it is at that moment."""

    def __init__(self, state: State) -> None:
        self._state = state

    def pull_request(self, pull: PullRequest, action: str = "opened", *, sender: str = "") -> dict[str, Any]:
        """The payload of `pull_request` and `pull_request_target`; sent by the author unless told otherwise."""
        follow_branches(self._state)
        return {
            "action": action,
            "number": pull.number,
            "pull_request": pull_request(self._state, pull),
            **self._common(sender or pull.author),
        }

    def push(self, branch: str, before: str, *, sender: str = "octocat") -> dict[str, Any]:
        """The payload of a push that moved a branch on from a commit."""
        state, ref = self._state, f"refs/heads/{branch}"
        after = state.git.refs(ref)[ref]
        change = {"created": False, "deleted": False, "forced": not state.git.is_ancestor(before, after)}
        head = {"id": after, **git_commit(state, after)}
        return {"ref": ref, "before": before, "after": after, **change, "head_commit": head, **self._common(sender)}

    def workflow_dispatch(
        self, inputs: Mapping[str, str] | None = None, *, ref: str = "", sender: str = "octocat"
    ) -> dict[str, Any]:
        """The payload of a run that somebody started by hand."""
        return {
            "inputs": dict(inputs) if inputs else None,
            "ref": f"refs/heads/{ref or self._state.default_branch}",
            "workflow": ".github/workflows/docgen.yml",
            **self._common(sender),
        }

    def issue_comment(self, comment: IssueComment, action: str = "created") -> dict[str, Any]:
        """The payload of a comment on a pull request, which GitHub treats as an issue here."""
        pull = self._state.pulls[comment.number]
        return {
            "action": action,
            "issue": self._issue(pull),
            "comment": issue_comment(self._state, comment),
            **self._common(comment.author),
        }

    def merge_group(self, *, base_branch: str, head_sha: str) -> dict[str, Any]:
        """The payload of a merge queue's check; there is no pull request in it."""
        state = self._state
        base = state.git.refs(f"refs/heads/{base_branch}")[f"refs/heads/{base_branch}"]
        group = {
            "head_sha": head_sha,
            "head_ref": f"refs/heads/gh-readonly-queue/{base_branch}/pr-1-{base}",
            "base_sha": base,
            "base_ref": f"refs/heads/{base_branch}",
            "head_commit": {"id": head_sha, **git_commit(state, head_sha)},
        }
        return {"action": "checks_requested", "merge_group": group, **self._common("github-merge-queue[bot]")}

    def _common(self, sender: str) -> dict[str, Any]:
        state = self._state
        return {"repository": repository(state, state.repository), "sender": user(state.url, sender)}

    def _issue(self, pull: PullRequest) -> dict[str, Any]:
        state = self._state
        url = f"{api_url(state, state.repository)}/issues/{pull.number}"
        web = f"{web_url(state.repository)}/pull/{pull.number}"
        return {
            "url": url,
            "repository_url": api_url(state, state.repository),
            "labels_url": f"{url}/labels{{/name}}",
            "comments_url": f"{url}/comments",
            "events_url": f"{url}/events",
            "html_url": web,
            "id": 20_000 + pull.number,
            "node_id": node_id("PullRequest", pull.number),
            "number": pull.number,
            "title": pull.title,
            "user": user(state.url, pull.author),
            "labels": [],
            "state": pull.state,
            "locked": False,
            "assignee": None,
            "assignees": [],
            "milestone": None,
            "comments": sum(comment.number == pull.number for comment in state.comments.values()),
            "created_at": stamp(pull.created_at),
            "updated_at": stamp(pull.updated_at),
            "closed_at": None,
            "author_association": pull.author_association,
            "body": pull.body,
            "draft": pull.draft,
            "pull_request": {
                "url": url.replace("/issues/", "/pulls/"),
                "html_url": web,
                "diff_url": f"{web}.diff",
                "patch_url": f"{web}.patch",
                "merged_at": None,
            },
        }
