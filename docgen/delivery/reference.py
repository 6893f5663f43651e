"""The API reference: a page for each module, linked by what they import from each other, and an index."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

from docgen.delivery.api_page import ModuleReference, module_page
from docgen.delivery.files import hand_over, make_folder, replace
from docgen.delivery.page import join
from docgen.errors import DeliveryError
from docgen.github import escape

INDEX = "index.md"
_MARKER = "<!-- docgen:reference -->\n\n"


def render_reference(modules: Sequence[ModuleReference]) -> dict[str, str]:
    """Render all pages by their path; the same modules give the same pages, whatever run renders them."""
    ordered = sorted(modules, key=lambda module: (module.name, module.path))
    pages = _page_paths(ordered)
    # Of several modules of one name, such as a package and a file beside it, one is what an import means.
    imported = {module.name: pages[module.path] for module in reversed(ordered)}
    rendered = {
        pages[module.path]: _MARKER + module_page(module, _dependencies(module, imported, pages[module.path]))
        for module in ordered
    }
    return rendered | {INDEX: _MARKER + _index(ordered, pages)}


def write_reference(folder: Path, pages: Mapping[str, str]) -> int:
    """Write pages into a folder and remove those of modules that are gone; how many files that changed.

    Only files that an earlier run wrote are replaced or removed.

    Raises:
        DeliveryError: If a page would take the place of a file that is not ours, or the folder cannot be written.
    """
    try:
        changed = sum(_write(folder, path, text) for path, text in pages.items())
        wanted = {folder / path for path in pages}
        gone = [path for path in sorted(folder.rglob("*.md")) if path not in wanted and _is_ours(path)]
        for path in gone:
            path.unlink()
    except OSError as error:
        what = f"The pages cannot be written into {folder}: {error.strerror or error}."
        raise DeliveryError(what, "Make the folder writable, or choose another.") from error
    return changed + len(gone)


def _write(folder: Path, page: str, text: str) -> bool:
    """Write one page if it differs; whether it did."""
    path = folder / page
    content = text.encode("utf-8")
    if path.is_symlink() or (path.exists() and not _is_ours(path)):
        raise DeliveryError(f"{path} is not a page of docgen's.", "Move it away, or choose another folder.")
    if path.exists() and path.read_bytes() == content:
        return False
    if not path.parent.resolve().is_relative_to(folder.resolve()):
        raise DeliveryError(f"{path} leads out of the folder.", "Replace the symbolic link on the way to it.")
    if not path.exists():
        make_folder(path.parent)
        path.touch()
        hand_over(path)
    replace(path, content)
    return True


def _is_ours(path: Path) -> bool:
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(_MARKER)) == _MARKER.encode()


def _page_paths(modules: Sequence[ModuleReference]) -> dict[str, str]:
    """The modules' pages by path; where one has its place taken, as that of `index.py` has, it is named by the file."""
    paths = {INDEX: ""}
    for module in sorted(modules, key=lambda module: (not _is_package(module), module.path)):
        page = _page_path(module)
        paths[f"{module.path}.md" if page in paths else page] = module.path
    return {path: page for page, path in paths.items()}


def _page_path(module: ModuleReference) -> str:
    """Where a module's page lies: a package's is the index of its folder, as MkDocs has it."""
    folders = "/".join(filter(None, module.name.split(".")))
    return f"{folders}/{INDEX}" if _is_package(module) else f"{folders}.md"


def _is_package(module: ModuleReference) -> bool:
    return posixpath.basename(module.path) == "__init__.py"


def _dependencies(module: ModuleReference, pages: Mapping[str, str], origin: str) -> str:
    """What the module imports: our own modules as links to their pages, before all others."""
    names = sorted(set(module.imports) - {module.name}, key=lambda name: (name not in pages, name))
    items = [_module_link(name, pages.get(name), origin) for name in names]
    return f"Depends on: {', '.join(items)}" if items else ""


def _module_link(name: str, page: str | None, origin: str) -> str:
    label = escape.code_span(name)
    if page is None:
        return label
    target = posixpath.relpath(page, posixpath.dirname(origin))
    return f"[{label}]({quote(target, errors='replace')})"


def _index(modules: Sequence[ModuleReference], pages: Mapping[str, str]) -> str:
    items = []
    for module in modules:
        summary = next(
            (module.summary(symbol) for symbol in module.symbols if symbol.qualified_name == module.name), ""
        )
        items.append(f"- {_module_link(module.name, pages[module.path], INDEX)}" + (f": {summary}" if summary else ""))
    return join("# API reference", "\n".join(items)) + "\n"
