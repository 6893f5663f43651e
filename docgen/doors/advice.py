"""What to tell somebody whose run has no key: why that is so, and what to paste into the workflow."""

from __future__ import annotations

from docgen.github.interface import PullRequest

_DEPENDABOT = "dependabot[bot]"
_FORK = """\
This pull request comes from a fork: GitHub gives its runs neither secrets nor a token that may write, so only docs \
that the cache holds are shown, in the job summary. To have forks documented, run docgen on another event as well; it \
never executes what it reads, and a label decides what is paid for:

on:
  pull_request_target:
    types: [labeled]
permissions:
  contents: read
  pull-requests: write"""
_BOT = """\
There is no key for the Claude API, so only docs that the cache holds are delivered: runs for Dependabot see secrets \
of their own alone. Store the key among those (Settings, Secrets and variables, Dependabot), and let the job write:

permissions:
  contents: read
  pull-requests: write"""
_OTHERS = """\
There is no key for the Claude API, so only docs that the cache holds are delivered. Pass it:

with:
  anthropic-api-key: ${{ secrets.ANTHROPIC_API_KEY }}"""


def without_key(event: str, pull: PullRequest | None) -> str:
    """Say why there is no key and what helps; YAML stands in paragraphs of its own.

    Args:
        event: The event's name.
        pull: The pull request, if the run is about one.
    """
    if is_powerless(event, pull):
        return _FORK
    return _BOT if pull is not None and pull.author == _DEPENDABOT else _OTHERS


def is_powerless(event: str, pull: PullRequest | None) -> bool:
    """Whether GitHub lets the run do nothing but read, whatever the workflow says."""
    return event == "pull_request" and pull is not None and pull.is_fork
