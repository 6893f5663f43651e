"""The bare repository behind the stand-in, driven through the `git` command."""

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Self

from tests.standins.plain_git import git_environment

WEB_FLOW = {"name": "GitHub", "email": "noreply@github.com"}
"""GitHub's own identity: committer of everything that its API commits and signs."""


class GitError(Exception):
    """A git command that failed; the message is git's own."""


@dataclass(frozen=True, slots=True)
class GitObject:
    """One object of the store: its id, its type (`blob`, `tree`, `commit`, `tag`) and its bytes."""

    oid: str
    kind: str
    data: bytes


@dataclass(frozen=True, slots=True)
class TreeEntry:
    """One entry of a tree; `size` is None for all but blobs, `path` may have slashes in recursive listings."""

    mode: str
    kind: str
    oid: str
    size: int | None
    path: str


class Git:
    """A bare repository: objects, refs and history, right because git itself does the work.

    Used as a context manager, because one `git cat-file` process stays alive to read objects quickly.

    Args:
        git_dir: an existing bare repository, or the `.git` of a checkout.
    """

    def __init__(self, git_dir: Path) -> None:
        self.git_dir = git_dir
        self._lock = Lock()
        self._reader: subprocess.Popen[bytes] | None = None
        self._fixed: dict[tuple[str, ...], bytes] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._reader is not None:
            self._reader.communicate()

    def run(self, *arguments: str, stdin: bytes = b"", environment: dict[str, str] | None = None) -> bytes:
        """Standard output of one git command.

        Raises:
            GitError: when git exits with another status than 0.
        """
        done = subprocess.run(
            ["git", f"--git-dir={self.git_dir}", "-c", "core.quotePath=false", *arguments],
            input=stdin,
            capture_output=True,
            check=False,
            env={**git_environment(), **(environment or {})},
        )
        if done.returncode:
            raise GitError(done.stderr.decode(errors="replace").strip())
        return done.stdout

    def fixed(self, *arguments: str) -> bytes:
        """Like `run`, remembered: for commands on nothing but full object ids, whose answer never changes."""
        if arguments not in self._fixed:
            self._fixed[arguments] = self.run(*arguments)
        return self._fixed[arguments]

    def text(self, *arguments: str, stdin: bytes = b"", environment: dict[str, str] | None = None) -> str:
        """Like `run`, decoded and stripped."""
        return self.run(*arguments, stdin=stdin, environment=environment).decode(errors="replace").strip()

    def resolve(self, revision: str, kind: str = "commit") -> str | None:
        """Object id of a revision (a ref, an id) peeled to `kind`, or None."""
        try:
            return self.text("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{{kind}}}")
        except GitError:
            return None

    def at_path(self, commit: str, path: str) -> str | None:
        """Object id of what lies at `path` in a commit (the root for an empty path), or None."""
        try:
            return self.text("rev-parse", "--verify", "--quiet", "--end-of-options", f"{commit}:{path}")
        except GitError:
            return None

    def read(self, oid: str) -> GitObject | None:
        """The object with this full id, or None."""
        if len(oid) != 40 or set(oid) - set("0123456789abcdef"):
            return None
        with self._lock:
            return self._ask(oid)

    def _ask(self, oid: str) -> GitObject | None:
        if self._reader is None:
            self._reader = subprocess.Popen(
                ["git", f"--git-dir={self.git_dir}", "cat-file", "--batch"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=git_environment(),
            )
        assert self._reader.stdin
        assert self._reader.stdout
        self._reader.stdin.write(f"{oid}\n".encode())
        self._reader.stdin.flush()
        header = self._reader.stdout.readline().split()
        if header[1] == b"missing":
            return None
        data = self._reader.stdout.read(int(header[2]))
        self._reader.stdout.read(1)
        return GitObject(oid, header[1].decode(), data)

    def tree(self, tree: str, *, recursive: bool = False) -> list[TreeEntry]:
        """Entries of a tree (or of a commit's tree), in git's order."""
        options = ["-r", "-t"] if recursive else []
        listing = self.run("ls-tree", "-z", "--long", "--full-tree", *options, tree)
        return [_tree_entry(record) for record in listing.split(b"\0") if record]

    def refs(self, prefix: str = "refs/") -> dict[str, str]:
        """Object id of every ref below a prefix that ends in `/`, and of the ref with exactly that name."""
        listing = self.text("for-each-ref", "--format=%(objectname) %(refname)", prefix.rstrip("/"))
        pairs = (line.split(" ", 1) for line in listing.splitlines())
        return {name: oid for oid, name in pairs}

    def update_ref(self, ref: str, new: str, old: str | None = None) -> None:
        """Point a ref to an object; with `old`, only if it points there now."""
        self.run("update-ref", ref, new, *([old] if old is not None else []))

    def delete_ref(self, ref: str) -> None:
        """Delete a ref, whatever it points to."""
        self.run("update-ref", "-d", ref)

    def merge_base(self, one: str, other: str) -> str | None:
        """The best common ancestor of two commits, given by id, or None for unrelated histories."""
        try:
            return self.fixed("merge-base", one, other).decode().strip()
        except GitError:
            return None

    def is_ancestor(self, ancestor: str, descendant: str) -> bool:
        """Whether one commit can be fast-forwarded to the other."""
        return self.merge_base(ancestor, descendant) == ancestor

    def commits(self, base: str, head: str) -> list[str]:
        """Ids of the commits that are in `head` and not in `base`, given by id, oldest first."""
        return self.fixed("rev-list", "--reverse", "--topo-order", f"{base}..{head}").decode().split()

    def write_blob(self, data: bytes) -> str:
        """Store a blob; its id."""
        return self.text("hash-object", "-w", "--stdin", stdin=data)

    def write_tree(self, entries: Sequence[TreeEntry]) -> str:
        """Store a tree of entries of one level; its id.

        Raises:
            GitError: when an object does not exist or an entry is malformed.
        """
        lines = [f"{entry.mode} {entry.kind} {entry.oid}\t{entry.path}\0" for entry in entries]
        return self.text("mktree", "-z", stdin="".join(lines).encode())


def _tree_entry(record: bytes) -> TreeEntry:
    meta, _, path = record.partition(b"\t")
    mode, kind, oid, size = meta.decode().split()
    return TreeEntry(mode, kind, oid, None if size == "-" else int(size), path.decode(errors="replace"))
