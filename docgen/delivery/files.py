"""Delivery into the working tree: files are replaced whole or not at all."""

from __future__ import annotations

import logging
import os
import stat
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from docgen.delivery.changeset import changes
from docgen.delivery.interface import Delivered
from docgen.errors import DeliveryError
from docgen.model import Edit, Report

_log = logging.getLogger(__name__)


class FileDelivery:
    """Writes edits into a working tree.

    A file is left alone, and said so, when it is not where its path says, when it leads out of the tree, or when it is
    no longer what the edit was proven against.
    """

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()

    def deliver(self, report: Report, edits: Sequence[Edit]) -> Delivered:  # noqa: ARG002 - part of the interface
        """Replace the edited files.

        Raises:
            DeliveryError: If some could not be written; all others were.
        """
        changing = changes(edits)
        refused = [problem for edit in changing if (problem := self._write(edit))]
        if refused:
            raise DeliveryError(f"{len(refused)} of {len(changing)} files were not written: {' '.join(refused)}")
        return Delivered(files_written=len(changing))

    def _write(self, edit: Edit) -> str:
        """Replace one file; what stood in the way, or nothing."""
        try:
            path = self._locate(edit)
            replace(path, edit.content)
        except DeliveryError as error:
            return str(error)
        except OSError as error:
            return f"{edit.path}: {error.strerror or error}."
        _log.info("Wrote %s.", edit.path)
        return ""

    def _locate(self, edit: Edit) -> Path:
        """The file itself, behind symbolic links that stay inside the tree."""
        path = (self._root / edit.path).resolve(strict=True)
        if not path.is_relative_to(self._root):
            raise DeliveryError(
                f"{edit.path} leads out of the working tree.", "Replace the symbolic link on the way to it."
            )
        if path.read_bytes() != edit.original:
            raise DeliveryError(f"{edit.path} changed while it was being documented.", "Run docgen again.")
        return path


def replace(path: Path, content: bytes) -> None:
    """Give an existing file new content in one step, with its mode and owner kept.

    Raises:
        OSError: If the file cannot be replaced; it is then as it was.
    """
    status = path.stat()
    descriptor, name = tempfile.mkstemp(prefix=".docgen-", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        _give(temporary, status)
        temporary.chmod(stat.S_IMODE(status.st_mode))
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def make_folder(folder: Path) -> None:
    """Make a folder and those on the way to it, unless they are there, and hand over what is new.

    Raises:
        OSError: If it cannot be made.
    """
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir()
        hand_over(folder)


def hand_over(path: Path) -> None:
    """Give a new file or folder to whom the folder around it belongs.

    In a container we are root, and what root makes the runner's user could neither change nor delete.
    """
    _give(path, path.parent.stat())


def _give(path: Path, owner: os.stat_result) -> None:
    with suppress(PermissionError, AttributeError):
        os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)
