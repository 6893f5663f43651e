"""What the mutations start from: right input of every kind."""

from __future__ import annotations

import json
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from tests.standins.github import GitHubStandin
from tests.standins.plain_git import git_environment
from tests.standins.repositories import Repository

SOURCES = (
    (
        b'"""Docs."""\nimport os\n\n@deco(1)\nasync def get(self, url: str = "a", *args, k=0) -> bytes:\n'
        b'    """Old.\n\n    Args:\n        url: U.\n    """\n    if url:\n        raise ValueError\n    return b""'
    ),
    (
        b"#!/usr/bin/python\n# -*- coding: latin-1 -*-\nclass A(B, metaclass=M):\n    x: int = 0\n"
        b"    def f(s): return '\xe9'\n    @property\n    def g(self):\n        yield 1\n"
    ),
    b"\xef\xbb\xbfdef f(a, /, b, *, c): pass; x = 1\r\n\r\nclass C: ...\r\nif x:\r\n\tdef g(): return [i for i in y]\r",
    b"def outer():\n    def inner(x=(lambda: 1)): return f'{x!r:>{w}}'\n    match x:\n        case [1, *r]: return r\n",
    b"type X[T] = list[T]\ndef f[T: int](x: T) -> T:\n    try:\n        return x\n    except* E:\n        raise\n",
)
PATCHES = (
    b"@@ -1,3 +1,4 @@ def f():\n a\n-b\n+c\n+d\n e\n",
    b"@@ -0,0 +1,2 @@\n+a\n+b\n\\ No newline at end of file\n",
    b"@@ -1 +0,0 @@\n-a\n@@ -9,2 +8,2 @@\n x\n-y\n+z\n",
)
REPLIES = tuple(
    json.dumps({"docs": [{"id": f"c{index}", **doc} for index, doc in enumerate(docs, 1)]}).encode()
    for docs in (
        [{"summary": "Return it.", "params": [{"name": "url", "description": "Where."}], "returns": "It."}],
        [
            {
                "summary": "A.",
                "description": "B `url`.\n\n- c\n",
                "raises": [{"name": "ValueError", "description": "D."}],
            },
            {"summary": "E.", "yields": "F.", "attributes": [{"name": "x", "description": "G."}], "example": "f(1)"},
        ],
    )
)
CONFIGURATIONS = (
    b'[tool.docgen]\nmode = "suggest"\nexclude = ["a/**", "!b"]\nmax-cost = 1.5\nskip = ["test"]\nmax-workers = 3\n',
    b'[tool.ruff]\nline-length = 100\n[tool.ruff.lint.pydocstyle]\nconvention = "numpy"\n[tool.black]\nline-length = 9',
    b'[tool.docgen.prices.models."m"]\ninput = 1\n[tool.docgen]\nprices = {a = [1, 2.5, {b = 1979-05-27T07:32:00Z}]}\n',
)
ITEMS = (
    {
        "pk": {"S": "doc/1/" + "a" * 64},
        "doc": {"S": '{"summary": "Say it.", "params": [{"name": "a", "description": "B."}]}'},
        "model": {"S": "m"},
        "prompt_version": {"S": "1"},
        "input_tokens": {"N": "1"},
        "output_tokens": {"N": "2"},
        "cost_usd": {"N": "0.5"},
        "created": {"N": "1"},
        "expires": {"N": "2"},
    },
    {"pk": {"S": "hits/1/2026-01-01/m"}, "hits": {"N": "1"}, "saved_usd": {"N": "0.1"}},
)
LINES = (
    b'{"schema": 1, "fingerprint": "' + b"a" * 64 + b'", "doc": {"summary": "Say it."}, "model": "m", "created": 1, '
    b'"expires": 2, "prompt_version": "1", "input_tokens": 1, "output_tokens": 1, "cache_write_tokens": 0, '
    b'"cache_read_tokens": 0, "cost_usd": null}',
)


@cache
def events() -> dict[str, Any]:
    """A payload for each event."""
    with tempfile.TemporaryDirectory() as folder:
        repository = Repository(Path(folder, "origin.git"))
        repository.commit({"a.py": "a = 1\n"})
        repository.commit({"a.py": "a = 2\n"}, branch="feature", start="main")
        with GitHubStandin(repository="octo/shop", git_dir=repository.git_dir) as github:
            pull = github.open_pull(head="feature")
            comment = github.add_comment(pull, "/docgen commit")
            return {
                "pull_request": github.events.pull_request(pull, "opened"),
                "push": github.events.push("feature", github.branches()["main"]),
                "workflow_dispatch": github.events.workflow_dispatch(ref="main"),
                "issue_comment": github.events.issue_comment(comment),
            }


@cache
def pack() -> tuple[bytes, bytes, tuple[str, ...]]:
    """A pack with deltas, its index, and the names of the blobs in it."""
    with tempfile.TemporaryDirectory() as folder:
        repository = Repository(Path(folder, "origin.git"))
        lines = [f"line {number}\n" for number in range(200)]
        for number in range(4):
            repository.commit({"a.py": "".join([*lines, f"x = {number}\n"]), f"b{number}.py": f"y = {number}\n"})
        git = ["git", f"--git-dir={repository.git_dir}"]
        subprocess.run([*git, "repack", "-adfq", "--depth=10"], check=True, env=git_environment(), capture_output=True)
        listed = subprocess.run(
            [*git, "cat-file", "--batch-all-objects", "--batch-check=%(objectname) %(objecttype)"],
            check=True, env=git_environment(), capture_output=True, text=True,
        ).stdout  # fmt: skip
        names = tuple(line.split()[0] for line in listed.splitlines() if line.endswith("blob"))
        index = next(repository.git_dir.glob("objects/pack/*.idx"))
        return index.with_suffix(".pack").read_bytes(), index.read_bytes(), names
