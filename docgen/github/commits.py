"""Committing files to a branch in one step, signed by GitHub, and only if the branch is where it was.

GraphQL's `createCommitOnBranch` does all that, but it takes limited amounts and makes every file a plain one. What it
would not take, or would change, goes through the Git database instead.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from docgen.errors import RefusedError, UncertainError
from docgen.github.branches import Branches
from docgen.github.connection import Connection

_READ = "contents: read"
_WRITE = "contents: write"
_MOST_BYTES = 25_000_000  # as base64 some 33 MB; GitHub gives up at about 40
_SURE_FILES = 100  # that more are refused is reported, but not documented
_PLAIN = 0o100644
_EXECUTABLE = 0o100755
_KINDS = {0o120000: "symbolic link", 0o160000: "submodule"}
_FOLDERS_PER_QUERY = 50
_STALE_WORDS = ("expected branch to point to", "not a fast forward")


@dataclass(frozen=True, slots=True)
class FileMode:
    """What git knows of a file beside its name.

    Attributes:
        mode: Mode, such as `0o100755`.
        blob_sha: Its content.
    """

    mode: int
    blob_sha: str

    @property
    def is_regular(self) -> bool:
        """Whether it is neither a symbolic link nor a submodule."""
        return self.mode in (_PLAIN, _EXECUTABLE)

    @property
    def kind(self) -> str:
        """What it is in words."""
        return _KINDS.get(self.mode, "file")

    @property
    def is_executable(self) -> bool:
        """Whether it can be run as a program."""
        return self.mode == _EXECUTABLE


@dataclass(frozen=True, slots=True)
class NewCommit:
    """A commit that is to be made.

    Attributes:
        parent: Where the branch must be.
        headline: First line of the message.
        body: The rest of the message.
        files: New content by path; the files are there already.
        executable: Those of the paths that are executable.
    """

    parent: str
    headline: str
    body: str
    files: Mapping[str, bytes] = field(repr=False)
    executable: frozenset[str] = frozenset()

    @property
    def message(self) -> str:
        """The whole message."""
        return f"{self.headline}\n\n{self.body}"


class Commits:
    """Makes commits in one repository; errors are those of `Connection`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._branches = Branches(connection)

    def modes(self, commit: str, paths: Sequence[str]) -> dict[str, FileMode]:
        """Find out what files a commit has at some paths; what is not there is left out."""
        folders = sorted({str(PurePosixPath(path).parent) for path in paths})
        found: dict[str, FileMode] = {}
        for start in range(0, len(folders), _FOLDERS_PER_QUERY):
            found |= self._folders(commit, folders[start : start + _FOLDERS_PER_QUERY])
        return {path: found[path] for path in paths if path in found}

    def create(self, branch: str, new: NewCommit) -> str | None:
        """Commit to a branch; the commit's SHA, or `None` when the branch is not at the parent any more.

        Raises:
            AccessError: If the token may not.
            RefusedError: If the branch is protected.
        """
        try:
            return self._attempt(branch, new)
        except UncertainError:
            tip = self._branches.tip(branch)
        if tip is not None and tip.sha == new.parent:
            return self._attempt(branch, new)  # it did not happen
        is_ours = tip is not None and tip.parent == new.parent and tip.message.strip() == new.message.strip()
        return tip.sha if tip is not None and is_ours else None

    def _attempt(self, branch: str, new: NewCommit) -> str | None:
        try:
            return self._commit(branch, new)
        except RefusedError as error:
            if _is_stale(error):
                return None
            raise

    def _commit(self, branch: str, new: NewCommit) -> str | None:
        if new.executable or sum(map(len, new.files.values())) > _MOST_BYTES:
            return self._by_database(branch, new)
        try:
            return self._by_mutation(branch, new)
        except RefusedError as error:
            if _is_stale(error) or len(new.files) <= _SURE_FILES:
                raise
            return self._by_database(branch, new)

    def _by_mutation(self, branch: str, new: NewCommit) -> str:
        additions = [{"path": path, "contents": _base64(content)} for path, content in new.files.items()]
        arguments = {
            "branch": {"repositoryNameWithOwner": self._connection.repository, "branchName": branch},
            "expectedHeadOid": new.parent,
            "message": {"headline": new.headline, "body": new.body},
            "fileChanges": {"additions": additions},
        }
        what = f"commit to `{branch}`"
        made = self._connection.mutate(what, "createCommitOnBranch", arguments, "commit { oid }", needs=_WRITE)
        return str(made["commit"]["oid"])

    def _by_database(self, branch: str, new: NewCommit) -> str | None:
        """Store tree and commit, then move the branch, which GitHub refuses when the commit is not ahead of it.

        Ahead it is also of a branch that was set back, to which it would bring back what was dropped: so the branch is
        looked at once more. No author is named: then GitHub signs the commits of apps.
        """
        tree = new.parent
        for batch in _batches(new):
            tree = self._post("trees", {"base_tree": tree, "tree": [self._tree_entry(new, path) for path in batch]})
        made = self._post("commits", {"message": new.message, "tree": tree, "parents": [new.parent]})
        tip = self._branches.tip(branch)
        if tip is None or tip.sha != new.parent:
            return None
        self._branches.move(branch, made)
        return made

    def _tree_entry(self, new: NewCommit, path: str) -> dict[str, str]:
        """A file for a new tree: its text, or its blob where JSON cannot carry the bytes."""
        entry = {"path": path, "type": "blob", "mode": f"{_EXECUTABLE if path in new.executable else _PLAIN:o}"}
        try:
            return entry | {"content": new.files[path].decode("utf-8")}
        except UnicodeDecodeError:
            blob = {"encoding": "base64", "content": _base64(new.files[path])}
            return entry | {"sha": self._post("blobs", blob)}

    def _post(self, kind: str, payload: dict[str, Any]) -> str:
        """Store a Git object and return its SHA; what is stored twice is the same object."""
        repo = self._connection.repo
        url = f"{repo.url}/git/{kind}"

        def store() -> str:
            return str(repo.requester.requestJsonAndCheck("POST", url, input=payload)[1]["sha"])

        return self._connection.write("store the commit", store, needs=_WRITE)

    def _folders(self, commit: str, folders: Sequence[str]) -> dict[str, FileMode]:
        declared = "".join(f", $f{index}: String!" for index in range(len(folders)))
        fields = " ".join(
            f"f{index}: object(expression: $f{index}) {{ ... on Tree {{ entries {{ name mode oid }} }} }}"
            for index in range(len(folders))
        )
        query = (
            f"query($owner: String!, $name: String!{declared})"
            f" {{ repository(owner: $owner, name: $name) {{ {fields} }} }}"
        )
        owner, name = self._connection.repository.split("/")
        expressions = [f"{commit}:{'' if folder == '.' else folder}" for folder in folders]
        variables = {"owner": owner, "name": name} | {f"f{index}": each for index, each in enumerate(expressions)}
        data = self._connection.query("read file modes", query, variables, needs=_READ)
        trees = data.get("repository") or {}
        return {
            str(PurePosixPath(folder) / entry["name"]): FileMode(entry["mode"], entry["oid"])
            for index, folder in enumerate(folders)
            for entry in (trees.get(f"f{index}") or {}).get("entries") or ()
        }


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")


def _batches(new: NewCommit) -> Iterator[list[str]]:
    """The paths in batches that one request can carry."""
    batch: list[str] = []
    size = 0
    for path, content in new.files.items():
        if batch and size + len(content) > _MOST_BYTES:
            yield batch
            batch, size = [], 0
        batch.append(path)
        size += len(content)
    yield batch


def _is_stale(error: RefusedError) -> bool:
    """Whether GitHub refused because the branch is not where it was."""
    return "STALE_DATA" in error.kinds or any(words in error.reason.lower() for words in _STALE_WORDS)
