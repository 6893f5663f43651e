"""The doors through which input comes, each as a function that may raise nothing but our own errors."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from docgen.cache.doc_json import ItemError, decode_doc
from docgen.cache.dynamodb_item import hits_from_attributes, item_from_attributes
from docgen.cache.lines import item_from_line
from docgen.cache.none import NullCache
from docgen.changes.event import Occasion, target_of
from docgen.changes.hunks import content_lines, patch_lines
from docgen.changes.interface import Source, Unreadable
from docgen.changes.objects import ObjectStore
from docgen.delivery.body import comment_body
from docgen.delivery.interface import Delivered
from docgen.delivery.links import Links
from docgen.delivery.marker import Run, Stamp, parse_marker
from docgen.delivery.report import to_json
from docgen.delivery.summary import job_summary
from docgen.doors.layers import Layer, configuration_layer, resolve
from docgen.doors.manual import setting_names
from docgen.errors import DocgenError
from docgen.github import escape
from docgen.model import Change, ChangeStatus, Documented, Origin, Report
from docgen.pipeline import document
from docgen.python.check import judge
from docgen.python.selection import Rules, Update, Visibility, skip_path
from docgen.python.styles.config import read_demands
from docgen.python.styles.render import render
from docgen.python.styles.style import Convention, Style
from docgen.steps.parts import Parts
from docgen.writer.draft import DraftWriter
from docgen.writer.reply import read_docs
from tests.fuzz import seeds
from tests.fuzz.mutations import JSON, altered, mutated
from tests.python.strategies import SYMBOLS

_LINKS = Links("https://github.com/octo/shop", "a" * 40, "https://github.com/octo/shop/actions/runs/1")
_NAMES = st.sampled_from(["a.py", "a b/ü.py", "-x.py", "`@a`.py", "::error::.py", "a\n.py", "..%2f.py", "\u202e.py"])


@dataclass(frozen=True, slots=True)
class Target:
    """A door and what is sent through it.

    Attributes:
        inputs: What comes.
        take: Takes it; fails by raising anything that is not one of our own errors.
    """

    inputs: st.SearchStrategy[Any]
    take: Callable[[Any], object]

    def try_input(self, value: object) -> None:
        """Send one input through the door."""
        with suppress(DocgenError, ItemError):
            self.take(value)


# -- events, configuration, inputs --------------------------------------------------------------------------------


def _take_event(given: tuple[str, bytes]) -> None:
    event, payload = given
    target_of(Occasion(event, payload, "refs/heads/main", "a" * 40))


def _events() -> st.SearchStrategy[tuple[str, bytes]]:
    kinds = st.sampled_from(["pull_request", "pull_request_target", "push", "workflow_dispatch", "issue_comment", "x"])
    payloads = list(seeds.events().values())
    texts = [json.dumps(payload).encode() for payload in payloads]
    return st.tuples(kinds, altered(payloads).map(_as_json) | mutated(texts) | JSON.map(_as_json))


def _take_configuration(pyproject: bytes) -> None:
    read_demands(pyproject)
    settings = resolve([configuration_layer(pyproject)])
    skip_path("shop/a.py", settings.rules)


def _take_inputs(values: Mapping[str, str]) -> None:
    settings = resolve([Layer("input", values)])
    skip_path("shop/a.py", settings.rules)


def _inputs() -> st.SearchStrategy[Mapping[str, str]]:
    words = st.sampled_from(
        ["comment", "none", "auto", "true", "1", "-1", "1e999", "nan", "{}", '{"a": {"b": 1}}', "*"]
    )
    patterns = st.lists(st.sampled_from(["**/", "*", "[a-", "!", "\\", "a", "/", "[!]", "?", " "]), max_size=40)
    values = words | patterns.map("".join) | st.text(max_size=30) | st.just("9" * 5_000)
    return st.dictionaries(st.sampled_from(list(setting_names())), values, max_size=5)


# -- code ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Files:
    """A source of changes that lies in memory."""

    sources: Sequence[Source]
    head_sha: str = "a" * 40

    def changes(self) -> Sequence[Change]:
        return [source.change for source in self.sources]

    def read(self, changes: Sequence[Change]) -> Iterator[Source | Unreadable]:
        return iter([source for source in self.sources if source.change in changes])

    def trusted_file(self, path: str) -> bytes | None:
        return None


def _take_source(given: tuple[str, bytes]) -> None:
    path, content = given
    source = Source(Change(path, ChangeStatus.ADDED, ""), content)
    ticks = count()
    rules = Rules(update=Update.ALL, visibility=Visibility.ALL, skip=frozenset())
    parts = Parts(_Files([source]), NullCache(), DraftWriter(), lambda: next(ticks), lambda _: None, rules=rules)
    report, edits = document(parts)
    comment_body(report, edits, _LINKS, Stamp("", Run(1, 1)), None)
    job_summary(report, edits, Delivered(), _LINKS)
    "".join(to_json(report))


def _take_patch(patch: bytes) -> None:
    patch_lines(patch.decode("utf-8", "surrogateescape"))


def _take_contents(pair: tuple[bytes, bytes]) -> None:
    content_lines(*pair)


def _take_pack(given: tuple[bytes, bytes]) -> None:
    names = seeds.pack()[2]
    with tempfile.TemporaryDirectory() as folder:
        packs = Path(folder, "objects", "pack")
        packs.mkdir(parents=True)
        packs.joinpath("pack-1.pack").write_bytes(given[0])
        packs.joinpath("pack-1.idx").write_bytes(given[1])
        store = ObjectStore(Path(folder))
        for name in names:
            store.blob(name)


def _packs() -> st.SearchStrategy[tuple[bytes, bytes]]:
    data, index, _ = seeds.pack()
    return st.tuples(mutated([data]), st.just(index)) | st.tuples(st.just(data), mutated([index]))


# -- what the model, the cache and other people say ---------------------------------------------------------------


def _take_reply(reply: bytes) -> None:
    docs = read_docs(reply.decode("utf-8", "replace"), ["c1", "c2"])
    documented = []
    for symbol in SYMBOLS:
        for doc in docs.values():
            if (mended := judge(symbol, doc).mended) is not None:
                text = [render(mended, symbol, Style(convention)) for convention in Convention]
                documented.append(Documented(symbol, mended, text[0], Origin.FRESH))
    report = Report(tuple(documented), files=1)
    comment_body(report, (), _LINKS, Stamp("", Run(1, 1)), None)
    job_summary(report, (), Delivered(), _LINKS)
    "".join(to_json(report))


def _take_item(attributes: dict[str, dict[str, Any]]) -> None:
    hits_from_attributes(attributes)
    item_from_attributes(attributes)


def _items() -> st.SearchStrategy[Any]:
    """Items as DynamoDB gives them: every attribute has one type, and a number is text that is one."""
    number = st.sampled_from(["1", "-1", "0.5", "1E+38", "9" * 38, "-1E-130"])
    value = st.one_of(
        st.builds(lambda text: {"S": text}, st.text(max_size=20)),
        st.builds(lambda text: {"N": text}, number),
        st.builds(lambda data: {"B": data}, st.binary(max_size=30)),
        st.sampled_from([{"BOOL": True}, {"NULL": True}, {"L": []}, {"M": {}}, {"SS": ["a"]}]),
    )
    changes = st.dictionaries(st.sampled_from([*seeds.ITEMS[0], "lease", "other"]), value, min_size=1, max_size=3)
    key = st.sampled_from([seeds.ITEMS[0]["pk"], seeds.ITEMS[1]["pk"], {"S": "x"}])
    return st.builds(lambda item, change, pk: {**item, **change, "pk": pk}, st.sampled_from(seeds.ITEMS), changes, key)


def _take_doc(stored: bytes) -> None:
    with suppress(ItemError):
        decode_doc(stored)
    decode_doc(stored.decode("utf-8", "replace"))


def _take_line(line: bytes) -> None:
    item_from_line(line.decode("utf-8", "replace"))


def _take_text(text: str) -> None:
    """Text on its way to GitHub and to the log."""
    for write in (escape.markdown, escape.inline, escape.code_span, escape.html_code):
        write(text)
    for write in (escape.code_block, escape.command_data, escape.command_property, escape.commit_message):
        write(text)
    assert "\n" not in escape.log_line(text)
    parse_marker(text)
    parse_marker(f"<!-- docgen: head=a run={text[:6_000]}.1 content=a docs=many -->\n")


def _as_json(value: object) -> bytes:
    return json.dumps(value).encode()


def targets() -> dict[str, Target]:
    """Every door by name."""
    texts = st.text(max_size=300) | mutated([b"`a` @b #1 http://c ::error::d\n"]).map(
        lambda data: data.decode("latin-1")
    )
    return {
        "event payloads": Target(_events(), _take_event),
        "configuration files": Target(mutated(seeds.CONFIGURATIONS), _take_configuration),
        "inputs": Target(_inputs(), _take_inputs),
        "source files": Target(st.tuples(_NAMES, mutated(seeds.SOURCES)), _take_source),
        "patches": Target(mutated(seeds.PATCHES), _take_patch),
        "contents before and after": Target(st.tuples(mutated(seeds.PATCHES), mutated(seeds.PATCHES)), _take_contents),
        "git packs": Target(_packs(), _take_pack),
        "model replies": Target(
            mutated(seeds.REPLIES) | altered([json.loads(reply) for reply in seeds.REPLIES]).map(_as_json), _take_reply
        ),
        "cache items": Target(_items(), _take_item),
        "stored docs": Target(mutated([b'{"summary": "Say it.", "params": []}', b"x\x9c\xab\xae\x05\x00"]), _take_doc),
        "cache lines": Target(mutated(seeds.LINES), _take_line),
        "text": Target(texts, _take_text),
    }
