"""A stand-in for GitHub on loopback: REST, GraphQL and events on top of a real bare repository.

with GitHubStandin(repository="octo/demo", git_dir=path) as github:
    pull = github.open_pull(head="feature")
    client = Github(base_url=github.url, auth=Auth.Token(github.token))
"""

from tests.standins.github.limits import Limits
from tests.standins.github.standin import GitHubStandin
from tests.standins.github.state import IssueComment, PullRequest, Review, ReviewComment

__all__ = ["GitHubStandin", "IssueComment", "Limits", "PullRequest", "Review", "ReviewComment"]
