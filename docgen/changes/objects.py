"""Blobs in the object store of a checkout, read without git: the container has none, and no configuration can act.

The store is somebody else's: every blob is held against its name, and what does not fit is as good as not there.
"""

from __future__ import annotations

import zlib
from pathlib import Path

from docgen.changes.packs import Pack, PackError
from docgen.github.contents import blob_sha
from docgen.model import MAX_SOURCE_BYTES

_MOST_HEADER_BYTES = 32


class ObjectStore:
    """The objects below a `.git` directory: loose ones and those in packs.

    Args:
        git_dir: The `.git` directory.
    """

    def __init__(self, git_dir: Path) -> None:
        self._objects = git_dir / "objects"
        self._packs = [Pack(index) for index in sorted(self._objects.glob("pack/pack-*.idx"))]

    def blob(self, sha: str) -> bytes | None:
        """The blob of that name; `None` when it is not there, damaged, or too large to be of use."""
        try:
            content = self._loose(sha)
            found = (pack.blob(bytes.fromhex(sha)) for pack in self._packs) if content is None else iter(())
            content = next((blob for blob in found if blob is not None), content)
        except (OSError, ValueError, zlib.error, PackError):
            return None
        return content if content is not None and blob_sha(content) == sha else None

    def _loose(self, sha: str) -> bytes | None:
        file = self._objects / sha[:2] / sha[2:]
        if not file.is_file():
            return None
        data = zlib.decompressobj().decompress(file.read_bytes(), MAX_SOURCE_BYTES + _MOST_HEADER_BYTES)
        kind, _, content = data.partition(b"\0")
        return content if kind.startswith(b"blob ") else None
