"""The published algorithm that this project set out from, written after its description.

A file of more than 2,000 lines is split at top-level definitions into chunks of up to 2,000 lines; each chunk but the
first begins with the last 50 lines of the one before. The SHA-256 of a chunk's text is its key in DynamoDB, looked up
by one `GetItem`. Five threads ask for what is missing, with room for 4,096 tokens in each answer.

    python -m benchmarks.performance.published TABLE FOLDER
"""

from __future__ import annotations

import ast
import hashlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import anthropic
import boto3

from benchmarks.performance.rival import in_threads, write

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

CHUNK_LINES = 2_000
OVERLAP_LINES = 50
THREADS = 5
MAX_TOKENS = 4_096
TASK = (
    "You write documentation for Python code. Document every class, function and method in the code below in Markdown: "
    "a heading with its name, what it does, its arguments, what it returns and what it raises. Some code at the "
    "beginning may be cut off; it is there for context."
)


def main() -> None:
    """Document all files of a folder and print the documentation."""
    table, folder = sys.argv[1:]
    documenter = Documenter(boto3.client("dynamodb"), anthropic.Anthropic(max_retries=0), table)
    chunks = [chunk for path in sorted(Path(folder).rglob("*.py")) for chunk in split(path.read_text("utf-8"))]
    print(*in_threads(documenter.document, chunks, THREADS), sep="\n")


def split(source: str) -> list[str]:
    """Split a file into chunks, each but the first with the end of the one before."""
    lines = source.splitlines()
    starts = [0, *_boundaries(source, len(lines))]
    ends = [*starts[1:], len(lines)]
    return ["\n".join(lines[max(0, start - OVERLAP_LINES) : end]) for start, end in zip(starts, ends, strict=True)]


def _boundaries(source: str, count: int) -> list[int]:
    """The lines at which chunks begin, but for the first: the last definition that keeps a chunk within its bound."""
    definitions = (
        [node.lineno - 1 for node in ast.parse(source).body if hasattr(node, "name")] if source.strip() else []
    )
    found: list[int] = []
    start = 0
    while count - start > CHUNK_LINES:
        within = [line for line in definitions if start < line <= start + CHUNK_LINES]
        start = within[-1] if within else start + CHUNK_LINES
        found.append(start)
    return found


class Documenter:
    """Documents chunks, and remembers them in a table."""

    def __init__(self, dynamodb: DynamoDBClient, claude: anthropic.Anthropic, table: str) -> None:
        self._dynamodb = dynamodb
        self._claude = claude
        self._table = table

    def document(self, chunk: str) -> str:
        """The documentation of a chunk: what the table has, or what Claude writes now."""
        key = {"pk": {"S": hashlib.sha256(chunk.encode()).hexdigest()}}
        if item := self._dynamodb.get_item(TableName=self._table, Key=key).get("Item"):
            return item["text"]["S"]
        text = write(self._claude, TASK, chunk, MAX_TOKENS)
        self._dynamodb.put_item(TableName=self._table, Item={**key, "text": {"S": text}})
        return text


if __name__ == "__main__":
    main()
