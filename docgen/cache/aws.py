"""The only module that knows boto3: connects to DynamoDB and says in plain words what goes wrong there."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionError,  # noqa: A004 - botocore's own name
    HTTPClientError,
    NoCredentialsError,
    NoRegionError,
    PartialCredentialsError,
)
from botocore.parsers import ResponseParserError

from docgen.cache.patience import TransientCacheError
from docgen.cache.workspace import refuse_settings_in
from docgen.errors import CacheError

if TYPE_CHECKING:
    from botocore.awsrequest import AWSResponse
    from botocore.model import OperationModel
    from mypy_boto3_dynamodb import DynamoDBClient

RUNTIME_ACTIONS = ("dynamodb:BatchGetItem", "dynamodb:PutItem", "dynamodb:UpdateItem")
"""All that a run needs; the role in `aws/cache.yaml` allows nothing else."""

_ACTION = re.compile(r"not authorized to perform: (dynamodb:\w+)")
_ARN = re.compile(r"arn:[\w-]+:dynamodb:[\w-]+:\d+:table/[\w.-]+")
_BAD_CREDENTIALS = (
    "AWS does not accept the credentials ({code}).",
    "They may have expired: run aws-actions/configure-aws-credentials in the same job, just before this step.",
)
_ANSWERS = {
    "ResourceNotFoundException": (
        "There is no cache table {table} in {region}.",
        "Create it with `docgen cache create --cache-table {table} --aws-region {region}`, or correct the settings.",
    ),
    "ValidationException": (
        "The table {table} is not a cache of docgen.",
        "Its only key must be the string `pk`. Name another `cache-table`; `docgen cache create` makes it.",
    ),
    "ExpiredToken": _BAD_CREDENTIALS,
    "ExpiredTokenException": _BAD_CREDENTIALS,
    "IncompleteSignature": _BAD_CREDENTIALS,
    "IncompleteSignatureException": _BAD_CREDENTIALS,
    "InvalidClientTokenId": _BAD_CREDENTIALS,
    "InvalidSignatureException": _BAD_CREDENTIALS,
    "MissingAuthenticationToken": _BAD_CREDENTIALS,
    "MissingAuthenticationTokenException": _BAD_CREDENTIALS,
    "UnrecognizedClientException": _BAD_CREDENTIALS,
}
"""What happened and how to fix it, by AWS's error code."""

_CONTENT: Mapping[str, frozenset[str]] = {
    "BatchGetItem": frozenset({"Responses", "UnprocessedKeys"}),
    "BatchWriteItem": frozenset({"UnprocessedItems"}),
    "DescribeTable": frozenset({"Table"}),
    "DescribeTimeToLive": frozenset({"TimeToLiveDescription"}),
    "Scan": frozenset({"Items"}),
}
"""What DynamoDB's answer to an operation never lacks; to others, nothing is an answer too."""

_THROTTLE_CODES = frozenset({"ProvisionedThroughputExceededException", "RequestLimitExceeded", "ThrottlingException"})


def connect(region: str | None, *, connections: int, workspace: Path | None = None) -> DynamoDBClient:
    """Open a client that fails fast rather than holding up a run.

    Credentials, and the endpoint where `AWS_ENDPOINT_URL_DYNAMODB` names one, come from where boto3 looks for them.

    Args:
        region: AWS region; the environment's where it is `None`.
        connections: Largest number of connections at once.
        workspace: A directory from which nothing may be read, since a pull request fills it.

    Raises:
        CacheError: If there is no region, or the environment's AWS settings are unusable.
    """
    if workspace:
        refuse_settings_in(workspace, os.environ)
    config = Config(
        connect_timeout=2,
        read_timeout=5,
        # `Patience` tries again; two layers would multiply.
        retries={"mode": "standard", "total_max_attempts": 1},
        max_pool_connections=connections,
    )
    with translated("", region or ""):
        client = boto3.session.Session(region_name=region).client("dynamodb", config=config)
    client.meta.events.register("after-call.dynamodb", _demand_answer)
    return client


class _ForeignAnswerError(BotoCoreError):
    """Something between us and DynamoDB answers in its place, as if all were well."""

    fmt = "the answer is not DynamoDB's"


def _demand_answer(
    http_response: AWSResponse, parsed: Mapping[str, object], model: OperationModel, **_: object
) -> None:
    """Take no web page for a doc that was stored; botocore itself reads whatever comes with status 200 as empty."""
    is_json = "json" in http_response.headers.get("content-type", "")
    if http_response.status_code == HTTPStatus.OK and not (
        is_json and parsed.keys() >= _CONTENT.get(model.name, set())
    ):
        raise _ForeignAnswerError


@contextmanager
def translated(table: str, region: str) -> Iterator[None]:
    """Turn what boto3 raises into a `CacheError` that says how to fix it.

    No text of AWS is quoted: it names principals and may name resources that are nobody's business in a log.

    Raises:
        CacheError: In place of any error of boto3.
    """
    try:
        yield
    except ClientError as error:
        raise _explain_answer(error, table, region) from error
    # Botocore lets through what it meets in bad settings, such as the path of a file that is not there, and stumbles
    # over answers that are not DynamoDB's.
    except (BotoCoreError, ResponseParserError, ValueError, OSError, AttributeError, TypeError) as error:
        raise _explain_failure(error, region) from error


def throttled(table: str) -> TransientCacheError:
    """The error for a table that cannot keep up."""
    return TransientCacheError(
        f"DynamoDB throttles the cache table {table}.",
        "Switch the table to on-demand billing or raise its capacity.",
    )


def is_unknown_operation(error: ClientError) -> bool:
    """Whether a stand-in for DynamoDB does not know the operation."""
    return _code_of(error) == "UnknownOperationException"


def _code_of(error: ClientError) -> str:
    return error.response.get("Error", {}).get("Code", "")


def _explain_answer(error: ClientError, table: str, region: str) -> CacheError:
    code = _code_of(error)
    if error.operation_name.startswith("AssumeRole"):
        return CacheError(
            f"AWS does not let this job assume its role ({code}).",
            "Let the role's trust policy name this repository, as `aws/cache.yaml` of docgen-action does.",
        )
    if code == "AccessDeniedException":
        return _explain_denial(error, table, region)
    if code in _THROTTLE_CODES:
        return throttled(table)
    if code in _ANSWERS:
        what, fix = _ANSWERS[code]
        names = {"code": code, "table": table, "region": region}
        return CacheError(what.format(**names), fix.format(**names))
    status = error.response["ResponseMetadata"]["HTTPStatusCode"]
    kind = TransientCacheError if status >= HTTPStatus.INTERNAL_SERVER_ERROR else CacheError
    return kind(f"DynamoDB answered {error.operation_name} with {code or status}.", "Run it again later.")


def _explain_denial(error: ClientError, table: str, region: str) -> CacheError:
    message = error.response["Error"]["Message"] or ""
    if message.startswith("KMS key access denied"):
        return CacheError(
            f"AWS denies the key that encrypts the cache table {table}.",
            "Allow the role `kms:Decrypt` on that key, in its own policy and in the key's.",
        )
    match = _ACTION.search(message)
    action = match[1] if match else f"dynamodb:{error.operation_name}"
    what = f"AWS denies {action} on the cache table {table}."
    if "explicit deny" in message:
        return CacheError(what, "A policy denies it explicitly, and no `Allow` outweighs that: change that policy.")
    arn = _ARN.search(message)
    statement = {
        "Effect": "Allow",
        "Action": sorted({*RUNTIME_ACTIONS, action}),
        "Resource": arn[0] if arn else f"arn:aws:dynamodb:{region}:*:table/{table}",
    }
    return CacheError(what, f"Add this statement to the role's policy: {json.dumps(statement)}")


def _explain_failure(error: Exception, region: str) -> CacheError:
    if isinstance(error, NoCredentialsError | PartialCredentialsError):
        return CacheError(
            "There are no AWS credentials for the cache.",
            "Run aws-actions/configure-aws-credentials before this step, or set `cache: sqlite`.",
        )
    if isinstance(error, NoRegionError):
        return CacheError("The cache's AWS region is not known.", "Set `aws-region`.")
    if isinstance(error, ConnectionError | HTTPClientError):
        return TransientCacheError(
            f"DynamoDB in {region} cannot be reached ({type(error).__name__}).",
            "Check `aws-region` and the runner's network.",
        )
    if isinstance(error, ResponseParserError | _ForeignAnswerError | AttributeError | TypeError):
        return CacheError(
            f"Something else answers in place of DynamoDB in {region}.",
            "Check AWS_ENDPOINT_URL_DYNAMODB and the runner's network.",
        )
    return CacheError(f"The AWS settings cannot be used ({type(error).__name__}).", "Check the AWS_* variables.")
