"""The CloudFormation template: least privilege, and deployed (on moto) it is a cache that works."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import boto3
import pytest
from moto import mock_aws

from docgen.cache.aws import RUNTIME_ACTIONS, connect
from docgen.cache.dynamodb import DynamoDBCache
from docgen.cache.dynamodb_item import EXPIRY
from docgen.cache.dynamodb_table import Table
from tests.cache.parts import ORDINARY, fingerprint, make_entry

ISSUER = "token.actions.githubusercontent.com"
PROVIDER = f"arn:aws:iam::123456789012:oidc-provider/{ISSUER}"
TEMPLATE = Path(__file__).parents[2] / "aws" / "cache.yaml"


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    with mock_aws():
        yield


def deploy(**parameters: str) -> tuple[Mapping[str, Any], Mapping[str, str]]:
    """Deploy the stack, and give out its role and its outputs."""
    # Moto's CloudFormation does not know how to make an identity provider.
    parameters["OIDCProviderArn"] = PROVIDER
    client = boto3.client("cloudformation")
    client.create_stack(
        StackName="docgen-cache",
        TemplateBody=TEMPLATE.read_text("utf-8"),
        Capabilities=["CAPABILITY_IAM"],
        Parameters=[{"ParameterKey": name, "ParameterValue": value} for name, value in parameters.items()],
    )
    (stack,) = client.describe_stacks(StackName="docgen-cache")["Stacks"]
    outputs = {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
    role = boto3.client("iam").get_role(RoleName=outputs["RoleArn"].rpartition("/")[2])["Role"]
    return role, outputs


def subjects(role: Mapping[str, Any]) -> list[str]:
    """The patterns of `sub` that the role trusts."""
    (statement,) = parse(role["AssumeRolePolicyDocument"])["Statement"]
    # Moto leaves a null where AWS leaves out what is `AWS::NoValue`.
    return [pattern for pattern in statement["Condition"]["StringLike"][f"{ISSUER}:sub"] if pattern]


def parse(policy: str | Mapping[str, Any]) -> Mapping[str, Any]:
    """Read a policy document, which moto gives in some answers as the text of a Python value."""
    return ast.literal_eval(unquote(policy)) if isinstance(policy, str) else policy


@pytest.mark.parametrize(
    ("parameters", "trusted", "refused"),
    [
        (
            {"GitHubOwner": "octo", "GitHubRepository": "app"},
            ["repo:octo/app:pull_request", "repo:octo/app:ref:refs/heads/main"],
            ["repo:octo/application:pull_request", "repo:octo2/app:pull_request", "repo:octo@1/app@2:pull_request"],
        ),
        (
            {"GitHubOwner": "octo", "GitHubOwnerId": "1", "GitHubRepository": "app", "GitHubRepositoryId": "2"},
            ["repo:octo/app:pull_request", "repo:octo@1/app@2:pull_request"],
            ["repo:octo@1/app@22:pull_request", "repo:octo@11/app@2:pull_request", "repo:octo@1/lib@3:pull_request"],
        ),
        (
            {"GitHubOwner": "octo", "GitHubOwnerId": "1"},
            ["repo:octo/lib:pull_request", "repo:octo@1/lib@3:ref:refs/heads/main"],
            ["repo:octo-evil/lib:pull_request", "repo:octo@12/lib@3:pull_request"],
        ),
    ],
    ids=["one repository by name", "one repository by number", "whole organisation"],
)
def test_the_role_trusts_whom_it_should(
    aws: None, parameters: dict[str, str], trusted: list[str], refused: list[str]
) -> None:
    patterns = subjects(deploy(**parameters)[0])
    assert [subject for subject in trusted if not any(fnmatchcase(subject, pattern) for pattern in patterns)] == []
    assert [subject for subject in refused if any(fnmatchcase(subject, pattern) for pattern in patterns)] == []


def test_the_role_may_do_what_a_run_needs_and_nothing_else(aws: None) -> None:
    role, outputs = deploy(GitHubOwner="octo")
    iam = boto3.client("iam")
    name = str(role["RoleName"])
    assert iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"] == []
    (policy,) = iam.list_role_policies(RoleName=name)["PolicyNames"]
    document = iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"]
    (statement,) = parse(document)["Statement"]
    assert statement["Effect"] == "Allow"
    assert sorted(statement["Action"]) == sorted(RUNTIME_ACTIONS)
    assert statement["Resource"].endswith(f":table/{outputs['TableName']}")


def test_the_table_is_a_cache_that_works(aws: None) -> None:
    _, outputs = deploy(GitHubOwner="octo")
    client = connect(None, connections=4)
    cache = DynamoDBCache(Table(client, outputs["TableName"]), lifetime=ORDINARY)
    cache.store([make_entry()])
    assert cache.lookup([fingerprint("a")])
    table = client.describe_table(TableName=outputs["TableName"])["Table"]
    assert table["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"


def test_the_table_expires_what_the_cache_dates() -> None:
    # Moto's CloudFormation passes over this property, so it is read from the template.
    specification = rf"TimeToLiveSpecification:\s+AttributeName: {EXPIRY}\s+Enabled: true"
    assert re.search(specification, TEMPLATE.read_text("utf-8"))
