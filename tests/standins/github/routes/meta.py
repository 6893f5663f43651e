"""Operations on the token, its limits, the repository and who may do what there."""

from tests.standins.github.errors import forbidden
from tests.standins.github.exchange import Answer
from tests.standins.github.routing import REPOSITORY, Call, Route
from tests.standins.github.shapes.basics import private_user, user
from tests.standins.github.shapes.repository import full_repository

ROLES = {"admin": "admin", "maintain": "write", "write": "write", "triage": "read", "read": "read", "none": "none"}
"""The legacy `permission` that goes with each `role_name`."""


def rate_limit(call: Call) -> Answer:
    """What is left of the hour's requests; asking is free."""
    rates = {name: rate.json() for name, rate in call.state.rates.items()}
    return Answer(body={"resources": {**rates, "search": rates["core"]}, "rate": rates["core"]})


def authenticated_user(call: Call) -> Answer:
    """The person whose token it is; an installation is nobody."""
    if call.token.is_installation:
        raise forbidden()
    return Answer(body=private_user(call.state.url, call.token.login, call.state.clock()))


def repository(call: Call) -> Answer:
    """The repository itself."""
    return Answer(body=full_repository(call.state, call.repository))


def permission(call: Call) -> Answer:
    """What somebody may do in the repository."""
    login = call.parameters["username"]
    role = call.state.collaborators.get(login, "none")
    person = {**user(call.state.url, login), "role_name": role}
    return Answer(body={"permission": ROLES[role], "role_name": role, "user": person})


ROUTES = (
    Route("GET", "/rate_limit", rate_limit),
    Route("GET", "/user", authenticated_user),
    Route("GET", REPOSITORY, repository),
    Route("GET", f"{REPOSITORY}/collaborators/{{username}}/permission", permission),
)
