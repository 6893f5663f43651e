"""What people see of the action's Markdown on GitHub, as web pages and as pictures of them; needs Chromium."""

from __future__ import annotations

import html
import re
import subprocess
import tempfile
from pathlib import Path

import cmarkgfm
from pygments import highlight  # type: ignore[import-untyped]
from pygments.formatters import HtmlFormatter  # type: ignore[import-untyped]
from pygments.lexers import get_lexer_by_name  # type: ignore[import-untyped]
from pygments.util import ClassNotFound  # type: ignore[import-untyped]

STYLE = Path(__file__).with_name("rendering.css")
WIDTH = 860
MARGIN = 16
LOWEST, ORDINARY, HIGHEST = 250, 900, 16_000
"""Heights of windows that Chromium can do, and of one in which people read."""
CODE = re.compile(r'<pre(?: lang="([\w-]+)")?><code>(.*?)</code></pre>', re.DOTALL)
ALERT = re.compile(r"<blockquote>\n<p>\[!(\w+)\]<br />\n?|<blockquote>\n<p>\[!(\w+)\]\n?")
SUGGESTION = re.compile(r"^(`{3,})suggestion\n(.*?)\n\1$", re.MULTILINE | re.DOTALL)
BROWSER = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--hide-scrollbars",
)  # fmt: skip


def rendered(markdown: str) -> str:
    """Markdown as the HTML that GitHub makes of it, code coloured and alerts boxed."""
    body = cmarkgfm.github_flavored_markdown_to_html(markdown, cmarkgfm.Options.CMARK_OPT_UNSAFE)
    body = ALERT.sub(lambda found: _alert(found[1] or found[2]), body)
    return CODE.sub(lambda found: _coloured(found[2], found[1]), body)


def comment(markdown: str, *, unfolded: int = 0, title: str = "commented now", author: str = "github-actions") -> str:
    """A comment in its frame, with some of its folded blocks unfolded, as a reader would."""
    body = rendered(markdown).replace("<details>", "<details open>", unfolded)
    head = f'<header><b>{author}</b><span class="bot">bot</span> {html.escape(title)}</header>'
    return f'<div class="comment">{head}<article>{body}</article></div>'


def suggestion(path: str, shown: str, markdown: str, replaced: str) -> str:
    """A review comment under the lines of the diff that it is about, its suggestion as GitHub shows it.

    Args:
        path: The file.
        shown: The hunk above the comment.
        markdown: The comment.
        replaced: The lines that the suggestion replaces.
    """
    fence = SUGGESTION.search(markdown)
    before = markdown[: fence.start()] if fence else markdown
    diff = [f"-{line}" for line in replaced.split("\n")] + [
        f"+{line}" for line in (fence[2] if fence else "").split("\n")
    ]
    box = '<div class="suggested"><header>Suggested change</header>{}</div>'
    hunk = "\n".join(shown.split("\n")[-4:])
    return (
        f'<div class="comment"><header><code>{html.escape(path)}</code></header>{_coloured(html.escape(hunk), "diff")}'
        f"<article>{rendered(before)}{box.format(_coloured(html.escape(chr(10).join(diff)), 'diff'))}</article></div>"
    )


def commit(message: str) -> str:
    """A commit's message in its frame."""
    headline, _, body = message.partition("\n\n")
    return (
        f'<div class="comment"><header><b>{html.escape(headline)}</b></header>'
        f'<article><pre class="message">{html.escape(body)}</pre></article></div>'
    )


def photograph(body: str, picture: Path) -> None:
    """Take a picture of HTML in its whole height, which the page itself measures."""
    page = (
        f'<!doctype html><meta charset="utf-8"><style>{STYLE.read_text("utf-8")}</style><div id="all">{body}</div>'
        "<script>document.title = document.getElementById('all').getBoundingClientRect().bottom</script>"
    )
    with tempfile.TemporaryDirectory() as name:
        file = Path(name, "page.html")
        file.write_text(page, "utf-8")
        take(file, picture)


def take(page: Path, picture: Path) -> None:
    """Take a picture of a page; one that does not measure itself is shown as a window of ordinary height."""
    measured = _browse(page, "--dump-dom", f"--window-size={WIDTH},600")
    title = re.search(r"<title>([\d.]+)</title>", measured)
    height = min(max(int(float(title[1])) + MARGIN, LOWEST), HIGHEST) if title else ORDINARY
    picture.parent.mkdir(parents=True, exist_ok=True)
    _browse(page, f"--screenshot={picture.resolve()}", f"--window-size={WIDTH},{height}")


def _browse(page: Path, *options: str) -> str:
    """Open a page in Chromium; what it prints."""
    with tempfile.TemporaryDirectory() as profile:
        command = ["chromium", *BROWSER, f"--user-data-dir={profile}", *options, page.resolve().as_uri()]
        return subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout


def _alert(kind: str) -> str:
    return f'<blockquote class="{kind.lower()}">\n<p><b>{kind.capitalize()}</b></p>\n<p>'


def _coloured(code: str, language: str | None) -> str:
    """A code block in colours, as GitHub has them."""
    try:
        lexer = get_lexer_by_name(language or "text")
    except ClassNotFound:
        lexer = get_lexer_by_name("text")
    return str(highlight(html.unescape(code), lexer, HtmlFormatter()))
