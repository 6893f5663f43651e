"""Reading a repository's files: one at a commit, many by blob in few requests, or a whole tree."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from docgen.errors import AccessError, DeliveryError, DocgenError, LimitError, RefusedError, TooLargeError
from docgen.github.connection import Connection, whole
from docgen.github.interface import TreeFile

if TYPE_CHECKING:
    from github.ContentFile import ContentFile
    from github.Repository import Repository

_NEEDS = "contents: read"
_BATCH = 100
_FILE_MODES = frozenset({"100644", "100755"})  # neither symlinks nor submodules


class Contents:
    """The files of one repository.

    Args:
        connection: The repository.
        max_bytes: Larger files are not read.
    """

    def __init__(self, connection: Connection, max_bytes: int) -> None:
        self._connection = connection
        self._max_bytes = max_bytes

    def file(self, path: str, ref: str) -> bytes | None:
        """Read one file as it is at a commit or branch; `None` when there is none.

        Raises:
            DeliveryError: If it cannot be read.
        """
        repo = self._connection.repo
        try:
            found = self._connection.read(f"read `{path}`", lambda: _entry(repo, path, ref), needs=_NEEDS)
        except RefusedError as error:
            if error.is_missing:
                return None
            raise
        if isinstance(found, list) or found.type != "file":
            return None
        # Files of more than 1 MB come without their content.
        return base64.b64decode(found.content) if found.encoding == "base64" else self.blob(found.sha)

    def blob(self, sha: str) -> bytes:
        """Read one blob, whatever is in it.

        Raises:
            DeliveryError: If it cannot be read.
        """
        repo = self._connection.repo
        return self._connection.read(
            f"read blob {sha}", lambda: base64.b64decode(repo.get_git_blob(sha).content), needs=_NEEDS
        )

    def blobs(self, shas: Sequence[str]) -> Iterator[tuple[str, bytes | DocgenError]]:
        """Read many blobs, a hundred in one request; what is binary, not UTF-8 or large takes one more each."""
        for start in range(0, len(shas), _BATCH):
            yield from self._batch(shas[start : start + _BATCH])

    def blob_shas(self, commit: str, paths: Sequence[str]) -> dict[str, str]:
        """Find the blobs at many paths of a commit, a hundred in one request; paths that are not there are left out.

        Raises:
            DeliveryError: If they cannot be had.
        """
        found: dict[str, str] = {}
        for start in range(0, len(paths), _BATCH):
            batch = paths[start : start + _BATCH]
            objects = self._objects("String", "expression", [f"{commit}:{path}" for path in batch], "oid")
            found |= {path: entry["oid"] for path, entry in zip(batch, objects, strict=True) if entry}
        return found

    def resolve(self, ref: str) -> str:
        """Find the commit that a branch, tag or (short) SHA names.

        Raises:
            DeliveryError: If there is none.
        """
        repo = self._connection.repo
        # The object's own `sha` would be the ref itself until the commit was asked for.
        sha = self._connection.read(f"find `{ref}`", lambda: repo.get_commit(ref).raw_data["sha"], needs=_NEEDS)
        return str(sha)

    def tree(self, commit: str) -> list[TreeFile]:
        """List all regular files of a commit.

        Raises:
            DeliveryError: If they cannot be listed.
        """
        return list(self._tree(commit, ""))

    def _tree(self, sha: str, prefix: str) -> Iterator[TreeFile]:
        """List a tree in one request if GitHub can, else by its subtrees."""
        listing = self._listing(sha, recursive=True)
        is_complete = not listing["truncated"]
        if not is_complete:
            listing = self._listing(sha, recursive=False)
        for entry in listing["tree"]:
            path = prefix + entry["path"]
            if entry["type"] == "tree" and not is_complete:
                yield from self._tree(entry["sha"], f"{path}/")
            elif entry["type"] == "blob" and entry["mode"] in _FILE_MODES:
                yield TreeFile(path, entry["sha"], entry["size"])

    def _listing(self, sha: str, *, recursive: bool) -> dict[str, Any]:
        repo = self._connection.repo

        def listing() -> dict[str, Any]:
            raw: dict[str, Any] = repo.get_git_tree(sha, recursive=recursive).raw_data
            return {"truncated": raw["truncated"], "tree": raw["tree"]}

        return self._connection.read(f"list the files of {sha}", listing, needs=_NEEDS)

    def _batch(self, shas: Sequence[str]) -> Iterator[tuple[str, bytes | DocgenError]]:
        try:
            objects = self._objects("GitObjectID", "oid", shas, "... on Blob { text byteSize }")
        except DocgenError as error:
            yield from self._smaller_batches(shas, error)
            return
        for sha, entry in zip(shas, objects, strict=True):
            yield sha, self._content(sha, entry or {})

    def _smaller_batches(self, shas: Sequence[str], error: DocgenError) -> Iterator[tuple[str, bytes | DocgenError]]:
        """Ask for less at once, because GitHub gives up on answers that take it long; unless less is no remedy."""
        if len(shas) == 1 or isinstance(error, AccessError | LimitError | RefusedError):
            yield from ((sha, error) for sha in shas)
            return
        middle = len(shas) // 2
        yield from self._batch(shas[:middle])
        yield from self._batch(shas[middle:])

    def _content(self, sha: str, entry: Mapping[str, Any]) -> bytes | DocgenError:
        """The blob's bytes: from its text where that is faithful, else by a request of their own."""
        if entry.get("byteSize", 0) > self._max_bytes:
            return TooLargeError(entry["byteSize"], self._max_bytes)
        content = (entry.get("text") or "").encode("utf-8", "surrogatepass")
        if blob_sha(content, len(sha)) == sha:
            return content
        try:
            return self.blob(sha)
        except DeliveryError as error:
            return error

    def _objects(self, kind: str, argument: str, names: Sequence[str], output: str) -> list[Mapping[str, Any] | None]:
        """Look up objects by GraphQL, each as `None` when it is not there; names travel as variables only."""
        owner, _, name = self._connection.repository.partition("/")
        declared = "".join(f", $n{index}: {kind}!" for index in range(len(names)))
        fields = "".join(f" o{index}: object({argument}: $n{index}) {{ {output} }}" for index in range(len(names)))
        query = (
            f"query($owner: String!, $name: String!{declared}) {{"
            f" repository(owner: $owner, name: $name) {{{fields} }} }}"
        )
        variables = {"owner": owner, "name": name} | {f"n{index}": value for index, value in enumerate(names)}
        data = self._connection.query("read files", query, variables, needs=_NEEDS)
        found = data.get("repository") or {}
        return [found.get(f"o{index}") for index in range(len(names))]


def _entry(repo: Repository, path: str, ref: str) -> ContentFile | list[ContentFile]:
    found = repo.get_contents(path, ref)
    return found if isinstance(found, list) else whole(found, "type")


def blob_sha(content: bytes, digits: int = 40) -> str:
    """Git's name for a blob; repositories with names of 64 digits hash by SHA-256."""
    algorithm = hashlib.sha256 if digits == hashlib.sha256().digest_size * 2 else hashlib.sha1
    return algorithm(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
