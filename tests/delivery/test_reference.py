import re
from pathlib import Path

import pytest

from docgen.delivery.api_page import ModuleReference
from docgen.delivery.reference import render_reference, write_reference
from docgen.errors import DeliveryError
from docgen.model import (
    Attribute,
    Doc,
    Facts,
    Field,
    LineRange,
    Parameter,
    ParameterKind,
    Signature,
    Symbol,
    SymbolKind,
)
from docgen.python.symbols import dotted_name
from tests.inert import alive_in_markdown

CLIENT = "src/archive/client.py"


def symbol(name: str, kind: SymbolKind = SymbolKind.FUNCTION, docstring: str | None = None, **more: object) -> Symbol:
    return Symbol(CLIENT, name, kind, LineRange(1, 2), docstring=docstring, **more)  # type: ignore[arg-type]


MODULE = symbol("archive.client", SymbolKind.MODULE)
CLASS = symbol(
    "Client",
    SymbolKind.CLASS,
    signature=Signature("class Client(url: str)", (Parameter("url", annotation="str"),)),
    facts=Facts(attributes=(Attribute("timeout", "float"),)),
)
GET = symbol(
    "Client.get",
    SymbolKind.METHOD,
    signature=Signature(
        "def get(self, path: str = '/', **headers: str) -> bytes",
        (
            Parameter("path", annotation="str", default="'/'"),
            Parameter("headers", ParameterKind.VAR_KEYWORD, annotation="str"),
        ),
        "bytes",
    ),
)
DOCS = {
    "archive.client": Doc("Client of the archive.", "Speaks HTTP."),
    "Client": Doc("A connection to the archive.", attributes=(Field("timeout", "Seconds to wait."),)),
    "Client.get": Doc(
        "Fetch a page.",
        params=(Field("path", "Where it lies."), Field("headers", "Sent along.")),
        returns="The page.",
        raises=(Field("OSError", "If the archive is down."),),
        example="page = client.get()",
    ),
}


def client(*symbols: Symbol, imports: tuple[str, ...] = ()) -> ModuleReference:
    return ModuleReference(CLIENT, "archive.client", symbols or (MODULE, CLASS, GET), DOCS, imports)


def package() -> ModuleReference:
    top = Symbol("src/archive/__init__.py", "archive", SymbolKind.MODULE, LineRange(1, 1))
    return ModuleReference(top.path, "archive", (top,), {"archive": Doc("The archive.")}, ("archive.client", "os"))


def page(*modules: ModuleReference, path: str = "archive/client.md") -> str:
    return render_reference(modules or (client(),))[path]


def test_a_module_begins_with_what_it_is_for_and_offers() -> None:
    assert page().startswith(
        "<!-- docgen:reference -->\n\n# `archive.client`\n\nClient of the archive.\n\nSpeaks HTTP.\n\n"
        "Source: `src/archive/client.py`\n\n- [`Client`](#Client): A connection to the archive.\n"
    )


def test_a_method_shows_all_that_its_doc_and_signature_say() -> None:
    assert page().endswith(
        '<a id="Client.get"></a>\n\n### `Client.get`\n\n'
        "```python\ndef get(self, path: str = '/', **headers: str) -> bytes\n```\n\nFetch a page.\n\n"
        "**Parameters**\n\n- `path` (`str`, default `'/'`): Where it lies.\n- `**headers` (`str`): Sent along.\n\n"
        "**Returns** (`bytes`): The page.\n\n**Raises**\n\n- `OSError`: If the archive is down.\n\n"
        "**Example**\n\n```python\npage = client.get()\n```\n"
    )


def test_a_class_is_shown_as_it_is_called_with_its_attributes() -> None:
    text = page()
    assert "```python\nclass Client(url: str)\n```" in text
    assert "**Attributes**\n\n- `timeout` (`float`): Seconds to wait." in text


def test_a_docstring_that_was_there_is_shown_as_it_is() -> None:
    text = page(client(symbol("old", docstring="Do it.\n\n    Args:\n        x: What.\n    ")))
    assert "Do it.\n\n```text\nArgs:\n    x: What.\n```" in text


def test_what_lives_by_its_layout_keeps_it_and_paragraphs_flow() -> None:
    docs = {"Client": Doc("Client.", "First\nparagraph.\n\n- one\n- two\n\n    indented()\n\nLast one.")}
    text = page(ModuleReference(CLIENT, "archive.client", (CLASS,), docs))
    assert "First\nparagraph.\n\n```text\n- one\n- two\n\n    indented()\n```\n\nLast one." in text


def test_special_methods_are_shown_only_where_they_say_something() -> None:
    text = page(client(symbol("C.__repr__"), symbol("C.__len__", docstring="Count the pages.")))
    assert "__repr__" not in text
    assert "Count the pages." in text


def test_drafts_are_marked() -> None:
    module = ModuleReference(CLIENT, "archive.client", (CLASS,), {"Client": Doc("Client.", is_draft=True)})
    assert "**Draft**" in page(module)


def test_modules_link_to_what_they_import_from_each_other() -> None:
    text = page(client(), package(), path="archive/index.md")
    assert "Depends on: [`archive.client`](client.md), `os`" in text
    other = ModuleReference("b/c.py", "b.c", (), {}, ("archive",))
    assert "[`archive`](../archive/index.md)" in page(other, package(), path="b/c.md")


def test_the_index_lists_every_module_with_its_summary() -> None:
    assert page(client(), package(), path="index.md").splitlines()[-2:] == [
        "- [`archive`](archive/index.md): The archive.",
        "- [`archive.client`](archive/client.md): Client of the archive.",
    ]


def test_all_links_lead_to_a_page_or_an_anchor_that_is_there() -> None:
    pages = render_reference([client(imports=("archive",)), package()])
    for path, text in pages.items():
        for target in re.findall(r"\]\(([^)]+)\)", text):
            if target.startswith("#"):
                assert f'<a id="{target[1:]}"></a>' in text
            else:
                assert (Path("/", path).parent / target).resolve().relative_to("/").as_posix() in pages


def test_the_pages_do_not_depend_on_the_order_of_modules() -> None:
    assert render_reference([client(), package()]) == render_reference([package(), client()])


def test_every_module_has_a_page_of_its_own_and_a_link_in_the_index() -> None:
    paths = ("index.py", "a/__init__.py", "a/index.py", "a.py", "b.py", "src/b.py", "c/__init__.py", "c/d.py")
    pages = render_reference([ModuleReference(path, dotted_name(path), (MODULE,), {}) for path in paths])
    sources = re.findall("^Source: `(.+)`$", "\n".join(pages.values()), re.MULTILINE)
    assert sorted(sources) == sorted(paths)
    listed = re.findall(r"\]\((.+?)\)", pages["index.md"])
    assert sorted(listed) == sorted(pages.keys() - {"index.md"})
    assert {"a/index.md", "a/index.py.md", "b.md", "c/index.md", "c/d.md"} <= set(listed)


def test_hostile_docs_stay_text() -> None:
    docs = {"Client": Doc("<script>x</script> @octocat", params=(Field("x", "![a](http://e.example)"),))}
    text = page(ModuleReference(CLIENT, "archive.client", (CLASS,), docs))
    assert "<script" not in text
    assert "- `x`: `![a](http://e.example`)" in text


def test_cross_references_of_sphinx_are_code() -> None:
    docs = {"Client": Doc("See :meth:`~archive.Client.get`, :py:class:`!Page` and :ref:`the guide <guide>`.")}
    text = page(ModuleReference(CLIENT, "archive.client", (CLASS,), docs))
    assert "See `get`, `Page` and `the guide`." in text


def test_pages_are_written_once_and_those_of_gone_modules_removed(tmp_path: Path) -> None:
    pages = render_reference([client(), package()])
    assert write_reference(tmp_path, pages) == 3
    assert (tmp_path / "archive/client.md").read_text("utf-8") == pages["archive/client.md"]
    assert write_reference(tmp_path, pages) == 0
    assert write_reference(tmp_path, render_reference([package()])) == 3
    assert not (tmp_path / "archive/client.md").exists()


def test_pages_of_people_are_neither_replaced_nor_removed(tmp_path: Path) -> None:
    (tmp_path / "guide.md").write_text("# Guide\n")
    (tmp_path / "index.md").write_text("# Mine\n")
    with pytest.raises(DeliveryError, match="is not a page of docgen's"):
        write_reference(tmp_path, render_reference([client()]))
    (tmp_path / "index.md").unlink()
    write_reference(tmp_path, render_reference([client()]))
    assert (tmp_path / "guide.md").read_text() == "# Guide\n"


@pytest.mark.parametrize("name", [".hidden", "a) <img src=x> @octocat", "..", "line\nbreak", "\u202eneddih", "\udcff"])
def test_a_module_of_any_name_has_its_page_in_the_folder_and_a_link_to_it(name: str) -> None:
    pages = render_reference([ModuleReference("x.py", name, (MODULE,), {})])
    (path,) = pages.keys() - {"index.md"}
    assert not path.startswith("/")
    assert [*alive_in_markdown(pages["index.md"], "")] == []


def test_no_page_is_written_outside_of_the_folder(tmp_path: Path) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "docs"
    outside.mkdir()
    folder.mkdir()
    (folder / "archive").symlink_to(outside)
    with pytest.raises(DeliveryError, match="leads out"):
        write_reference(folder, render_reference([client()]))
    assert list(outside.iterdir()) == []
