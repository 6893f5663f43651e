"""A picture of the comment on the example pull request, as the README shows it.

The action is run on `examples/pull-request/` as the runner would start it; Claude on loopback answers with the docs in
`benchmarks/picture_docs.json`. The comment is rendered as GitHub renders it, one file unfolded, in headless Chromium.

    python -m benchmarks.picture [PICTURE]     needs Chromium
"""

from __future__ import annotations

import argparse
import html
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import cmarkgfm
from pygments import highlight  # type: ignore[import-untyped]
from pygments.formatters import HtmlFormatter  # type: ignore[import-untyped]
from pygments.lexers import get_lexer_by_name  # type: ignore[import-untyped]

from tests.runner import ROOT, Runner
from tests.standins.claude import ClaudeStandin
from tests.standins.github import GitHubStandin
from tests.standins.repositories import Repository

EXAMPLE = ROOT / "examples" / "pull-request"
DOCS = Path(__file__).with_name("picture_docs.json")
STYLE = Path(__file__).with_name("picture.css")
WIDTH = 860
MARGIN = 16
CODE = re.compile(r'<pre lang="(\w+)"><code>(.*?)</code></pre>', re.DOTALL)
BROWSER = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--hide-scrollbars",
)  # fmt: skip


def main(argv: Sequence[str]) -> int:
    """Write the picture; 1 when the run failed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("picture", nargs="?", type=Path, default=ROOT / "docs" / "comment.png")
    picture = parser.parse_args(argv).picture.resolve()
    with tempfile.TemporaryDirectory() as name:
        page = Path(name, "comment.html")
        page.write_text(to_page(comment_on_example(Path(name, "run"))), "utf-8")
        take(page, picture)
    print(f"{picture.name}: {picture.stat().st_size / 1000:.0f} KB")
    return 0


def comment_on_example(folder: Path) -> str:
    """Run the action on the example; what it has commented."""
    repository = Repository(folder / "origin.git")
    repository.commit_directory(EXAMPLE / "base")
    shutil.copytree(EXAMPLE / "base", folder / "head")
    shutil.copytree(EXAMPLE / "head", folder / "head", dirs_exist_ok=True)
    repository.commit_directory(folder / "head", branch="feature", start="main")
    with (
        GitHubStandin(repository="octo/parcel", git_dir=repository.git_dir) as github,
        ClaudeStandin(answers=json.loads(DOCS.read_text("utf-8"))) as claude,
    ):
        pull = github.open_pull(head="feature")
        runner = Runner(folder / "runner", github, claude)
        step = runner.step("pull_request", github.events.pull_request(pull, "opened"), {"cache": "none"})
        if step.code:
            raise SystemExit(step.log)
        return github.comments(pull)[0].body


def to_page(markdown: str) -> str:
    """The comment as a page, with its first folded file unfolded, as a reader would."""
    body = cmarkgfm.github_flavored_markdown_to_html(markdown, cmarkgfm.Options.CMARK_OPT_UNSAFE)
    body = CODE.sub(_highlighted, body).replace("<details>", "<details open>", 1)
    head = '<header><b>github-actions</b><span class="bot">bot</span> commented now</header>'
    return (
        f'<!doctype html><meta charset="utf-8"><style>{STYLE.read_text("utf-8")}</style>'
        f'<div id="comment">{head}<article>{body}</article></div>'
        "<script>document.title = document.getElementById('comment').getBoundingClientRect().bottom</script>"
    )


def _highlighted(block: re.Match[str]) -> str:
    """Colour a code block, as GitHub does."""
    return str(highlight(html.unescape(block[2]), get_lexer_by_name(block[1]), HtmlFormatter()))


def take(page: Path, picture: Path) -> None:
    """Photograph a page in its whole height, which the page itself measures."""
    measured = browse(page, "--dump-dom", f"--window-size={WIDTH},600")
    title = re.search(r"<title>([\d.]+)</title>", measured)
    height = int(float(title[1])) + MARGIN if title else 600
    browse(page, f"--screenshot={picture}", f"--window-size={WIDTH},{height}")


def browse(page: Path, *options: str) -> str:
    """Open a page in Chromium; what it prints."""
    command = ["chromium", *BROWSER, f"--user-data-dir={page.parent / 'profile'}", *options, page.as_uri()]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
