"""Many edits as several pull requests, split by directory in the same way from run to run."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, unquote

from docgen.model import Edit

_KEPT = "/"
_OURS = "docgen/"
_BENCHES = "docgen-next/"


@dataclass(frozen=True, slots=True)
class Part:
    """The edits of one pull request.

    Attributes:
        folder: The directory that they lie in; empty for the whole repository.
        edits: The edits.
    """

    folder: str
    edits: tuple[Edit, ...]


def split(edits: Sequence[Edit], most_files: int, settled: Collection[str] = ()) -> list[Part]:
    """Split edits by directory until no part has too many files, unless they all lie in one directory.

    Args:
        edits: The edits.
        most_files: The most files of one part.
        settled: Directories that have a part of their own since an earlier run: what is under review stays together,
            also when the rest has become small enough to go with it.
    """
    remaining = sorted(edits, key=lambda edit: edit.path)
    parts: list[Part] = []
    for folder in sorted(settled, key=len, reverse=True):
        inside = [edit for edit in remaining if _is_inside(edit.path, folder)]
        remaining = [edit for edit in remaining if not _is_inside(edit.path, folder)]
        if inside:
            parts.append(Part(folder, tuple(inside)))
    parts += _split("", remaining, most_files)
    return sorted(parts, key=lambda part: part.folder)


def branch_name(base: str, folder: str) -> str:
    """The branch of a part: `docgen/main`, or `docgen/main+src+pkg` for a directory."""
    whole = f"{_OURS}{quote(base, safe=_KEPT)}"
    return whole + "".join(f"+{quote(name, safe='')}" for name in folder.split("/")) if folder else whole


def bench_name(branch: str) -> str:
    """The branch on which the next commit of a part is made, before the part's own branch is moved there."""
    return f"{_BENCHES}{branch}"


def is_bench(branch: str) -> bool:
    """Whether commits are made on a branch, and nothing else."""
    return branch.startswith(_BENCHES)


def is_part(branch: str) -> bool:
    """Whether a branch is named like that of a part."""
    return branch.startswith(_OURS)


def folder_of(branch: str, base: str) -> str | None:
    """The directory whose part a branch is; `None` for other branches."""
    whole = branch_name(base, "")
    if branch == whole:
        return ""
    if not branch.startswith(f"{whole}+"):
        return None
    return "/".join(unquote(name) for name in branch.removeprefix(f"{whole}+").split("+"))


def _split(folder: str, edits: Sequence[Edit], most_files: int) -> Iterator[Part]:
    """One part if it is small enough, else one for each subdirectory and one for the directory's own files."""
    subfolders = _by_subfolder(folder, edits)
    if len(edits) <= most_files or set(subfolders) <= {folder}:
        if edits:
            yield Part(folder, tuple(edits))
        return
    for subfolder, inside in subfolders.items():
        yield from _split(subfolder, inside, most_files) if subfolder != folder else [Part(folder, tuple(inside))]


def _by_subfolder(folder: str, edits: Sequence[Edit]) -> Mapping[str, list[Edit]]:
    """The edits by the next directory on the way to them; a directory's own files under itself."""
    found: dict[str, list[Edit]] = {}
    for edit in edits:
        name, _, rest = edit.path.removeprefix(f"{folder}/" if folder else "").partition("/")
        subfolder = f"{folder}/{name}".lstrip("/") if rest else folder
        found.setdefault(subfolder, []).append(edit)
    return found


def _is_inside(path: str, folder: str) -> bool:
    return not folder or path.startswith(f"{folder}/")
