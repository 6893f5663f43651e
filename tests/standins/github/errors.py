"""Answers that refuse a request, raised by whatever finds the reason.

RefusedError                 any refusal: status, message, details
├── not_found()         404, also for what a token may not know about
├── forbidden()         403, a permission is missing
└── unprocessable()     422, understood but not acceptable
"""

from collections.abc import Mapping, Sequence
from typing import Any

DOCUMENTATION = "https://docs.github.com/rest"


class RefusedError(Exception):
    """A request that GitHub refuses.

    Args:
        status: HTTP status of the answer.
        message: GitHub's own words.
        errors: details, as GitHub lists them in `errors`.
        headers: extra headers of the answer.
    """

    def __init__(
        self,
        status: int,
        message: str,
        errors: Sequence[Any] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(f"{status} {message}")
        self.status = status
        self.message = message
        self.errors = list(errors)
        self.headers = dict(headers or {})

    def body(self) -> dict[str, Any]:
        """The JSON that GitHub sends with the refusal."""
        details = {"errors": self.errors} if self.errors else {}
        return {"message": self.message, **details, "documentation_url": DOCUMENTATION, "status": str(self.status)}


def not_found() -> RefusedError:
    """What is not there, or not for this token to see."""
    return RefusedError(404, "Not Found")


def forbidden(message: str = "Resource not accessible by integration") -> RefusedError:
    """What the token's permissions do not cover."""
    return RefusedError(403, message)


def unprocessable(message: str = "Validation Failed", errors: Sequence[Any] = ()) -> RefusedError:
    """What GitHub understands and does not accept."""
    return RefusedError(422, message, errors)


def invalid_field(resource: str, field: str, message: str, code: str = "unprocessable") -> RefusedError:
    """A 422 that names the field at fault, in GitHub's form."""
    detail = {"resource": resource, "code": code, "field": field, "message": message}
    return unprocessable(errors=[detail])
