"""GitHub's GraphQL API: requests are checked and executed against GitHub's own schema."""

from tests.standins.github.graphql.execution import execute, rate_limited

__all__ = ["execute", "rate_limited"]
