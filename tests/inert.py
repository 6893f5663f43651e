"""What of a text would come alive where it ends up: in Markdown on GitHub, in a commit message, in the runner's log."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import cmarkgfm

from docgen.sanitize import strip_hidden

OURS = frozenset({
    "a", "b", "blockquote", "br", "code", "details", "h1", "h2", "h3", "li", "p", "pre", "strong", "summary", "table",
    "tbody", "td", "th", "thead", "tr", "ul",
})  # fmt: skip
"""Elements that our own Markdown makes."""
ACTIVE = re.compile(r"@\w|#\d|\bGH-\d|\w://|www\.|:[a-z_+-]+:|\\\$|\$\\|\b[0-9a-f]{7,40}\b", re.IGNORECASE)
"""What GitHub makes something of in rendered text that is not code."""
COMMANDS = ("add-mask", "debug", "error", "notice", "warning", "group", "endgroup")
_COMMAND = re.compile(r"::([a-z-]+)(?: [^:]*)?::")
_STEERING = re.compile(r"@\w|#\d|\bGH-\d|://|\[(?:skip|no|ci)[^\]]*\]|\*\*\*", re.IGNORECASE)
_TRAILER = re.compile(r"^[A-Za-z0-9]+(?:-[A-Za-z0-9]+)+:")


class _Page(HTMLParser):
    """Rendered Markdown: elements, addresses, comments, and what is no code."""

    def __init__(self, markdown: str) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.languages: list[str] = []
        self.addresses: list[str] = []
        self.attributes: set[str] = set()
        self.prose: list[str] = []
        self._open: list[str] = []
        self.feed(cmarkgfm.github_flavored_markdown_to_html(markdown, cmarkgfm.Options.CMARK_OPT_UNSAFE))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        if tag != "br":
            self._open.append(tag)
        for name, value in attrs:
            self.attributes.add(f"{tag} {name}")
            if name == "href":
                self.addresses.append(value or "")
            if name == "lang":
                self.languages.append(value or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            self._open.remove(tag)

    def handle_data(self, data: str) -> None:
        if "code" not in self._open:
            self.prose.append(data)


def alive_in_markdown(text: str, home: str, suggestions: int = 0) -> Iterator[str]:
    """Say what GitHub would make of a text that it should not.

    Args:
        text: What was posted.
        home: Where our links may lead to, beside places in the same text or beside it.
        suggestions: How many suggestions it has.
    """
    page = _Page(text)
    yield from (f"<{element}>" for element in page.elements - OURS)
    yield from page.attributes - {"a href", "a id", "pre lang", "details open", "th align", "td align"}
    yield from (f"link to {url}" for url in page.addresses if not url.startswith((home, "#")) and "://" in url)
    yield from (piece for piece in page.prose if ACTIVE.search(piece))
    if page.languages.count("suggestion") != suggestions:
        yield f"{page.languages.count('suggestion')} suggestions"
    yield from hidden_in(text)


def alive_in_commit(message: str) -> Iterator[str]:
    """Say what of a commit's message mentions, refers, steers CI or is a trailer of somebody else."""
    yield from (found[0] for found in _STEERING.finditer(message))
    yield from (
        line for line in message.splitlines()[1:] if _TRAILER.match(line) and not line.startswith("Docgen-Action: ")
    )
    yield from hidden_in(message)


def alive_in_log(log: str, allowed: tuple[str, ...] = COMMANDS) -> Iterator[str]:
    """Say which lines of a log the runner would take for commands that are none of ours."""
    for line in log.splitlines():
        command = _COMMAND.match(line.lstrip())
        if "##[" in line or (line.lstrip().startswith("::") and (command is None or command[1] not in allowed)):
            yield line
    yield from hidden_in(log)


def hidden_in(text: str) -> Iterator[str]:
    """Say which characters a reader would not see."""
    yield from (f"U+{ord(character):04X}" for character in set(text) - set(strip_hidden(text)) - {"\r"})
